using ScanResponder.Triggers;

namespace ScanResponder.Audit.Document;

/// <summary>Where a sweep looked, in its document.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The Region.</param>
public sealed record ScopeEntry(string AccountId, string Region)
{
    internal static ScopeEntry Of(AwsScope scope) => new(scope.AccountId, scope.Region);
}
