namespace Amazon.Lambda.RuntimeSupport.Logging;

// One record a line.
internal sealed class StreamLogSink(Stream stream) : ILogSink
{
    private readonly Lock _gate = new();

    public void WriteLine(DateTimeOffset time, bool isJson, ReadOnlySpan<byte> line)
    {
        byte[] ended = new byte[line.Length + 1];
        line.CopyTo(ended);
        ended[^1] = (byte)'\n';
        Write(time, ended);
    }

    public void Write(DateTimeOffset time, ReadOnlySpan<byte> text)
    {
        lock (_gate)
        {
            stream.Write(text);
            stream.Flush();
        }
    }
}
