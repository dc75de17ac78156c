using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Aws.Api;
using ScanResponder.Evidence;

namespace ScanResponder.Cli;

/// <summary>The account that the user's credentials belong to.</summary>
internal interface IOwnAccount
{
    /// <summary>The Region of the profile or the environment; null where neither names one.</summary>
    string? Region { get; }

    /// <summary>Whose credentials these are: the account's twelve digits and its partition.</summary>
    /// <exception cref="AccountException">AWS does not say.</exception>
    Task<(string AccountId, string Partition)> IdentifyAsync(CancellationToken cancellationToken);

    /// <summary>All Regions of the partition, and whether each is enabled for the account.</summary>
    /// <exception cref="AccountException">AWS does not say.</exception>
    Task<ImmutableArray<(string Region, bool IsEnabled)>> RegionsAsync(CancellationToken cancellationToken);

    /// <summary>The accounts of the organization: the id, the name and the state of each.</summary>
    /// <exception cref="AccountException">AWS does not say.</exception>
    Task<ImmutableArray<(string Id, string Name, string? State)>> AccountsAsync(CancellationToken cancellationToken);

    /// <summary>Another account, through a role in it. Whether it lets us in shows when something is asked.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="accountId">The account.</param>
    /// <param name="role">The role's name.</param>
    /// <param name="ownAccountId">The account of these credentials.</param>
    IOwnAccount Enter(string partition, string accountId, string role, string ownAccountId);

    /// <summary>The account as findings of it are answered, and what its logs and its event history say.</summary>
    /// <param name="accountId">What <see cref="IdentifyAsync"/> says.</param>
    /// <param name="flowLogs">Where flow logs are looked for.</param>
    /// <param name="authLogs">The log group with sshd's lines; null for none.</param>
    (IAccounts Accounts, EvidenceSearch Evidence) Answering(string accountId, FlowLogPlace flowLogs, string? authLogs);

    /// <summary>A Region of the account.</summary>
    /// <exception cref="AccountException">There are no credentials.</exception>
    IAccount Open(string region);

    /// <summary>The services beside EC2 in a Region. Whether there are credentials shows when one is asked.</summary>
    IAwsApi Api(string region);
}
