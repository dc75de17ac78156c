using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Triggers;
using ScanResponder.InMemory;
using ScanResponder.Network;

namespace ScanResponder.Tests.Simulation;

/// <summary>The account as a process gets at it.</summary>
/// <param name="process">The process.</param>
/// <param name="account">The account.</param>
internal sealed class ProcessAccount(Process process, InMemoryAccount account) : IAccount, IAccounts
{
    /// <summary>Is told of the group's rules before and after each edit that was performed.</summary>
    internal Action<SecurityGroup, SecurityGroup> Edited { get; init; } = (_, _) => { };

    public Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken) => Task.FromResult<IAccount>(this);

    public Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeInstances", () => account.FindInstanceAsync(instanceId, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeNetworkInterfaces", () => account.InterfacesOfInstanceAsync(instanceId, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeNetworkInterfaces", () => account.InterfacesUsingGroupsAsync(groupIds, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> FindInterfaceAsync(string interfaceId, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeNetworkInterfaces", () => account.FindInterfaceAsync(interfaceId, cancellationToken));

    public Task<ImmutableArray<string>> GroupIdsCitingAsync(string prefixListId, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeSecurityGroups", () => account.GroupIdsCitingAsync(prefixListId, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> InterfacesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeNetworkInterfaces", () => account.InterfacesAtAsync(addresses, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> LoadBalancersAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeNetworkInterfaces", () => account.LoadBalancersAsync(vpcIds, cancellationToken));

    public Task<ImmutableArray<Instance>> InstancesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeInstances", () => account.InstancesAtAsync(addresses, cancellationToken));

    public Task<ImmutableArray<Instance>> SomeInstancesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, int most, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeInstances", () => account.SomeInstancesUsingGroupsAsync(groupIds, most, cancellationToken));

    public Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("read", "ec2:DescribeSecurityGroupRules", () => account.GroupsAsync(groupIds, cancellationToken));

    public Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeVpcs", () => account.FindVpcAsync(vpcId, cancellationToken));

    public Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> subnetIds, IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeRouteTables", () => account.RouteTablesAsync(subnetIds, vpcIds, cancellationToken));

    public Task<ImmutableArray<RouteTable>> RouteTablesOfVpcsAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeRouteTables", () => account.RouteTablesOfVpcsAsync(vpcIds, cancellationToken));

    public Task<ImmutableArray<NetworkAcl>> NetworkAclsAsync(IReadOnlyCollection<string> subnetIds, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeNetworkAcls", () => account.NetworkAclsAsync(subnetIds, cancellationToken));

    public Task<PublicAccessBlock> PublicAccessBlockAsync(CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeVpcBlockPublicAccessOptions", () => account.PublicAccessBlockAsync(cancellationToken));

    public Task<ImmutableArray<string>> AssociatedVpcIdsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:DescribeSecurityGroupVpcAssociations", () => account.AssociatedVpcIdsAsync(groupIds, cancellationToken));

    public Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken) =>
        AskAsync("look", "ec2:GetManagedPrefixListEntries", () => account.PrefixListAsync(prefixListId, cancellationToken));

    public Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken) =>
        EditAsync("authorize", "ec2:AuthorizeSecurityGroupIngress", groupId, () => account.AuthorizeAsync(groupId, rules, tags, dryRun, cancellationToken));

    public Task<ImmutableArray<Permission>> RevokeAsync(
        string groupId, IReadOnlyCollection<Permission> permissions, bool dryRun, CancellationToken cancellationToken) =>
        EditAsync("revoke", "ec2:RevokeSecurityGroupIngress", groupId, () => account.RevokeAsync(groupId, permissions, dryRun, cancellationToken));

    public Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken) => AskAsync("tag", "ec2:CreateTags", async () =>
    {
        await account.TagRulesAsync(ruleIds, tags, cancellationToken);
        return true;
    });

    private Task<T> EditAsync<T>(string call, string action, string groupId, Func<Task<T>> edit) => AskAsync(call, action, async () =>
    {
        var before = Group(groupId);
        var answer = await edit();
        if (before is not null && Group(groupId) is { } after && !before.Rules.SequenceEqual(after.Rules))
            Edited(before, after);
        return answer;
    });

    private Task<T> AskAsync<T>(string call, string action, Func<Task<T>> ask) => process.CallAsync(
        call,
        ask,
        fault => new AccountException(
            fault switch
            {
                Fault.Throttled => AccountErrorKind.Throttled,
                Fault.Denied => AccountErrorKind.Denied,
                _ => AccountErrorKind.Unavailable,
            },
            action,
            null,
            $"The call was not answered: {fault}."));

    private SecurityGroup? Group(string id) => account.Snapshot.Groups.FirstOrDefault(group => group.Id == id);
}
