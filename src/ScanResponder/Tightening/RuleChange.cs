using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>One rule that was, or was to be, added to or removed from a group.</summary>
/// <param name="Action">Added or removed.</param>
/// <param name="GroupId">The group.</param>
/// <param name="RuleId">The rule's id; null for a rule that was not added yet.</param>
/// <param name="Rule">The rule itself.</param>
/// <param name="Tags">The rule's tags.</param>
/// <param name="Status">How far it came.</param>
/// <param name="Error">Why it failed or was taken back; null otherwise.</param>
public sealed record RuleChange(
    ChangeAction Action,
    string GroupId,
    string? RuleId,
    RuleDraft Rule,
    TagSet Tags,
    ChangeStatus Status,
    string? Error = null)
{
    /// <summary>
    /// True for a change that counts as failed and may have been made all the same: EC2 has not answered, and reads may be too old to show it. Its undo is tried.
    /// </summary>
    public bool IsUnknown { get; init; }

    /// <summary>A rule that is to be added.</summary>
    public static RuleChange Of(string groupId, Replacement replacement) =>
        new(ChangeAction.Authorize, groupId, null, replacement.Draft, replacement.Tags, ChangeStatus.Planned);

    /// <summary>A rule that is to be removed.</summary>
    public static RuleChange Of(IngressRule rule) =>
        new(ChangeAction.Revoke, rule.GroupId, rule.Id, new(rule.Traffic, rule.Source, rule.Description), rule.Tags, ChangeStatus.Planned);

    /// <summary>The rule that was removed, as it stood.</summary>
    /// <exception cref="InvalidOperationException">The rule was to be added.</exception>
    public IngressRule AsRule() => Action is ChangeAction.Revoke
        ? new(RuleId!, GroupId, Rule.Traffic, Rule.Source, Rule.Description, Tags)
        : throw new InvalidOperationException($"The rule was to be added to {GroupId}.");

    /// <summary>A rule that was to be added, and that somebody else has added meanwhile; its tags say who.</summary>
    public RuleChange MadeAs(IngressRule rule) => this with { Status = ChangeStatus.Already, RuleId = rule.Id, Tags = rule.Tags };

    /// <summary>
    /// The same where no answer can have added it: people have, whatever tag of an answer they gave it. It is not told with that, so that it stays when the change
    /// is undone.
    /// </summary>
    public RuleChange MadeByPeopleAs(IngressRule rule) => MadeAs(rule with { Tags = rule.Tags.Without(Planner.TagKey) });

    /// <summary>
    /// True where the rule was added by an answer, or may have been, if not in answer to this finding then to another one at the same moment, so that it goes when
    /// the change is undone.
    /// </summary>
    public bool IsAddedByAnswer =>
        Action is ChangeAction.Authorize && (Status is ChangeStatus.Done || IsUnknown || (Status is ChangeStatus.Already && Tags.ContainsKey(Planner.TagKey) && !Refusals.IsExempt(Tags)));

    /// <summary>True where the rule that the other change removes may be the one that this addition replaces: it admits all that this one does.</summary>
    internal bool MayReplace(RuleChange removed) =>
        removed.Rule.Traffic.Covers(Rule.Traffic)
        && (removed.Rule.Source is not RuleSource.Block { Cidr: var old } || Rule.Source is not RuleSource.Block { Cidr: var now } || old.Contains(now));
}
