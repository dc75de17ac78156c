using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Remediation;

/// <summary>What earlier answers to a trigger began before they died, as far as it can be seen in the groups.</summary>
/// <param name="Changes">Their changes, with the status that the groups show.</param>
/// <param name="Groups">The groups of the trigger, and those that the answers changed.</param>
/// <param name="Unseen">Changes whose groups could not be read; their status is what was written down.</param>
internal sealed record InterruptedRemediation(
    ImmutableArray<RuleChange> Changes, ImmutableArray<SecurityGroup> Groups, ImmutableArray<RuleChange> Unseen)
{
    /// <summary>The ids of the old rules that other answers have removed, or were about to: what was added in their place is needed.</summary>
    internal ImmutableHashSet<string> RemovedByAnswers { get; init; } = [];

    /// <summary>True where something was changed.</summary>
    internal bool IsMade => Changes.Any(change => change.Status is ChangeStatus.Done);

    /// <summary>What people should know about it, a sentence each.</summary>
    internal IEnumerable<string> Notes
    {
        get
        {
            if (IsMade)
                yield return "An earlier attempt to answer this finding was interrupted. Its changes are listed here too.";
            if (!Unseen.IsEmpty)
            {
                yield return $"An earlier attempt to answer this finding may have changed {string.Join(", ", Unseen.Select(change => change.GroupId).Distinct())}, "
                    + "which could not be read again. Check it, and run the undo if rules are missing.";
            }
        }
    }

    /// <summary>
    /// Looks up what became of it, and what other answers have done since, which the journal is asked first. One more round trip where a group was changed that the trigger does not name any more, or where what was read
    /// contradicts what EC2 had confirmed.
    /// </summary>
    internal static async Task<InterruptedRemediation> LookAsync(
        IAccount? account, ImmutableArray<SecurityGroup> groups, TriggerKey trigger, JournalSession session, EditLog log, TimeProvider time, CancellationToken cancellationToken)
    {
        await session.LookForBegunAsync([.. groups.Select(group => group.Id)], cancellationToken);
        if (session.Begun.IsEmpty)
            return new([], groups, []);
        var records = await session.RecordedChangesAsync([.. session.Begun.Select(change => change.GroupId).Distinct()], cancellationToken);
        ImmutableArray<RuleChange> told = [.. ToldOf(records, trigger, session)];
        var begun = WithoutOldPlans(session.Begun, told, groups);
        Expect(begun, records, groups, trigger, session, log, time);
        var stale = begun.Select(change => change.GroupId).Distinct()
            .Where(id => groups.FirstOrDefault(group => group.Id == id) is not { } group || log.Of(id).Contradicts(group)).ToList();
        var unread = stale;
        if (account is not null && stale.Count > 0)
        {
            try
            {
                var read = await new SettledReader(new DeadlineAccount(account, session.Deadlines.ChangeBy, time), session.Deadlines.ChangeBy, time)
                    .ReadAsync([.. stale.Select(log.Of)], cancellationToken);
                groups = [.. groups.Where(group => !stale.Contains(group.Id)), .. read.Groups];
                unread = [];
            }
            catch (AccountException)
            {
                // They stay unseen, and the note says so.
            }
        }

        begun = WithoutTold(begun, told, groups);
        ImmutableArray<RuleChange> known = [.. WithWhatOthersDid(begun, records, trigger, session)];
        return new(
            Own(known, Reconciliation.Of(known, groups.Where(group => !unread.Contains(group.Id)), trigger.Id)),
            groups,
            [.. begun.Where(change => unread.Contains(change.GroupId))])
        {
            RemovedByAnswers = [.. RemovedByAnswersOf(begun, records, trigger, session)],
        };
    }

    /// <summary>Says what reads are to show after all that was written down.</summary>
    private static void Expect(
        ImmutableArray<RuleChange> begun,
        ImmutableArray<RecordedChange> records,
        ImmutableArray<SecurityGroup> groups,
        TriggerKey trigger,
        JournalSession session,
        EditLog log,
        TimeProvider time)
    {
        // A read that began long enough after the last of it is believed at once.
        var now = time.GetUtcNow();
        var at = session.BegunUntil < now ? session.BegunUntil : now;
        foreach (var change in begun)
            log.Of(change.GroupId).Acknowledged(change, at);

        // What this one has added, another answer may have removed since.
        foreach (var change in OfOthers(records, trigger))
        {
            if (change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done, RuleId: { } removed })
                log.Of(change.GroupId).RemovedByOther(removed, Permission.Of(change.Rule));
        }

        // Rules are added before the old ones go. A read that shows neither may be old, or somebody else has removed the old ones: later reads tell.
        foreach (var id in begun.Select(change => change.GroupId).Distinct())
        {
            foreach (var permission in Hidden(begun, groups.FirstOrDefault(group => group.Id == id)))
                log.Of(id).Stands(permission, at);
        }
    }

    /// <summary>
    /// What was begun, and what other answers did of it: what was only about to be removed, and another answer has removed since, is that one's to tell; or was about to, if this
    /// one did not get at the group after it: whoever gets at a group removes what stands in it then. Where the group remembers that this one has removed it, the other only meant to.
    /// What was only about to be added, and another answer has removed with this one's tag, was added.
    /// </summary>
    private static IEnumerable<RuleChange> WithWhatOthersDid(
        ImmutableArray<RuleChange> begun, ImmutableArray<RecordedChange> records, TriggerKey trigger, JournalSession session)
    {
        var recorded = records.SelectMany(
            record => (record.TriggerId == trigger.Id ? record.Changes ?? [] : record.Every).Where(change => change.Action is ChangeAction.Revoke),
            (record, change) => (IsOwn: record.TriggerId == trigger.Id && !IsTold(record, session), record.At, change.RuleId, change.Status)).ToLookup(change => change.RuleId);
        var replaced = OfOthers(records, trigger)
            .Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done } && change.Tags.TryGetValue(Planner.TagKey, out var id) && id == trigger.Id)
            .DistinctBy(change => (change.GroupId, Permission.Of(change.Rule)))
            .ToDictionary(change => (change.GroupId, Permission.Of(change.Rule)), change => change.RuleId);
        return begun.Select(change => change switch
        {
            { Action: ChangeAction.Revoke, Status: ChangeStatus.Planned } when recorded[change.RuleId].Any(other => !other.IsOwn
                && (other.Status is ChangeStatus.Done
                    || (other.Status is ChangeStatus.Planned
                        && !recorded[change.RuleId].Any(own => own.IsOwn && (own.Status is ChangeStatus.Done || own.At >= other.At))))) =>
                change with { Status = ChangeStatus.Already },
            { Action: ChangeAction.Authorize, Status: ChangeStatus.Planned } when replaced.TryGetValue((change.GroupId, Permission.Of(change.Rule)), out var added) =>
                change with { Status = ChangeStatus.Done, RuleId = added },
            _ => change,
        });
    }

    /// <summary>The old rules that answers to other triggers, or to earlier updates of this one, have removed or were about to; all of them where the journal does not say.</summary>
    private static IEnumerable<string> RemovedByAnswersOf(
        ImmutableArray<RuleChange> begun, ImmutableArray<RecordedChange> records, TriggerKey trigger, JournalSession session)
    {
        var unknown = session.Unread.ToHashSet();
        var isCut = records.Any(record => record.Changes is null);
        return
        [
            .. begun.Where(change => isCut || unknown.Contains(change.GroupId)).Select(change => change.RuleId).OfType<string>(),
            .. OfOthers(records, trigger).Concat(ToldOf(records, trigger, session))
                .Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done or ChangeStatus.Planned }).Select(change => change.RuleId).OfType<string>(),
        ];
    }

    /// <summary>People were told of it in answer to an earlier update: it is not this one's, though the trigger is the same.</summary>
    private static bool IsTold(RecordedChange record, JournalSession session) => record.At <= session.AlertedAt;

    /// <summary>What earlier updates of the trigger changed, of which people were told; nothing where they never were.</summary>
    private static IEnumerable<RuleChange> ToldOf(ImmutableArray<RecordedChange> records, TriggerKey trigger, JournalSession session) =>
        session.AlertedAt is null ? [] : records.Where(record => record.TriggerId == trigger.Id)
            .SelectMany(record => IsTold(record, session) ? record.Every : record.Earlier);

    /// <summary>What answers to other triggers changed, to earlier updates of them too.</summary>
    private static IEnumerable<RuleChange> OfOthers(ImmutableArray<RecordedChange> records, TriggerKey trigger) =>
        records.Where(record => record.TriggerId != trigger.Id).SelectMany(record => record.Every);

    /// <summary>
    /// What was begun without the plans that were made of an old read: all that one was about to remove from a group is gone, and people were told of it before.
    /// </summary>
    private static ImmutableArray<RuleChange> WithoutOldPlans(ImmutableArray<RuleChange> begun, ImmutableArray<RuleChange> told, ImmutableArray<SecurityGroup> groups)
    {
        var removed = told.Where(change => change.Action is ChangeAction.Revoke).Select(change => change.RuleId).ToHashSet();
        removed.ExceptWith(groups.SelectMany(group => group.Rules).Select(rule => rule.Id));
        return
        [
            .. begun.GroupBy(change => change.GroupId).Where(group => group.Any(change => change.Status is not ChangeStatus.Planned)
                || group.Any(change => change.Action is ChangeAction.Revoke && !removed.Contains(change.RuleId))).SelectMany(group => group),
        ];
    }

    /// <summary>
    /// What was begun without what an earlier update has removed, and what stands since that one added it: its undo takes it back. Its rules carry the same tag.
    /// </summary>
    private static ImmutableArray<RuleChange> WithoutTold(ImmutableArray<RuleChange> begun, ImmutableArray<RuleChange> told, ImmutableArray<SecurityGroup> groups)
    {
        var made = told.Where(change => change.Status is ChangeStatus.Done).ToLookup(change => change.Action, change => change.RuleId);
        var rules = groups.SelectMany(group => group.Rules).DistinctBy(rule => rule.Id).ToDictionary(rule => rule.Id);
        var added = made[ChangeAction.Authorize].OfType<string>().Where(rules.ContainsKey).Select(id => (rules[id].GroupId, Permission.Of(rules[id]))).ToHashSet();
        var removed = made[ChangeAction.Revoke].OfType<string>().Where(id => !rules.ContainsKey(id)).ToHashSet();
        return
        [
            .. begun.Where(change => change.Action is ChangeAction.Authorize ? !added.Contains((change.GroupId, Permission.Of(change.Rule))) : !removed.Contains(change.RuleId!)),
        ];
    }

    /// <summary>
    /// The changes without what others have made of the same plan. Rules are added before the old ones go: where nothing that was added is this trigger's,
    /// nobody has removed anything for it.
    /// </summary>
    private static ImmutableArray<RuleChange> Own(ImmutableArray<RuleChange> begun, ImmutableArray<RuleChange> found)
    {
        var first = Reconciliation.RevokedFirst(begun);
        var acknowledged = begun.Where(change => change.Status is ChangeStatus.Done).Select(change => change.GroupId).ToHashSet();
        return
        [
            .. found.GroupBy(change => change.GroupId).SelectMany(group =>
            {
                var authorize = group.Where(change => change.Action is ChangeAction.Authorize).ToList();
                var never = !first.Contains(group.Key) && !acknowledged.Contains(group.Key)
                    && authorize.Count > 0 && !authorize.Exists(change => change.Status is ChangeStatus.Done);
                return never || group.All(change => change.Status is not ChangeStatus.Done)
                    ? group.Where(change => change.Status is ChangeStatus.Planned)
                    : group;
            }),
        ];
    }

    /// <summary>What was about to be added and is not shown, though old rules are gone and additions come first.</summary>
    private static IEnumerable<Permission> Hidden(ImmutableArray<RuleChange> begun, SecurityGroup? group)
    {
        var changes = begun.Where(change => change.GroupId == group?.Id).ToLookup(change => (change.Action, change.Status), change => Permission.Of(change.Rule));
        var shown = group?.Rules.Select(Permission.Of).ToHashSet() ?? [];
        var untouched = !changes[(ChangeAction.Revoke, ChangeStatus.Done)].Any() && changes[(ChangeAction.Revoke, ChangeStatus.Planned)].All(shown.Contains);
        return untouched || Reconciliation.RevokedFirst(begun).Contains(group?.Id ?? "")
            ? []
            : changes[(ChangeAction.Authorize, ChangeStatus.Planned)].Where(permission => !shown.Contains(permission));
    }

    /// <summary>The outcome of an answer that made no changes and could not look at all of what was begun.</summary>
    internal Outcome Blind(Outcome outcome, AwsScope scope) => WithUnseen(outcome.With(Notes), scope);

    /// <summary>The outcome with what was begun and could not be looked at, and the undo of that.</summary>
    internal Outcome WithUnseen(Outcome outcome, AwsScope scope) => outcome with
    {
        Changes = [.. outcome.Changes, .. Unseen],
        Undo = RuleCommands.Joined(
            outcome.Undo,
            RuleCommands.Undo(scope.AccountId, scope.Region, Unseen.Select(change => change with { Status = ChangeStatus.Done }), Reconciliation.RevokedFirst(Unseen))),
    };

    /// <summary>The outcome of an answer that could not look again at what was begun, and has left it as it was seen.</summary>
    internal Outcome Unfinished(Outcome outcome, AwsScope scope) => Settled(outcome, new(Changes, [], Reconciliation.RevokedFirst(Changes), [], []), scope);

    /// <summary>The outcome where what was begun is not wanted any more, and was finished or rolled back.</summary>
    internal Outcome Settled(Outcome outcome, TighteningResult result, AwsScope scope)
    {
        var settled = outcome with { Changes = result.Changes, Undo = RuleCommands.Undo(scope.AccountId, scope.Region, result.Changes, result.RevokedFirst) };
        return WithUnseen(settled.With([.. Notes, .. result.Notes, .. result.Failures.Select(failure => failure.Message)]), scope);
    }
}
