using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ScanResponder.Aws;

/// <summary>
/// Connections with TLS that were made before a request asked for them. Calls that are made at the same time need a connection each, and the keys and
/// certificates of one take more of a processor than the call. Nothing is sent over them but TLS's own handshake.
/// </summary>
/// <param name="clock">Whose time counts.</param>
/// <param name="trusts">Whether a server's certificate is believed; null for one that the machine's root certificates vouch for.</param>
public sealed class ReadyConnections(TimeProvider clock, RemoteCertificateValidationCallback? trusts = null)
{
    /// <summary>
    /// How long a connection waits for its first request; then it is closed. A server closes one that is not used, and a request that was sent over such
    /// a connection would fail, so this is far less than any server waits.
    /// </summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Host, int Port), ConcurrentQueue<Ready>> _ready = [];

    /// <summary>Those of this process.</summary>
    public static ReadyConnections OfProcess { get; } = new(TimeProvider.System);

    /// <summary>Begins to make a connection.</summary>
    /// <param name="address">Where to. Nothing is done without TLS, where a connection is made in no time, nor where requests go there through a proxy (<c>HTTPS_PROXY</c>).</param>
    /// <returns>Ends once the connection is made, or could not be, which is no error: whoever needs it tries by itself.</returns>
    public Task OpenAsync(Uri address)
    {
        if (address.Scheme != Uri.UriSchemeHttps || !HttpClient.DefaultProxy.IsBypassed(address))
            return Task.CompletedTask;
        var ready = new Ready(ConnectAsync(address), clock.GetUtcNow());
        _ready.GetOrAdd((address.IdnHost, address.Port), _ => []).Enqueue(ready);
        _ = CloseUnusedAsync(ready);
        return Task.WhenAny(ready.Connection);
    }

    /// <summary>A connection for .NET's HTTP handler: one that is ready, or a new one.</summary>
    internal async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        if (_ready.TryGetValue((context.DnsEndPoint.Host, context.DnsEndPoint.Port), out var queue))
        {
            while (queue.TryDequeue(out var ready))
            {
                if (clock.GetUtcNow() - ready.Since < Longest && ready.Take() && await MadeAsync(ready, cancellationToken) is { } connection)
                    return connection;
            }
        }

        return await ConnectAsync(context.DnsEndPoint, cancellationToken);
    }

    /// <summary>A connection once it is made; null where it could not be.</summary>
    private static async Task<SslStream?> MadeAsync(Ready ready, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAny(ready.Connection).WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _ = CloseAsync(ready);
            throw;
        }

        return ready.Connection.IsCompletedSuccessfully ? await ready.Connection : null;
    }

    private async Task<SslStream> ConnectAsync(Uri address)
    {
        using var timeout = new CancellationTokenSource(AwsClients.ConnectTimeout, clock);
        var connection = new SslStream(await ConnectAsync(new DnsEndPoint(address.IdnHost, address.Port), timeout.Token));
        try
        {
            await connection.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions { TargetHost = address.IdnHost, RemoteCertificateValidationCallback = trusts }, timeout.Token);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>As .NET's handler connects by itself.</summary>
    private static async Task<Stream> ConnectAsync(DnsEndPoint address, CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(address, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task CloseUnusedAsync(Ready ready)
    {
        await Task.Delay(Longest, clock);
        if (ready.Take())
            await CloseAsync(ready);
    }

    private static async Task CloseAsync(Ready ready)
    {
        try
        {
            await using var connection = await ready.Connection;
            await connection.ShutdownAsync();
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // It was never made, or the server was first to close it.
        }
    }

    private sealed class Ready(Task<SslStream> connection, DateTimeOffset since)
    {
        private int _taken;

        internal Task<SslStream> Connection => connection;

        internal DateTimeOffset Since => since;

        /// <summary>True for the first who asks: the connection is theirs.</summary>
        internal bool Take() => Interlocked.Exchange(ref _taken, 1) == 0;
    }
}
