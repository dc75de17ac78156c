namespace Amazon.Lambda.RuntimeSupport.Logging;

internal interface ILogSink
{
    /// <summary>Writes one record.</summary>
    void WriteLine(DateTimeOffset time, bool isJson, ReadOnlySpan<byte> line);

    /// <summary>Writes text that is no record.</summary>
    void Write(DateTimeOffset time, ReadOnlySpan<byte> text);
}
