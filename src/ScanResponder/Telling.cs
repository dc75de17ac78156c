using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Page;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>Makes the alert of an answer, and publishes it in the time that an attempt has for it.</summary>
/// <param name="channel">Where alerts go.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
internal sealed class Telling(IAlertChannel channel, Policy policy, TimeProvider time)
{
    /// <summary>The alert that nobody gets, where nothing was looked at.</summary>
    internal Alert NotActedOn(Trigger trigger, Outcome outcome) => new(trigger, new() { Instance = trigger.Subject.Instance }, [], [], outcome, time.GetUtcNow())
    {
        Mode = policy.Mode,
    };

    /// <summary>Where pages are kept; null for nowhere.</summary>
    internal IPageStore? Pages { get; set; }

    /// <summary>Publishes it and, beside that and with no more time, keeps its page.</summary>
    /// <returns>The alert as it is known now: with a link to its page, or why there is none.</returns>
    /// <exception cref="AlertNotDeliveredException">The alert could not be published.</exception>
    internal async Task<Alert> PublishAsync(Alert alert, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.PublishBy, time, cancellationToken);
        try
        {
            var key = PageKey.Of(alert);
            alert = Pages is null ? alert : alert with { PageUrl = Pages.LinkTo(key) };
            var publishing = channel.PublishAsync(AlertMessage.Of(alert), timeout.Token);
            var keeping = Pages?.WriteAsync(key, PageRenderer.Of(alert), timeout.Token) ?? Task.FromResult<string?>(null);
            await Task.WhenAll((Task)publishing, keeping);
            return await keeping is { } trouble ? alert with { PageUrl = null, PageTrouble = trouble } : alert;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertNotDeliveredException("The topic did not accept the alert before the invocation ran out of time. Lambda retries the event.", exception);
        }
    }

    /// <summary>Tells whoever noticed it that people know, in the time that is left for publishing.</summary>
    internal async Task WriteBackAsync(IWriteBack? writeBack, Alert alert, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.PublishBy, time, cancellationToken);
        if (writeBack is not null)
            await writeBack.TellAsync(alert, timeout.Token);
    }

    /// <summary>The alert.</summary>
    internal Alert AlertOf(Trigger trigger, AccountView view, ImmutableArray<PortExposure> exposures, Outcome outcome, EvidenceReport evidence) =>
        new(trigger, view, exposures, policy.PortsInScope(trigger), outcome, time.GetUtcNow())
        {
            Mode = policy.Mode,
            Approvals = policy.Approvals,
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
}
