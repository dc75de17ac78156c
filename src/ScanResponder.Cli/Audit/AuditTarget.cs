using ScanResponder.Accounts;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Audit;

/// <summary>A Region to look at.</summary>
/// <param name="Scope">The account and the Region.</param>
/// <param name="Open">Opens it.</param>
internal sealed record AuditTarget(AwsScope Scope, Func<IAccount> Open);
