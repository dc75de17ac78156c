using System.Runtime.CompilerServices;
using NJsonSchema;

namespace ScanResponder.Tests.Audit;

/// <summary>The schema of a sweep that is published in <c>docs/</c>.</summary>
internal static class SweepSchema
{
    private static readonly JsonSchema Schema = JsonSchema.FromFileAsync(PathOf()).GetAwaiter().GetResult();

    /// <summary>Fails where the document is not valid, with the path and what was expected there.</summary>
    internal static void Accepts(string document) => Assert.Empty(Schema.Validate(document).Select(error => $"{error.Path}: {error.Kind}"));

    internal static bool Refuses(string document) => Schema.Validate(document).Count > 0;

    internal static IEnumerable<string> RequiredFields => Schema.RequiredProperties;

    private static string PathOf([CallerFilePath] string path = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "../../../docs/sweep.schema.json"));
}
