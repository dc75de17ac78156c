using System.Text.Json.Serialization;

namespace ScanResponder.Journal;

/// <summary>What stands in one attribute of a journal: changes, what was changed before, a decision or what is kept open, with the version of the format.</summary>
internal sealed record JournalPage
{
    [JsonPropertyName("v")]
    public int Version { get; init; }

    [JsonPropertyName("c")]
    public List<ChangeRecord?>? Changes { get; init; }

    [JsonPropertyName("r")]
    public List<GroupRecord?>? Records { get; init; }

    [JsonPropertyName("d")]
    public DecisionRecord? Decision { get; init; }

    [JsonPropertyName("k")]
    public List<KeptRecord?>? Kept { get; init; }
}
