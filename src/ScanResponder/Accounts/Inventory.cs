using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Accounts;

/// <summary>All of one Region of an account that says who can reach what, as far as it could be read.</summary>
/// <param name="Scope">The account and the Region.</param>
public sealed record Inventory(AwsScope Scope)
{
    /// <summary>The security groups with their inbound rules; null where they could not be read.</summary>
    public ImmutableArray<SecurityGroup>? Groups { get; init; }

    /// <summary>The network interfaces, attached or not; null where they could not be read.</summary>
    public ImmutableArray<NetworkInterface>? Interfaces { get; init; }

    /// <summary>The instances; null where they could not be read.</summary>
    public ImmutableArray<Instance>? Instances { get; init; }

    /// <summary>The VPCs; null where they could not be read.</summary>
    public ImmutableArray<Vpc>? Vpcs { get; init; }

    /// <summary>The subnets; null where they could not be read.</summary>
    public ImmutableArray<Subnet>? Subnets { get; init; }

    /// <summary>The route tables; null where they could not be read.</summary>
    public ImmutableArray<RouteTable>? RouteTables { get; init; }

    /// <summary>The network ACLs; null where they could not be read.</summary>
    public ImmutableArray<NetworkAcl>? NetworkAcls { get; init; }

    /// <summary>VPC Block Public Access; null where it is not known.</summary>
    public PublicAccessBlock? PublicAccess { get; init; }

    /// <summary>The prefix lists that rules, routes and the trusted sources name, by id. A list that could not be read is missing.</summary>
    public IReadOnlyDictionary<string, PrefixList> PrefixLists { get; init; } = FrozenDictionary<string, PrefixList>.Empty;

    /// <summary>What could not be read.</summary>
    public ImmutableArray<AccountException> Failures { get; init; } = [];

    /// <summary>What people should know about the reading, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];
}
