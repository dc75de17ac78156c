using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Finds out how far changes came that somebody was about to make: the groups tell, whatever was noted before the process died.
/// </summary>
public static class Retrospect
{
    /// <summary>
    /// The changes with the status that the groups show: <see cref="ChangeStatus.Done"/> or <see cref="ChangeStatus.Already"/> where they were
    /// made, <see cref="ChangeStatus.Planned"/> where not, <see cref="ChangeStatus.Undone"/> where an equal rule stands again. Changes of groups
    /// that are not among <paramref name="groups"/> are left out.
    /// </summary>
    /// <param name="changes">The changes.</param>
    /// <param name="groups">The groups as they are now.</param>
    /// <param name="findingId">The finding for which the changes were made; its added rules carry its id as a tag.</param>
    public static ImmutableArray<RuleChange> Of(IEnumerable<RuleChange> changes, IEnumerable<SecurityGroup> groups, string findingId)
    {
        var known = groups.DistinctBy(group => group.Id).ToDictionary(group => group.Id);
        var ids = known.Values.SelectMany(group => group.Rules).Select(rule => rule.Id).ToHashSet();
        var equals = known.Values.SelectMany(group => group.Rules).ToLookup(rule => (rule.GroupId, rule.Traffic, rule.Source));
        return [.. changes.Where(change => known.ContainsKey(change.GroupId)).Select(Now)];

        RuleChange Now(RuleChange change)
        {
            var standing = equals[(change.GroupId, change.Rule.Traffic, change.Rule.Source)].ToList();
            return change.Action is ChangeAction.Revoke ? Removed(change, standing) : Added(change, standing);
        }

        RuleChange Removed(RuleChange change, List<IngressRule> standing) => change with
        {
            Error = null,
            Status = ids.Contains(change.RuleId!) ? ChangeStatus.Planned
                : standing.Count > 0 ? ChangeStatus.Undone
                : change.Status is ChangeStatus.Already ? ChangeStatus.Already : ChangeStatus.Done,
        };

        RuleChange Added(RuleChange change, List<IngressRule> standing)
        {
            var ours = standing.Find(rule => rule.Id == change.RuleId || (rule.Tags.TryGetValue(Planner.TagKey, out var id) && id == findingId));
            if (standing.Count == 0)
                return change with { Error = null, RuleId = null, Status = ChangeStatus.Planned };
            return ours is null || change.Status is ChangeStatus.Already
                ? change.MadeAs(ours ?? standing[0]) with { Error = null }
                : change with { Error = null, RuleId = ours.Id, Status = ChangeStatus.Done };
        }
    }

    /// <summary>
    /// The groups whose old rules went before the new ones came. Changes are noted in the order in which they are made.
    /// </summary>
    public static ImmutableHashSet<string> RevokedFirst(IEnumerable<RuleChange> changes) =>
    [
        .. changes.GroupBy(change => change.GroupId)
            .Where(group => group.First().Action is ChangeAction.Revoke && group.Any(change => change.Action is ChangeAction.Authorize))
            .Select(group => group.Key),
    ];
}
