using Amazon.Lambda.Core;

namespace ScanResponder.Tests.Lambda;

/// <summary>An invocation of the function, with a log that keeps the messages of its lines.</summary>
internal sealed class Invocation : ILambdaContext, ILambdaLogger
{
    internal List<string> Lines { get; } = [];

    public string AwsRequestId => "invocation-1";

    public IClientContext? ClientContext => null;

    public string FunctionName => "responder";

    public string FunctionVersion => "$LATEST";

    public ICognitoIdentity? Identity => null;

    public string InvokedFunctionArn => "arn:aws:lambda:eu-west-1:123456789012:function:responder";

    public ILambdaLogger Logger => this;

    public string LogGroupName => "/aws/lambda/responder";

    public string LogStreamName => "stream";

    public int MemoryLimitInMB => 256;

    public TimeSpan RemainingTime => TimeSpan.FromSeconds(60);

    public void Log(string message) => Lines.Add(message);

    public void LogLine(string message) => Lines.Add(message);

    public void Log(string level, string message) => Lines.Add(message);

    public void Log(string level, string message, params object?[] args) => Lines.Add(message);

    public void Log(string level, Exception? exception, string message, params object?[] args) => Lines.Add(message);
}
