using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Tests.Accounts;

/// <summary>
/// An account whose answers come in waves: all calls that are under way are answered together, and only when whoever asks waits for nothing but
/// them.
/// </summary>
/// <param name="inner">Who answers.</param>
/// <param name="denied">The IAM actions that are not permitted.</param>
internal sealed class WaveAccount(IAccount inner, params string[] denied) : IAccount
{
    private readonly List<List<string>> _waves = [];
    private List<string> _calls = [];
    private TaskCompletionSource _answer = new();

    /// <summary>The call whose answer comes a wave later than it would, or null.</summary>
    internal string? Late { get; init; }

    /// <summary>What was asked in each wave.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Waves => _waves;

    /// <summary>Runs to the end, wave after wave, on this thread alone.</summary>
    internal T Run<T>(Func<Task<T>> read)
    {
        var outside = SynchronizationContext.Current;
        var steps = new StepQueue();
        SynchronizationContext.SetSynchronizationContext(steps);
        try
        {
            var running = read();
            steps.RunAll();
            while (!running.IsCompleted)
            {
                Assert.NotEmpty(_calls);
                _waves.Add(_calls);
                var answer = _answer;
                (_calls, _answer) = ([], new());
                answer.SetResult();
                steps.RunAll();
            }

            return running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    public Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeInstances", instanceId, () => inner.FindInstanceAsync(instanceId, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeNetworkInterfaces", instanceId, () => inner.InterfacesOfInstanceAsync(instanceId, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeNetworkInterfaces", Ids(groupIds), () => inner.InterfacesUsingGroupsAsync(groupIds, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> FindInterfaceAsync(string interfaceId, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeNetworkInterfaces", interfaceId, () => inner.FindInterfaceAsync(interfaceId, cancellationToken));

    public Task<ImmutableArray<string>> GroupIdsCitingAsync(string prefixListId, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeSecurityGroups", prefixListId, () => inner.GroupIdsCitingAsync(prefixListId, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> InterfacesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeNetworkInterfaces", Ids(addresses), () => inner.InterfacesAtAsync(addresses, cancellationToken));

    public Task<ImmutableArray<NetworkInterface>> LoadBalancersAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeNetworkInterfaces", Ids(vpcIds), () => inner.LoadBalancersAsync(vpcIds, cancellationToken));

    public Task<ImmutableArray<Instance>> InstancesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeInstances", Ids(addresses), () => inner.InstancesAtAsync(addresses, cancellationToken));

    public Task<ImmutableArray<Instance>> SomeInstancesUsingGroupsAsync(IReadOnlyCollection<string> groupIds, int most, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeInstances", Ids(groupIds), () => inner.SomeInstancesUsingGroupsAsync(groupIds, most, cancellationToken));

    public Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeSecurityGroups", Ids(groupIds), () => inner.GroupsAsync(groupIds, cancellationToken));

    public Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeVpcs", vpcId, () => inner.FindVpcAsync(vpcId, cancellationToken));

    public Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> subnetIds, IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeRouteTables", Ids([.. subnetIds, .. vpcIds]), () => inner.RouteTablesAsync(subnetIds, vpcIds, cancellationToken));

    public Task<ImmutableArray<RouteTable>> RouteTablesOfVpcsAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeRouteTables", Ids(vpcIds), () => inner.RouteTablesOfVpcsAsync(vpcIds, cancellationToken));

    public Task<ImmutableArray<NetworkAcl>> NetworkAclsAsync(IReadOnlyCollection<string> subnetIds, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeNetworkAcls", Ids(subnetIds), () => inner.NetworkAclsAsync(subnetIds, cancellationToken));

    public Task<PublicAccessBlock> PublicAccessBlockAsync(CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeVpcBlockPublicAccessOptions", "", () => inner.PublicAccessBlockAsync(cancellationToken));

    public Task<ImmutableArray<string>> AssociatedVpcIdsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("ec2:DescribeSecurityGroupVpcAssociations", Ids(groupIds), () => inner.AssociatedVpcIdsAsync(groupIds, cancellationToken));

    public Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken) =>
        AskAsync("ec2:GetManagedPrefixListEntries", prefixListId, () => inner.PrefixListAsync(prefixListId, cancellationToken));

    public Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken) =>
        AskAsync("ec2:AuthorizeSecurityGroupIngress", groupId, () => inner.AuthorizeAsync(groupId, rules, tags, dryRun, cancellationToken));

    public Task<ImmutableArray<Permission>> RevokeAsync(
        string groupId, IReadOnlyCollection<Permission> permissions, bool dryRun, CancellationToken cancellationToken) =>
        throw new NotSupportedException();

    public Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken) => AskAsync(
        "ec2:CreateTags",
        Ids(ruleIds),
        async () =>
        {
            await inner.TagRulesAsync(ruleIds, tags, cancellationToken);
            return true;
        });

    private async Task<T> AskAsync<T>(string action, string about, Func<Task<T>> ask)
    {
        _calls.Add($"{action} {about}");
        await _answer.Task;
        if (Late == $"{action} {about}")
        {
            _calls.Add(Late);
            await _answer.Task;
        }

        return denied.Contains(action)
            ? throw new AccountException(AccountErrorKind.Denied, action, null, $"Grant {action}.")
            : await ask();
    }

    private static string Ids(IReadOnlyCollection<string> ids) => string.Join(" ", ids);
}
