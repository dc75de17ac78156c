using System.Collections.Immutable;

namespace ScanResponder.Alerts.Document;

/// <summary>What logs say about the finding, in an <see cref="AlertDocument"/>.</summary>
/// <param name="FlowLogs">What flow logs saw; null where none answered.</param>
/// <param name="Logins">What sshd logged; null where no log answered.</param>
/// <param name="Notes">What people should know about the evidence: what is missing, and why.</param>
public sealed record EvidenceEntry(FlowLogsEntry? FlowLogs, LoginsEntry? Logins, ImmutableArray<string> Notes)
{
    internal static EvidenceEntry Of(Alert alert) => new(
        alert.Evidence.Traffic is { } traffic ? FlowLogsEntry.Of(traffic, alert) : null,
        alert.Evidence.Logins is { } logins ? LoginsEntry.Of(logins, alert) : null,
        [.. alert.Evidence.Notes]);
}
