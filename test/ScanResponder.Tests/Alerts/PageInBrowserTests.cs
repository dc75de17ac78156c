using System.ComponentModel;
using System.Diagnostics;
using System.Text.RegularExpressions;
using ScanResponder.Alerts.Page;
using ScanResponder.Tests.Infrastructure;

namespace ScanResponder.Tests.Alerts;

/// <summary>The page as Chromium shows it.</summary>
public sealed class PageInBrowserTests
{
    private const string Missing = "chromium is not installed (apt-get install chromium).";

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(60);

    public static TheoryData<string, int> Screens => [.. ExampleAlerts.All.Keys.Order(StringComparer.Ordinal).SelectMany(_ => new[] { 390, 1280 }, (outcome, width) => (outcome, width))];

    [Theory, MemberData(nameof(Screens))]
    public async Task Nothing_of_the_page_is_wider_than_the_screen(string outcome, int width)
    {
        // The page's own policy forbids scripts beside its own, so the frame around it measures.
        var page = PageRenderer.Of(ExampleAlerts.All[outcome]);
        var (dom, _) = await OpenAsync(
            "/frame",
            path => path == "/page"
                ? page
                : $$"""
                  <!DOCTYPE html><iframe id="f" src="/page" style="width:{{width}}px;height:800px;border:0"></iframe>
                  <script>f.onload=()=>{const d=f.contentDocument.documentElement;document.body.dataset.wide=d.scrollWidth;document.body.dataset.screen=f.contentWindow.innerWidth}</script>
                  """);

        Assert.Contains($"data-screen=\"{width}\"", dom, StringComparison.Ordinal);
        Assert.Contains($"data-wide=\"{width}\"", dom, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_for_nothing_says_nothing_to_the_console_and_shows_its_copy_button()
    {
        var requests = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var (dom, log) = await OpenAsync(
            "/page",
            path =>
            {
                requests.Enqueue(path);
                return PageRenderer.Of(ExampleAlerts.All["tightened"]);
            });

        Assert.Equal(["/page"], requests);
        Assert.DoesNotContain("CONSOLE", log, StringComparison.Ordinal);
        Assert.Matches("<button type=\"button\">Copy</button>", dom);
        Assert.DoesNotMatch(new Regex("<button[^>]* hidden"), dom);
    }

    internal static async Task<(string Dom, string Log)> OpenAsync(string path, Func<string, string> pageAt)
    {
        await using var server = new LoopbackServer(request => Task.FromResult(new LoopbackAnswer(200, pageAt(request.Path), "text/html; charset=utf-8")));
        var profile = Directory.CreateTempSubdirectory("page-");
        try
        {
            using var browser = Start(
                "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--hide-scrollbars", "--enable-logging=stderr",
                "--window-size=1400,900", $"--user-data-dir={profile.FullName}", "--dump-dom", $"http://{server.Endpoint}{path}");
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
            patience.CancelAfter(Timeout);
            try
            {
                var dom = browser.StandardOutput.ReadToEndAsync(patience.Token);
                var log = browser.StandardError.ReadToEndAsync(patience.Token);
                await browser.WaitForExitAsync(patience.Token);
                return (await dom, await log);
            }
            catch (OperationCanceledException)
            {
                browser.Kill(entireProcessTree: true);
                throw;
            }
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    private static Process Start(params string[] words)
    {
        foreach (var name in new[] { "chromium", "chromium-browser", "google-chrome" })
        {
            try
            {
                return Process.Start(new ProcessStartInfo(name, words) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            }
            catch (Win32Exception)
            {
                // It goes by another name here.
            }
        }

        if (Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail(Missing);
        Assert.Skip(Missing);
        throw new UnreachableException();
    }
}
