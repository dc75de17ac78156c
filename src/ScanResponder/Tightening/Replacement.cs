using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>A rule that keeps a part of what a rule admits that has to go.</summary>
/// <param name="Draft">The rule to add; it carries the old rule's description.</param>
/// <param name="Tags">The old rule's tags, and <see cref="Planner.TagKey"/> with the finding's id.</param>
public readonly record struct Replacement(RuleDraft Draft, TagSet Tags);
