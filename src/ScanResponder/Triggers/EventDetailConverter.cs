using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanResponder.Triggers;

/// <summary>Reads any JSON value, null too, as a <see cref="EventDetail"/>, and writes it back as it was.</summary>
public sealed class EventDetailConverter : JsonConverter<EventDetail>
{
    /// <inheritdoc/>
    public override bool HandleNull => true;

    /// <inheritdoc/>
    public override EventDetail Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        new(JsonElement.ParseValue(ref reader));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EventDetail value, JsonSerializerOptions options)
    {
        if (value is null || value.Json.ValueKind is JsonValueKind.Undefined)
            writer.WriteNullValue();
        else
            value.Json.WriteTo(writer);
    }
}
