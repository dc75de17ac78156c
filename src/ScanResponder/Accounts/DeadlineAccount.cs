using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Accounts;

/// <summary>
/// An account that is not waited for longer than until a certain time: then every call ends as one that the account did not answer
/// (<see cref="AccountErrorKind.Unavailable"/>), whatever retries it still had.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="by">When timeout ends.</param>
/// <param name="time">The clock.</param>
internal sealed class DeadlineAccount(IAccount account, DateTimeOffset by, TimeProvider time) : IAccount
{
    /// <inheritdoc/>
    public bool IsComplete => account.IsComplete;

    /// <inheritdoc/>
    public Task<string?> AccountNameAsync(CancellationToken cancellationToken) => account.AccountNameAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeInstances", instanceId, token => account.FindInstanceAsync(instanceId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeNetworkInterfaces", instanceId, token => account.InterfacesOfInstanceAsync(instanceId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> FindInterfaceAsync(string interfaceId, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeNetworkInterfaces", interfaceId, token => account.FindInterfaceAsync(interfaceId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> GroupIdsCitingAsync(string prefixListId, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeSecurityGroups", prefixListId, token => account.GroupIdsCitingAsync(prefixListId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeNetworkInterfaces", Only(groupIds), token => account.InterfacesUsingGroupsAsync(groupIds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> InterfacesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeNetworkInterfaces", null, token => account.InterfacesAtAsync(addresses, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkInterface>> LoadBalancersAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeNetworkInterfaces", Only(vpcIds), token => account.LoadBalancersAsync(vpcIds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<Instance>> InstancesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeInstances", null, token => account.InstancesAtAsync(addresses, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<Instance>> SomeInstancesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, int most, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeInstances", Only(groupIds), token => account.SomeInstancesUsingGroupsAsync(groupIds, most, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeSecurityGroupRules", Only(groupIds), token => account.GroupsAsync(groupIds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeVpcs", vpcId, token => account.FindVpcAsync(vpcId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> subnetIds, IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeRouteTables", Only(subnetIds), token => account.RouteTablesAsync(subnetIds, vpcIds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<RouteTable>> RouteTablesOfVpcsAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeRouteTables", Only(vpcIds), token => account.RouteTablesOfVpcsAsync(vpcIds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<NetworkAcl>> NetworkAclsAsync(IReadOnlyCollection<string> subnetIds, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeNetworkAcls", Only(subnetIds), token => account.NetworkAclsAsync(subnetIds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<PublicAccessBlock> PublicAccessBlockAsync(CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeVpcBlockPublicAccessOptions", null, account.PublicAccessBlockAsync, cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<string>> AssociatedVpcIdsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeSecurityGroupVpcAssociations", Only(groupIds), token => account.AssociatedVpcIdsAsync(groupIds, token), cancellationToken);

    /// <inheritdoc/>
    public Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:GetManagedPrefixListEntries", prefixListId, token => account.PrefixListAsync(prefixListId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<(long Version, bool IsChanging)?> PrefixListVersionAsync(string prefixListId, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:DescribeManagedPrefixLists", prefixListId, token => account.PrefixListVersionAsync(prefixListId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:AuthorizeSecurityGroupIngress", groupId, token => account.AuthorizeAsync(groupId, rules, tags, dryRun, token), cancellationToken);

    /// <inheritdoc/>
    public Task<ImmutableArray<Permission>> RevokeAsync(
        string groupId, IReadOnlyCollection<Permission> permissions, bool dryRun, CancellationToken cancellationToken) =>
        InTimeAsync("ec2:RevokeSecurityGroupIngress", groupId, token => account.RevokeAsync(groupId, permissions, dryRun, token), cancellationToken);

    /// <inheritdoc/>
    public Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken) =>
        InTimeAsync(
            "ec2:CreateTags",
            Only(ruleIds),
            async token =>
            {
                await account.TagRulesAsync(ruleIds, tags, token);
                return true;
            },
            cancellationToken);

    private async Task<T> InTimeAsync<T>(string action, string? resource, Func<CancellationToken, Task<T>> call, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(by, time, cancellationToken);
        try
        {
            return await call(timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AccountException(
                AccountErrorKind.Unavailable,
                action,
                resource,
                $"AWS did not answer {action}{(resource is null ? "" : $" for {resource}")} in time. "
                + "Check the function's network path to AWS, and the AWS Health Dashboard.",
                exception);
        }
    }

    private static string? Only(IReadOnlyCollection<string> ids) => ids.Count == 1 ? ids.First() : null;
}
