using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What the answer to one trigger changed, or was about to change, in one group.</summary>
/// <param name="TriggerId">The trigger.</param>
/// <param name="At">When.</param>
/// <param name="Changes">The changes; null where they were too many to keep.</param>
public sealed record RecordedChange(string TriggerId, DateTimeOffset At, ImmutableArray<RuleChange>? Changes)
{
    /// <summary>What answers to earlier updates of the trigger changed in the group, and nobody has taken back; in the order in which it was changed.</summary>
    public ImmutableArray<RuleChange> Earlier { get; init; } = [];

    /// <summary>Every change of the answers to the trigger, in the order in which they were made.</summary>
    public IEnumerable<RuleChange> Every => Earlier.Concat(Changes ?? []);

    /// <summary>
    /// What all answers to the trigger changed in the group, as one change: what one of them added and a later one removed is left out, and of a rule that was
    /// removed more than once, as people had opened it again, the last removal counts.
    /// </summary>
    public ImmutableArray<RuleChange> All
    {
        get
        {
            if (Earlier.IsEmpty)
                return Changes ?? [];
            var all = new List<RuleChange>();
            foreach (var change in Every)
            {
                var added = all.Find(one => one.Action is ChangeAction.Authorize && one.RuleId == change.RuleId && IsSame(one, change));
                if (change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done })
                {
                    all.RemoveAll(one => one.Action is ChangeAction.Authorize && IsSame(one, change));
                    if (added is not null)
                        continue;
                }

                // The rule that an earlier answer added has served this one too.
                if (added is { Status: ChangeStatus.Done } && change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Already })
                    continue;
                if (change.Status is ChangeStatus.Done or ChangeStatus.Already)
                    all.RemoveAll(one => one.Action == change.Action && IsSame(one, change));
                all.Add(change);
            }

            return [.. all];
        }
    }

    /// <summary>The same in place of what was written down for the trigger before, which it keeps as <see cref="Earlier"/>.</summary>
    /// <param name="records">What was written down of the group.</param>
    public RecordedChange After(IEnumerable<RecordedChange> records)
    {
        var before = records.Where(record => record.TriggerId == TriggerId).ToList();
        if (before.Exists(record => record.Changes is null))
            return this with { Changes = null };

        // What an attempt wrote down that died then, its retry writes down again.
        var own = (Changes ?? []).Where(change => change.Status is not (ChangeStatus.Planned or ChangeStatus.Already)).ToList();
        List<RuleChange> earlier =
        [
            .. before.SelectMany(record => record.Every)
                .Where(change => change.Status is ChangeStatus.Done or ChangeStatus.Already
                    && !own.Exists(one => one.Action == change.Action && one.RuleId == change.RuleId && IsSame(one, change))),
        ];

        // However often a rule is opened again and removed, it takes the room of one.
        return this with
        {
            Earlier =
            [
                .. earlier.Where((change, index) => change.Action is ChangeAction.Authorize
                    ? !earlier.Take(index).Any(first => first.Action is ChangeAction.Authorize && first.RuleId == change.RuleId && IsSame(first, change))
                    : !earlier.Skip(index + 1).Any(later => later.Action is ChangeAction.Revoke && IsSame(later, change))),
            ],
        };
    }

    private static bool IsSame(RuleChange one, RuleChange other) => one.GroupId == other.GroupId && Permission.Of(one.Rule) == Permission.Of(other.Rule);
}
