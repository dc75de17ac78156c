using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ScanResponder.Alerts.Document;

/// <summary>
/// Writes the document as JSON text. Characters that show nothing, break a line or turn the direction of writing are escaped (<c>\u202e</c>),
/// so that they are still there for a program and do nothing to the terminal or the page that shows the text.
/// </summary>
public static class AlertJson
{
    // Quotes, signs and letters of all scripts stay readable. The document is never put into HTML, which is what the stricter encoder is for.
    internal static readonly JsonWriterOptions OneLine = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly JsonWriterOptions ManyLines = OneLine with { Indented = true, NewLine = "\n" };

    /// <summary>The document on one line, or with <paramref name="indented"/> on many.</summary>
    public static string Write(AlertDocument document, bool indented = false)
    {
        // The writer says how characters are escaped, so that one context, which is made ready only once, serves for all ways of writing.
        var written = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(written, indented ? ManyLines : OneLine))
            JsonSerializer.Serialize(writer, document, AlertJsonContext.Default.AlertDocument);
        return EscapeInvisible(Encoding.UTF8.GetString(written.WrittenSpan));
    }

    /// <summary>Such characters stand inside strings only, where every character may be escaped.</summary>
    internal static string EscapeInvisible(string json)
    {
        StringBuilder? escaped = null;
        var copied = 0;
        for (var index = 0; index < json.Length; index++)
        {
            // Control characters below U+0020 are escaped by every JSON writer; the line feeds of an indented document are its own.
            if (json[index] < 0x7f || !TextFormat.IsInvisible(json[index]))
                continue;
            escaped ??= new(json.Length + 64);
            escaped.Append(json, copied, index - copied).Append(CultureInfo.InvariantCulture, $"\\u{(int)json[index]:x4}");
            copied = index + 1;
        }

        return escaped is null ? json : escaped.Append(json, copied, json.Length - copied).ToString();
    }
}
