using System.Collections;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.Lambda.Core;

namespace Amazon.Lambda.RuntimeSupport.Logging;

// One record as Lambda's log viewers read it, in UTF-8 and without a line end.
// https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
internal static class LogLine
{
    private const string Timestamp = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    // Keys that a placeholder of the same name must not write a second time.
    private static readonly HashSet<string> OwnKeys =
        ["timestamp", "level", "requestId", "tenantId", "traceId", "message", "errorType", "errorMessage", "stackTrace"];

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string Text(LogRecord record) =>
        $"{Time(record)}\t{record.RequestId}\t{Abbreviation(record)}\t{Unformatted(record)}";

    public static string Unformatted(LogRecord record) =>
        record.Template.Render(record.Arguments) + (record.Exception is null ? "" : $"\n{record.Exception}");

    public static byte[] Json(LogRecord record)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteString("timestamp", Time(record));
            json.WriteString("level", record.Label);
            WriteUnlessEmpty(json, "requestId", record.RequestId);
            WriteUnlessEmpty(json, "tenantId", record.TenantId);
            WriteUnlessEmpty(json, "traceId", record.TraceId);
            json.WriteString("message", record.Template.Render(record.Arguments));
            foreach ((string name, object? value) in record.Template.Values(record.Arguments).Where(each => !OwnKeys.Contains(each.Name)))
            {
                json.WritePropertyName(name);
                Write(json, value);
            }
            if (record.Exception is { } exception)
            {
                json.WriteString("errorType", exception.GetType().FullName);
                json.WriteString("errorMessage", exception.Message);
                json.WriteStartArray("stackTrace");
                foreach (string line in exception.ToString().Split('\n'))
                    json.WriteStringValue(line.TrimEnd('\r'));
                json.WriteEndArray();
            }
            json.WriteEndObject();
        }
        return buffer.ToArray();
    }

    private static string Time(LogRecord record) => record.Time.UtcDateTime.ToString(Timestamp, CultureInfo.InvariantCulture);

    private static string Abbreviation(LogRecord record) => record.Level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        LogLevel.Critical => "crit",
        _ => record.Label,
    };

    private static void WriteUnlessEmpty(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            json.WriteString(name, value);
    }

    private static void Write(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(text); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case sbyte or byte or short or ushort or int or uint or long: json.WriteNumberValue(Convert.ToInt64(value, CultureInfo.InvariantCulture)); break;
            case ulong number: json.WriteNumberValue(number); break;
            case decimal number: json.WriteNumberValue(number); break;
            case float number when float.IsFinite(number): json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case DateTime time: json.WriteStringValue(time); break;
            case DateTimeOffset time: json.WriteStringValue(time); break;
            case IDictionary map: WriteObject(json, map); break;
            case IEnumerable items: WriteArray(json, items); break;
            case IFormattable formattable: json.WriteStringValue(formattable.ToString(null, CultureInfo.InvariantCulture)); break;
            default: json.WriteStringValue(value.ToString()); break;
        }
    }

    private static void WriteObject(Utf8JsonWriter json, IDictionary map)
    {
        json.WriteStartObject();
        foreach (DictionaryEntry entry in map)
        {
            json.WritePropertyName(Convert.ToString(entry.Key, CultureInfo.InvariantCulture) ?? "");
            Write(json, entry.Value);
        }
        json.WriteEndObject();
    }

    private static void WriteArray(Utf8JsonWriter json, IEnumerable items)
    {
        json.WriteStartArray();
        foreach (object? item in items)
            Write(json, item);
        json.WriteEndArray();
    }
}
