using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Audit.Document;

/// <summary>Where a sweep looked, in its document.</summary>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The Region.</param>
/// <param name="PublicAccessBlock">The mode of VPC Block Public Access, such as <c>off</c>; null where it is not known.</param>
/// <param name="PublicAccessExempt">The VPCs and subnets to which packets get in all the same.</param>
public sealed record ScopeEntry(string AccountId, string Region, string? PublicAccessBlock, ImmutableArray<string> PublicAccessExempt)
{
    internal static ScopeEntry Of(AwsScope scope, AuditReport report) =>
        report.PublicAccess.FirstOrDefault(one => one.Scope == scope)?.Block is { } block
            ? new(scope.AccountId, scope.Region, block.Mode, block.Exempt)
            : new(scope.AccountId, scope.Region, null, []);
}
