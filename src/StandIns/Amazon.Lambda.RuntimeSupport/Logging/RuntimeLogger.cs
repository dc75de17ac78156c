using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

// Writes on behalf of whatever invocation is current when the line is written; null between invocations.
internal sealed class RuntimeLogger(RuntimeLog log, Func<Invocation?> current) : ILambdaLogger
{
    public void Log(string message) => log.WriteRaw(message);

    public void LogLine(string message) => Log(nameof(LogLevel.Information), message);

    public void Log(string level, string message) => log.Write(current(), level, null, MessageTemplate.Verbatim(message));

    public void Log(string level, string message, params object?[] args) => Log(level, null, message, args);

    public void Log(string level, Exception? exception, string message, params object?[] args) =>
        log.Write(current(), level, exception, MessageTemplate.Parse(message), args);
}
