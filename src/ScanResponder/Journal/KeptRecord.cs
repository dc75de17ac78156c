using System.Text.Json.Serialization;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What somebody keeps open, as a journal keeps it.</summary>
internal sealed record KeptRecord
{
    /// <summary>The rule, as one that was added.</summary>
    [JsonPropertyName("c")]
    public ChangeRecord? Rule { get; init; }

    [JsonPropertyName("p")]
    public List<int>? Ports { get; init; }

    /// <summary>Milliseconds since 1970; null for ever.</summary>
    [JsonPropertyName("u")]
    public long? Until { get; init; }

    [JsonPropertyName("b")]
    public string? By { get; init; }

    [JsonPropertyName("w")]
    public string? Why { get; init; }

    [JsonPropertyName("t")]
    public string? TriggerId { get; init; }

    internal static KeptRecord Of(KeptOpen kept) => new()
    {
        Rule = ChangeRecord.Of(new(ChangeAction.Authorize, kept.GroupId, null, new(kept.Traffic, kept.Source, null), TagSet.Empty, ChangeStatus.Done)),
        Ports = [.. kept.Ports],
        Until = kept.Until?.ToUnixTimeMilliseconds(),
        By = kept.By,
        Why = kept.Why,
        TriggerId = kept.TriggerId,
    };

    /// <exception cref="FormatException">It is not one that <see cref="Of"/> made.</exception>
    internal KeptOpen ToKept()
    {
        var change = (Rule ?? throw new FormatException("c: found nothing; expected a rule")).ToChange();
        return new(
            change.GroupId,
            change.Rule.Traffic,
            change.Rule.Source,
            [.. Ports ?? []],
            Until is { } until ? DateTimeOffset.FromUnixTimeMilliseconds(until) : null,
            By ?? throw new FormatException("b: found nothing; expected who has decided"),
            Why,
            TriggerId ?? throw new FormatException("t: found nothing; expected the id of the trigger"));
    }
}
