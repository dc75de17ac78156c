using ScanResponder.Evidence;

namespace ScanResponder.Alerts.Document;

/// <summary>Logins of one user from one address, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Source">The address.</param>
/// <param name="User">The name that was tried.</param>
/// <param name="Trusted">True where the policy trusts the address.</param>
/// <param name="Accepted">How many were let in.</param>
/// <param name="Failed">How many were not, at least.</param>
/// <param name="FirstSeen">The first of them, UTC, or null.</param>
/// <param name="LastSeen">The last of them, UTC, or null.</param>
public sealed record LoginEntry(string Source, string User, bool Trusted, long Accepted, long Failed, DateTime? FirstSeen, DateTime? LastSeen)
{
    internal static LoginEntry Of(LoginCount login, Alert alert) => new(
        login.Source, login.User, alert.IsTrusted(login.Source), login.Accepted, login.Failed, login.First?.UtcDateTime, login.Last?.UtcDateTime);
}
