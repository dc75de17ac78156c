namespace ScanResponder.Alerts;

/// <summary>A rule in a list of what a group's rules were and are.</summary>
/// <param name="Sign"><c>-</c> for a rule that went, <c>+</c> for one that came, a space for one that stayed.</param>
/// <param name="Id">Its id; empty where it has none yet.</param>
/// <param name="Traffic">What it admits.</param>
/// <param name="Source">From whom.</param>
/// <param name="Remark">Its description, and what else there is to say; may be empty.</param>
public sealed record RuleLine(char Sign, string Id, string Traffic, string Source, string Remark);
