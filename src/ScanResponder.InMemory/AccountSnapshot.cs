using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.InMemory;

/// <summary>One Region of an account at one moment.</summary>
/// <remarks>
/// Two snapshots are equal where they hold the same lists, so that an <see cref="InMemoryAccount"/> to which nothing was done gives back a
/// snapshot equal to the one that it was made from.
/// </remarks>
public sealed record AccountSnapshot
{
    /// <summary>An account with nothing in it.</summary>
    public static AccountSnapshot Empty { get; } = new();

    /// <summary>The twelve digits of the account; null where the snapshot may stand for any.</summary>
    public string? AccountId { get; init; }

    /// <summary>The account's alias; null where it has none.</summary>
    public string? AccountName { get; init; }

    /// <summary>The Region; null where the snapshot may stand for any.</summary>
    public string? Region { get; init; }

    /// <summary>When the snapshot was taken; null where that is not known.</summary>
    public DateTimeOffset? TakenAt { get; init; }

    /// <summary>The account that most of what is in it belongs to; null where nothing says so.</summary>
    public string? LikelyAccountId { get; init; }

    /// <summary>The Region that most of what is in it is in; null where nothing says so.</summary>
    public string? LikelyRegion { get; init; }

    /// <summary>The lists that were not read at all, by the names that <c>aws ec2 describe-*</c> gives them, so that nothing follows from their being empty.</summary>
    public ImmutableArray<string> Missing { get; init; } = [];

    /// <summary>Its instances.</summary>
    public ImmutableArray<Instance> Instances { get; init; } = [];

    /// <summary>Its network interfaces, attached or not.</summary>
    public ImmutableArray<NetworkInterface> Interfaces { get; init; } = [];

    /// <summary>Its security groups with their inbound rules.</summary>
    public ImmutableArray<SecurityGroup> Groups { get; init; } = [];

    /// <summary>Its VPCs.</summary>
    public ImmutableArray<Vpc> Vpcs { get; init; } = [];

    /// <summary>Its subnets.</summary>
    public ImmutableArray<Subnet> Subnets { get; init; } = [];

    /// <summary>Its route tables.</summary>
    public ImmutableArray<RouteTable> RouteTables { get; init; } = [];

    /// <summary>Its network ACLs.</summary>
    public ImmutableArray<NetworkAcl> NetworkAcls { get; init; } = [];

    /// <summary>VPC Block Public Access of the Region.</summary>
    public PublicAccessBlock PublicAccess { get; init; } = PublicAccessBlock.Off;

    /// <summary>True where the account says whether it is on; a copy may lack that.</summary>
    public bool TellsPublicAccess { get; init; }

    /// <summary>The groups that are associated with a VPC beside their own.</summary>
    public ImmutableArray<(string GroupId, string VpcId)> AssociatedVpcs { get; init; } = [];

    /// <summary>Its prefix lists with their entries.</summary>
    public ImmutableArray<PrefixList> PrefixLists { get; init; } = [];
}
