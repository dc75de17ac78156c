using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Accounts;

/// <summary>What the account looked like when the finding came, as far as it could be read.</summary>
public sealed record AccountView
{
    /// <summary>A view of nothing, with the reasons for which nothing could be read.</summary>
    public static AccountView Unreadable(Instance? instance, AccountException why) => new() { Instance = instance, Failures = [why], Groups = null };

    /// <summary>The instance, as the account describes it, else as the finding does; null where the finding is about none.</summary>
    public Instance? Instance { get; init; }

    /// <summary>What people call the account; null where that is not known.</summary>
    public string? AccountName { get; init; }

    /// <summary>False where what is missing may be elsewhere: see <see cref="IAccount.IsComplete"/>.</summary>
    public bool IsComplete { get; init; } = true;

    /// <summary>The ids of the groups that were looked for and not found.</summary>
    public ImmutableArray<string> MissingGroups { get; init; } = [];

    /// <summary>The instance's interfaces; empty where the account knows none.</summary>
    public ImmutableArray<NetworkInterface> Interfaces { get; init; } = [];

    /// <summary>
    /// The groups of the interfaces that the finding is about: of those that it names, else of all that the instance has; where it has none any more, of
    /// those that the finding describes. Null where they could not be read.
    /// </summary>
    public ImmutableArray<SecurityGroup>? Groups { get; init; } = [];

    /// <summary>
    /// The ids of the groups that each of those interfaces carries: only those add up. Empty where that is not known, so that all of
    /// <see cref="Groups"/> do.
    /// </summary>
    public ImmutableArray<ImmutableArray<string>> GroupsByInterface { get; init; } = [];

    /// <summary>The prefix lists that the groups' rules and the routes name, by id. A list that could not be read is missing.</summary>
    public IReadOnlyDictionary<string, PrefixList> PrefixLists { get; init; } = FrozenDictionary<string, PrefixList>.Empty;

    /// <summary>Who keeps access; null where that could not be read, so that no change is safe.</summary>
    public ImmutableArray<TrustedSource>? Trusted { get; init; } = [];

    /// <summary>The other interfaces that carry one of <see cref="Groups"/>; null where they could not be read.</summary>
    public ImmutableArray<NetworkInterface>? Sharing { get; init; } = [];

    /// <summary>Some of the instances that <see cref="Sharing"/> belongs to, for their names.</summary>
    public ImmutableArray<Instance> SharingInstances { get; init; } = [];

    /// <summary>The interfaces that have the private addresses which the trigger names as those that tried.</summary>
    public ImmutableArray<NetworkInterface> RemoteInterfaces { get; init; } = [];

    /// <summary>The instances at those addresses.</summary>
    public ImmutableArray<Instance> RemoteInstances { get; init; } = [];

    /// <summary>Every interface that was read, each once.</summary>
    public IReadOnlyCollection<NetworkInterface> KnownInterfaces => [.. Interfaces.Concat(Sharing ?? []).Concat(RemoteInterfaces).DistinctBy(networkInterface => networkInterface.Id)];

    /// <summary>Every instance that was read, each once.</summary>
    public IReadOnlyCollection<Instance> KnownInstances =>
        [.. new[] { Instance }.OfType<Instance>().Concat(SharingInstances).Concat(RemoteInstances).DistinctBy(instance => instance.Id)];

    /// <summary>
    /// The route tables that the interfaces' subnets name, and the main tables of their VPCs; null where they could not be read.
    /// </summary>
    public ImmutableArray<RouteTable>? RouteTables { get; init; }

    /// <summary>The network ACLs of the interfaces' subnets; null where they could not be read.</summary>
    public ImmutableArray<NetworkAcl>? NetworkAcls { get; init; }

    /// <summary>The interfaces of network load balancers in the interfaces' VPCs; empty where they could not be read.</summary>
    public ImmutableArray<NetworkInterface> LoadBalancers { get; init; } = [];

    /// <summary>VPC Block Public Access of the Region; null where it could not be read.</summary>
    public PublicAccessBlock? PublicAccess { get; init; }

    /// <summary>
    /// What could not be read of the way from the internet to the instance. It leaves unknown whether packets get there, and nothing else.
    /// </summary>
    public ImmutableArray<AccountException> PathFailures { get; init; } = [];

    /// <summary>The way from the internet to the instance, as far as it could be read.</summary>
    public NetworkPath Path => new()
    {
        Instance = Instance,
        Interfaces = Interfaces.IsEmpty && InterfaceFailures.Any() ? null : Interfaces,
        RouteTables = RouteTables,
        NetworkAcls = NetworkAcls,
        LoadBalancers = LoadBalancers,
        PublicAccess = PublicAccess,
        PrefixLists = PrefixLists,
        Unread = [.. (Interfaces.IsEmpty ? InterfaceFailures : []).Concat(PathFailures).Select(failure => failure.Message)],
    };

    /// <summary>What could not be read.</summary>
    public ImmutableArray<AccountException> Failures { get; init; } = [];

    /// <summary>What people should know about the reading, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    private IEnumerable<AccountException> InterfaceFailures => Failures.Where(failure => failure.Action == "ec2:DescribeNetworkInterfaces");
}
