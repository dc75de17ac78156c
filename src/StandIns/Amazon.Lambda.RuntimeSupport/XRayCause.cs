using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Amazon.Lambda.RuntimeSupport;

// What X-Ray shows of an exception. Travels in a header, so it is one line of ASCII: the default encoder escapes all else.
// https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html#api-segmentdocuments-errors
internal static class XRayCause
{
    public static string Of(Exception exception)
    {
        StackFrame[] frames = new StackTrace(exception, fNeedFileInfo: true).GetFrames();
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("working_directory", Environment.CurrentDirectory);
            json.WriteStartArray("exceptions");
            json.WriteStartObject();
            json.WriteString("type", exception.GetType().Name);
            json.WriteString("message", exception.Message);
            json.WriteStartArray("stack");
            foreach (StackFrame frame in frames)
                Write(json, frame);
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteStartArray("paths");
            foreach (string path in frames.Select(frame => frame.GetFileName()).OfType<string>().Distinct())
                json.WriteStringValue(path);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.ASCII.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }

    private static void Write(Utf8JsonWriter json, StackFrame frame)
    {
        json.WriteStartObject();
        if (frame.GetFileName() is { } path)
            json.WriteString("path", path);
        if (frame.GetFileLineNumber() is > 0 and int line)
            json.WriteNumber("line", line);
        if (DiagnosticMethodInfo.Create(frame) is { } method)
            json.WriteString("label", $"{method.DeclaringTypeName}.{method.Name}");
        json.WriteEndObject();
    }
}
