using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace ScanResponder.Triggers;

/// <summary>
/// The event that brought a trigger, so that the trigger can be read again when somebody decides about it later. It is no part of what the trigger says: two
/// triggers are equal whatever events brought them.
/// </summary>
public readonly struct TriggerOrigin : IEquatable<TriggerOrigin>
{
    private readonly string? _source;
    private readonly ReceivedEvent _received;
    private readonly JsonElement _detail;
    private readonly int _index;

    internal TriggerOrigin(string? source, ReceivedEvent received, JsonElement detail, int index) =>
        (_source, _received, _detail, _index) = (source, received, detail, index);

    /// <summary>Always true.</summary>
    public static bool operator ==(TriggerOrigin one, TriggerOrigin other) => one.Equals(other);

    /// <summary>Always false.</summary>
    public static bool operator !=(TriggerOrigin one, TriggerOrigin other) => !one.Equals(other);

    /// <summary>The event and the trigger's place in it, as JSON; null where the trigger came in no event, or in one that no text can hold.</summary>
    public string? ToJson()
    {
        if (_detail.ValueKind is JsonValueKind.Undefined)
            return null;
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteNumber("index", _index);
            json.WriteString("source", _source);
            json.WriteString("detail-type", _received.DetailType);
            json.WriteString("account", _received.Account);
            json.WriteString("region", _received.Region);
            if (_received.Time is { } time)
                json.WriteString("time", ReceivedEvent.Revision(time));
            json.WritePropertyName("detail");
            try
            {
                _detail.WriteTo(json);
            }
            catch (InvalidOperationException)
            {
                // It holds half a character, which JSON can escape and no writer writes. Then nothing is kept.
                return null;
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>
    /// A digest of what the event says of the trigger: equal where an event is delivered twice, and nobody can make another one that has it. Null where the trigger came
    /// in no event.
    /// </summary>
    public string? Digest() => _detail.ValueKind is JsonValueKind.Undefined
        ? null
        : string.Create(CultureInfo.InvariantCulture, $"{_index}-{Convert.ToHexStringLower(SHA256.HashData(JsonMarshal.GetRawUtf8Value(_detail)))}");

    /// <summary>The trigger that <see cref="ToJson"/> was written of.</summary>
    /// <param name="json">The text.</param>
    /// <param name="id">The trigger's id.</param>
    /// <param name="groupIds">The security groups that the answer to it changed, which is all that a sweep is about by now.</param>
    /// <exception cref="FormatException">The text is not one that was written here, or holds no such trigger.</exception>
    public static Trigger Read(string json, string id, ImmutableArray<string> groupIds)
    {
        JsonElement element;
        try
        {
            element = JsonElement.Parse(json);
        }
        catch (JsonException error)
        {
            throw new FormatException(error.Message, error);
        }

        var received = new JsonPart(element, "");
        var triggers = TriggerEvents.Read(
            received["source"].Text, received["detail-type"].Text, received["detail"].Element, received["account"].Text, received["region"].Text, received["time"].Time).Triggers;
        return received["index"].Integer is { } index && index >= 0 && index < triggers.Length
            ? triggers[(int)index] switch
            {
                SweepTrigger sweep => sweep with { Id = id, GroupIds = groupIds },
                var trigger => trigger with { Id = id },
            }
            : throw new FormatException($"the event has no trigger {received["index"].Found}");
    }

    /// <inheritdoc/>
    public bool Equals(TriggerOrigin other) => true;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TriggerOrigin;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}
