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
    internal override string DetailType => "GuardDuty Finding";

    /// <inheritdoc/>
    internal override ImmutableArray<Trigger> Read(JsonPart detail, string? account, string? region) => [FindingReader.Read(detail, account, region)];
}
