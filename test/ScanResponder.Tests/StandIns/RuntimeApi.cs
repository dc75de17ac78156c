using System.Globalization;
using System.Threading.Channels;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

/// <summary>Lambda's Runtime API: hands out the events that a test sends, and keeps what the function posts.</summary>
internal sealed class RuntimeApi : IAsyncDisposable
{
    private readonly Channel<HttpAnswer> _events = Channel.CreateUnbounded<HttpAnswer>();
    private readonly Channel<HttpCall> _posts = Channel.CreateUnbounded<HttpCall>();
    private readonly LoopbackHttpServer _server;

    public RuntimeApi() => _server = new LoopbackHttpServer(AnswerAsync);

    public string Endpoint => _server.Address.Authority;

    /// <summary>The status that posts are answered with.</summary>
    public int PostStatus { get; set; } = 202;

    public List<HttpCall> Polls { get; } = [];

    public void Send(string requestId, string body, params (string Name, string Value)[] headers)
    {
        var all = headers.ToDictionary(header => header.Name, header => header.Value);
        all["Lambda-Runtime-Aws-Request-Id"] = requestId;
        all.TryAdd(
            "Lambda-Runtime-Deadline-Ms",
            DateTimeOffset.UtcNow.AddMinutes(1).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture));
        all.TryAdd("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:eu-west-1:111122223333:function:responder");
        _events.Writer.TryWrite(HttpAnswer.Json(200, body) with { Headers = all });
    }

    public void Refuse(int status, string body) => _events.Writer.TryWrite(HttpAnswer.Json(status, body));

    public async Task<HttpCall> PostAsync() =>
        await _posts.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20));

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private async Task<HttpAnswer> AnswerAsync(HttpCall request, CancellationToken callerGone)
    {
        if (request.Method == "GET" && request.Target == "/2018-06-01/runtime/invocation/next")
        {
            Polls.Add(request);
            return await _events.Reader.ReadAsync(callerGone);
        }
        _posts.Writer.TryWrite(request);
        return HttpAnswer.Json(PostStatus, """{"status":"OK"}""");
    }
}
