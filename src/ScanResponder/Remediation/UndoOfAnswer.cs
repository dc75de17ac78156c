using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Remediation;

/// <summary>Carries an undo out, in all groups that the answer changed, and keeps open what it opens.</summary>
/// <param name="order">The order.</param>
/// <param name="known">What the journal knows of the answer.</param>
/// <param name="until">Until when it is kept open; null for ever.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="session">The undo's own claim.</param>
/// <param name="time">The clock by which it waits for others.</param>
internal sealed class UndoOfAnswer(OrderTrigger.Undo order, Recollection known, DateTimeOffset? until, Policy policy, JournalSession session, TimeProvider time)
{
    // The second round answers what somebody changed meanwhile.
    private const int Rounds = 3;

    // In place of the id of a rule that EC2 has said to stand, and that no read has shown.
    private const string UnknownId = "sgr-unknown-";

    private readonly EditLog _log = new(time);
    private readonly ImmutableArray<RuleChange> _recorded = [.. known.Changes.SelectMany(record => record.All)];
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, ImmutableArray<RuleChange>> _made = new(StringComparer.Ordinal);

    /// <summary>The answer's changes, those of them as undone that were taken back; empty where none was.</summary>
    internal ImmutableArray<RuleChange> Marked { get; private set; } = [];

    /// <summary>Carries it out.</summary>
    /// <param name="account">The account.</param>
    /// <param name="view">The account as it was read, for the lists that rules name.</param>
    /// <param name="cancellationToken">Gives up; what is half done then is put back.</param>
    /// <returns>What came of it, and the groups as they are now.</returns>
    internal async Task<(Outcome Outcome, ImmutableArray<SecurityGroup> Groups)> CarryOutAsync(IAccount account, AccountView view, CancellationToken cancellationToken)
    {
        if (_recorded.IsEmpty)
            return (Nothing("The answer made more changes than the journal could hold. Its alert has the undo."), []);
        var settling = new DeadlineAccount(account, session.Deadlines.SettleBy, time);
        var editing = new DeadlineAccount(account, session.Deadlines.ChangeBy, time);
        List<string> ids = [.. _recorded.Select(change => change.GroupId).Distinct()];
        foreach (var change in session.Begun)
            _log.Of(change.GroupId).Acknowledged(change);
        SettledRead read;
        ImmutableArray<Restoration> plans;
        try
        {
            // No other answer edits the groups from here on; what they are like now decides.
            await session.ClaimGroupsAsync([], ids, DateTimeOffset.MaxValue, cancellationToken);
            read = await ReadAsync(settling, ids, cancellationToken);
            plans = PlansOf(read.Groups, view.PrefixLists);
        }
        catch (AccountException exception)
        {
            return (Outcome.Of(Verdict.Failed, new Reason.UndoFailed(exception)), []);
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        if (known.Changes.Any(record => record.Changes is null))
            notes.Add("In one group or more there were more changes than the journal could hold, so nothing was restored there. The alert that told of them has the undo.");
        notes.AddRange(ids.Except(read.Groups.Select(group => group.Id)).Select(id => $"{id} is not there any more, so nothing can be restored in it."));
        var kept = await KeepAsync(plans, notes, cancellationToken);
        var restored = await Task.WhenAll(plans.Select(plan => RestoreAsync(plan, editing, settling, view.PrefixLists, cancellationToken)));
        var groups = read.Groups;
        try
        {
            groups = (await ReadAsync(settling, ids, cancellationToken)).Groups;
        }
        catch (AccountException exception)
        {
            notes.Add($"The groups could not be read again after the undo. {exception.Message}");
            groups = AsAnswered(groups);
        }

        await ForgetAsync(plans, kept, groups, cancellationToken);
        return (OutcomeOf([.. restored.Select(one => one.Plan)], groups, [.. restored.Select(one => one.Failure).OfType<AccountException>()], notes), groups);
    }

    /// <summary>The groups as they must be by what EC2 has answered, where they could not be read again.</summary>
    private ImmutableArray<SecurityGroup> AsAnswered(ImmutableArray<SecurityGroup> read)
    {
        var unknown = 0;
        return
        [
            .. read.Select(group => _log.Of(group.Id).Correct(group)).Select(group => group with
            {
                Rules =
                [
                    .. group.Rules,
                    .. _made.GetValueOrDefault(group.Id, [])
                        .Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Done or ChangeStatus.Already } && !group.Rules.Any(rule => Permission.Of(rule) == Permission.Of(change.Rule)))
                        .Select(change => new IngressRule($"{UnknownId}{++unknown}", group.Id, change.Rule.Traffic, change.Rule.Source, change.Rule.Description, change.Tags)),
                ],
            }),
        ];
    }

    private ImmutableArray<Restoration> PlansOf(ImmutableArray<SecurityGroup> groups, IReadOnlyDictionary<string, PrefixList> lists) =>
        [.. groups.Select(group => PlanOf(group, lists, [.. session.Begun.Where(change => change.GroupId == group.Id)]))];

    private Restoration PlanOf(SecurityGroup group, IReadOnlyDictionary<string, PrefixList> lists, ImmutableArray<RuleChange> begun) =>
        Restoration.Of([.. _recorded.Where(change => change.GroupId == group.Id)], group, known.Trigger.Id, lists, begun);

    private Task<SettledRead> ReadAsync(IAccount settling, List<string> ids, CancellationToken cancellationToken) =>
        ReaderOf(settling).ReadAsync([.. ids.Select(_log.Of)], cancellationToken);

    private SettledReader ReaderOf(IAccount settling) => new(settling, session.Deadlines.SettleBy, time);

    /// <summary>Restores one group; says by which plan in the end, and why it could not.</summary>
    private async Task<(Restoration Plan, AccountException? Failure)> RestoreAsync(
        Restoration plan, IAccount editing, IAccount settling, IReadOnlyDictionary<string, PrefixList> lists, CancellationToken cancellationToken)
    {
        var id = plan.Group.Id;
        for (var round = 1; !plan.IsEmpty; round++)
        {
            var before = _made.GetValueOrDefault(id, []);
            var restorer = new Restorer(editing, settling, ReaderOf(settling), _log.Of(id), time);
            await restorer.RestoreAsync(plan, changes => RecordAsync(id, [.. before, .. changes], cancellationToken), cancellationToken);
            Made(id, [.. before, .. restorer.Changes]);
            if (restorer.Failure is not null || !restorer.IsOutOfDate || round == Rounds)
                return (plan, restorer.Failure);
            try
            {
                var read = await ReadAsync(settling, [id], cancellationToken);
                if (read.Groups is not [var group])
                    return (plan, null);
                plan = PlanOf(group, lists, []);
            }
            catch (AccountException exception)
            {
                return (plan, exception);
            }
        }

        return (plan, null);
    }

    private Task RecordAsync(string groupId, ImmutableArray<RuleChange> changes, CancellationToken cancellationToken)
    {
        Made(groupId, changes);
        lock (_gate)
            changes = [.. _made.Values.SelectMany(made => made)];
        return session.RecordAsync(changes, cancellationToken);
    }

    private void Made(string groupId, ImmutableArray<RuleChange> changes)
    {
        lock (_gate)
            _made[groupId] = changes;
    }

    /// <summary>Writes down what is kept open, before it is opened: no answer is to close it in between. Gives back what stood there.</summary>
    private async Task<ImmutableArray<KeptOpen>> KeepAsync(ImmutableArray<Restoration> plans, ImmutableArray<string>.Builder notes, CancellationToken cancellationToken)
    {
        var old = await session.KeptOpenAsync([.. plans.Select(plan => plan.Group.Id)], cancellationToken);
        var written = await Task.WhenAll(plans.Where(plan => plan.Add.Length + plan.Standing.Length > 0).Select(plan =>
            session.KeepOpenAsync(plan.Group.Id, [.. Others(old, plan, plan.Add.Concat(plan.Standing)), .. plan.Add.Concat(plan.Standing).Select(Kept)], cancellationToken)));
        if (written.Contains(false))
            notes.Add("The journal did not take down that it stays open, so a later finding may close it again.");
        return old;
    }

    /// <summary>What is not open after all is not kept open either.</summary>
    private async Task ForgetAsync(ImmutableArray<Restoration> plans, ImmutableArray<KeptOpen> old, ImmutableArray<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var plan in plans.Where(plan => !plan.Add.IsEmpty))
        {
            var rules = groups.FirstOrDefault(group => group.Id == plan.Group.Id)?.Rules.Select(Permission.Of).ToHashSet() ?? [];
            var stand = plan.Add.Concat(plan.Standing).Where(change => rules.Contains(Permission.Of(change.Rule))).ToList();
            if (stand.Count < plan.Add.Length + plan.Standing.Length)
                await session.KeepOpenAsync(plan.Group.Id, [.. Others(old, plan, stand), .. stand.Select(Kept)], cancellationToken);
        }
    }

    private IEnumerable<KeptOpen> Others(ImmutableArray<KeptOpen> old, Restoration plan, IEnumerable<RuleChange> changes)
    {
        var now = changes.Select(Kept).ToList();
        return old.Where(one => one.GroupId == plan.Group.Id && one.Holds(time.GetUtcNow()) && !now.Exists(one.IsSame));
    }

    private KeptOpen Kept(RuleChange change)
    {
        // The ports that the answer closed are those that it did not keep for the same source.
        var kept = _recorded.Where(piece => piece.Action is ChangeAction.Authorize && piece.GroupId == change.GroupId && piece.Rule.Source.Equals(change.Rule.Source)).ToList();
        return new(
            change.GroupId,
            change.Rule.Traffic,
            change.Rule.Source,
            [.. policy.GuardedPorts.Where(port => change.Rule.Traffic.TcpPorts is { } ports && ports.Contains(port) && !kept.Exists(piece => piece.Rule.Traffic.TcpPorts is { } rest && rest.Contains(port)))],
            until,
            order.Who,
            order.Why,
            order.Id);
    }

    private Outcome OutcomeOf(ImmutableArray<Restoration> plans, ImmutableArray<SecurityGroup> groups, ImmutableArray<AccountException> failures, ImmutableArray<string>.Builder notes)
    {
        notes.AddRange(plans.SelectMany(plan => plan.Notes));
        var rules = groups.SelectMany(group => group.Rules).ToLookup(rule => (rule.GroupId, Permission.Of(rule)));
        ImmutableArray<RuleChange> changes =
        [
            .. _made.Values.SelectMany(made => made).Concat(plans.SelectMany(plan => plan.Standing)).Select(change =>
                change is { Action: ChangeAction.Authorize, RuleId: null } && rules[(change.GroupId, Permission.Of(change.Rule))].FirstOrDefault(rule => !rule.Id.StartsWith(UnknownId, StringComparison.Ordinal)) is { } rule
                    ? change.IsUnknown ? change with { RuleId = rule.Id, Status = ChangeStatus.Done, Error = null, IsUnknown = false } : change with { RuleId = rule.Id }
                    : change),
        ];
        notes.AddRange(Tightener.NotesOnUnknown(changes));

        // An attempt before this one may have added what stands already.
        var begun = session.Begun.Where(change => change.Action is ChangeAction.Authorize).Select(change => (change.GroupId, Permission.Of(change.Rule))).ToHashSet();
        changes = [.. changes.Select(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Already } && begun.Contains((change.GroupId, Permission.Of(change.Rule))) ? change with { Status = ChangeStatus.Done } : change)];
        var back = changes.Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Done or ChangeStatus.Already } && rules.Contains((change.GroupId, Permission.Of(change.Rule))))
            .Select(change => (change.GroupId, Permission.Of(change.Rule))).ToHashSet();
        var gone = changes.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }).Select(change => (change.GroupId, Permission.Of(change.Rule))).ToHashSet();
        if (back.Count + gone.Count > 0)
        {
            var touched = back.Concat(gone).Select(one => one.GroupId).ToHashSet();
            Marked =
            [
                .. _recorded.Where(change => touched.Contains(change.GroupId)).Select(change => (change.Action is ChangeAction.Revoke ? back : gone).Contains((change.GroupId, Permission.Of(change.Rule)))
                    ? change with { Status = ChangeStatus.Undone, Error = null }
                    : change),
            ];
        }

        var whole = notes.Count == 0 && failures.IsEmpty;
        var outcome = (back.Count, failures) switch
        {
            (0, [var failure, ..]) => Outcome.Of(Verdict.Failed, new Reason.UndoFailed(failure)),
            (0, []) => Nothing(groups.IsEmpty ? "The security groups that were changed are not there any more." : $"Nothing of what was changed in answer to {order.Id} can be taken back."),
            _ => Outcome.Of(Verdict.LeftOpen, new Reason.Undone(order.Who, order.Why, until, whole)),
        };
        return outcome with
        {
            Changes = changes,
            Undo = RuleCommands.Undo(order.AccountId, order.Region, changes, Reconciliation.RevokedFirst(changes)),
            Notes = [.. outcome.Notes, .. notes, .. failures.Skip(back.Count == 0 ? 1 : 0).Select(failure => failure.Message)],
        };
    }

    private static Outcome Nothing(string why) => Outcome.Of(Verdict.NotApplicable, new Reason.NothingToUndo(why));
}
