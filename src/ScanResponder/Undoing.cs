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

/// <summary>
/// Takes back what an earlier answer has changed, as the journal knows it and as far as nobody has changed it since; keeps that open, and tells people.
/// </summary>
/// <param name="reading">What reads accounts.</param>
/// <param name="telling">What makes and publishes alerts.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What was changed; null where nobody remembers.</param>
internal sealed class Undoing(Reading reading, Telling telling, Policy policy, TimeProvider time, IJournal? journal)
{
    private static readonly TimeSpan WaitForAnother = TimeSpan.FromMilliseconds(500);

    /// <summary>Takes it back.</summary>
    /// <exception cref="AlertNotDeliveredException">The alert could not be published.</exception>
    /// <exception cref="TriggerHeldException">A group is being edited for longer than there is time to wait.</exception>
    /// <exception cref="LeaseLostException">The attempt's deadline has passed, and another attempt has taken the undo over.</exception>
    internal async Task<Alert> UndoAsync(OrderTrigger.Undo order, Deadlines deadlines, CancellationToken cancellationToken)
    {
        if (journal is null)
            return Refused(order, Verdict.NotApplicable, new Reason.NeedsJournal());
        var now = time.GetUtcNow();
        if (order.Until is { } end && end <= now)
            return Refused(order, Verdict.NotApplicable, new Reason.UntilIsOver(end));
        Recollection? known;
        try
        {
            known = await Recollection.OfAsync(journal, order.Scope, order.Id, time, cancellationToken);
        }
        catch (JournalException exception)
        {
            return Refused(order, Verdict.Failed, new Reason.JournalUnreadable(exception.Message));
        }

        if (known is null)
            return Refused(order, Verdict.NotApplicable, new Reason.UnknownFinding(order.Id, order.AccountId, order.Region));
        if (known.Changes.IsEmpty)
            return telling.NotActedOn(known.Trigger, Outcome.Of(Verdict.NotApplicable, new Reason.NothingToUndo($"Nothing that was changed in answer to {order.Id} is known.")));

        // While it is under way, the groups' items say so in its own name, beside what is to be undone.
        var key = new TriggerKey(order.Key.Source, $"undo/{order.Id}", ReceivedEvent.Revision(order.UpdatedAt ?? now));
        using var session = new JournalSession(journal, order.Scope, key, deadlines, time) { Answered = known.Trigger, RecordsOf = order.Id };
        var (other, waited) = await ClaimAsync(session, cancellationToken);
        if (other is not null)
            return telling.NotActedOn(known.Trigger, other.Leave(order.Id)) with { Repeated = true };

        // What another undo did meanwhile is in the journal by now.
        if (waited)
            known = await AgainAsync(order, known, cancellationToken);
        var until = order.IsUsual ? now + OrderTrigger.Undo.UsualTime : order.Until;
        var (account, view) = await reading.ReadAsync(known.Trigger, deadlines, cancellationToken);
        var undo = new UndoOfAnswer(order, known, until, policy, session, time);
        var (outcome, groups) = account is null
            ? (Outcome.Of(Verdict.Failed, new Reason.AccountUnreadable(view.Failures[0])), [])
            : await undo.CarryOutAsync(account, view, cancellationToken);
        var releasing = session.ReleaseGroupsAsync(undo.Marked, cancellationToken);
        Alert alert;
        try
        {
            alert = AlertOf(known.Trigger, view, groups, outcome.With(session.Notes));
            alert = await telling.PublishAsync(alert, deadlines, cancellationToken);
        }
        finally
        {
            await releasing;
        }

        if (outcome.Verdict is Verdict.LeftOpen)
            await session.RememberAsync([], null, new(DecisionKind.Undone, alert.Time, order.Who, order.Why, outcome.Verdict, until), cancellationToken);
        if (await session.CloseAsync(null, cancellationToken) is { } trouble)
            deadlines.Steps?.Troubled(known.Trigger, trouble);
        return alert;
    }

    /// <summary>Claims the undo; null where it may be made, else why it may not. Whoever asks for another one at the same moment waits for the first: people invoke the function and wait, and nobody retries it for them.</summary>
    private async Task<(Claim? Other, bool Waited)> ClaimAsync(JournalSession session, CancellationToken cancellationToken)
    {
        for (var waited = false; ; waited = true)
        {
            var claim = await session.ClaimAsync(cancellationToken);
            if (claim is not Claim.Held { SameRevision: false } || time.GetUtcNow() + WaitForAnother >= session.Deadlines.ReadBy)
                return (claim, waited);
            await Task.Delay(WaitForAnother, time, cancellationToken);
        }
    }

    /// <summary>What the journal knows by now; what it knew where it does not answer.</summary>
    private async Task<Recollection> AgainAsync(OrderTrigger.Undo order, Recollection known, CancellationToken cancellationToken)
    {
        try
        {
            return await Recollection.OfAsync(journal!, order.Scope, order.Id, time, cancellationToken) ?? known;
        }
        catch (JournalException)
        {
            return known;
        }
    }

    /// <summary>The alert shows what is open now, not what was before.</summary>
    private Alert AlertOf(Trigger trigger, AccountView view, ImmutableArray<SecurityGroup> now, Outcome outcome)
    {
        var read = view.Groups ?? [];
        if (!now.IsEmpty)
            view = view with { Groups = [.. read.Select(group => now.FirstOrDefault(other => other.Id == group.Id) ?? group), .. now.Where(group => read.All(other => other.Id != group.Id))] };
        var groups = view.Groups ?? [];
        var ports = policy.PortsToLookAt(trigger, groups.Sum(group => group.Rules.Length));
        return telling.AlertOf(trigger, view, ExposureScan.Find(groups, view.GroupsByInterface, view.PrefixLists, ports, view.Trusted ?? []), outcome, EvidenceReport.None);
    }

    private Alert Refused(OrderTrigger order, Verdict verdict, Reason why) => telling.NotActedOn(order, Outcome.Of(verdict, why));
}
