using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Aws.Api;
using ScanResponder.Cli;
using ScanResponder.Cli.Demo;
using ScanResponder.Evidence;
using ScanResponder.InMemory;

namespace ScanResponder.Tests.Cli;

/// <summary>An account in memory with the example in <c>eu-west-1</c> and nothing in other Regions, where it is not told otherwise.</summary>
internal sealed class FakeOwnAccount : IOwnAccount
{
    /// <summary>The Regions that are there, and what is in each.</summary>
    internal Dictionary<string, InMemoryAccount> Regions { get; } = new() { ["eu-west-1"] = Example.Account(), ["us-east-1"] = new(AccountSnapshot.Empty) };

    /// <summary>The Regions that are not enabled.</summary>
    internal string[] Disabled { get; init; } = ["af-south-1"];

    /// <summary>Why a Region cannot be opened.</summary>
    internal Dictionary<string, AccountException> Refused { get; } = [];

    /// <inheritdoc/>
    public string? Region { get; set; } = "eu-west-1";

    /// <inheritdoc/>
    public Task<(string AccountId, string Partition)> IdentifyAsync(CancellationToken cancellationToken) => Task.FromResult(("123456789012", "aws"));

    /// <inheritdoc/>
    public Task<ImmutableArray<(string Region, bool IsEnabled)>> RegionsAsync(CancellationToken cancellationToken) => Task.FromResult<ImmutableArray<(string, bool)>>(
        [.. Regions.Keys.Concat(Refused.Keys).Select(region => (region, true)).Concat(Disabled.Select(region => (region, false)))]);

    /// <summary>The accounts in which findings are answered.</summary>
    internal IAccounts Findings { get; init; } = Example.Account();

    /// <summary>The logs that were to be asked.</summary>
    internal (FlowLogPlace FlowLogs, string? AuthLogs)? Asked { get; private set; }

    /// <inheritdoc/>
    public (IAccounts Accounts, EvidenceSearch Evidence) Answering(string accountId, FlowLogPlace flowLogs, string? authLogs)
    {
        Asked = (flowLogs, authLogs);
        return (Findings, EvidenceSearch.None);
    }

    /// <inheritdoc/>
    public IAccount Open(string region) => Refused.TryGetValue(region, out var refusal) ? throw refusal : Regions[region];

    /// <summary>The accounts of the organization, and their states.</summary>
    internal ImmutableArray<(string Id, string Name, string? State)> Accounts { get; init; } = [];

    /// <summary>The other accounts, by their ids.</summary>
    internal Dictionary<string, FakeOwnAccount> Others { get; } = [];

    /// <summary>The roles through which others were entered.</summary>
    internal List<string> Entered { get; } = [];

    /// <inheritdoc/>
    public Task<ImmutableArray<(string Id, string Name, string? State)>> AccountsAsync(CancellationToken cancellationToken) => Task.FromResult(Accounts);

    /// <inheritdoc/>
    public IOwnAccount Enter(string partition, string accountId, string role, string ownAccountId)
    {
        lock (Entered)
            Entered.Add($"{accountId} {role} {ownAccountId}");
        return Others[accountId];
    }

    /// <summary>The services beside EC2.</summary>
    internal FakeAwsApi Services { get; init; } = new();

    /// <inheritdoc/>
    public IAwsApi Api(string region) => Services;
}
