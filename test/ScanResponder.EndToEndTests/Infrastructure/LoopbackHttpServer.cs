using System.Collections.Concurrent;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// HTTP/1.1 on 127.0.0.1 and a port that the system chose. It is written on sockets because the tests need what a web server hides:
/// to reset a connection, and to notice that the client is gone while it waits for its answer.
/// </summary>
public sealed class LoopbackHttpServer : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource stopping = new();
    private readonly Func<HttpCall, CancellationToken, Task<HttpAnswer>> answer;
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Task[]>> markers = new();
    private readonly Task accepting;

    /// <param name="answer">
    /// Answers one call. Calls on different connections are answered concurrently. Its token is cancelled when the client has closed the
    /// connection or the server stops.
    /// </param>
    public LoopbackHttpServer(Func<HttpCall, CancellationToken, Task<HttpAnswer>> answer)
    {
        this.answer = answer;
        listener.Start();
        Port = ((IPEndPoint)listener.LocalEndpoint).Port;
        accepting = AcceptAsync();
    }

    public int Port { get; }

    public Uri Address => new($"http://127.0.0.1:{Port}/");

    /// <summary>
    /// Waits until all that was sent on the connections made so far has been read and answered and the connections have ended; for those who
    /// know that the other side is dead. What a dead process has sent may still be in the system's buffers, and a connection of its not yet
    /// accepted. They are accepted in the order in which they were made: one made now comes after all of them.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var marker = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        marker.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var earlier = new TaskCompletionSource<Task[]>(TaskCreationOptions.RunContinuationsAsynchronously);
        markers[((IPEndPoint)marker.LocalEndPoint!).Port] = earlier;
        await marker.ConnectAsync(IPAddress.Loopback, Port, cancellationToken);
        await Task.WhenAll(await earlier.Task.WaitAsync(cancellationToken)).WaitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        // It may be between two connections and ask for the next one: so the listener goes last.
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptSocketAsync(stopping.Token);
                connections.RemoveAll(connection => connection.IsCompleted);
                if (PortOf(socket) is { } port && markers.TryRemove(port, out TaskCompletionSource<Task[]>? marker))
                {
                    socket.Dispose();
                    marker.SetResult([.. connections]);
                    continue;
                }

                connections.Add(Task.Run(() => ServeAsync(socket)));
            }
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private static int? PortOf(Socket socket)
    {
        try
        {
            return (socket.RemoteEndPoint as IPEndPoint)?.Port;
        }
        catch (SocketException)
        {
            // The other side has reset the connection by now.
            return null;
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket owned = socket;
        socket.NoDelay = true;
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: false);
            PipeReader reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
            while (await ReadCallAsync(reader, stream) is { } call)
            {
                HttpAnswer response = await AnswerAsync(socket, call);
                if (ReferenceEquals(response, HttpAnswer.Reset))
                {
                    socket.LingerState = new LingerOption(true, 0);
                    socket.Close();
                    return;
                }

                if (HasClosed(socket))
                {
                    response.Undelivered?.Invoke();
                    return;
                }

                await WriteAsync(stream, response);
            }
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or the server is being stopped: there is nobody left to tell.
        }
    }

    private async Task<HttpAnswer> AnswerAsync(Socket socket, HttpCall call)
    {
        using var gone = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
        Task watching = WatchAsync(socket, gone, answered.Token);
        try
        {
            return await answer(call, gone.Token);
        }
        finally
        {
            await answered.CancelAsync();
            await watching;
        }
    }

    // Asked at the last moment: the watcher's news of a client that has just died may still be on their way.
    private static bool HasClosed(Socket socket) => socket.Poll(0, SelectMode.SelectRead) && socket.Available == 0;

    // A peek that finds the end of the stream means that the client has closed; it takes no byte of a next request away.
    private static async Task WatchAsync(Socket socket, CancellationTokenSource gone, CancellationToken answered)
    {
        try
        {
            if (await socket.ReceiveAsync(new byte[1], SocketFlags.Peek, answered) == 0)
            {
                await gone.CancelAsync();
            }
        }
        catch (SocketException)
        {
            await gone.CancelAsync();
        }
        catch (OperationCanceledException)
        {
            // Answered first.
        }
    }

    private async Task<HttpCall?> ReadCallAsync(PipeReader reader, NetworkStream stream)
    {
        if (await ReadLineAsync(reader) is not { } requestLine)
        {
            return null;
        }

        string[] request = requestLine.Split(' ');
        if (request.Length != 3)
        {
            throw new IOException($"This is not a request line of HTTP/1.1: \"{requestLine}\".");
        }

        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLineAsync(reader) is { Length: > 0 } line)
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = line[..colon];
            string value = line[(colon + 1)..].Trim();
            headers[name] = headers.TryGetValue(name, out string? earlier) ? $"{earlier}, {value}" : value;
        }

        if (headers.ContainsKey("Expect"))
        {
            await stream.WriteAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), stopping.Token);
        }

        return new HttpCall(request[0], request[1], headers, await ReadBodyAsync(reader, headers));
    }

    private async Task<byte[]> ReadBodyAsync(PipeReader reader, Dictionary<string, string> headers)
    {
        if (!headers.GetValueOrDefault("Transfer-Encoding", "").Contains("chunked", StringComparison.OrdinalIgnoreCase))
        {
            return headers.TryGetValue("Content-Length", out string? length)
                ? await ReadBytesAsync(reader, int.Parse(length, CultureInfo.InvariantCulture))
                : [];
        }

        using var body = new MemoryStream();
        while (await ReadLineAsync(reader) is { } size)
        {
            int count = int.Parse(size.Split(';')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (count == 0)
            {
                while (await ReadLineAsync(reader) is { Length: > 0 })
                {
                }

                break;
            }

            body.Write(await ReadBytesAsync(reader, count));
            await ReadLineAsync(reader);
        }

        return body.ToArray();
    }

    private async Task<string?> ReadLineAsync(PipeReader reader)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(stopping.Token);
            var sequence = new System.Buffers.SequenceReader<byte>(read.Buffer);
            if (sequence.TryReadTo(out System.Buffers.ReadOnlySequence<byte> line, "\r\n"u8))
            {
                string text = Encoding.UTF8.GetString(line);
                reader.AdvanceTo(sequence.Position);
                return text;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
            if (read.IsCompleted)
            {
                return null;
            }
        }
    }

    private async Task<byte[]> ReadBytesAsync(PipeReader reader, int count)
    {
        if (count == 0)
        {
            return [];
        }

        ReadResult read = await reader.ReadAtLeastAsync(count, stopping.Token);
        if (read.Buffer.Length < count)
        {
            throw new IOException($"The request's body ended {count - read.Buffer.Length} bytes early.");
        }

        var body = new byte[count];
        System.Buffers.ReadOnlySequence<byte> bytes = read.Buffer.Slice(0, count);
        System.Buffers.BuffersExtensions.CopyTo(bytes, body);
        reader.AdvanceTo(bytes.End);
        return body;
    }

    private async Task WriteAsync(NetworkStream stream, HttpAnswer response)
    {
        var head = new StringBuilder($"HTTP/1.1 {response.Status} {(HttpStatusCode)response.Status}\r\n");
        head.Append(CultureInfo.InvariantCulture, $"Content-Length: {response.Body.Length}\r\n");
        if (response.ContentType is { } contentType)
        {
            head.Append(CultureInfo.InvariantCulture, $"Content-Type: {contentType}\r\n");
        }

        foreach ((string name, string value) in response.Headers)
        {
            head.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        }

        byte[] start = Encoding.UTF8.GetBytes(head.Append("\r\n").ToString());
        await stream.WriteAsync((byte[])[.. start, .. response.Body.Span], stopping.Token);
    }
}
