using System.Text.Json;
using System.Text.Json.Serialization;
using ScanResponder.Alerts.Document;
using ScanResponder.Audit.Document;
using ScanResponder.Tightening;

namespace ScanResponder.Lambda;

/// <summary>Writes an <see cref="Answer"/> as people read it.</summary>
internal sealed class AnswerConverter : JsonConverter<Answer>
{
    // Lambda takes 6 MB, and a group with its commands takes some ten kilobytes.
    private const int MostGroups = 100;

    /// <inheritdoc/>
    public override Answer Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        throw new NotSupportedException("Answers are written and never read.");

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Answer value, JsonSerializerOptions options)
    {
        if (value.Nothing is { } why)
        {
            writer.WriteStartObject();
            writer.WriteString("outcome", AlertDocument.WordOf(Verdict.NotApplicable));
            writer.WriteString("reason", why);
            writer.WriteEndObject();
            return;
        }

        if (value.Sweep is { } sweep)
        {
            writer.WriteRawValue(SweepJson.Write(sweep, mostGroups: MostGroups));
            return;
        }

        var ofDocument = AlertJsonContext.Default.AlertDocument;
        if (value.Alerts is [var only])
        {
            JsonSerializer.Serialize(writer, only, ofDocument);
            return;
        }

        writer.WriteStartArray();
        foreach (var alert in value.Alerts)
            JsonSerializer.Serialize(writer, alert, ofDocument);
        writer.WriteEndArray();
    }
}
