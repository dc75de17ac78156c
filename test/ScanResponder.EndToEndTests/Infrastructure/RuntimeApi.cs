using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Channels;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// Lambda's side of the Runtime API (2018-06-01): hands out events to whoever polls, in the order in which they came, and takes in what
/// the function answers. An event goes to exactly one poller and is answered exactly once; an event whose poller hung up before it was
/// handed over goes to the next one.
/// </summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html</remarks>
public sealed class RuntimeApi : IAsyncDisposable
{
    /// <summary>What Lambda takes as the answer of a synchronous invocation; more is a 413.</summary>
    public const int MaximumResponseBytes = 6 * 1024 * 1024;

    private const string Prefix = "/2018-06-01/runtime/";

    private readonly Channel<Invocation> waiting = Channel.CreateUnbounded<Invocation>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<InvocationResult>> open = new();
    private readonly TaskCompletionSource<InitError> initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TimeProvider clock;
    private readonly LoopbackHttpServer server;

    public RuntimeApi(TimeProvider? clock = null)
    {
        this.clock = clock ?? TimeProvider.System;
        server = new LoopbackHttpServer(AnswerAsync);
    }

    /// <summary>The value for AWS_LAMBDA_RUNTIME_API: host and port, no scheme.</summary>
    public string Endpoint => $"127.0.0.1:{server.Port}";

    /// <summary>Completes at the first poll: the function has initialised.</summary>
    public Task Ready => ready.Task;

    /// <summary>True to refuse the report that the function can't initialise.</summary>
    public bool RefusesInitErrors { get; set; }

    /// <summary>Completes when the function reports that it can't initialise.</summary>
    public Task<InitError> InitError => initError.Task;

    /// <summary>
    /// Queues an event; the task ends when the function has answered it. Lambda may deliver the same request id again, but only after the
    /// earlier delivery was answered or <see cref="Abandon">abandoned</see>.
    /// </summary>
    /// <exception cref="InvalidOperationException">An invocation with this request id is still open.</exception>
    public async Task<InvocationResult> InvokeAsync(Invocation invocation, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<InvocationResult>(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!open.TryAdd(invocation.RequestId, result))
        {
            throw new InvalidOperationException($"The invocation {invocation.RequestId} has not been answered yet.");
        }

        await waiting.Writer.WriteAsync(invocation, cancellationToken);
        return await result.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Gives an invocation up, as Lambda does with one whose process has died.</summary>
    public void Abandon(string requestId)
    {
        if (open.TryRemove(requestId, out TaskCompletionSource<InvocationResult>? result))
        {
            result.TrySetCanceled();
        }
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    private async Task<HttpAnswer> AnswerAsync(HttpCall call, CancellationToken cancellationToken)
    {
        string[] path = call.Target.StartsWith(Prefix, StringComparison.Ordinal) ? call.Target[Prefix.Length..].Split('/') : [];
        return (call.Method, path) switch
        {
            ("GET", ["invocation", "next"]) => await NextAsync(cancellationToken),
            ("POST", ["invocation", var id, "response"]) when call.Body.Length > MaximumResponseBytes =>
                Close(id, new InvocationResult.Failed("Function.ResponseSizeTooLarge", "{}"))
                    ? Error(413, "RequestEntityTooLarge", $"The response is longer than {MaximumResponseBytes} bytes.")
                    : UnknownRequest(id),
            ("POST", ["invocation", var id, "response"]) =>
                Close(id, new InvocationResult.Succeeded(call.Text)) ? Accepted() : UnknownRequest(id),
            ("POST", ["invocation", var id, "error"]) =>
                Close(id, new InvocationResult.Failed(ErrorType(call), call.Text)) ? Accepted() : UnknownRequest(id),
            ("POST", ["init", "error"]) => initError.TrySetResult(new InitError(ErrorType(call), call.Text)) && !RefusesInitErrors
                ? Accepted()
                : Error(403, "InvalidStateTransition", "An init error was reported before."),
            _ => Error(404, "NotFound", $"The Runtime API has no {call.Method} {call.Target}."),
        };
    }

    private async Task<HttpAnswer> NextAsync(CancellationToken hungUp)
    {
        ready.TrySetResult();
        Invocation next;
        do
        {
            next = await waiting.Reader.ReadAsync(hungUp);
        }
        while (!open.ContainsKey(next.RequestId));

        long deadline = (clock.GetUtcNow() + next.Timeout).ToUnixTimeMilliseconds();
        return HttpAnswer.Json(200, next.Event) with
        {
            Undelivered = () => waiting.Writer.TryWrite(next),
            Headers = new Dictionary<string, string>
            {
                ["Lambda-Runtime-Aws-Request-Id"] = next.RequestId,
                ["Lambda-Runtime-Deadline-Ms"] = deadline.ToString(CultureInfo.InvariantCulture),
                ["Lambda-Runtime-Invoked-Function-Arn"] = next.FunctionArn,
                ["Lambda-Runtime-Trace-Id"] = next.TraceId,
            },
        };
    }

    private bool Close(string id, InvocationResult result) =>
        open.TryRemove(id, out TaskCompletionSource<InvocationResult>? source) && source.TrySetResult(result);

    private static string? ErrorType(HttpCall call) => call.Header("Lambda-Runtime-Function-Error-Type");

    private static HttpAnswer Accepted() => HttpAnswer.Json(202, """{"status":"OK"}""");

    private static HttpAnswer UnknownRequest(string id) => Error(400, "InvalidRequestID", $"No open invocation has the id {id}.");

    private static HttpAnswer Error(int status, string type, string message) =>
        HttpAnswer.Json(status, $$"""{"errorMessage":"{{message}}","errorType":"{{type}}"}""");
}
