using System.Runtime.CompilerServices;

namespace ScanResponder.Tests;

/// <summary>Parts of the README and of docs/ that come from the code, between comments that name them.</summary>
internal static class ReadmeSection
{
    /// <summary>
    /// Fails where the part is not this text. With <c>UPDATE_README=1</c> in the environment, it writes the text instead of comparing it.
    /// </summary>
    internal static void Holds(string page, string name, string text)
    {
        var path = Path.GetFullPath(Path.Combine("../..", page), Here());
        var written = File.ReadAllText(path);
        var begin = $"<!-- {name}:begin -->\n";
        var from = written.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        var to = written.IndexOf($"<!-- {name}:end -->", StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_README") == "1")
            File.WriteAllText(path, $"{written[..from]}{text}{written[to..]}");
        else
            Assert.Equal(text, written[from..to]);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
