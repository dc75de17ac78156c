using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ScanResponder.Accounts;
using ScanResponder.Evidence;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tightening;

namespace ScanResponder.Cli.History;

/// <summary>Lists what a journal knows, with how it is now where the accounts can be read.</summary>
/// <param name="aws">Where journal and accounts are.</param>
/// <param name="terminal">Where it is listed.</param>
internal sealed class Listing(IAwsServices aws, ITerminal terminal)
{
    private const int MostChanges = 5;

    /// <summary>Lists it.</summary>
    /// <returns>The <see cref="ExitStatus"/>.</returns>
    internal async Task<int> RunAsync(string table, string? region, bool json, CancellationToken cancellationToken)
    {
        ImmutableArray<FindingHistory> history;
        try
        {
            history = await aws.History(table, region).HistoryAsync(cancellationToken);
        }
        catch (JournalException exception)
        {
            throw new InputException($"{table}: {exception.Message.TrimEnd('.')}", exception);
        }

        IAccounts? accounts = null;
        var status = ExitStatus.Answered;
        var lines = new PlainLines();
        var entries = new List<HistoryEntry>();
        foreach (var place in history.GroupBy(finding => finding.Scope))
        {
            ImmutableArray<SecurityGroup>? groups = null;
            try
            {
                accounts ??= await AccountsAsync(cancellationToken);
                var account = await accounts.OpenAsync(place.Key, new("history", "history", ""), cancellationToken);
                groups = await account.GroupsAsync([.. place.SelectMany(finding => ChangesOf(finding)).Select(change => change.GroupId).Distinct()], cancellationToken);
            }
            catch (AccountException exception)
            {
                status = ExitStatus.Failed;
                CommandLine.Say(terminal, exception.Message);
            }

            entries.AddRange(place.Select(finding => EntryOf(finding, groups)));
        }

        foreach (var entry in entries.OrderByDescending(entry => entry.At))
        {
            if (json)
            {
                lines.Add(JsonSerializer.Serialize(entry, HistoryJsonContext.Default.HistoryEntry));
                continue;
            }

            lines.Add($"{Time(entry.At)}  {entry.Finding}  ({entry.AccountId}, {entry.Region}): {entry.Now}");
            foreach (var change in entry.Changes.Take(MostChanges))
                lines.Add($"  {change}");
            if (entry.Changes.Length > MostChanges)
                lines.Add($"  ... and {entry.Changes.Length - MostChanges} more; --json has them all");
            foreach (var decision in entry.Decisions)
                lines.Add($"  {decision}");
        }

        if (entries.Count == 0 && !json)
            lines.Add("Nothing was changed, as far as the journal goes back.");
        terminal.Output.Write(lines);
        return (int)status;
    }

    private async Task<IAccounts> AccountsAsync(CancellationToken cancellationToken)
    {
        var own = aws.Own(null);
        return own.Answering((await own.IdentifyAsync(cancellationToken)).AccountId, new FlowLogPlace.Off(), null).Accounts;
    }

    private static HistoryEntry EntryOf(FindingHistory finding, ImmutableArray<SecurityGroup>? groups) => new(
        finding.Changes.Select(record => record.At).Concat(finding.Decisions.Select(decision => decision.At)).Max().UtcDateTime,
        finding.TriggerId,
        finding.Scope.AccountId,
        finding.Scope.Region,
        [.. ChangesOf(finding).Where(change => change.Status is not ChangeStatus.Planned).Select(Text)],
        [.. finding.Decisions.Select(Text)],
        Now(finding, groups));

    private static IEnumerable<RuleChange> ChangesOf(FindingHistory finding) => finding.Changes.SelectMany(record => record.All);

    private static string Now(FindingHistory finding, ImmutableArray<SecurityGroup>? groups)
    {
        var changes = ChangesOf(finding).ToList();
        if (changes.Count == 0)
            return "nothing was changed";
        if (changes.Exists(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Undone }))
            return "undone";
        if (groups is not { } known)
            return "not looked at";
        if (changes.TrueForAll(change => known.All(group => group.Id != change.GroupId)))
            return "the group is gone";
        var now = finding.Changes.SelectMany(record => Reconciliation.Of(record.All, known, record.TriggerId)).Where(change => change.Action is ChangeAction.Revoke).ToList();
        return now.Exists(change => change.Status is ChangeStatus.Undone or ChangeStatus.Planned) ? "open again" : "closed";
    }

    private static string Text(RuleChange change) =>
        $"{(change.Action is ChangeAction.Authorize ? '+' : '-')} {change.Rule.Traffic} from {change.Rule.Source} in {change.GroupId} ({change.Status.ToString().ToLowerInvariant()})";

    private static string Text(PersonDecision decision) =>
        $"{(decision.Kind is DecisionKind.Approved ? "approved" : "undone")} by {decision.Who} on {Time(decision.At.UtcDateTime)}{(decision.Why is null ? "" : $": {decision.Why}")}"
        + (decision.Kind is DecisionKind.Undone ? $"; kept open {(decision.Until is { } until ? $"until {Time(until.UtcDateTime)}" : "for good")}" : "");

    private static string Time(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
}
