namespace Amazon.Lambda.Core;

/// <summary>
/// One invocation and the function it belongs to.
/// See https://docs.aws.amazon.com/lambda/latest/dg/csharp-context.html.
/// </summary>
public interface ILambdaContext
{
    /// <summary>The request id, which stays the same when Lambda retries an asynchronous event.</summary>
    string AwsRequestId { get; }

    /// <summary>What a mobile app said about itself; null for every other caller.</summary>
    IClientContext? ClientContext { get; }

    /// <summary>The function's name, without version or alias.</summary>
    string FunctionName { get; }

    /// <summary>A number, or <c>$LATEST</c>.</summary>
    string FunctionVersion { get; }

    /// <summary>The Cognito identity of the caller; null if it has none.</summary>
    ICognitoIdentity? Identity { get; }

    /// <summary>The ARN that was called, with the version or alias that the caller used.</summary>
    string InvokedFunctionArn { get; }

    /// <summary>Writes to the function's log group, under this invocation's request id.</summary>
    ILambdaLogger Logger { get; }

    /// <summary>The CloudWatch Logs group of the function.</summary>
    string LogGroupName { get; }

    /// <summary>The CloudWatch Logs stream of this execution environment.</summary>
    string LogStreamName { get; }

    /// <summary>The memory that the function is configured with, in MiB; 0 if the environment does not say.</summary>
    int MemoryLimitInMB { get; }

    /// <summary>The time until Lambda ends this invocation, by the clock at each reading; negative once it is overdue.</summary>
    TimeSpan RemainingTime { get; }

    /// <summary>The tenant of a function with tenant isolation; empty for every other.</summary>
    string TenantId => "";

    /// <summary>The X-Ray tracing header of this invocation; empty if it is not traced.</summary>
    string TraceId => "";

    /// <summary>The serializer that the handler was registered with; null if it reads and writes streams or this is not known.</summary>
    ILambdaSerializer? Serializer => null;
}
