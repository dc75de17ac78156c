using System.Collections.Immutable;
using System.Text.Json;
using ScanResponder.Triggers.CloudTrail;
using ScanResponder.Triggers.Config;
using ScanResponder.Triggers.Decisions;
using ScanResponder.Triggers.GuardDuty;
using ScanResponder.Triggers.Inspector;
using ScanResponder.Triggers.SecurityHub;
using ScanResponder.Triggers.Sweep;
using ScanResponder.Triggers.TrustedAdvisor;

namespace ScanResponder.Triggers;

/// <summary>Reads the events of EventBridge that are answered, whatever their source.</summary>
public static class TriggerEvents
{
    private static readonly GuardDutyReader Findings = new();

    // The events that are answered: a line for each source.
    private static readonly ImmutableArray<TriggerReader> Readers =
    [
        Findings,
        new CloudTrailReader(),
        new ConfigReader(),
        new SecurityHubReader(Findings),
        new TrustedAdvisorReader(),
        new InspectorReader(),
        new SweepReader(),
        new DecisionReader(),
    ];

    /// <summary>What the event brings, in its order, or why it is nothing to us.</summary>
    /// <param name="source">Its <c>source</c>; null where it has none.</param>
    /// <param name="detailType">Its <c>detail-type</c>; null where it has none.</param>
    /// <param name="detail">Its detail; of any kind.</param>
    /// <param name="account">Its account; may be null.</param>
    /// <param name="region">Its Region; may be null.</param>
    /// <param name="time">When it was sent; may be null.</param>
    /// <exception cref="TriggerFormatException">Nobody reads events of that source and detail type, or the detail cannot be read.</exception>
    public static EventContent Read(string? source, string? detailType, JsonElement detail, string? account, string? region, DateTimeOffset? time)
    {
        var received = new ReceivedEvent(detailType, new JsonPart(detail, "detail"), account, region, time);
        var content = ReaderOf("source", source, "detail-type", detailType).Read(received);
        var kept = detail.ValueKind is JsonValueKind.Undefined ? detail : detail.Clone();
        return content with { Triggers = [.. content.Triggers.Select((trigger, index) => trigger with { Origin = new(source, received, kept, index) })] };
    }

    /// <summary>What the event brings.</summary>
    /// <exception cref="TriggerFormatException">Nobody reads such events, or the detail cannot be read.</exception>
    internal static EventContent Read(JsonPart received)
    {
        var (source, type) = (received["source"], received["detail-type"]);
        return ReaderOf(source.Place, source.Text, type.Place, type.Text).Read(EnvelopeOf(received));
    }

    /// <summary>What an event brings that a person pastes. People try their rules with sources of their own: such events are taken for GuardDuty's.</summary>
    internal static EventContent ReadPasted(JsonPart received)
    {
        var (source, type) = (received["source"].Text, received["detail-type"].Text);
        var reader = Readers.FirstOrDefault(reader => reader.Source == source && type is not null && reader.DetailTypes.Contains(type)) ?? Findings;
        return reader.Read(EnvelopeOf(received));
    }

    /// <summary>A finding of GuardDuty without an event around it.</summary>
    internal static EventContent ReadAlone(JsonPart finding) => Findings.Read(new(null, finding, null, null, null));

    private static ReceivedEvent EnvelopeOf(JsonPart received) => new(
        received["detail-type"].Text, received["detail"], received["account"].Text, received["region"].Text, received["time"].Time);

    private static TriggerReader ReaderOf(string sourcePlace, string? source, string detailTypePlace, string? detailType)
    {
        var ofSource = Readers.Where(reader => reader.Source == source).ToList();
        if (ofSource.Count == 0)
            throw Unknown(sourcePlace, source, Readers.Select(reader => reader.Source));
        return ofSource.Find(reader => detailType is not null && reader.DetailTypes.Contains(detailType))
            ?? throw Unknown(detailTypePlace, detailType, ofSource.SelectMany(reader => reader.DetailTypes));
    }

    private static TriggerFormatException Unknown(string place, string? found, IEnumerable<string> accepted) => new(
        place, found is null ? "nothing" : JsonPart.Quote(found), string.Join(" or ", accepted.Distinct().Select(JsonPart.Quote)));
}
