using System.Collections.Immutable;

namespace ScanResponder.Triggers.Sweep;

/// <summary>Reads the events that ask for a sweep, which are our own: a schedule sends them, or a person. The envelope names the account and the Region.</summary>
internal sealed class SweepReader : TriggerReader
{
    /// <inheritdoc/>
    internal override string Source => "scan-responder";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => ["Sweep"];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received)
    {
        var region = received.RegionOf(received.Detail["region"]);
        return EventContent.Of(SweepTrigger.Of(new(OpeningTrigger.PartitionOf(region), received.AccountOf(received.Detail["accountId"]), region), received.Time));
    }
}
