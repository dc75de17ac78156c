using System.Buffers.Binary;

namespace Amazon.Lambda.RuntimeSupport.Logging;

// One record a frame, so that a record of many lines stays one event in CloudWatch Logs: a header of 16 bytes, big-endian (u32 type,
// u32 length of the record, u64 microseconds since the Unix epoch), and the record.
internal sealed class FramedLogSink(Stream stream) : ILogSink
{
    public const uint TextFrame = 0xa55a0003;
    public const uint JsonFrame = 0xa55a0002;
    private const int HeaderBytes = 16;

    private readonly Lock _gate = new();

    public void WriteLine(DateTimeOffset time, bool isJson, ReadOnlySpan<byte> line)
    {
        byte[] frame = new byte[HeaderBytes + line.Length];
        BinaryPrimitives.WriteUInt32BigEndian(frame, isJson ? JsonFrame : TextFrame);
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(4), line.Length);
        BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(8), (time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        line.CopyTo(frame.AsSpan(HeaderBytes));
        lock (_gate)
        {
            stream.Write(frame);
            stream.Flush();
        }
    }

    public void Write(DateTimeOffset time, ReadOnlySpan<byte> text) => WriteLine(time, isJson: false, text);
}
