using System.Collections.Concurrent;
using ScanResponder.Tests.Alerts;

namespace ScanResponder.Tests.Cli;

/// <summary>The page of an audit as Chromium shows it.</summary>
public sealed class AuditInBrowserTests
{
    [Fact]
    public async Task The_page_of_an_audit_asks_nobody_for_anything_and_says_nothing_to_the_console()
    {
        using var terminal = new FakeTerminal();
        await terminal.RunAsync("audit", "--format", "html", "--close", "-o", "audit.html");
        var page = terminal.Written("audit.html");
        var requests = new ConcurrentQueue<string>();

        var (dom, log) = await PageInBrowserTests.OpenAsync(
            "/page",
            path =>
            {
                requests.Enqueue(path);
                return page;
            });

        Assert.Equal(["/page"], requests);
        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.Contains("sg-0c1d2e3f4a5b60001", dom, StringComparison.Ordinal);
        Assert.Contains("revoke-security-group-ingress", dom, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(390)]
    [InlineData(1280)]
    public async Task Nothing_of_it_is_wider_than_the_screen(int width)
    {
        using var terminal = new FakeTerminal();
        await terminal.RunAsync("audit", "--format", "html", "--close", "-o", "audit.html");
        var page = terminal.Written("audit.html");

        var (dom, _) = await PageInBrowserTests.OpenAsync(
            "/frame",
            path => path == "/page"
                ? page
                : $$"""
                  <!DOCTYPE html><iframe id="f" src="/page" style="width:{{width}}px;height:800px;border:0"></iframe>
                  <script>f.onload=()=>{document.body.dataset.wide=f.contentDocument.documentElement.scrollWidth}</script>
                  """);

        Assert.Contains($"data-wide=\"{width}\"", dom, StringComparison.Ordinal);
    }
}
