namespace ScanResponder.Evidence;

/// <summary>Logins of one user from one address.</summary>
/// <param name="Source">The address, in its canonical spelling.</param>
/// <param name="User">The name that was tried, which strangers choose.</param>
/// <param name="Accepted">How many were let in.</param>
/// <param name="Failed">How many were not, at least.</param>
/// <param name="First">The first of them; null where the log does not say.</param>
/// <param name="Last">The last of them; null where the log does not say.</param>
public sealed record LoginCount(string Source, string User, long Accepted, long Failed, DateTimeOffset? First, DateTimeOffset? Last);
