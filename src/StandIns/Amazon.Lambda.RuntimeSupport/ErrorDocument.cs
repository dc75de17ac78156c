using System.Text.Encodings.Web;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

// The JSON that Lambda hands to the caller, and to the on-failure destination, of an invocation that failed.
internal static class ErrorDocument
{
    public const int MaximumBytes = 256 * 1024;

    // An aggregate is told twice, as cause and among causes, so the document doubles with each level.
    private const int DeepestCause = 10;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Of(Exception exception)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
            Write(json, exception, 0);
        return buffer.Length <= MaximumBytes
            ? buffer.ToArray()
            : """{"errorMessage": "Exception exceeded maximum payload size of 256KB."}"""u8.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Exception exception, int depth)
    {
        json.WriteStartObject();
        json.WriteString("errorType", exception.GetType().Name);
        json.WriteString("errorMessage", exception.Message);
        if (exception.StackTrace is { Length: > 0 } stackTrace)
        {
            json.WriteStartArray("stackTrace");
            foreach (string line in stackTrace.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                json.WriteStringValue(line);
            json.WriteEndArray();
        }
        if (depth < DeepestCause)
        {
            if (exception.InnerException is { } inner)
            {
                json.WritePropertyName("cause");
                Write(json, inner, depth + 1);
            }
            if (exception is AggregateException aggregate)
            {
                json.WriteStartArray("causes");
                foreach (Exception each in aggregate.InnerExceptions)
                    Write(json, each, depth + 1);
                json.WriteEndArray();
            }
        }
        json.WriteEndObject();
    }
}
