using System.Runtime.CompilerServices;

namespace ScanResponder.Tests.Infrastructure;

/// <summary>The files of the repository that these tests were built from.</summary>
internal static class Repository
{
    /// <summary>A path below the root.</summary>
    internal static string Locate(string path) => Path.GetFullPath(Path.Combine("../../..", path), Here());

    /// <summary>The text of a file below the root.</summary>
    internal static string Read(string path) => File.ReadAllText(Locate(path)).ReplaceLineEndings("\n");

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
