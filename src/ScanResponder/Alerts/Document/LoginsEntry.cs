using System.Collections.Immutable;
using ScanResponder.Evidence;

namespace ScanResponder.Alerts.Document;

/// <summary>What sshd logged, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Place">Where it is logged.</param>
/// <param name="QueryId">The query, by which all its rows can be read.</param>
/// <param name="Users">The logins by address and user, accepted ones first; at most <see cref="Most"/>.</param>
/// <param name="LeftOut">How many more pairs of address and user there were.</param>
public sealed record LoginsEntry(string Place, string? QueryId, ImmutableArray<LoginEntry> Users, int LeftOut)
{
    /// <summary>How many pairs are told.</summary>
    public const int Most = 20;

    internal static LoginsEntry Of(LogEvidence.Logins logins, Alert alert) => new(
        logins.Place,
        logins.QueryId,
        [.. logins.Counts.Take(Most).Select(login => LoginEntry.Of(login, alert))],
        Math.Max(0, logins.Counts.Length - Most));
}
