namespace ScanResponder.Tests.Cli;

/// <summary>What a run of the tool left behind.</summary>
/// <param name="Status">Its exit status.</param>
/// <param name="Output">What it wrote to standard output.</param>
/// <param name="Errors">What it wrote to standard error.</param>
internal sealed record CliRun(int Status, string Output, string Errors)
{
    /// <summary>The lines of the output.</summary>
    internal string[] Lines => Output.Split('\n');

    /// <summary>The part of the output under a title.</summary>
    internal string Section(string title)
    {
        var start = Output.IndexOf($"── {title} ─", StringComparison.Ordinal);
        Assert.True(start >= 0, $"no section '{title}' in:\n{Output}");
        var begin = Output.IndexOf('\n', start) + 1;
        var end = Output.IndexOf("\n── ", begin, StringComparison.Ordinal);
        return end < 0 ? Output[begin..] : Output[begin..end];
    }
}
