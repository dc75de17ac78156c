using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Evidence;

namespace ScanResponder.Alerts;

/// <summary>The warning that comes before everything else: somebody who is not trusted has logged in.</summary>
internal static class LoginWarning
{
    private const int Most = 5;

    /// <summary>A sentence for each such login; empty where there was none.</summary>
    internal static ImmutableArray<string> Of(Alert alert)
    {
        var logins = alert.LoginsOfStrangers.ToList();
        return
        [
            .. logins.Take(Most).Select(login => Sentence(login, alert)),
            .. More([.. logins.Skip(Most)], alert),
        ];
    }

    /// <summary>The few words of it for the subject and the text message, with a space at the end; empty where there was none.</summary>
    internal static string Lead(Alert alert) => alert.LoginsOfStrangers.FirstOrDefault() is { } login ? $"LOGIN from {login.Source}! " : "";

    private static ImmutableArray<string> More(ImmutableArray<LoginCount> logins, Alert alert) => logins.IsEmpty
        ? []
        : [$"{TextFormat.Count(logins.Sum(login => (long)login.Accepted), "more login")} from {(logins.Any(login => alert.IsTrusted(login.Source)) ? $"addresses that are not trusted, or that {alert.Trigger.Reporter} names" : "untrusted addresses")}."];

    private static string Sentence(LoginCount login, Alert alert)
    {
        var times = login.Accepted > 1 ? $" {TextFormat.Count(login.Accepted, "time")}" : "";
        var when = login.Last is { } last ? $", last at {TimeFormat.Of(last)}" : "";
        var unsure = alert.View.Trusted is null ? " (whom the policy trusts could not be read)" : "";
        var why = alert.IsNamed(login.Source) ? $"{alert.Trigger.Reporter} names that address" : $"that address is not trusted{unsure}";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"sshd accepted a login as {TextFormat.Quoted(login.User)} from {login.Source}{times}{when}, and {why}. Treat the instance as compromised until you know who it was.");
    }
}
