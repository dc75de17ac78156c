using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Remediation;

/// <summary>
/// What of an answer's changes in one group can be taken back as the group is now. What others have changed since stays as they want it: where they have
/// removed or changed a rule that was added in an old one's place, the old rule would open what they closed, so it does not come back.
/// </summary>
/// <param name="Group">The group as it is now.</param>
/// <param name="Add">The old rules that come back.</param>
/// <param name="Remove">The added rules that go, as they stand; rules that come back or stand admit all that they do.</param>
/// <param name="Standing">Old rules that stand already: somebody has put them back, or they could not be removed.</param>
/// <param name="Notes">What is not restored and why, a sentence each.</param>
internal sealed record Restoration(
    SecurityGroup Group, ImmutableArray<RuleChange> Add, ImmutableArray<RuleChange> Remove, ImmutableArray<RuleChange> Standing, ImmutableArray<string> Notes)
{
    /// <summary>True where nothing is to be done in the group.</summary>
    internal bool IsEmpty => Add.IsEmpty && Remove.IsEmpty;

    /// <summary>All changes, in the order in which they are made.</summary>
    internal ImmutableArray<RuleChange> Changes => [.. Add, .. Remove];

    /// <summary>Works it out.</summary>
    /// <param name="changes">The answer's changes in the group, as they were written down.</param>
    /// <param name="group">The group as it is now.</param>
    /// <param name="triggerId">The trigger that was answered.</param>
    /// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
    /// <param name="own">What an earlier attempt at this undo was about to do in the group; empty where there was none.</param>
    internal static Restoration Of(
        ImmutableArray<RuleChange> changes, SecurityGroup group, string triggerId, IReadOnlyDictionary<string, PrefixList> prefixLists, ImmutableArray<RuleChange> own)
    {
        var found = Reconciliation.Of(changes, [group], triggerId);
        var (gone, added) = RuleCommands.Made(found);
        var byPermission = group.Rules.ToLookup(Permission.Of);
        var notes = ImmutableArray.CreateBuilder<string>();

        // Where a full group has its added rules removed first, an attempt that died there has removed them, and nobody else.
        var ours = Reconciliation.RevokedFirst(own).Contains(group.Id)
            ? own.Where(change => change.Action is ChangeAction.Revoke).Select(change => Permission.Of(change.Rule)).ToHashSet()
            : [];
        var lost = found.Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Undone } && !ours.Contains(Permission.Of(change.Rule))).ToList();
        var closedAgain = own.Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Done }).Select(change => Permission.Of(change.Rule)).ToHashSet();
        var add = ImmutableArray.CreateBuilder<RuleChange>();
        foreach (var old in gone)
        {
            var covered = new Coverage([old.AsRule()], prefixLists);
            if (lost.Find(piece => covered.Covers(piece.Rule.Traffic, piece.Rule.Source)) is { } piece)
                notes.Add($"{Text(old)} was not restored: somebody has since removed or changed {Text(piece)}, which stood in its place, and it would open that too.");
            else if (closedAgain.Contains(Permission.Of(old.Rule)))
                notes.Add($"{Text(old)} was not restored again: somebody has removed it after this undo had restored it.");
            else
                add.Add(old with { Action = ChangeAction.Authorize, RuleId = null, Status = ChangeStatus.Planned, Error = null, Tags = old.Tags.WithoutAws() });
        }

        ImmutableArray<RuleChange> standing =
        [
            .. found.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Undone or ChangeStatus.Planned })
                .DistinctBy(change => Permission.Of(change.Rule))
                .Select(change => (Change: change, Rule: byPermission[Permission.Of(change.Rule)].First()))
                .Select(entry => entry.Change with { Action = ChangeAction.Authorize, RuleId = entry.Rule.Id, Status = ChangeStatus.Already, Error = null }),
        ];
        notes.AddRange(found.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Already })
            .Select(change => $"{Text(change)} was removed or changed by somebody else, so it was not restored."));

        var back = new Coverage([.. add.Concat(standing).Select(change => new IngressRule("", group.Id, change.Rule.Traffic, change.Rule.Source, null, TagSet.Empty))], prefixLists);
        var remove = ImmutableArray.CreateBuilder<RuleChange>();
        foreach (var piece in added)
        {
            if (byPermission[Permission.Of(piece.Rule)].FirstOrDefault(rule => rule.Id == piece.RuleId) is not { } rule)
                continue;
            if (!back.Covers(rule.Traffic, rule.Source) || Refusals.IsExempt(rule.Tags))
                notes.Add($"{Text(piece)} stays, since {(Refusals.IsExempt(rule.Tags) ? "somebody has tagged it" : "the rule in whose place it stands is not restored")}.");
            else
                remove.Add(RuleChange.Of(rule));
        }

        return new(group, add.ToImmutable(), remove.ToImmutable(), standing, notes.ToImmutable());
    }

    private static string Text(RuleChange change) => $"{change.Rule.Traffic} from {change.Rule.Source} in {change.GroupId}";
}
