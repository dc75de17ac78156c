using System.Text.Json.Serialization;

namespace ScanResponder.Journal;

/// <summary>What one answer changed in a group, as a journal keeps it.</summary>
internal sealed record GroupRecord
{
    [JsonPropertyName("t")]
    public string? TriggerId { get; init; }

    /// <summary>Milliseconds since 1970.</summary>
    [JsonPropertyName("m")]
    public long At { get; init; }

    /// <summary>The changes; null where they were too many to keep.</summary>
    [JsonPropertyName("c")]
    public List<ChangeRecord?>? Changes { get; init; }

    /// <summary>What answers to earlier updates of the trigger changed; null where there is nothing.</summary>
    [JsonPropertyName("e")]
    public List<ChangeRecord?>? Earlier { get; init; }
}
