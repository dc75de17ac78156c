using System.Runtime.CompilerServices;

namespace ScanResponder.Tests.Tightening;

public class TighteningTableTests
{
    private const string Begin = "<!-- tightening-table:begin -->\n";
    private const string End = "<!-- tightening-table:end -->";

    /// <summary>Run with <c>UPDATE_README=1</c> in the environment, it writes the table instead of comparing it.</summary>
    [Fact]
    public void The_table_in_the_README_is_what_the_planner_does()
    {
        var path = Path.GetFullPath("../../../README.md", Here());
        var readme = File.ReadAllText(path);
        var from = readme.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length;
        var to = readme.IndexOf(End, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("UPDATE_README") == "1")
            File.WriteAllText(path, $"{readme[..from]}{TighteningTable.Markdown()}{readme[to..]}");
        else
            Assert.Equal(TighteningTable.Markdown(), readme[from..to]);
    }

    private static string Here([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
