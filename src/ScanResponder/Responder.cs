using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>The whole answer to a trigger, from what made us look to what people read.</summary>
/// <param name="accounts">The accounts that can be reached.</param>
/// <param name="channel">Where alerts go.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What was done before; null where each delivery stands alone.</param>
public sealed class Responder(IAccounts accounts, IAlertChannel channel, Policy policy, TimeProvider time, IJournal? journal = null)
{
    // Clocks differ, and not by a day.
    private static readonly TimeSpan LongestLead = TimeSpan.FromDays(1);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(500);

    /// <summary>The logs that are asked what came of it, beside the rest of the walk.</summary>
    public EvidenceSearch Evidence { get; init; } = EvidenceSearch.None;

    /// <summary>Looks, closes what is to be closed, and tells, in all the time that it takes.</summary>
    /// <inheritdoc cref="RespondAsync(Trigger, Deadlines, CancellationToken)"/>
    public Task<Alert> RespondAsync(Trigger trigger, CancellationToken cancellationToken) =>
        RespondAsync(trigger, Deadlines.Unhurried(time), cancellationToken);

    /// <summary>Looks, closes what is to be closed, and tells, in the time that the attempt has.</summary>
    /// <param name="trigger">What makes us look.</param>
    /// <param name="deadlines">Who asks, and until when.</param>
    /// <param name="cancellationToken">Gives up; a change that is half done then is put back first.</param>
    /// <returns>
    /// The alert, which was published unless the finding is too mild, was answered before, is being answered by another attempt, or brings no news.
    /// </returns>
    /// <exception cref="AlertNotDeliveredException">The alert could not be published.</exception>
    /// <exception cref="TriggerHeldException">An earlier update of the finding is being answered; this one must come again.</exception>
    /// <exception cref="LeaseLostException">The attempt's deadline has passed, and another attempt has taken the finding over.</exception>
    public async Task<Alert> RespondAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        // A made-up update of the far future would be later than all real ones, which would count as answered.
        var now = time.GetUtcNow();
        if ((trigger.UpdatedAt ?? trigger.LastSeen) - now > LongestLead)
            trigger = trigger with { UpdatedAt = now };

        // A finding that does not say how severe it is reads as 0; it is not for this function to call it mild.
        if (trigger.Severity > 0 && trigger.Severity < policy.MinSeverity)
            return NotActedOn(trigger, TooMild(trigger));
        if (KnownScanners.AreAll(trigger, policy.KnownScanners, FrozenDictionary<string, PrefixList>.Empty))
            return NotActedOn(trigger, OwnScanners(trigger));
        if (policy.IsOwn(trigger))
            return NotActedOn(trigger, Outcome.Of(Verdict.NotApplicable, new Reason.OwnCall()));
        if (!trigger.MayOpen(policy.GuardedPorts))
            return NotActedOn(trigger, OpensNothing());

        // Whoever orders it has decided.
        if (trigger.Order is not null && policy.Mode is not Mode.Remediate)
            return await new Responder(accounts, channel, policy with { Mode = Mode.Remediate }, time, journal) { Evidence = Evidence }.RespondAsync(trigger, deadlines, cancellationToken);

        var walk = new Steps(trigger, deadlines, time);
        using var session = new JournalSession(journal, trigger.Scope, trigger.Key, deadlines, time);
        var claiming = walk.TakeAsync(Step.TakeUp, () => session.ClaimAsync(cancellationToken));
        using var search = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = Evidence.LookAsync(trigger, IsOursAsync(claiming), deadlines.SettleBy, search.Token);
        try
        {
            return await WalkAsync(walk, session, claiming, looking, trigger, deadlines, cancellationToken);
        }
        finally
        {
            // Whatever ends the walk, no query goes on without somebody to tell. What the search itself says was heard in the walk.
            await search.CancelAsync();
            await ((Task)looking).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        }
    }

    private async Task<Alert> WalkAsync(
        Steps walk,
        JournalSession session,
        Task<Claim?> claiming,
        Task<EvidenceReport> looking,
        Trigger trigger,
        Deadlines deadlines,
        CancellationToken cancellationToken)
    {
        var scope = policy.PortsInScope(trigger);
        await using var holes = new SharedHoles(policy.Mode is Mode.Remediate || trigger.TellsOfOpening ? null : journal, trigger, scope, deadlines, time, cancellationToken);
        var claimingHoles = holes.ClaimAsync();
        var undoing = UndoneAsync(claiming, session, trigger, cancellationToken);
        var (account, view, readAt) = await walk.TakeAsync(Step.Read, () => ReadShownAsync(trigger, deadlines, cancellationToken));
        await claimingHoles;
        if (await claiming is { } other)
            return NotActedOn(trigger, other.Leave(trigger.Id)) with { Repeated = true };
        if (KnownScanners.AreAll(trigger, policy.KnownScanners, view.PrefixLists))
        {
            await session.CloseAsync(null, cancellationToken);
            return NotActedOn(trigger, OwnScanners(trigger));
        }

        var groups = view.Groups ?? [];
        var ports = policy.PortsToLookAt(trigger, groups.Sum(group => group.Rules.Length));
        var exposures = ExposureScan.Find(groups, view.GroupsByInterface, view.PrefixLists, ports, view.Trusted ?? []);
        ImmutableArray<PortExposure> opened = [.. exposures.Where(exposure => scope.Contains(exposure.Port) && trigger.IsAbout(exposure.Rule))];
        if (OnlyTellsOfOpening(trigger) && opened.IsEmpty && session.Begun.IsEmpty && (scope.IsEmpty || (view.Groups is not null && Decision.Unread(view) is null)))
        {
            await walk.TakeAsync(Step.Close, () => session.CloseAsync(null, cancellationToken));
            return NotActedOn(trigger, OpensNothing());
        }

        // Several sources may tell of the same rules, and people are to hear of them once.
        using var openings = new Openings(journal, trigger, OnlyTellsOfOpening(trigger) ? opened : [], deadlines, time);
        var claimingOpenings = openings.ClaimAsync(cancellationToken);
        var remediator = new Remediator(trigger, account, policy, session, time);
        var outcome = session.Begun.IsEmpty && Reopening.Of(opened, trigger, await undoing) is { } reopened
            ? Outcome.Of(Verdict.LeftOpen, reopened)
            : await walk.TakeAsync(Step.Answer, () => remediator.ApplyAsync(view, readAt, exposures, cancellationToken));
        await claimingOpenings;

        // Others may be waiting for the groups; they are not to wait for logs.
        var releasing = session.ReleaseGroupsAsync(outcome.Changes, cancellationToken);
        Alert alert;
        PastAlert told;
        bool news;
        try
        {
            alert = AlertOf(trigger, view, exposures, outcome.With([.. session.Notes, .. NotLookedAt(trigger, ports)]), await looking);
            told = new(alert.Time, outcome.Verdict, [.. trigger.ProbedPorts.Take(PastAlert.MostPorts)], trigger.Severity);
            if (outcome.Verdict is Verdict.LeftOpen or Verdict.WouldTighten && alert.IsUrgent)
                alert = alert with { ToldAt = await holes.ToldAsync(opened, told) };
            var changed = outcome.Changes.Any(change => change.Status is ChangeStatus.Done);
            news = session.IsNews(told, changed, alert.LoginsOfStrangers.Select(login => login.Last)) && (changed || openings.AreNews(told));
            if (news)
                await walk.TakeAsync(Step.Publish, () => PublishAsync(alert, deadlines, cancellationToken));
        }
        finally
        {
            await releasing;
        }

        var noting = Task.WhenAll(openings.CloseAsync(news ? told : null, cancellationToken), holes.CloseAsync(news && alert.IsUrgent ? opened : [], told));
        if (await walk.TakeAsync(Step.Close, () => session.CloseAsync(news ? told : null, cancellationToken)) is { } trouble)
            deadlines.Steps?.Troubled(trigger, trouble);
        await noting;
        return alert;
    }

    private static async Task<bool> IsOursAsync(Task<Claim?> claiming) => await claiming is null;

    /// <summary>What was changed before in the groups in which somebody has added rules with a tool that pasted commands run in.</summary>
    private static async Task<ImmutableArray<RecordedChange>> UndoneAsync(Task<Claim?> claiming, JournalSession session, Trigger trigger, CancellationToken cancellationToken) =>
        Reopening.IsPossible(trigger) && await claiming is null ? await session.RecordedChangesAsync(trigger.Subject.GroupIds, cancellationToken) : [];

    /// <summary>
    /// Reads the account; again, where a rule that was made just now is not shown yet, as long as EC2's reads may be late, and at least once: only then is the
    /// rule called gone.
    /// </summary>
    private async Task<(IAccount? Account, AccountView View, DateTimeOffset At)> ReadShownAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        for (var pause = FirstPause; ; pause *= 2)
        {
            var at = time.GetUtcNow();
            var (account, view) = await ReadAsync(trigger, deadlines, cancellationToken);
            var now = time.GetUtcNow();
            var isLate = pause > FirstPause && (trigger.LastSeen is not { } made || now - made >= SettledReader.LongestLag);
            if (view.Groups is not { } groups || isLate || now + pause >= deadlines.ReadBy
                || trigger.IsShownBy([.. groups.SelectMany(group => group.Rules)], view.PrefixLists, policy.GuardedPorts))
            {
                return (account, view, at);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    private async Task<(IAccount? Account, AccountView View)> ReadAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        try
        {
            var account = await OpenAsync(trigger, deadlines, cancellationToken);
            return (account, await AccountReader.ReadAsync(new DeadlineAccount(account, deadlines.ReadBy, time), trigger, policy.Trusted, policy.KnownScanners, cancellationToken));
        }
        catch (AccountException exception)
        {
            return (null, AccountView.Unreadable(trigger.Subject.Instance, exception));
        }
    }

    private async Task<IAccount> OpenAsync(Trigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.ReadBy, time, cancellationToken);
        try
        {
            return await accounts.OpenAsync(trigger.Scope, trigger.Key, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccountException(
                AccountErrorKind.Unavailable, "sts:AssumeRole", trigger.AccountId, $"The role in account {trigger.AccountId} could not be assumed in time.", exception);
        }
    }

    private async Task<string> PublishAsync(Alert alert, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.PublishBy, time, cancellationToken);
        try
        {
            return await channel.PublishAsync(AlertMessage.Of(alert), timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertNotDeliveredException("The topic did not accept the alert before the invocation ran out of time. Lambda retries the event.", exception);
        }
    }

    private Alert AlertOf(Trigger trigger, AccountView view, ImmutableArray<PortExposure> exposures, Outcome outcome, EvidenceReport evidence) =>
        new(trigger, view, exposures, policy.PortsInScope(trigger), outcome, time.GetUtcNow())
        {
            Mode = policy.Mode,
            GuardedPorts = policy.GuardedPorts,
            AdmittedBy = Admission.Of(trigger.SubjectDoes is null ? trigger.Probes : [], view.Groups ?? [], view.PrefixLists, exposures, view.KnownInterfaces),
            Reaches = trigger.TellsOfOpening && view.Interfaces.IsEmpty
                ? ReachesOfGroups(exposures, view)
                : Arrivals.Correct(Reachability.Of(exposures, view.Path, trigger.Probes, view.Trusted ?? []), exposures, trigger, view.Path),
            Evidence = evidence,
        };

    /// <summary>Of groups that many use, or none, only this is known.</summary>
    private static FrozenDictionary<(int Port, string RuleId), Reach> ReachesOfGroups(ImmutableArray<PortExposure> exposures, AccountView view) => exposures
        .Where(exposure => view.Sharing is { } users && !users.Any(user => user.GroupIds.Contains(exposure.Rule.GroupId)))
        .DistinctBy(exposure => (exposure.Port, exposure.Rule.Id))
        .ToFrozenDictionary(exposure => (exposure.Port, exposure.Rule.Id), exposure => new Reach(false, $"Not reachable now: no network interface carries {exposure.Rule.GroupId}."));

    private static ImmutableArray<string> NotLookedAt(Trigger trigger, ImmutableArray<int> ports) => trigger.ProbedPorts.Except(ports).Count() is > 0 and var left
        ? [$"{left} of the ports that the finding names, none of them guarded, were not looked at."]
        : [];

    private Alert NotActedOn(Trigger trigger, Outcome outcome) => new(trigger, new() { Instance = trigger.Subject.Instance }, [], [], outcome, time.GetUtcNow())
    {
        Mode = policy.Mode,
    };

    private static Outcome OwnScanners(Trigger trigger) =>
        Outcome.Of(Verdict.NotApplicable, new Reason.OwnScanners(trigger.Probes.Select(probe => probe.RemoteIp).Distinct().Count()));

    private static bool OnlyTellsOfOpening(Trigger trigger) => trigger is { TellsOfOpening: true, Order: null };

    private Outcome OpensNothing() => Outcome.Of(Verdict.NotApplicable, new Reason.OpensNothing(policy.GuardedPorts));

    private Outcome TooMild(Trigger trigger) => Outcome.Of(
        Verdict.NotApplicable, new Reason.TooMild(trigger.Severity, policy.MinSeverity));
}
