using System.Text.RegularExpressions;

namespace ScanResponder.Tests.Cli;

public sealed partial class AllowTests
{
    [Fact]
    public async Task The_line_of_the_alert_works_as_it_stands()
    {
        using var terminal = new FakeTerminal();
        var alert = await terminal.RunAsync();
        var line = Line().Match(alert.Output.ReplaceLineEndings(" "));
        Assert.True(line.Success, alert.Output);

        using var own = new FakeTerminal();
        var run = await own.RunAsync(line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

        Assert.Equal(0, run.Status);
        Assert.Matches(@"sgr-\w+ in sg-0c1d2e3f4a5b60001 lets 198\.51\.100\.7/32 reach TCP 22 until ", run.Output.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("mine", "accepted is a CIDR such as 198.51.100.7/32")]
    [InlineData("0.0.0.0/0", "IPv4 at least /16")]
    public async Task A_source_that_is_none_or_too_wide_is_refused(string source, string why)
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("allow", "sg-0c1d2e3f4a5b60001", "--source", source, "--for", "8h");

        Assert.Equal(2, run.Status);
        Assert.Contains(why, run.Errors, StringComparison.Ordinal);
    }

    // Nothing in it that a shell takes for more than a word.
    [GeneratedRegex(@"scan-responder allow [\w-]+ --source [\w-]+ --for 8h\s+--region\s+[\w-]+")]
    private static partial Regex Line();
}
