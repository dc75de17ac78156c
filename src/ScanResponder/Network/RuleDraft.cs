namespace ScanResponder.Network;

/// <summary>An inbound rule that is to be added: it has no id yet.</summary>
/// <param name="Traffic">The packets it admits.</param>
/// <param name="Source">Who may send them.</param>
/// <param name="Description">At most 255 characters; null for none.</param>
public sealed record RuleDraft(Traffic Traffic, RuleSource Source, string? Description);
