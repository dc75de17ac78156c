using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Findings;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Says who closed a hole that is closed already. When a scanner sweeps a subnet, many findings share a group: one of them closes it, and the
/// alerts of all others name that one and carry its undo.
/// </summary>
internal static class Credit
{
    /// <summary>The outcome with the finding that closed the hole, when, and the undo; the outcome itself where nobody knows.</summary>
    /// <param name="outcome">An outcome without changes of its own.</param>
    /// <param name="finding">The finding that is answered.</param>
    /// <param name="groups">The groups.</param>
    /// <param name="account">The account.</param>
    /// <param name="work">The way to the journal.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<Outcome> GiveAsync(
        Outcome outcome, Finding finding, IReadOnlyCollection<SecurityGroup> groups, IAccount account, Casework work, CancellationToken cancellationToken)
    {
        if (groups.Count == 0 || !work.IsOpen)
            return outcome;
        List<string> ids = [.. groups.Select(group => group.Id)];
        var reading = ReadAsync(account, ids, groups, cancellationToken);
        var closings = (await work.ClosingsAsync(ids, cancellationToken)).GroupBy(closing => closing.FindingId);
        var now = await reading;
        var last = closings
            .Select(parts => (Id: parts.Key, At: parts.Max(part => part.At), Cut: parts.Any(part => part.Changes is null), Changes: Made(parts, now)))
            .Where(closing => closing.Cut || closing.Changes.Any(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }))
            .OrderByDescending(closing => closing.At)
            .FirstOrDefault();
        if (last.Id is null)
            return outcome;
        var when = last.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
        var who = last.Id == finding.Id ? "an earlier update of this finding" : $"finding {last.Id}";
        return outcome with
        {
            Reason = $"{outcome.Reason} The hole was closed already on {when}, in answer to {who}{(last.Cut ? "; its alert has the undo" : "")}.",
            Undo = RuleCommands.Undo(finding.AccountId, finding.Region, last.Changes, Retrospect.RevokedFirst(last.Changes)),
        };
    }

    private static ImmutableArray<RuleChange> Made(IEnumerable<Closing> parts, IReadOnlyCollection<SecurityGroup> now) =>
        [.. parts.SelectMany(part => Retrospect.Of(part.Changes ?? [], now, part.FindingId))];

    /// <summary>The groups as they are at this moment: whoever was faster has written down what it was about to do before it did it.</summary>
    private static async Task<IReadOnlyCollection<SecurityGroup>> ReadAsync(
        IAccount account, List<string> ids, IReadOnlyCollection<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        try
        {
            return await account.GroupsAsync(ids, cancellationToken);
        }
        catch (AccountException)
        {
            return groups;
        }
    }
}
