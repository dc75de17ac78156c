using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Remediation;

/// <summary>Carries a decision out, and says what came of it. Every edit of an account happens here.</summary>
/// <param name="trigger">What is answered.</param>
/// <param name="account">The account, or null where there is no way into it.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="session">What was begun before, and where it is written down what is done now.</param>
/// <param name="time">The clock by which it waits for others.</param>
public sealed class Remediator(Trigger trigger, IAccount? account, Policy policy, JournalSession session, TimeProvider time)
{
    // Lambda's limit.
    private static readonly TimeSpan LongestInvocation = TimeSpan.FromMinutes(15);

    private readonly EditLog _log = new(time);

    /// <summary>What people keep open in the groups that the trigger names, as it is being looked up; null where nobody has begun to.</summary>
    public Task<ImmutableArray<KeptOpen>>? Keeping { get; init; }

    /// <summary>Who has approved what; null where nobody has to, or has yet.</summary>
    public Approval? Approval { get; init; }

    /// <summary>The outcome for this trigger. What the account answers is told in it, and never thrown.</summary>
    /// <param name="view">The account as it was read.</param>
    /// <param name="readAt">When that was begun.</param>
    /// <param name="exposures">The guarded ports that its rules leave open.</param>
    /// <param name="cancellationToken">Gives up; a change that is half done then is put back first.</param>
    /// <exception cref="LeaseLostException">Another invocation has taken the trigger over.</exception>
    /// <exception cref="TriggerHeldException">Another answer is editing a group for longer than there is time to wait.</exception>
    public async Task<Outcome> ApplyAsync(AccountView view, DateTimeOffset readAt, ImmutableArray<PortExposure> exposures, CancellationToken cancellationToken)
    {
        var interrupted = await InterruptedAsync(view, cancellationToken);
        var kept = await KeptAsync(view, cancellationToken);
        for (var looked = false; ; interrupted = await InterruptedAsync(view, cancellationToken))
        {
            // What was begun may have been looked up in groups that are newer than the view.
            if (!session.Begun.IsEmpty)
                (view, exposures) = Fresh(view, interrupted.Groups, interrupted.Changes);
            var decision = Decision.Of(trigger, view, exposures, policy, time.GetUtcNow(), kept, Approval);
            var left = decision.Left;
            if (policy.Mode is Mode.DryRun && interrupted.IsMade)
                left ??= Outcome.Of(Verdict.LeftOpen, new Reason.DryRunByNow());

            // Without a way into the account something is left, and nothing that was begun can be seen: then no call is made.
            var settling = new DeadlineAccount(account!, session.Deadlines.SettleBy, time);
            var tightener = TightenerFor(view, readAt, settling, kept, interrupted.RemovedByAnswers);
            switch (left, interrupted.IsMade)
            {
                case (null, false) when policy.Mode is Mode.DryRun:
                    return decision.WithCommands(DryRun(await tightener.DryRunAsync(decision.Plans, cancellationToken), decision), trigger.Scope, decision.Plans);
                case ({ Verdict: Verdict.NotOpen }, false):
                    var (named, recorded) = await PriorRemediation.NameAsync(left, trigger.Key, interrupted.Groups, settling, session, _log, cancellationToken);
                    if (policy.Mode is not Mode.Remediate || looked || Recent(recorded, readAt, session.Unread) is not { Count: > 0 } recent)
                        return await NothingAsync(named, interrupted, cancellationToken);

                    // Another answer is at a group, or was shortly before it was read: what was read may lack what that one has added.
                    looked = true;
                    await session.ClaimGroupsAsync([], recent, readAt, cancellationToken);
                    if (await LookAgainAsync(settling, interrupted.Groups, cancellationToken) is not ({ } now, _))
                        return await NothingAsync(named, interrupted, cancellationToken);
                    readAt = time.GetUtcNow();
                    (view, exposures) = Fresh(view, now, interrupted.Changes);
                    continue;
                case ({ } nothing, false):
                    return await NothingAsync(
                        nothing.Why is Reason.NotifyOnly ? decision.WithCommands(nothing, trigger.Scope, decision.Plans) : nothing, interrupted, cancellationToken);
            }

            // What the journal did not say before, claiming a group tells: then all is decided again.
            var isFirstLook = !looked;
            var silent = isFirstLook && session.Unread.Any();
            var isUnwanted = left is { Verdict: not Verdict.NotOpen };
            var plans = tightener.Resume(isUnwanted ? [] : decision.Closable, interrupted.Groups, interrupted.Changes);
            var recording = session.RecordedChangesAsync(
                looked ? [] : [.. interrupted.Groups.Select(group => group.Id).Except(plans.Select(plan => plan.Group.Id))], cancellationToken);
            var unchanged = await session.ClaimGroupsAsync(Planned(plans, interrupted.Changes, session.Begun), [], readAt - SettledReader.LongestLag, cancellationToken);
            if (silent)
                (unchanged, looked) = (false, true);
            if (Recent(await recording, readAt, isFirstLook ? session.Unread : []) is { Count: > 0 } busy)
            {
                // So for groups in which nothing seemed to be open.
                unchanged = false;
                looked = true;
                await session.ClaimGroupsAsync([], busy, readAt, cancellationToken);
            }

            if (!unchanged)
            {
                // Somebody else has been at a group since it was read, or so shortly before that the read may be old: it is decided again.
                var (groups, failure) = await LookAgainAsync(settling, interrupted.Groups, cancellationToken);
                if (groups is { } now)
                {
                    // It may be an undo, which keeps open what it opens.
                    kept = await session.KeptOpenAsync([.. now.Select(group => group.Id)], cancellationToken);
                    readAt = time.GetUtcNow();
                    (view, exposures) = Fresh(view, now, interrupted.Changes);
                    continue;
                }

                await session.LetGoOfGroupsAsync(cancellationToken);
                var unread = Outcome.Of(Verdict.Failed, new Reason.AccountUnreadable(failure!));
                return interrupted.IsMade ? interrupted.Unfinished(unread, trigger.Scope) : interrupted.Blind(unread, trigger.Scope);
            }

            if (isUnwanted)
                return interrupted.Settled(left!, await tightener.FinishOrRollBackAsync(interrupted.Groups, interrupted.Changes, left!.Reason, cancellationToken), trigger.Scope);
            var result = await tightener.TightenAsync(decision.Closable, interrupted.Groups, interrupted.Changes, cancellationToken);
            var failed = result.Changes.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Failed }).Select(change => change.GroupId).ToHashSet();
            var outcome = decision.WithCommands(
                Tightened(result, decision, [.. interrupted.Notes, .. decision.Notes]), trigger.Scope, [.. decision.Plans.Where(plan => failed.Contains(plan.Group.Id))]);
            if (outcome.Verdict is Verdict.Tightened && !outcome.Changes.Any(change => change.Status is ChangeStatus.Done))
                (outcome, _) = await PriorRemediation.NameAsync(outcome, trigger.Key, interrupted.Groups, settling, session, _log, cancellationToken);
            return interrupted.WithUnseen(outcome, trigger.Scope);
        }
    }

    /// <summary>The outcome where nothing was changed, whatever this answer was about to do before it looked again.</summary>
    private async Task<Outcome> NothingAsync(Outcome outcome, InterruptedRemediation interrupted, CancellationToken cancellationToken)
    {
        if (interrupted.Unseen.IsEmpty)
            await session.ForgetPlanAsync(cancellationToken);
        return interrupted.Blind(outcome, trigger.Scope);
    }

    /// <summary>What people keep open in the groups of the view, most of which the trigger has named.</summary>
    private async Task<ImmutableArray<KeptOpen>> KeptAsync(AccountView view, CancellationToken cancellationToken)
    {
        var named = Keeping is null ? [] : trigger.Subject.GroupIds;
        List<string> others = [.. (view.Groups ?? []).Select(group => group.Id).Where(id => !named.Contains(id))];
        return [.. Keeping is null ? [] : await Keeping, .. await session.KeptOpenAsync(others, cancellationToken)];
    }

    /// <summary>The groups as they are now, which EC2's answers to the last edits of others tell too, or why they could not be read.</summary>
    private async Task<(ImmutableArray<SecurityGroup>? Groups, AccountException? Failure)> LookAgainAsync(
        IAccount settling, ImmutableArray<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        foreach (var record in session.EarlierChanges.Where(record => record.At >= time.GetUtcNow() - SettledReader.LongestLag))
        {
            foreach (var change in record.Every)
                _log.Of(change.GroupId).Acknowledged(change, record.At);
        }

        try
        {
            var read = await new SettledReader(settling, session.Deadlines.ChangeBy, time).ReadAsync([.. groups.Select(group => _log.Of(group.Id))], cancellationToken);
            return (read.Groups, null);
        }
        catch (AccountException exception)
        {
            return (null, exception);
        }
    }

    /// <summary>The groups whose changes may not have been shown yet when they were read, or are still going on; those of which the journal does not say, too.</summary>
    private static HashSet<string> Recent(ImmutableArray<RecordedChange> recorded, DateTimeOffset readAt, IEnumerable<string> unread) =>
    [
        .. unread,
        .. recorded
            .Where(record => record.At >= readAt - SettledReader.LongestLag
                || (record.At >= readAt - LongestInvocation && (record.Changes ?? []).Any(change => change.Status is ChangeStatus.Planned)))
            .SelectMany(record => record.Every)
            .Select(change => change.GroupId),
    ];

    private Task<InterruptedRemediation> InterruptedAsync(AccountView view, CancellationToken cancellationToken) =>
        InterruptedRemediation.LookAsync(account, view.Groups ?? [], trigger.Key, session, _log, time, cancellationToken);

    /// <summary>The view with these groups as they are now, and what they leave open.</summary>
    /// <param name="view">The account as it was read.</param>
    /// <param name="groups">The groups as they are now.</param>
    /// <param name="made">
    /// What earlier attempts have changed. The rules that they removed still count where sources are added up: what is left of a world in pieces may
    /// be less than a quarter by now, and is removed all the same.
    /// </param>
    private (AccountView View, ImmutableArray<PortExposure> Exposures) Fresh(
        AccountView view, ImmutableArray<SecurityGroup> groups, ImmutableArray<RuleChange> made)
    {
        var removed = made.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }).ToLookup(change => change.GroupId);
        var now = groups.ToDictionary(group => group.Id);
        var fresh = view.Groups is { } old
            ? view with { Groups = [.. old.Select(group => now.GetValueOrDefault(group.Id)).OfType<SecurityGroup>()] }
            : view;
        var first = (fresh.Groups ?? []).Select(group => group with { Rules = [.. group.Rules, .. removed[group.Id].Select(change => change.AsRule())] });
        var standing = (fresh.Groups ?? []).SelectMany(group => group.Rules).Select(rule => (rule.Id, Permission.Of(rule))).ToHashSet();
        var exposures = ExposureScan.Find([.. first], fresh.GroupsByInterface, fresh.PrefixLists, policy.GuardedPorts, fresh.Trusted ?? []);
        return (fresh, [.. exposures.Where(exposure => standing.Contains((exposure.Rule.Id, Permission.Of(exposure.Rule))))]);
    }

    private Tightener TightenerFor(AccountView view, DateTimeOffset readAt, IAccount settling, ImmutableArray<KeptOpen> kept, IReadOnlySet<string> removedByAnswers) => new(
        new DeadlineAccount(account!, session.Deadlines.ChangeBy, time), view.PrefixLists, view.Trusted ?? [], trigger.Id, time)
    {
        Settling = settling,
        SettleBy = session.Deadlines.SettleBy,
        Record = session.RecordAsync,
        Alone = session.IsOpen,
        RemovedByAnswers = removedByAnswers,
        MayBeOld = readAt - SettledReader.LongestLag < session.BegunUntil,
        GroupsByInterface = view.GroupsByInterface,
        Acknowledged = _log,
        Kept = kept,
        Approval = Approval,
    };

    /// <summary>
    /// All changes that are about to be made, in the order in which they are, and those that earlier answers made. A removal that only the groups show is not
    /// written down as made: another answer may be at them, and have made it.
    /// </summary>
    private static ImmutableArray<RuleChange> Planned(ImmutableArray<GroupPlan> plans, ImmutableArray<RuleChange> earlier, ImmutableArray<RuleChange> begun)
    {
        var confirmed = begun.Where(change => change.Status is ChangeStatus.Done).Select(change => change.RuleId).ToHashSet();
        var first = Reconciliation.RevokedFirst(earlier);
        return
        [
            .. plans.SelectMany(plan =>
            {
                var made = earlier.Where(change => change.GroupId == plan.Group.Id && change.Status is not ChangeStatus.Planned).ToList();
                var authorize = made.Where(change => change.Action is ChangeAction.Authorize).Concat(plan.Authorize.Select(piece => RuleChange.Of(plan.Group.Id, piece)));
                var revoke = made.Where(change => change.Action is ChangeAction.Revoke)
                    .Select(change => change.Status is ChangeStatus.Done && !confirmed.Contains(change.RuleId) ? change with { Status = ChangeStatus.Planned } : change)
                    .Concat(plan.Revoke.Select(RuleChange.Of));
                return first.Contains(plan.Group.Id) ? revoke.Concat(authorize) : authorize.Concat(revoke);
            }),
        ];
    }

    private static Outcome DryRun(TighteningResult result, Decision decision)
    {
        (Verdict Verdict, Reason Why) end = result.Failures.FirstOrDefault() is { } failure
            ? (Verdict.Failed, new Reason.WouldBeRefused(failure))
            : (Verdict.WouldTighten, new Reason.WouldBeMade());
        return new(end.Verdict, end.Why, result.Changes, [], [.. decision.Refused.Values.Select(reason => $"Would be left open: {reason}"), .. decision.Notes]);
    }

    private Outcome Tightened(TighteningResult result, Decision decision, IEnumerable<string> notes)
    {
        ImmutableArray<Reason> refused = [.. decision.Refused.Values];
        var made = result.Changes.Any(change => change.Status is ChangeStatus.Done);
        var allGone = !result.Gone.IsEmpty && decision.Closable.All(exposure => result.Gone.Contains(exposure.Rule.GroupId));
        (Verdict Verdict, Reason Why) end = result switch
        {
            { Failures: [var failure, ..] } => result.Changes.Any(Closes)
                ? (Verdict.PartlyTightened, new Reason.ChangeFailed(failure, true))
                : (Verdict.Failed, new Reason.ChangeFailed(failure, false)),
            _ when allGone && refused.IsEmpty => (Verdict.NotOpen, new Reason.GroupGone([.. result.Gone.Order(StringComparer.Ordinal)])),
            { StillOpen: [var open, ..] } => (Verdict.PartlyTightened, new Reason.OpenAgain(open.Port, open.Rule)),
            { Lost.IsEmpty: false } => (Verdict.PartlyTightened, new Reason.AccessLost(result.Lost)),
            { Unverified: { } unread } when result.Changes.Any(change => change.Status is ChangeStatus.Failed) =>
                (Verdict.PartlyTightened, new Reason.Unverified(unread, true)),
            _ when !refused.IsEmpty => (Verdict.PartlyTightened, new Reason.SomeLeft(refused)),
            { Unverified: { } unread } => (Verdict.Tightened, new Reason.Unverified(unread, false)),
            _ when !made => (Verdict.Tightened, new Reason.ClosedAlready(null)),
            { Late.IsEmpty: false } => (Verdict.Tightened, new Reason.NotShownYet([.. result.Late.Order(StringComparer.Ordinal)])),
            _ => (Verdict.Tightened, new Reason.Made()),
        };
        return new(
            end.Verdict,
            end.Why,
            result.Changes,
            RuleCommands.Undo(trigger.AccountId, trigger.Region, result.Changes, result.RevokedFirst),
            [
                .. result.Notes,
                .. allGone ? [] : result.Gone.Select(id => $"{id} was deleted while this finding was being answered."),
                .. notes,
                .. result.RevokedFirst.Select(id => $"{id} had no room for more rules, so the old rules were removed before the new ones were added. The undo does the same."),
            ]);
    }

    private static bool Closes(RuleChange change) => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done or ChangeStatus.Already };
}
