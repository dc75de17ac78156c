using System.Collections.Immutable;
using System.Text.Json;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Triggers;

/// <summary>Reads the events of EventBridge that are answered, whatever their source.</summary>
public static class TriggerEvents
{
    private static readonly GuardDutyReader Findings = new();

    // The events that are answered: a line for each source.
    private static readonly ImmutableArray<TriggerReader> Readers =
    [
        Findings,
    ];

    /// <summary>What the event brings, in its order; at least one.</summary>
    /// <param name="source">Its <c>source</c>; null where it has none.</param>
    /// <param name="detailType">Its <c>detail-type</c>; null where it has none.</param>
    /// <param name="detail">Its detail; of any kind.</param>
    /// <param name="account">Its account; may be null.</param>
    /// <param name="region">Its Region; may be null.</param>
    /// <exception cref="TriggerFormatException">Nobody reads events of that source and detail type, or the detail cannot be read.</exception>
    public static ImmutableArray<Trigger> Read(string? source, string? detailType, JsonElement detail, string? account, string? region) =>
        ReaderOf("source", source, "detail-type", detailType).Read(new JsonPart(detail, "detail"), account, region);

    /// <summary>What the event brings.</summary>
    /// <exception cref="TriggerFormatException">Nobody reads such events, or the detail cannot be read.</exception>
    internal static ImmutableArray<Trigger> Read(JsonPart received)
    {
        var (source, type) = (received["source"], received["detail-type"]);
        return ReaderOf(source.Place, source.Text, type.Place, type.Text).Read(received["detail"], received["account"].Text, received["region"].Text);
    }

    /// <summary>What an event brings that a person pastes. People try their rules with sources of their own: such events are taken for GuardDuty's.</summary>
    internal static ImmutableArray<Trigger> ReadPasted(JsonPart received)
    {
        var reader = Readers.FirstOrDefault(reader => reader.Source == received["source"].Text && reader.DetailType == received["detail-type"].Text) ?? Findings;
        return reader.Read(received["detail"], received["account"].Text, received["region"].Text);
    }

    /// <summary>A finding of GuardDuty without an event around it.</summary>
    internal static ImmutableArray<Trigger> ReadAlone(JsonPart finding) => Findings.Read(finding, account: null, region: null);

    private static TriggerReader ReaderOf(string sourcePlace, string? source, string detailTypePlace, string? detailType)
    {
        var ofSource = Readers.Where(reader => reader.Source == source).ToList();
        if (ofSource.Count == 0)
            throw Unknown(sourcePlace, source, Readers.Select(reader => reader.Source));
        return ofSource.Find(reader => reader.DetailType == detailType)
            ?? throw Unknown(detailTypePlace, detailType, ofSource.Select(reader => reader.DetailType));
    }

    private static TriggerFormatException Unknown(string place, string? found, IEnumerable<string> accepted) => new(
        place, found is null ? "nothing" : JsonPart.Quote(found), string.Join(" or ", accepted.Distinct().Select(JsonPart.Quote)));
}
