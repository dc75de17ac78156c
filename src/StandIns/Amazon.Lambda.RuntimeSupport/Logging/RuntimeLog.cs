using System.Text;
using Amazon.Lambda.Core;
using Microsoft.Win32.SafeHandles;

namespace Amazon.Lambda.RuntimeSupport.Logging;

// Where all loggers of the process write to, and in which form.
internal sealed class RuntimeLog(ILogSink sink, LogFormat format, LogLevel threshold, TimeProvider clock)
{
    public static RuntimeLog Open(RuntimeEnvironment environment, TimeProvider clock)
    {
        ILogSink sink = environment.TelemetryLogDescriptor is { } descriptor
            ? new FramedLogSink(new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0))
            : new StreamLogSink(Console.OpenStandardOutput());
        return new RuntimeLog(sink, ParseFormat(environment.LogFormat), ParseThreshold(environment.LogLevel), clock);
    }

    public static LogFormat ParseFormat(string? name) =>
        Is(name, "json") ? LogFormat.Json : Is(name, "unformatted") ? LogFormat.Unformatted : LogFormat.Text;

    public static LogLevel ParseThreshold(string? name) => ParseLevel(name) ?? LogLevel.Information;

    public void Write(Invocation? invocation, string label, Exception? exception, MessageTemplate template, params object?[] arguments)
    {
        LogLevel? level = ParseLevel(label);
        if (level < threshold)
            return;
        var record = new LogRecord(clock.GetUtcNow(), label, level, template, arguments)
        {
            RequestId = invocation?.AwsRequestId,
            TenantId = invocation?.TenantId,
            TraceId = invocation?.TraceId,
            Exception = exception,
        };
        byte[] line = format switch
        {
            LogFormat.Json => LogLine.Json(record),
            LogFormat.Unformatted => Encoding.UTF8.GetBytes(LogLine.Unformatted(record)),
            _ => Encoding.UTF8.GetBytes(LogLine.Text(record)),
        };
        sink.WriteLine(record.Time, format == LogFormat.Json, line);
    }

    public void WriteRaw(string text) => sink.Write(clock.GetUtcNow(), Encoding.UTF8.GetBytes(text));

    private static LogLevel? ParseLevel(string? name) => name?.ToUpperInvariant() switch
    {
        "TRACE" => LogLevel.Trace,
        "DEBUG" => LogLevel.Debug,
        "INFO" or "INFORMATION" => LogLevel.Information,
        "WARN" or "WARNING" => LogLevel.Warning,
        "ERROR" => LogLevel.Error,
        "FATAL" or "CRITICAL" => LogLevel.Critical,
        _ => null,
    };

    private static bool Is(string? value, string expected) => string.Equals(value, expected, StringComparison.OrdinalIgnoreCase);
}
