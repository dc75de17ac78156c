using Amazon.Lambda.Core;

namespace ScanResponder.Lambda.Start;

/// <summary>An invocation that nobody asked for, and of which nobody reads.</summary>
internal sealed class ExampleContext : ILambdaContext
{
    /// <inheritdoc/>
    public string AwsRequestId => "00000000-0000-0000-0000-000000000000";

    /// <inheritdoc/>
    public IClientContext? ClientContext => null;

    /// <inheritdoc/>
    public string FunctionName => "";

    /// <inheritdoc/>
    public string FunctionVersion => "";

    /// <inheritdoc/>
    public ICognitoIdentity? Identity => null;

    /// <inheritdoc/>
    public string InvokedFunctionArn => "";

    /// <inheritdoc/>
    public ILambdaLogger Logger { get; } = new Silence();

    /// <inheritdoc/>
    public string LogGroupName => "";

    /// <inheritdoc/>
    public string LogStreamName => "";

    /// <inheritdoc/>
    public int MemoryLimitInMB => 0;

    /// <inheritdoc/>
    public TimeSpan RemainingTime => TimeSpan.FromMinutes(1);

    private sealed class Silence : ILambdaLogger
    {
        public void Log(string message)
        {
        }

        public void LogLine(string message)
        {
        }

        public void Log(string level, string message)
        {
        }

        public void Log(string level, string message, params object?[] args)
        {
        }

        public void Log(string level, Exception? exception, string message, params object?[] args)
        {
        }
    }
}
