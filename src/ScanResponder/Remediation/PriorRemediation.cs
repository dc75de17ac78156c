using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Remediation;

/// <summary>
/// Says who closed a hole that is closed already. When a scanner sweeps a subnet, many findings share a group: one of them closes it, and the alerts
/// of all others name that one and carry its undo.
/// </summary>
internal static class PriorRemediation
{
    /// <summary>
    /// The outcome with the trigger whose answer closed the hole, when, and the undo; the outcome itself where nobody knows. A closing that somebody has
    /// taken back since, wholly or in part, is not named: whoever closed the hole after that did it by hand.
    /// </summary>
    /// <param name="outcome">An outcome without changes of its own.</param>
    /// <param name="trigger">The trigger that is answered.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="account">The account.</param>
    /// <param name="session">The way to the journal.</param>
    /// <param name="log">What EC2 has answered to edits of the groups.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The outcome, and what the journal says was changed in the groups.</returns>
    internal static async Task<(Outcome Outcome, ImmutableArray<RecordedChange> Recorded)> NameAsync(
        Outcome outcome, TriggerKey trigger, IReadOnlyCollection<SecurityGroup> groups, IAccount account, JournalSession session, EditLog log, CancellationToken cancellationToken)
    {
        if (groups.Count == 0 || !session.IsOpen)
            return (outcome, []);
        List<string> ids = [.. groups.Select(group => group.Id)];
        var reading = ReadAsync(account, ids, groups, log, cancellationToken);
        var recorded = await session.RecordedChangesAsync(ids, cancellationToken);
        var now = await reading;
        var last = OfWhoRemoved(recorded).GroupBy(record => record.TriggerId)
            .Select(parts => (Id: parts.Key, At: parts.Max(part => part.At), Cut: parts.Any(part => part.Changes is null), Changes: Made(parts, now)))
            .Where(closing => closing.Cut || closing.Changes.Any(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }))
            .OrderByDescending(closing => closing.At)
            .FirstOrDefault();
        if (last.Id is null || last.Changes.Any(change => change.Status is ChangeStatus.Undone))
            return (outcome, recorded);
        var named = outcome with
        {
            Why = new Reason.ClosedAlready(new(last.Id, last.Id == trigger.Id, last.At, last.Cut), outcome.Why),
            Undo = RuleCommands.Undo(session.Scope.AccountId, session.Scope.Region, last.Changes, Reconciliation.RevokedFirst(last.Changes)),
        };
        return (named, recorded);
    }

    /// <summary>
    /// The records without what was taken back, and without removals that were only planned and that somebody else has made: a rule is removed once, and whoever waited for the group
    /// with the same plan finds it gone.
    /// </summary>
    private static IEnumerable<RecordedChange> OfWhoRemoved(ImmutableArray<RecordedChange> records)
    {
        var removed = records
            .SelectMany(record => record.Every.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }).Select(change => change.RuleId))
            .ToHashSet();
        return records.Select(record => record.Changes is not { } changes ? record : record with
        {
            Changes = [.. changes.Where(change => change.Status is not ChangeStatus.Undone && (change is not { Action: ChangeAction.Revoke, Status: ChangeStatus.Planned } || !removed.Contains(change.RuleId)))],
        });
    }

    private static ImmutableArray<RuleChange> Made(IEnumerable<RecordedChange> parts, IReadOnlyCollection<SecurityGroup> now) =>
        [.. parts.SelectMany(part => Reconciliation.Of(part.Changes ?? [], now, part.TriggerId))];

    /// <summary>The groups as they are at this moment: whoever was faster has written down what it was about to do before it did it.</summary>
    private static async Task<IReadOnlyCollection<SecurityGroup>> ReadAsync(
        IAccount account, List<string> ids, IReadOnlyCollection<SecurityGroup> groups, EditLog log, CancellationToken cancellationToken)
    {
        try
        {
            return [.. (await account.GroupsAsync(ids, cancellationToken)).Select(group => log.Of(group.Id).Correct(group))];
        }
        catch (AccountException)
        {
            return groups;
        }
    }
}
