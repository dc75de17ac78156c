namespace ScanResponder.Audit;

/// <summary>What could not be looked at, so that something may be open there.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The Region; empty where it is about the account as a whole.</param>
/// <param name="What">What it is and why, in one or two sentences.</param>
public sealed record AuditProblem(string AccountId, string Region, string What);
