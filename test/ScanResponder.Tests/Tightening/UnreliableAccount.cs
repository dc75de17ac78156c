using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>
/// An account whose answers can be spoilt, call by call. It gives way to other tasks before each call, as a network would, and writes down what
/// it was asked to do.
/// </summary>
internal sealed class UnreliableAccount(IAccount account) : IAccount
{
    private readonly List<(string Call, int Time, Func<Func<Task>, Task> Course)> _courses = [];
    private readonly List<string> _calls = [];

    /// <summary>The calls so far: <c>authorize</c>, <c>revoke</c>, <c>tag</c>, <c>read</c>, with <c>dry-run </c> before it where it was one.</summary>
    internal ImmutableArray<string> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    /// <summary>Says how the call of that name goes that time, counted from 1; a time of 0 is each time.</summary>
    internal UnreliableAccount On(string call, int time, Func<Func<Task>, Task> course)
    {
        _courses.Add((call, time, course));
        return this;
    }

    internal static Func<Func<Task>, Task> Refused(AccountErrorKind kind) => _ => throw Error(kind);

    internal static Func<Func<Task>, Task> AnswerLost { get; } = async perform =>
    {
        await perform();
        throw Error(AccountErrorKind.Unavailable);
    };

    internal static Func<Func<Task>, Task> After(Func<Task> whatSomebodyElseDoes) => async perform =>
    {
        await whatSomebodyElseDoes();
        await perform();
    };

    public Task<Instance?> FindInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        account.FindInstanceAsync(instanceId, cancellationToken);

    public Task<ImmutableArray<NetworkInterface>> InterfacesOfInstanceAsync(string instanceId, CancellationToken cancellationToken) =>
        account.InterfacesOfInstanceAsync(instanceId, cancellationToken);

    public Task<ImmutableArray<NetworkInterface>> InterfacesUsingGroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        account.InterfacesUsingGroupsAsync(groupIds, cancellationToken);

    public Task<ImmutableArray<SecurityGroup>> GroupsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        CallAsync("read", () => account.GroupsAsync(groupIds, cancellationToken));

    public Task<Vpc?> FindVpcAsync(string vpcId, CancellationToken cancellationToken) => account.FindVpcAsync(vpcId, cancellationToken);

    public Task<ImmutableArray<NetworkInterface>> FindInterfaceAsync(string interfaceId, CancellationToken cancellationToken) =>
        account.FindInterfaceAsync(interfaceId, cancellationToken);

    public Task<ImmutableArray<string>> GroupIdsCitingAsync(string prefixListId, CancellationToken cancellationToken) =>
        account.GroupIdsCitingAsync(prefixListId, cancellationToken);

    public Task<ImmutableArray<NetworkInterface>> InterfacesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        account.InterfacesAtAsync(addresses, cancellationToken);

    public Task<ImmutableArray<NetworkInterface>> LoadBalancersAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        account.LoadBalancersAsync(vpcIds, cancellationToken);

    public Task<ImmutableArray<Instance>> InstancesAtAsync(IReadOnlyCollection<string> addresses, CancellationToken cancellationToken) =>
        account.InstancesAtAsync(addresses, cancellationToken);

    public Task<ImmutableArray<Instance>> SomeInstancesUsingGroupsAsync(
        IReadOnlyCollection<string> groupIds, int most, CancellationToken cancellationToken) =>
        account.SomeInstancesUsingGroupsAsync(groupIds, most, cancellationToken);

    public Task<ImmutableArray<RouteTable>> RouteTablesAsync(
        IReadOnlyCollection<string> subnetIds, IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        account.RouteTablesAsync(subnetIds, vpcIds, cancellationToken);

    public Task<ImmutableArray<RouteTable>> RouteTablesOfVpcsAsync(IReadOnlyCollection<string> vpcIds, CancellationToken cancellationToken) =>
        account.RouteTablesOfVpcsAsync(vpcIds, cancellationToken);

    public Task<ImmutableArray<NetworkAcl>> NetworkAclsAsync(IReadOnlyCollection<string> subnetIds, CancellationToken cancellationToken) =>
        account.NetworkAclsAsync(subnetIds, cancellationToken);

    public Task<PublicAccessBlock> PublicAccessBlockAsync(CancellationToken cancellationToken) =>
        account.PublicAccessBlockAsync(cancellationToken);

    public Task<ImmutableArray<string>> AssociatedVpcIdsAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        account.AssociatedVpcIdsAsync(groupIds, cancellationToken);

    public Task<PrefixList> PrefixListAsync(string prefixListId, CancellationToken cancellationToken) =>
        account.PrefixListAsync(prefixListId, cancellationToken);

    public Task<ImmutableArray<IngressRule>> AuthorizeAsync(
        string groupId, IReadOnlyCollection<RuleDraft> rules, TagSet tags, bool dryRun, CancellationToken cancellationToken) =>
        CallAsync(dryRun ? "dry-run authorize" : "authorize", () => account.AuthorizeAsync(groupId, rules, tags, dryRun, cancellationToken));

    public Task<ImmutableArray<Permission>> RevokeAsync(
        string groupId, IReadOnlyCollection<Permission> permissions, bool dryRun, CancellationToken cancellationToken) =>
        CallAsync(dryRun ? "dry-run revoke" : "revoke", () => account.RevokeAsync(groupId, permissions, dryRun, cancellationToken));

    public Task TagRulesAsync(IReadOnlyCollection<string> ruleIds, TagSet tags, CancellationToken cancellationToken) => CallAsync("tag", async () =>
    {
        await account.TagRulesAsync(ruleIds, tags, cancellationToken);
        return true;
    });

    private static AccountException Error(AccountErrorKind kind) => new(kind, "ec2:Something", "sg-1", $"The account says {kind}.");

    private async Task<T> CallAsync<T>(string call, Func<Task<T>> perform)
    {
        int time;
        lock (_calls)
        {
            _calls.Add(call);
            time = _calls.Count(earlier => earlier == call);
        }

        await Task.Yield();
        var answer = default(T);
        var course = _courses.Find(entry => entry.Call == call && (entry.Time == 0 || entry.Time == time)).Course;
        await (course ?? (usual => usual()))(async () => answer = await perform());
        return answer!;
    }
}
