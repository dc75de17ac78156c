using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace Amazon.Lambda.RuntimeSupport;

internal sealed class Invocation : ILambdaContext
{
    // The longest that Lambda lets any function run; stands in for a deadline that an emulator did not set.
    private static readonly TimeSpan LongestInvocation = TimeSpan.FromMinutes(15);

    private readonly ReceivedEvent _received;
    private readonly RuntimeEnvironment _environment;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _deadline;

    public Invocation(ReceivedEvent received, RuntimeEnvironment environment, RuntimeLog log, TimeProvider clock)
    {
        _received = received;
        _environment = environment;
        _clock = clock;
        _deadline = received.DeadlineMilliseconds is { } milliseconds
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : clock.GetUtcNow() + LongestInvocation;
        Logger = new RuntimeLogger(log, () => this);
    }

    public string AwsRequestId => _received.RequestId;

    // Read only when asked for: what a caller made up must not fail a function that does not look at it.
    public IClientContext? ClientContext =>
        _received.ClientContext is { } json ? JsonSerializer.Deserialize(json, CallerJsonContext.Default.MobileClient) : null;

    public string FunctionName => _environment.FunctionName;

    public string FunctionVersion => _environment.FunctionVersion;

    public ICognitoIdentity? Identity =>
        _received.CognitoIdentity is { } json ? JsonSerializer.Deserialize(json, CallerJsonContext.Default.CognitoCaller) : null;

    public string InvokedFunctionArn => _received.InvokedFunctionArn;

    public ILambdaLogger Logger { get; }

    public string LogGroupName => _environment.LogGroupName;

    public string LogStreamName => _environment.LogStreamName;

    public int MemoryLimitInMB => _environment.MemoryMegabytes;

    public TimeSpan RemainingTime => _deadline - _clock.GetUtcNow();

    public string TenantId => _received.TenantId ?? "";

    public string TraceId => _received.TraceId ?? "";
}
