using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;

namespace ScanResponder.Tests.Infrastructure;

/// <summary>
/// Chromium without a window, driven by its DevTools protocol: started once for all looks at a page, since a start takes longer than they do.
/// <see href="https://chromedevtools.github.io/devtools-protocol/"/>.
/// </summary>
public sealed class Browser : IAsyncLifetime
{
    private const string Missing = "chromium is not installed (apt-get install chromium).";
    private const string Listening = "DevTools listening on ";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly DirectoryInfo _profile = Directory.CreateTempSubdirectory("page-");
    private readonly ClientWebSocket _socket = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode>> _asked = new();
    private readonly ConcurrentQueue<JsonNode> _events = new();
    private readonly SemaphoreSlim _sending = new(1);
    private Process? _process;
    private Task _receiving = Task.CompletedTask;
    private string? _session;
    private int _last;

    /// <summary>What a page asked for, but for its own file and what is in it.</summary>
    internal IEnumerable<string> Requests => Events("Network.requestWillBeSent").Select(request => (string)request["request"]!["url"]!).Where(url => !url.StartsWith("data:", StringComparison.Ordinal)).Skip(1);

    /// <summary>What a page said to the console, and its errors.</summary>
    internal IEnumerable<string> Complaints => Events("Runtime.consoleAPICalled").Concat(Events("Runtime.exceptionThrown")).Concat(Events("Log.entryAdded")).Select(entry => entry.ToJsonString());

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _process = Start(
            "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--hide-scrollbars", "--remote-debugging-port=0",
            $"--user-data-dir={_profile.FullName}", "about:blank");
        if (_process is null)
            return;
        using var patience = new CancellationTokenSource(Patience);
        string? line;
        while ((line = await _process.StandardError.ReadLineAsync(patience.Token))?.StartsWith(Listening, StringComparison.Ordinal) is false)
        {
        }

        _ = _process.StandardError.ReadToEndAsync(CancellationToken.None);
        _ = _process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        await _socket.ConnectAsync(new Uri(line![Listening.Length..]), patience.Token);
        _receiving = ReceiveAsync();
        var target = await AskAsync("Target.createTarget", new() { ["url"] = "about:blank" });
        _session = (string)(await AskAsync("Target.attachToTarget", new() { ["targetId"] = (string)target["targetId"]!, ["flatten"] = true }))["sessionId"]!;
        foreach (var domain in new[] { "Page", "Network", "Runtime", "Log" })
            await AskAsync($"{domain}.enable", []);
    }

    /// <summary>Opens a page as a file, as people do who were sent one, on a screen of this width.</summary>
    internal async Task OpenAsync(string html, int width)
    {
        if (_process is null)
        {
            if (Environment.GetEnvironmentVariable("CI") == "true")
                Assert.Fail(Missing);
            Assert.Skip(Missing);
        }

        var file = Path.Combine(_profile.FullName, "page.html");
        await File.WriteAllTextAsync(file, html);
        await LookAsync(width, "screen", "light");
        _events.Clear();
        await AskAsync("Page.navigate", new() { ["url"] = new Uri(file).AbsoluteUri });
        var watch = Stopwatch.StartNew();
        while (!Events("Page.loadEventFired").Any())
        {
            Assert.True(watch.Elapsed < Patience, "The page does not load.");
            await Task.Delay(10);
        }
    }

    /// <summary>Looks at it on a screen or on paper of this width in pixels, in the light or in the dark.</summary>
    internal async Task LookAsync(int width, string media, string scheme)
    {
        await AskAsync("Emulation.setDeviceMetricsOverride", new() { ["width"] = width, ["height"] = 800, ["deviceScaleFactor"] = 1, ["mobile"] = false });
        await AskAsync("Emulation.setEmulatedMedia", new() { ["media"] = media, ["features"] = new JsonArray(new JsonObject { ["name"] = "prefers-color-scheme", ["value"] = scheme }) });
    }

    /// <summary>What a piece of script evaluates to in the page, as text.</summary>
    internal async Task<string> EvaluateAsync(string script)
    {
        var answer = await AskAsync("Runtime.evaluate", new() { ["expression"] = script, ["returnByValue"] = true, ["awaitPromise"] = true, ["userGesture"] = true });
        return answer["exceptionDetails"] is { } error ? throw new InvalidOperationException(error.ToJsonString()) : answer["result"]!["value"]?.ToString() ?? "";
    }

    /// <summary>Clicks where this element is, as a hand would.</summary>
    internal async Task ClickAsync(string selector)
    {
        var place = (await EvaluateAsync($$"""(()=>{const e=document.querySelector('{{selector}}');e.scrollIntoView({block:'center'});const r=e.getBoundingClientRect();return (r.x+r.width/2)+' '+(r.y+r.height/2)})()"""))
            .Split(' ').Select(number => double.Parse(number, System.Globalization.CultureInfo.InvariantCulture)).ToList();
        foreach (var type in new[] { "mousePressed", "mouseReleased" })
            await AskAsync("Input.dispatchMouseEvent", new() { ["type"] = type, ["x"] = place[0], ["y"] = place[1], ["button"] = "left", ["clickCount"] = 1 });
    }

    /// <summary>Lets pages read what they have copied.</summary>
    internal Task LetReadClipboardAsync() => AskAsync("Browser.grantPermissions", new() { ["permissions"] = new JsonArray("clipboardReadWrite", "clipboardSanitizedWrite") }, ofPage: false);

    /// <summary>The page on paper, of the size that it asks for: a PDF.</summary>
    internal async Task<byte[]> PrintAsync() =>
        Convert.FromBase64String((string)(await AskAsync("Page.printToPDF", new() { ["preferCSSPageSize"] = true, ["printBackground"] = true }))["data"]!);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync(CancellationToken.None);
            await ((Task)_receiving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _process.Dispose();
        }

        _socket.Dispose();
        _sending.Dispose();
        _profile.Delete(recursive: true);
    }

    private IEnumerable<JsonNode> Events(string method) => _events.Where(entry => (string?)entry["method"] == method).Select(entry => entry["params"]!);

    private async Task<JsonNode> AskAsync(string method, JsonObject parameters, bool ofPage = true)
    {
        var id = Interlocked.Increment(ref _last);
        var answer = _asked[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters };
        if (_session is not null && ofPage)
            message["sessionId"] = _session;
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }

        return await answer.Task.WaitAsync(Patience);
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[65_536];
        while (true)
        {
            using var message = new MemoryStream();
            WebSocketReceiveResult part;
            do
            {
                part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                message.Write(buffer, 0, part.Count);
            }
            while (!part.EndOfMessage);
            if (part.MessageType is WebSocketMessageType.Close)
                return;
            var node = JsonNode.Parse(message.ToArray())!;
            if ((int?)node["id"] is not { } id)
                _events.Enqueue(node);
            else if (node["error"] is { } error)
                _asked[id].SetException(new InvalidOperationException(error.ToJsonString()));
            else
                _asked[id].SetResult(node["result"]!);
        }
    }

    private static Process? Start(params string[] words)
    {
        foreach (var name in new[] { "chromium", "chromium-browser", "google-chrome" })
        {
            try
            {
                return Process.Start(new ProcessStartInfo(name, words) { RedirectStandardOutput = true, RedirectStandardError = true });
            }
            catch (Win32Exception)
            {
                // It goes by another name here.
            }
        }

        return null;
    }
}
