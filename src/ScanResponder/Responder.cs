using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Findings;
using ScanResponder.Journal;
using ScanResponder.Remediation;
using ScanResponder.Tightening;

namespace ScanResponder;

/// <summary>The whole answer to a finding, from what GuardDuty saw to what people read.</summary>
/// <param name="accounts">The accounts that can be reached.</param>
/// <param name="topic">Where alerts go.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What was done before; null where each delivery stands alone.</param>
public sealed class Responder(IAccounts accounts, IAlertTopic topic, Policy policy, TimeProvider time, IJournal? journal = null)
{
    /// <summary>The logs that are asked what came of it, beside the rest of the walk.</summary>
    public EvidenceSearch Evidence { get; init; } = EvidenceSearch.None;

    /// <summary>Looks, closes what is to be closed, and tells, in all the time that it takes.</summary>
    /// <inheritdoc cref="RespondAsync(Finding, Deadlines, CancellationToken)"/>
    public Task<Alert> RespondAsync(Finding finding, CancellationToken cancellationToken) =>
        RespondAsync(finding, Deadlines.Unhurried(time), cancellationToken);

    /// <summary>Looks, closes what is to be closed, and tells, in the time that the attempt has.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="deadlines">Who asks, and until when.</param>
    /// <param name="cancellationToken">Gives up; a change that is half done then is put back first.</param>
    /// <returns>
    /// The alert, which was published unless the finding is too mild, was answered before, is being answered by another attempt, or brings no news.
    /// </returns>
    /// <exception cref="AlertNotDeliveredException">The alert could not be published.</exception>
    /// <exception cref="TriggerHeldException">An earlier update of the finding is being answered; this one must come again.</exception>
    /// <exception cref="LeaseLostException">The attempt's deadline has passed, and another attempt has taken the finding over.</exception>
    public async Task<Alert> RespondAsync(Finding finding, Deadlines deadlines, CancellationToken cancellationToken)
    {
        // A finding that does not say how severe it is reads as 0; it is not for this function to call it mild.
        if (finding.Severity > 0 && finding.Severity < policy.MinSeverity)
            return NotActedOn(finding, TooMild(finding));

        var walk = new Steps(finding, deadlines, time);
        using var session = new JournalSession(journal, finding.Scope, finding.Key, deadlines, time);
        var claiming = walk.TakeAsync(Steps.TakeUp, () => session.ClaimAsync(cancellationToken));
        using var search = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var looking = LookAsync(claiming, finding, deadlines, search.Token);
        try
        {
            return await WalkAsync(walk, session, claiming, looking, finding, deadlines, cancellationToken);
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
        Finding finding,
        Deadlines deadlines,
        CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var (account, view) = await walk.TakeAsync(Steps.Read, () => ReadAsync(finding, deadlines, cancellationToken));
        if (await claiming is { } other)
            return NotActedOn(finding, other.Leave(finding.Id)) with { Repeated = true };

        var exposures = ExposureScan.Find(view.Groups ?? [], view.GroupsByInterface, view.PrefixLists, policy.GuardedPorts, view.Trusted ?? []);
        var reaches = Reachability.Of(exposures, view.Path, finding.Probes, view.Trusted ?? []);
        var remediator = new Remediator(finding, account, policy, session, time);
        var outcome = await walk.TakeAsync(Steps.Answer, () => remediator.ApplyAsync(view, readAt, exposures, cancellationToken));

        // Others may be waiting for the groups; they are not to wait for logs.
        var releasing = session.ReleaseGroupsAsync(outcome.Changes, cancellationToken);
        Alert alert;
        PastAlert told;
        bool news;
        try
        {
            alert = new(finding, view, exposures, policy.PortsInScope(finding), outcome.With(session.Notes), time.GetUtcNow())
            {
                Reaches = reaches,
                Evidence = await looking,
            };
            told = new(alert.Time, outcome.Verdict, [.. finding.ProbedPorts.Take(PastAlert.MostPorts)], finding.Severity);
            news = session.IsNews(
                told, outcome.Changes.Any(change => change.Status is ChangeStatus.Done), alert.LoginsOfStrangers.Select(login => login.Last));
            if (news)
                await walk.TakeAsync(Steps.Publish, () => PublishAsync(alert, deadlines, cancellationToken));
        }
        finally
        {
            await releasing;
        }

        if (await walk.TakeAsync(Steps.Close, () => session.CloseAsync(news ? told : null, cancellationToken)) is { } trouble)
            deadlines.Steps?.Troubled(finding, trouble);
        return alert;
    }

    /// <summary>Asks the logs, as soon as it is this attempt's turn: what they are asked is paid for.</summary>
    private async Task<EvidenceReport> LookAsync(Task<Claim?> claiming, Finding finding, Deadlines deadlines, CancellationToken cancellationToken) =>
        await claiming is null ? await Evidence.LookAsync(finding, deadlines.SettleBy, cancellationToken) : EvidenceReport.None;

    private async Task<(IAccount? Account, AccountView View)> ReadAsync(Finding finding, Deadlines deadlines, CancellationToken cancellationToken)
    {
        try
        {
            var account = await OpenAsync(finding, deadlines, cancellationToken);
            return (account, await AccountReader.ReadAsync(new DeadlineAccount(account, deadlines.ReadBy, time), finding, policy.Trusted, cancellationToken));
        }
        catch (AccountException exception)
        {
            return (null, AccountView.Unreadable(finding.Instance, exception));
        }
    }

    private async Task<IAccount> OpenAsync(Finding finding, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.ReadBy, time, cancellationToken);
        try
        {
            return await accounts.OpenAsync(finding, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccountException(
                AccountErrorKind.Unavailable, "sts:AssumeRole", finding.AccountId, $"The way into account {finding.AccountId} did not open in time.", exception);
        }
    }

    private async Task<string> PublishAsync(Alert alert, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.PublishBy, time, cancellationToken);
        try
        {
            return await topic.PublishAsync(AlertMessage.Of(alert), timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertNotDeliveredException("The topic did not take the alert before the invocation's time was over; it is tried again with the event.", exception);
        }
    }

    private Alert NotActedOn(Finding finding, Outcome outcome) => new(finding, new() { Instance = finding.Instance }, [], [], outcome, time.GetUtcNow());

    private Outcome TooMild(Finding finding) => Outcome.Of(
        Verdict.NotApplicable, new Reason.TooMild(finding.Severity, policy.MinSeverity));
}
