using ScanResponder.Tightening;

namespace ScanResponder.Alerts.Document;

/// <summary>A rule that was, or was to be, added or removed, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Action"><c>authorize</c> or <c>revoke</c>.</param>
/// <param name="GroupId">The security group.</param>
/// <param name="RuleId">The rule; null for a rule that was not added.</param>
/// <param name="Protocol">EC2's name for the protocol, or its number; <c>-1</c> for all traffic.</param>
/// <param name="FromPort">The lowest port, the ICMP type, or -1 where neither applies.</param>
/// <param name="ToPort">The highest port, the ICMP code, or -1 where neither applies.</param>
/// <param name="Source">The rule's source: a CIDR, or the id of a prefix list or of a group.</param>
/// <param name="Description">The rule's description; null where it has none.</param>
/// <param name="Status"><c>planned</c>, <c>done</c>, <c>already</c>, <c>failed</c> or <c>undone</c>.</param>
/// <param name="Error">Why it failed or was taken back; null otherwise.</param>
public sealed record ChangeEntry(
    string Action,
    string GroupId,
    string? RuleId,
    string Protocol,
    int FromPort,
    int ToPort,
    string Source,
    string? Description,
    string Status,
    string? Error)
{
    internal static ChangeEntry Of(RuleChange change) => new(
        change.Action is ChangeAction.Authorize ? "authorize" : "revoke",
        change.GroupId,
        change.RuleId,
        change.Rule.Traffic.Protocol,
        change.Rule.Traffic.FromPort,
        change.Rule.Traffic.ToPort,
        change.Rule.Source.ToString(),
        change.Rule.Description,
        change.Status switch
        {
            ChangeStatus.Planned => "planned",
            ChangeStatus.Done => "done",
            ChangeStatus.Already => "already",
            ChangeStatus.Failed => "failed",
            ChangeStatus.Undone => "undone",
            _ => throw new System.Diagnostics.UnreachableException(),
        },
        change.Error);
}
