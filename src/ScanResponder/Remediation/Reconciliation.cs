using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Remediation;

/// <summary>
/// Finds out how far changes came that somebody was about to make: the groups tell, whatever was written down before the process died.
/// </summary>
public static class Reconciliation
{
    /// <summary>
    /// The changes with the status that the groups show: <see cref="ChangeStatus.Done"/> or <see cref="ChangeStatus.Already"/> where they were made,
    /// <see cref="ChangeStatus.Planned"/> where they are still to be made, <see cref="ChangeStatus.Undone"/> where somebody took them back, and
    /// <see cref="ChangeStatus.Failed"/> for an addition that must not be made any more: its old rule is gone, and nothing says that this function
    /// removed it. Changes of groups that are not among <paramref name="groups"/> are left out.
    /// </summary>
    /// <param name="changes">The changes as they were written down; one that is done was acknowledged by EC2.</param>
    /// <param name="groups">The groups as they are now.</param>
    /// <param name="triggerId">The trigger for which the changes were made; its added rules carry its id as a tag.</param>
    public static ImmutableArray<RuleChange> Of(IEnumerable<RuleChange> changes, IEnumerable<SecurityGroup> groups, string triggerId)
    {
        var known = groups.DistinctBy(group => group.Id).ToDictionary(group => group.Id);
        var standing = known.Values.SelectMany(group => group.Rules).ToLookup(rule => (rule.GroupId, Permission.Of(rule)));
        return
        [
            .. changes.Where(change => known.ContainsKey(change.GroupId))
                .GroupBy(change => change.GroupId)
                .SelectMany(group =>
                {
                    var confirmed = group.Any(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done });
                    var revokedFirst = RevokedFirst(group).Count > 0;
                    return group.Select(change => change.Action is ChangeAction.Revoke ? Removed(change) : Added(change, confirmed, revokedFirst));
                }),
        ];

        RuleChange Removed(RuleChange change)
        {
            var equal = standing[(change.GroupId, Permission.Of(change.Rule))].ToList();
            var turned = equal.Count == 0 && known[change.GroupId].Rules.Any(rule => rule.Id == change.RuleId);
            return change with
            {
                Error = null,
                Status = equal.Exists(rule => rule.Id == change.RuleId) ? ChangeStatus.Planned
                    : equal.Count > 0 ? ChangeStatus.Undone
                    : turned || change.Status is ChangeStatus.Already ? ChangeStatus.Already : ChangeStatus.Done,
            };
        }

        RuleChange Added(RuleChange change, bool confirmed, bool revokedFirst)
        {
            var equal = standing[(change.GroupId, Permission.Of(change.Rule))].ToList();
            var ours = equal.Find(rule => rule.Id == change.RuleId || (rule.Tags.TryGetValue(Planner.TagKey, out var id) && id == triggerId));
            return (equal, change.Status) switch
            {
                ([], ChangeStatus.Done) => change with { Status = ChangeStatus.Undone, Error = "Somebody removed it after it had been added." },

                // Elsewhere additions come before the old rules go: what is missing where those are gone was removed, or its old rule was by somebody else.
                ([], ChangeStatus.Planned) when (confirmed && revokedFirst) || OldRulesStand(change, confirmed) => change with { Error = null, RuleId = null },
                ([], _) => change with { Status = ChangeStatus.Failed, Error = "Not added: the rule that it was to replace is gone." },

                // EC2 had it already, and its tag says that this trigger's own request, whose answer was lost, had added it.
                (_, ChangeStatus.Already) when change.RuleId is null && ours is not null => change with { Error = null, RuleId = ours.Id, Status = ChangeStatus.Done },
                (_, ChangeStatus.Already) => change.MadeAs(ours ?? equal[0]) with { Error = null },
                _ when ours is null => change.MadeAs(equal[0]) with { Error = null },
                _ => change with { Error = null, RuleId = ours.Id, Status = ChangeStatus.Done },
            };
        }

        // Where EC2 has confirmed a removal, the rules that are gone were removed in order, and one that this addition is to replace must stand yet.
        bool OldRulesStand(RuleChange added, bool confirmed)
        {
            var old = changes.Where(change => change.GroupId == added.GroupId && change.Action is ChangeAction.Revoke && (!confirmed || added.MayReplace(change)));
            var stand = old.Select(change => standing[(change.GroupId, Permission.Of(change.Rule))].Any()).ToList();
            return confirmed ? stand.Contains(true) : stand.TrueForAll(stands => stands);
        }
    }

    /// <summary>
    /// The groups whose old rules went before the new ones came. Changes are written down in the order in which they are made, round after round.
    /// </summary>
    public static ImmutableHashSet<string> RevokedFirst(IEnumerable<RuleChange> changes)
    {
        return [.. changes.GroupBy(change => change.GroupId).Where(group => IsRevokedFirst([.. group])).Select(group => group.Key)];

        static bool IsRevokedFirst(List<RuleChange> changes)
        {
            var first = changes.FindIndex(change => change.Action is ChangeAction.Authorize);
            List<int> old = first < 0 ? [] : [.. changes.Index().Where(entry => entry.Item.Action is ChangeAction.Revoke && changes[first].MayReplace(entry.Item)).Select(entry => entry.Index)];
            return old.Count > 0 && old.TrueForAll(index => index < first);
        }
    }
}
