using System.Net;
using System.Net.Sockets;

namespace ScanResponder.Tests.Infrastructure;

/// <summary>An HTTP server on a free port of 127.0.0.1 that answers every request with a function.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Func<LoopbackRequest, Task<LoopbackAnswer>> _answer;
    private readonly Task _loop;

    public LoopbackServer(Func<LoopbackRequest, Task<LoopbackAnswer>> answer)
    {
        _answer = answer;
        Endpoint = $"127.0.0.1:{FreePort()}";
        _listener.Prefixes.Add($"http://{Endpoint}/");
        _listener.Start();
        _loop = AcceptAsync();
    }

    /// <summary>Host and port.</summary>
    public string Endpoint { get; }

    public async ValueTask DisposeAsync()
    {
        // Not stopped first: closing a listener that was stopped binds its port once more, which somebody else may have by then.
        _listener.Close();
        await _loop;
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    private async Task AcceptAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or InvalidOperationException)
            {
                return;
            }
            _ = AnswerAsync(context);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        try
        {
            using var reader = new StreamReader(context.Request.InputStream);
            string body = await reader.ReadToEndAsync();
            LoopbackAnswer answer = await _answer(
                new LoopbackRequest(context.Request.HttpMethod, context.Request.RawUrl!, context.Request.Headers, body));
            context.Response.StatusCode = answer.Status;
            context.Response.ContentType = answer.ContentType;
            foreach ((string name, string value) in answer.Headers ?? new Dictionary<string, string>())
                context.Response.AddHeader(name, value);
            await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(answer.Body));
            context.Response.Close();
        }
        catch (Exception gone) when (gone is HttpListenerException or ObjectDisposedException or IOException)
        {
            // The client or the server went away in the middle; the test that did it knows.
        }
    }
}
