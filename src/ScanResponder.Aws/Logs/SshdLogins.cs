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
    private const string Accepted = "Accepted";

    public string Name => "sshd's log";

    public async Task<LogEvidence> LookAsync(LogQuestion question, CancellationToken cancellationToken)
    {
        var answer = await insights.RunAsync(question, question.LoginsFrom, group, Query(question.InstanceId), Limit, cancellationToken);
        var counts = Read(answer);
        var place = $"log group {group}";
        ImmutableArray<string> notes = counts.IsEmpty
            ? [string.Create(
                CultureInfo.InvariantCulture,
                $"Query {answer.QueryId} found no login of {question.InstanceId} since {question.LoginsFrom:yyyy-MM-dd HH:mm} UTC in {place}: nobody tried, or no stream there is named after the instance.")]
            : answer.Rows.Length >= Limit
                ? [string.Create(CultureInfo.InvariantCulture, $"Only the {Limit} most frequent kinds of logins of query {answer.QueryId} were read.")]
                : [];
        return new LogEvidence.Logins(place, answer.QueryId, counts, notes);
    }

    /// <summary>
    /// Names in these lines are chosen by strangers, who may put a whole line of sshd into one; so are the ids of certificates, which come after the
    /// address. So nothing before the process id may hold a bracket. Where a stranger chose the name, the address is the last one and the line must end as
    /// sshd ends it; where the user exists, the address is the first one. Lines without an address (<c>Disconnecting: Too many authentication failures</c>)
    /// say nothing that the line before them does not.
    /// A group that matches nothing comes back as no value or as an empty one: the names are put together in a way that is right for both.
    /// <c>Accepted</c> comes first in the alphabet, so the limit cuts it last.
    /// </summary>
    internal static string Query(string instanceId)
    {
        const string Address = "[0-9a-fA-F:.]+";
        const string End = @"(?: \[preauth\])?\s*$";
        var kinds = new (string Names, string Line)[]
        {
            ("taken", $@"(?<taken>Accepted) \S+ for (?<takenUser>.*?) from (?<takenFrom>{Address}) port \d+ ssh2"),
            ("word", $@"(?<word>Failed) \S+ for (?:invalid user )?(?<wordUser>.*) from (?<wordFrom>{Address}) port \d+ ssh2{End}"),
            ("key", $@"(?<key>Failed) \S+ for (?<keyUser>\S+) from (?<keyFrom>{Address}) port \d+ ssh2:"),
            ("most", $@"error: (?<most>maximum authentication attempts) exceeded for (?:invalid user )?(?<mostUser>.*) from (?<mostFrom>{Address}) port \d+ ssh2{End}"),
            ("strange", $@"(?<strange>Invalid user) (?<strangeUser>.*) from (?<strangeFrom>{Address})(?: port \d+)?{End}"),
            ("cut", $@"(?<cut>Disconnecting) (?:authenticating|invalid) user (?<cutUser>.*) (?<cutFrom>{Address}) port \d+: Too many authentication failures{End}"),
            ("left", $@"(?<left>Disconnected) from (?:authenticating|invalid) user (?<leftUser>.*) (?<leftFrom>{Address}) port \d+{End}"),
            ("lost", $@"Connection (?<lost>closed|reset) by (?:authenticating|invalid) user (?<lostUser>.*) (?<lostFrom>{Address}) port \d+{End}"),
        };
        return $$"""
            filter @logStream like "{{instanceId}}" and @message like /sshd/
            | parse @message /^[^\[\]]*sshd(?:-session|-auth)?\[\d+\]: (?:{{string.Join('|', kinds.Select(kind => kind.Line))}})/
            | fields {{OneOf("")}} as kind, {{OneOf("User")}} as login, {{OneOf("From")}} as address
            | filter kind like /./
            | stats count(*) as attempts, min(@timestamp) as firstSeen, max(@timestamp) as lastSeen by kind, login, address
            | sort kind asc, attempts desc
            | limit {{Limit}}
            """;

        string OneOf(string part)
        {
            var names = string.Join(", ", kinds.Select(kind => $"{kind.Names}{part}"));
            return $"coalesce(concat({names}), coalesce({names}))";
        }
    }

    /// <summary>
    /// One failed login may leave several lines (<c>Invalid user</c>, <c>Failed password</c> and the end of the connection), so the kinds of lines are not
    /// added up: the most frequent kind is how many failed at least. A connection ends in one way only, so its ends are one kind.
    /// </summary>
    internal static ImmutableArray<LoginCount> Read(QueryRows answer) =>
    [
        .. answer.Rows.Take(Limit).Select(LineOf).OfType<Line>()
            .GroupBy(line => (line.Source, line.User))
            .Select(lines => new LoginCount(
                lines.Key.Source,
                lines.Key.User,
                Tally.Of(lines.Where(line => line.Kind is Accepted).Select(line => line.Attempts)),
                lines.Where(line => line.Kind is not Accepted).GroupBy(line => line.Kind).Select(kind => Tally.Of(kind.Select(line => line.Attempts))).DefaultIfEmpty().Max(),
                lines.Min(line => line.First),
                lines.Max(line => line.Last)))
            .OrderByDescending(count => count.Accepted > 0)
            .ThenByDescending(count => Tally.Of(count.Accepted, count.Failed))
            .ThenBy(count => count.Source, StringComparer.Ordinal)
            .ThenBy(count => count.User, StringComparer.Ordinal),
    ];

    private static Line? LineOf(IReadOnlyDictionary<string, string> row) =>
        row.Text("kind") is { } kind && row.Address("address") is { } source && row.Number("attempts") is { } attempts
            ? new(kind is "closed" or "reset" or "Disconnected" or "Disconnecting" ? "ended" : kind, Clipped(row.Text("login") ?? ""), source, attempts, row.EventTime("firstSeen"), row.EventTime("lastSeen"))
            : null;

    private static string Clipped(string user) => user.Length <= LongestUser ? user : $"{user[..LongestUser]}…";

    private sealed record Line(string Kind, string User, string Source, long Attempts, DateTimeOffset? First, DateTimeOffset? Last);
}
