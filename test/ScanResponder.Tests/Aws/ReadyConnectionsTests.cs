using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using ScanResponder.Aws;

namespace ScanResponder.Tests.Aws;

public sealed class ReadyConnectionsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _clock = new();
    private readonly Server _server = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_takes_a_connection_that_is_ready_and_the_next_one_makes_its_own()
    {
        var connections = Connections(_clock);
        await connections.OpenAsync(_server.Address);
        using var one = Client(connections);
        using var other = Client(connections);

        await one.GetStringAsync(_server.Address, Token);
        Assert.Equal(1, _server.Connections);

        await other.GetStringAsync(_server.Address, Token);
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_request_waits_for_a_connection_that_is_being_made()
    {
        var connections = Connections(_clock);
        using var client = Client(connections);
        _server.HoldHandshakes();
        var made = connections.OpenAsync(_server.Address);
        var asked = client.GetStringAsync(_server.Address, Token);

        _server.LetGo();
        await asked;

        await made;
        Assert.Equal(1, _server.Connections);
    }

    [Fact]
    public async Task A_connection_that_nobody_wants_is_closed_cleanly()
    {
        var connections = Connections(_clock);
        await connections.OpenAsync(_server.Address);

        _clock.Advance(ReadyConnections.Longest);

        Assert.Equal("", await _server.EndOfFirst.WaitAsync(TimeSpan.FromMinutes(1), Token));
        using var client = Client(connections);
        await client.GetStringAsync(_server.Address, Token);
        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_connection_that_a_frozen_process_kept_is_not_used()
    {
        var frozen = new Frozen();
        var connections = Connections(frozen);
        await connections.OpenAsync(_server.Address);
        frozen.Now += ReadyConnections.Longest;
        using var client = Client(connections);

        await client.GetStringAsync(_server.Address, Token);

        Assert.Equal(2, _server.Connections);
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_is_not_connected_to()
    {
        var connections = new ReadyConnections(_clock);
        await connections.OpenAsync(_server.Address);
        using var client = new HttpClient(new SocketsHttpHandler { ConnectCallback = connections.ConnectAsync });

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(_server.Address, Token));

        Assert.Empty(_server.Requests);
    }

    [Fact]
    public async Task Where_nobody_listens_a_request_says_so_itself()
    {
        var connections = Connections(_clock);
        await _server.DisposeAsync();
        await connections.OpenAsync(_server.Address);
        using var client = Client(connections);

        var refused = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(_server.Address, Token));

        Assert.Equal(HttpRequestError.ConnectionError, refused.HttpRequestError);
    }

    [Fact]
    public async Task Without_TLS_nothing_is_connected_before_it_is_needed()
    {
        await Connections(_clock).OpenAsync(new UriBuilder(_server.Address) { Scheme = "http" }.Uri);

        Assert.Equal(0, _server.Connections);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private ReadyConnections Connections(TimeProvider clock) => new(clock, _server.IsItself);

    private HttpClient Client(ReadyConnections connections) => new(new SocketsHttpHandler
    {
        ConnectCallback = connections.ConnectAsync,
        SslOptions = new() { RemoteCertificateValidationCallback = _server.IsItself },
    });

    /// <summary>The clock of a process that was not let run: its time has passed, and no timer has run.</summary>
    private sealed class Frozen : TimeProvider
    {
        internal DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new Never();

        private sealed class Never : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose()
            {
            }

            public ValueTask DisposeAsync() => ValueTask.CompletedTask;
        }
    }

    /// <summary>A server with TLS whose certificate it has signed itself. It answers every request with nothing.</summary>
    private sealed class Server : IAsyncDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly X509Certificate2 _certificate = SelfSigned();
        private readonly TaskCompletionSource<string> _endOfFirst = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Task _accepting;
        private TaskCompletionSource _handshakes = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly CancellationTokenSource _end = new();
        private int _connections;

        internal Server()
        {
            _handshakes.SetResult();
            _listener.Start();
            Address = new($"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
            _accepting = AcceptAsync();
        }

        internal Uri Address { get; }

        /// <summary>How many handshakes were begun.</summary>
        internal int Connections => Volatile.Read(ref _connections);

        internal ConcurrentQueue<string> Requests { get; } = [];

        /// <summary>How the first connection ended: nothing where TLS said goodbye, or the error.</summary>
        internal Task<string> EndOfFirst => _endOfFirst.Task;

        internal bool IsItself(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
            certificate?.GetCertHashString() == _certificate.GetCertHashString();

        internal void HoldHandshakes() => _handshakes = new(TaskCreationOptions.RunContinuationsAsynchronously);

        internal void LetGo() => _handshakes.SetResult();

        public async ValueTask DisposeAsync()
        {
            // It may be between two connections, and ask for the next one: so the listener goes last.
            await _end.CancelAsync();
            await _accepting;
            _listener.Dispose();
        }

        private static X509Certificate2 SelfSigned()
        {
            using var key = RSA.Create(2048);
            var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        }

        private async Task AcceptAsync()
        {
            try
            {
                while (true)
                    _ = ServeAsync(await _listener.AcceptTcpClientAsync(_end.Token), Interlocked.Increment(ref _connections));
            }
            catch (OperationCanceledException)
            {
                // It is disposed.
            }
        }

        private async Task ServeAsync(TcpClient client, int number)
        {
            var end = "";
            try
            {
                using var closed = client;
                await _handshakes.Task;
                await using var tls = new SslStream(client.GetStream());
                await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate });
                using var reader = new StreamReader(tls, Encoding.ASCII);
                while (await reader.ReadLineAsync() is { } line)
                {
                    if (line.Length > 0)
                    {
                        Requests.Enqueue(line);
                        continue;
                    }

                    await tls.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
                }
            }
            catch (Exception exception)
            {
                end = exception.Message;
            }

            if (number == 1)
                _endOfFirst.SetResult(end);
        }
    }
}
