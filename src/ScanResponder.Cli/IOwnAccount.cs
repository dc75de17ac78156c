using System.Collections.Immutable;
using ScanResponder.Accounts;
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

    /// <summary>The account as findings of it are answered, and what its logs and its event history say.</summary>
    /// <param name="accountId">What <see cref="IdentifyAsync"/> says.</param>
    /// <param name="flowLogs">Where flow logs are looked for.</param>
    /// <param name="authLogs">The log group with sshd's lines; null for none.</param>
    (IAccounts Accounts, EvidenceSearch Evidence) Answering(string accountId, FlowLogPlace flowLogs, string? authLogs);

    /// <summary>A Region of the account.</summary>
    /// <exception cref="AccountException">There are no credentials.</exception>
    IAccount Open(string region);
}
