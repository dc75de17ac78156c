using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

// Level is null for a label that is none of Lambda's levels.
internal sealed record LogRecord(DateTimeOffset Time, string Label, LogLevel? Level, MessageTemplate Template, object?[] Arguments)
{
    /// <summary>Null outside an invocation.</summary>
    public string? RequestId { get; init; }

    public string? TenantId { get; init; }

    public string? TraceId { get; init; }

    public Exception? Exception { get; init; }
}
