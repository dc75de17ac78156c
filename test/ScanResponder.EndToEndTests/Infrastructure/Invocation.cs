namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>One event on its way to the function, with what Lambda says about it.</summary>
/// <param name="Event">The event, as JSON (or as the garbage that a test sends).</param>
public sealed record Invocation(string Event)
{
    /// <summary>Lambda's retries of one asynchronous invocation carry the same request id.</summary>
    public string RequestId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>How long the function may take, counted from the moment it is handed the event.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    public string TraceId { get; init; } = "Root=1-6920f2a4-0123456789abcdef01234567;Parent=0123456789abcdef;Sampled=0";

    public string FunctionArn { get; init; } = "arn:aws:lambda:eu-west-1:123456789012:function:scan-responder";
}
