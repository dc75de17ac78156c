using System.Collections.Immutable;

namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// Reads GuardDuty's events, each of which brings one finding:
/// <see href="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings_eventbridge.html"/>.
/// </summary>
internal sealed class GuardDutyReader : TriggerReader
{
    /// <inheritdoc/>
    internal override string Source => "aws.guardduty";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => ["GuardDuty Finding"];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received) => EventContent.Of(FindingReader.Read(received.Detail, received.Account, received.Region));
}
