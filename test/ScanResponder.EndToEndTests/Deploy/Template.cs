using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>A template of the repository as CloudFormation gets it: what AWS makes of SAM's resources stands in their place.</summary>
public sealed class Template
{
    /// <summary>Where the package would have been uploaded to.</summary>
    public const string CodeBucket = "packages";

    /// <summary>The package's key in the bucket.</summary>
    public const string CodeKey = "responder.zip";

    private static readonly ConcurrentDictionary<string, Lazy<Task<Template>>> Loaded = [];

    private Template(string json) => Json = json;

    /// <summary>The translated template.</summary>
    public string Json { get; }

    /// <summary>Every template of the repository, by its path from the root.</summary>
    public static IReadOnlyList<string> Paths { get; } =
    [
        "template.yaml",
        .. Directory.EnumerateFiles(Repository.Locate("infra"), "*.yaml")
            .Select(path => Path.GetRelativePath(Repository.Root, path))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>The parameters, as the template declares them.</summary>
    public JsonObject ParameterDeclarations => (JsonObject)Root()["Parameters"]!;

    /// <summary>A template, translated once per test run. Skips the test where the SAM translator is not installed.</summary>
    public static Task<Template> LoadAsync(string path = "template.yaml") =>
        Loaded.GetOrAdd(path, static path => new(() => TranslateAsync(path))).Value;

    /// <summary>A fresh copy of the whole.</summary>
    public JsonObject Root() => JsonNode.Parse(Json)!.AsObject();

    /// <summary>What CloudFormation would create with these parameters; the others have their defaults.</summary>
    public Deployment With(params (string Name, string Value)[] parameters) => new(Root(), parameters);

    private static async Task<Template> TranslateAsync(string path)
    {
        string python = RequiredTool.Find("python3", "apt-get install python3");
        CommandResult translated = await Command.RunAsync(
            python,
            [Repository.Locate("test", "ScanResponder.EndToEndTests", "Deploy", "translate.py"), path, $"s3://{CodeBucket}/{CodeKey}"],
            MachineEnvironment.WithoutAws(),
            Repository.Root,
            CancellationToken.None);
        if (translated.StandardError.Contains("ModuleNotFoundError", StringComparison.Ordinal))
        {
            RequiredTool.Lack("python3 has no SAM translator; get it with: pip install aws-sam-translator");
        }

        Assert.True(translated.ExitCode == 0, $"{path} could not be translated:\n{translated.StandardError}");
        return new Template(translated.StandardOutput);
    }
}
