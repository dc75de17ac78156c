using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace ScanResponder.Alerts.Document;

/// <summary>Writes parts of a document as <see cref="AlertJson"/> does, one after the other, in the same memory.</summary>
internal sealed class PartWriter : IDisposable
{
    private readonly ArrayBufferWriter<byte> _written = new();
    private readonly Utf8JsonWriter _writer;

    internal PartWriter() => _writer = new(_written, AlertJson.OneLine);

    /// <summary>The part as JSON on one line.</summary>
    internal string Write<T>(T part, JsonTypeInfo<T> type)
    {
        _written.ResetWrittenCount();
        _writer.Reset();
        JsonSerializer.Serialize(_writer, part, type);
        _writer.Flush();
        return AlertJson.EscapeInvisible(Encoding.UTF8.GetString(_written.WrittenSpan));
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
