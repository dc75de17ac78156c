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
        // A finding that does not say how severe it is reads as 0; it is not for this function to call it mild.
        if (trigger.Severity > 0 && trigger.Severity < policy.MinSeverity)
            return NotActedOn(trigger, TooMild(trigger));
        if (KnownScanners.AreAll(trigger, policy.KnownScanners, FrozenDictionary<string, PrefixList>.Empty))
            return NotActedOn(trigger, OwnScanners(trigger));

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
        var readAt = time.GetUtcNow();
        var (account, view) = await walk.TakeAsync(Step.Read, () => ReadAsync(trigger, deadlines, cancellationToken));
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
        var remediator = new Remediator(trigger, account, policy, session, time);
        var outcome = await walk.TakeAsync(Step.Answer, () => remediator.ApplyAsync(view, readAt, exposures, cancellationToken));

        // Others may be waiting for the groups; they are not to wait for logs.
        var releasing = session.ReleaseGroupsAsync(outcome.Changes, cancellationToken);
        Alert alert;
        PastAlert told;
        bool news;
        try
        {
            alert = AlertOf(trigger, view, exposures, outcome.With([.. session.Notes, .. NotLookedAt(trigger, ports)]), await looking);
            told = new(alert.Time, outcome.Verdict, [.. trigger.ProbedPorts.Take(PastAlert.MostPorts)], trigger.Severity);
            news = session.IsNews(
                told, outcome.Changes.Any(change => change.Status is ChangeStatus.Done), alert.LoginsOfStrangers.Select(login => login.Last));
            if (news)
                await walk.TakeAsync(Step.Publish, () => PublishAsync(alert, deadlines, cancellationToken));
        }
        finally
        {
            await releasing;
        }

        if (await walk.TakeAsync(Step.Close, () => session.CloseAsync(news ? told : null, cancellationToken)) is { } trouble)
            deadlines.Steps?.Troubled(trigger, trouble);
        return alert;
    }

    private static async Task<bool> IsOursAsync(Task<Claim?> claiming) => await claiming is null;

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
            Reaches = Arrivals.Correct(Reachability.Of(exposures, view.Path, trigger.Probes, view.Trusted ?? []), exposures, trigger, view.Path),
            Evidence = evidence,
        };

    private static ImmutableArray<string> NotLookedAt(Trigger trigger, ImmutableArray<int> ports) => trigger.ProbedPorts.Except(ports).Count() is > 0 and var left
        ? [$"{left} of the ports that the finding names, none of them guarded, were not looked at."]
        : [];

    private Alert NotActedOn(Trigger trigger, Outcome outcome) => new(trigger, new() { Instance = trigger.Subject.Instance }, [], [], outcome, time.GetUtcNow())
    {
        Mode = policy.Mode,
    };

    private static Outcome OwnScanners(Trigger trigger) =>
        Outcome.Of(Verdict.NotApplicable, new Reason.OwnScanners(trigger.Probes.Select(probe => probe.RemoteIp).Distinct().Count()));

    private Outcome TooMild(Trigger trigger) => Outcome.Of(
        Verdict.NotApplicable, new Reason.TooMild(trigger.Severity, policy.MinSeverity));
}
