namespace ScanResponder.Tests.Cli;

public sealed class PageFileTests
{
    [Fact]
    public async Task The_page_of_the_alert_is_written_to_the_file()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--html", "incident.html");

        Assert.Equal(0, run.Status);
        Assert.StartsWith("<!DOCTYPE html>", terminal.Written("incident.html"), StringComparison.Ordinal);
        Assert.Contains("SSH to web-1 was open to the internet", terminal.Written("incident.html"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_cannot_be_written_is_named_and_fails()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--html", "locked.html");

        Assert.Equal(1, run.Status);
        Assert.Contains("locked.html: cannot be written: Access to the path is denied.", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_audit_writes_its_page_beside_its_table()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit", "--html", "audit.html");

        Assert.Equal(3, run.Status);
        Assert.Contains("2 of 2 security groups let the internet reach TCP 22", run.Output, StringComparison.Ordinal);
        Assert.Contains("Commands that close it", terminal.Written("audit.html"), StringComparison.Ordinal);
    }
}
