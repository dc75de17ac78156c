using System.Text.Json.Serialization;

namespace ScanResponder.Journal;

/// <summary>What stands in one attribute of a journal: changes, or what was changed before, with the version of the format.</summary>
internal sealed record JournalPage
{
    [JsonPropertyName("v")]
    public int Version { get; init; }

    [JsonPropertyName("c")]
    public List<ChangeRecord?>? Changes { get; init; }

    [JsonPropertyName("r")]
    public List<GroupRecord?>? Records { get; init; }
}
