using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>What is known of the way between the internet and an instance, beside its security groups.</summary>
public sealed record NetworkPath
{
    /// <summary>The instance; null where it is not known.</summary>
    public Instance? Instance { get; init; }

    /// <summary>Its interfaces; null where they could not be read.</summary>
    public ImmutableArray<NetworkInterface>? Interfaces { get; init; }

    /// <summary>The route tables that its subnets name, and the main tables of its VPCs; null where they could not be read.</summary>
    public ImmutableArray<RouteTable>? RouteTables { get; init; }

    /// <summary>The network ACLs of its subnets; null where they could not be read.</summary>
    public ImmutableArray<NetworkAcl>? NetworkAcls { get; init; }

    /// <summary>The interfaces of network load balancers in its VPC, which may pass clients' addresses on to it.</summary>
    public ImmutableArray<NetworkInterface> LoadBalancers { get; init; } = [];

    /// <summary>VPC Block Public Access of the Region; null where it could not be read.</summary>
    public PublicAccessBlock? PublicAccess { get; init; }

    /// <summary>The prefix lists that routes name, by id. A list that could not be read is missing.</summary>
    public IReadOnlyDictionary<string, PrefixList> PrefixLists { get; init; } = FrozenDictionary<string, PrefixList>.Empty;

    /// <summary>Why parts of it could not be read, a sentence each.</summary>
    public ImmutableArray<string> Unread { get; init; } = [];
}
