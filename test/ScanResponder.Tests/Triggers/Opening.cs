using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Aws.Ec2;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

/// <summary>Opens the account of a trigger, as the walk does.</summary>
internal static class Opening
{
    internal static Task<IAccount> OpenAsync(this IAccounts accounts, Trigger trigger, CancellationToken cancellationToken) =>
        accounts.OpenAsync(trigger.Scope, trigger.Key, cancellationToken);

    internal static Task<SessionAWSCredentials> OpenAsync(this RoleSessions sessions, Trigger trigger, CancellationToken cancellationToken) =>
        sessions.OpenAsync(trigger.Scope, trigger.Key, cancellationToken);
}
