using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.Journal;
using ScanResponder.Remediation;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder;

/// <summary>Finds out what an approval is about, and whether it still counts.</summary>
/// <param name="telling">What makes alerts.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What people were asked; null where nobody remembers.</param>
internal sealed class Approving(Telling telling, Policy policy, TimeProvider time, IJournal? journal)
{
    /// <summary>What was approved, or else the answer to whoever approved it.</summary>
    internal async Task<(Trigger? Trigger, Approved? Approved, Alert? Answer)> RecallAsync(OrderTrigger.Approve order, CancellationToken cancellationToken)
    {
        if (journal is null)
            return Refused(order, Verdict.NotApplicable, new Reason.NeedsJournal());
        if (policy.Mode is not (Mode.Ask or Mode.Remediate))
            return Refused(order, Verdict.NotApplicable, new Reason.ModeForbids(policy.Mode));
        Recollection? known;
        try
        {
            known = await Recollection.OfAsync(journal, order.Scope, order.Id, time, cancellationToken);
        }
        catch (JournalException exception)
        {
            return Refused(order, Verdict.Failed, new Reason.JournalUnreadable(exception.Message));
        }

        if (known is not { Kept: { Asked: { } asked } kept, Trigger: var trigger })
            return Refused(order, Verdict.NotApplicable, new Reason.UnknownFinding(order.Id, order.AccountId, order.Region));
        if (kept.Decisions.LastOrDefault(decision => decision.Kind is DecisionKind.Approved && decision.At >= asked.At) is { } before)
        {
            return kept.Decisions.LastOrDefault(decision => decision.Kind is DecisionKind.Undone && decision.At >= before.At) is { } undone
                ? (null, null, telling.NotActedOn(trigger, Outcome.Of(Verdict.NotApplicable, new Reason.UndoneSince(undone.Who, undone.At, undone.Until))))
                : (null, null, DoneBefore(trigger, known, before));
        }

        var within = policy.Approvals?.Within ?? Approvals.UsualTime;
        return time.GetUtcNow() - asked.At > within
            ? (null, null, telling.NotActedOn(trigger, Outcome.Of(Verdict.NotApplicable, new Reason.Expired(asked.At, within))))
            : (trigger, new(order, new(order.Who, order.Why, asked.Shown), asked), null);
    }

    private (Trigger? Trigger, Approved? Approved, Alert? Answer) Refused(OrderTrigger order, Verdict verdict, Reason why) =>
        (null, null, telling.NotActedOn(order, Outcome.Of(verdict, why)));

    private Alert DoneBefore(Trigger trigger, Recollection known, PersonDecision before)
    {
        ImmutableArray<RuleChange> changes = [.. known.Changes.SelectMany(record => record.Changes ?? [])];
        var outcome = Outcome.Of(before.Verdict, new Reason.ApprovedBefore(before.Who, before.At)) with
        {
            Changes = changes,
            Undo = RuleCommands.Undo(trigger.AccountId, trigger.Region, changes, Reconciliation.RevokedFirst(changes)),
        };
        return telling.NotActedOn(trigger, outcome) with { Repeated = true };
    }
}
