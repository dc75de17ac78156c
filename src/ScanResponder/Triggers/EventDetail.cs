using System.Text.Json;
using System.Text.Json.Serialization;

namespace ScanResponder.Triggers;

/// <summary>
/// The <c>detail</c> of an EventBridge event as it came, for <see cref="TriggerEvents"/> to make sense of. Any JSON value is taken: a
/// detail in an unexpected shape is to end in an error that names the place, not in a serializer's.
/// </summary>
[JsonConverter(typeof(EventDetailConverter))]
public sealed class EventDetail
{
    /// <summary>Keeps the value, also after its document is disposed.</summary>
    public EventDetail(JsonElement json) => Json = json.ValueKind is JsonValueKind.Undefined ? json : json.Clone();

    /// <summary>The finding, or whatever stands in its place; a JSON null is a value here.</summary>
    public JsonElement Json { get; }
}
