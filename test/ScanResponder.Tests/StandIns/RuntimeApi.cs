using System.Globalization;
using System.Threading.Channels;
using ScanResponder.Tests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

/// <summary>Lambda's Runtime API: hands out the events that a test sends, and keeps what the function posts.</summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private readonly Channel<LoopbackAnswer> _events = Channel.CreateUnbounded<LoopbackAnswer>();
    private readonly Channel<LoopbackRequest> _posts = Channel.CreateUnbounded<LoopbackRequest>();
    private readonly LoopbackServer _server;

    public RuntimeApi() => _server = new LoopbackServer(AnswerAsync);

    public string Endpoint => _server.Endpoint;

    /// <summary>The status that posts are answered with.</summary>
    public int PostStatus { get; set; } = 202;

    public List<LoopbackRequest> Polls { get; } = [];

    public void Send(string requestId, string body, params (string Name, string Value)[] headers)
    {
        var all = headers.ToDictionary(header => header.Name, header => header.Value);
        all["Lambda-Runtime-Aws-Request-Id"] = requestId;
        all.TryAdd(
            "Lambda-Runtime-Deadline-Ms",
            DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        all.TryAdd("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:111122223333:function:responder");
        _events.Writer.TryWrite(new LoopbackAnswer(200, body, Headers: all));
    }

    public void Refuse(int status, string body) => _events.Writer.TryWrite(new LoopbackAnswer(status, body));

    public async Task<LoopbackRequest> PostAsync() =>
        await _posts.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public async ValueTask DisposeAsync()
    {
        _events.Writer.TryComplete();
        await _server.DisposeAsync();
    }

    private async Task<LoopbackAnswer> AnswerAsync(LoopbackRequest request)
    {
        if (request.Method == "GET" && request.Path == "/2018-06-01/runtime/invocation/next")
        {
            Polls.Add(request);
            try
            {
                return await _events.Reader.ReadAsync();
            }
            catch (ChannelClosedException)
            {
                return new LoopbackAnswer(500, "");
            }
        }
        _posts.Writer.TryWrite(request);
        return new LoopbackAnswer(PostStatus, """{"status":"OK"}""");
    }
}
