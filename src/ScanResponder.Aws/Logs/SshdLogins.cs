using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Evidence;

namespace ScanResponder.Aws.Logs;

/// <summary>
/// What sshd of the instance logged, in a log group whose streams are named after instances, as the CloudWatch agent names them unless it is
/// told otherwise.
/// </summary>
/// <param name="insights">Runs the query.</param>
/// <param name="group">The log group.</param>
internal sealed class SshdLogins(LogsInsights insights, string group) : IEvidenceSource
{
    private const int Limit = 500;
    private const int LongestUser = 64;

    public string Name => "sshd's log";

    public async Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        var answer = await insights.RunAsync(question, group, Query(question.InstanceId), Limit, cancellationToken);
        var counts = Read(answer);
        var place = $"log group {group}";
        ImmutableArray<string> notes = counts.IsEmpty
            ? [$"Query {answer.QueryId} found no login of {question.InstanceId} in {place}: nobody tried, or no stream there is named after the instance."]
            : answer.Rows.Length >= Limit
                ? [string.Create(CultureInfo.InvariantCulture, $"Only the {Limit} most frequent kinds of logins of query {answer.QueryId} were read.")]
                : [];
        return new LogEvidence.Logins(place, answer.QueryId, counts, notes);
    }

    /// <summary>
    /// Names in these lines are chosen by strangers, who may put a whole line of sshd into one. So nothing before the process id may hold a
    /// bracket, and an address is the last one in the line. <c>Accepted</c> comes first in the alphabet, so the limit cuts it last.
    /// </summary>
    internal static string Query(string instanceId) =>
        $$"""
        filter @logStream like "{{instanceId}}" and @message like /sshd/
        | parse @message /^[^\[\]]*sshd(?:-session)?\[\d+\]: (?:(?<what>Accepted|Failed) \S+ for (?:invalid user )?(?<who>.*) from (?<origin>[0-9a-fA-F:.]+) port \d+|(?<strange>Invalid user) (?<stranger>.*) from (?<strangeOrigin>[0-9a-fA-F:.]+) port \d+|Connection (?<ended>closed|reset) by authenticating user (?<known>\S+) (?<knownOrigin>[0-9a-fA-F:.]+) port \d+)/
        | fields coalesce(what, strange, ended) as kind, coalesce(who, stranger, known) as login, coalesce(origin, strangeOrigin, knownOrigin) as address
        | filter ispresent(kind)
        | stats count(*) as attempts, min(@timestamp) as firstSeen, max(@timestamp) as lastSeen by kind, login, address
        | sort kind asc, attempts desc
        | limit {{Limit}}
        """;

    /// <summary>
    /// One failed login may leave two lines (<c>Invalid user</c> and <c>Failed password</c>), so the kinds of lines are not added up: the most
    /// frequent kind is how many failed at least.
    /// </summary>
    internal static ImmutableArray<LoginCount> Read(QueryRows answer) =>
    [
        .. answer.Rows.Take(Limit).Select(LineOf).OfType<Line>()
            .GroupBy(line => (line.Source, line.User))
            .Select(lines => new LoginCount(
                lines.Key.Source,
                lines.Key.User,
                Tally.Of(lines.Where(line => line.Kind is "Accepted").Select(line => line.Attempts)),
                lines.Where(line => line.Kind is not "Accepted").GroupBy(line => line.Kind).Select(kind => Tally.Of(kind.Select(line => line.Attempts))).DefaultIfEmpty().Max(),
                lines.Min(line => line.First),
                lines.Max(line => line.Last)))
            .OrderByDescending(count => count.Accepted > 0)
            .ThenByDescending(count => Tally.Of(count.Accepted, count.Failed))
            .ThenBy(count => count.Source, StringComparer.Ordinal)
            .ThenBy(count => count.User, StringComparer.Ordinal),
    ];

    private static Line? LineOf(IReadOnlyDictionary<string, string> row) =>
        row.Text("kind") is { } kind && row.Address("address") is { } source && row.Number("attempts") is { } attempts
            ? new(kind, Clipped(row.Text("login") ?? ""), source, attempts, row.EventTime("firstSeen"), row.EventTime("lastSeen"))
            : null;

    private static string Clipped(string user) => user.Length <= LongestUser ? user : $"{user[..LongestUser]}…";

    private sealed record Line(string Kind, string User, string Source, long Attempts, DateTimeOffset? First, DateTimeOffset? Last);
}
