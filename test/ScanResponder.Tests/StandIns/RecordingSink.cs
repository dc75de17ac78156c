using System.Collections.Concurrent;
using System.Text;
using Amazon.Lambda.RuntimeSupport.Logging;

namespace ScanResponder.Tests.StandIns;

internal sealed class RecordingSink : ILogSink
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyList<string> Lines => [.. _lines];

    public void WriteLine(DateTimeOffset time, bool isJson, ReadOnlySpan<byte> line) => _lines.Enqueue(Encoding.UTF8.GetString(line));

    public void Write(DateTimeOffset time, ReadOnlySpan<byte> text) => _lines.Enqueue(Encoding.UTF8.GetString(text));
}
