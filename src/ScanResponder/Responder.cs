using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder;

/// <summary>The whole answer to a finding, from what GuardDuty saw to what people read.</summary>
/// <param name="accounts">The accounts that can be reached.</param>
/// <param name="topic">Where alerts go.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
public sealed class Responder(IAccounts accounts, IAlertTopic topic, Policy policy, TimeProvider time)
{
    /// <summary>The logs that are asked what came of it, beside the rest of the walk.</summary>
    public EvidenceSearch Evidence { get; init; } = EvidenceSearch.None;

    /// <summary>Looks, closes what is to be closed, and tells, in all the time that it takes.</summary>
    /// <inheritdoc cref="RespondAsync(Finding, TimeSpan, CancellationToken)"/>
    public Task<Alert> RespondAsync(Finding finding, CancellationToken cancellationToken) =>
        RespondAsync(finding, TimeSpan.MaxValue, cancellationToken);

    /// <summary>Looks, closes what is to be closed, and tells.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="remaining">What is left of the invocation. The alert goes out before, with the evidence that has come in by then.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The alert, which was published unless the finding's severity is below the policy's.</returns>
    /// <exception cref="AlertNotDeliveredException">The alert could not be published.</exception>
    public async Task<Alert> RespondAsync(Finding finding, TimeSpan remaining, CancellationToken cancellationToken)
    {
        // A finding that does not say how severe it is reads as 0; it is not for this function to call it mild.
        if (finding.Severity > 0 && finding.Severity < policy.MinSeverity)
            return new(finding, new() { Instance = finding.Instance }, [], [], TooMild(finding), time.GetUtcNow());

        var reading = ReadAsync(finding, cancellationToken);
        var looking = Evidence.LookAsync(finding, remaining, cancellationToken);
        var (account, view) = await reading;
        var exposures = ExposureScan.Find(view.Groups ?? [], view.PrefixLists, policy.GuardedPorts, view.Trusted ?? []);
        var reaches = Reachability.Of(exposures, view.Path, finding.Probes, view.Trusted ?? []);
        var outcome = await Remediation.AnswerAsync(finding, account, view, exposures, policy, time, cancellationToken);
        var alert = new Alert(finding, view, exposures, policy.PortsInScope(finding), outcome, time.GetUtcNow())
        {
            Reaches = reaches,
            Evidence = await looking,
        };
        await topic.PublishAsync(AlertMessage.Of(alert), cancellationToken);
        return alert;
    }

    private async Task<(IAccount? Account, AccountView View)> ReadAsync(Finding finding, CancellationToken cancellationToken)
    {
        try
        {
            var account = await accounts.OpenAsync(finding.AccountId, finding.Region, cancellationToken);
            return (account, await AccountReader.ReadAsync(account, finding, policy.Trusted, cancellationToken));
        }
        catch (AccountException exception)
        {
            return (null, AccountView.Unreadable(finding.Instance, exception));
        }
    }

    private Outcome TooMild(Finding finding) => Outcome.Of(
        Verdict.NotApplicable,
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The finding's severity {finding.Severity:0.0} is below the policy's {policy.MinSeverity:0.0}, so nobody was alerted."));
}
