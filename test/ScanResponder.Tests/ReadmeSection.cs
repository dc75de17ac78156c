using System.Runtime.CompilerServices;

namespace ScanResponder.Tests;

/// <summary>Parts of the README that come from the code, between comments that name them.</summary>
internal static class ReadmeSection
{
    /// <summary>
    /// Fails where the part is not this text. With <c>UPDATE_README=1</c> in the environment, it writes the text instead of comparing it.
    /// </summary>
    internal static void Holds(string name, string text)
    {
        var path = Path.GetFullPath("../../README.md", Here());
        var readme = File.ReadAllText(path);
        var begin = $"<!-- {name}:begin -->\n";
        var from = readme.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = readme.IndexOf($"<!-- {name}:end -->", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_README") == "1")
            File.WriteAllText(path, $"{readme[..from]}{text}{readme[to..]}");
        else
            Assert.Equal(text, readme[from..to]);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
