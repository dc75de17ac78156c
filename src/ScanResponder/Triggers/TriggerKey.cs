namespace ScanResponder.Triggers;

/// <summary>Names one reason to look, and its state: the same key again is the same news again.</summary>
/// <param name="Source">Who noticed, such as <c>guardduty</c>.</param>
/// <param name="Id">The incident's id in that source, which stays the same while the source updates it.</param>
/// <param name="Revision">Which update it is: of two updates the later one has the ordinally greater revision; empty where the source does not say.</param>
public sealed record TriggerKey(string Source, string Id, string Revision);
