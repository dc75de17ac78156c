namespace ScanResponder.Network;

/// <summary>An inbound rule of a security group, as it stands in the account.</summary>
/// <param name="Id">The rule's id, <c>sgr-…</c>.</param>
/// <param name="GroupId">The group it belongs to, <c>sg-…</c>.</param>
/// <param name="Traffic">The packets it speaks of.</param>
/// <param name="Source">Who may send them.</param>
/// <param name="Description">At most 255 characters; null where it has none.</param>
/// <param name="Tags">The tags of the rule itself, not of its group.</param>
public sealed record IngressRule(string Id, string GroupId, Traffic Traffic, RuleSource Source, string? Description, TagSet Tags);
