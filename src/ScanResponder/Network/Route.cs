namespace ScanResponder.Network;

/// <summary>
/// A route of a route table. Of the routes that cover an address the one with the longest prefix carries the packet, even where it leads nowhere:
/// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html"/>.
/// </summary>
/// <param name="Destination">The addresses it speaks of.</param>
/// <param name="Target">
/// The id of what packets are handed to, such as <c>igw-…</c>, <c>nat-…</c> or <c>tgw-…</c>; <c>local</c> for the VPC itself; empty where EC2 does
/// not say.
/// </param>
/// <param name="Active">False for a black hole, whose target is gone or not attached: its packets are dropped.</param>
/// <param name="Propagated">True where a virtual private gateway announced it; a route that somebody made goes before it.</param>
public sealed record Route(RouteDestination Destination, string Target, bool Active, bool Propagated)
{
    /// <summary>True where the target is an internet gateway, the only one through which strangers come in, whether it is active or not.</summary>
    public bool IsToInternetGateway => Target.StartsWith("igw-", StringComparison.Ordinal);

    /// <summary>
    /// True where the target is a network interface or a Gateway Load Balancer endpoint: an appliance that may pass packets on or not. The
    /// gateway endpoints of S3 and DynamoDB, which have prefix lists as destinations, are none.
    /// </summary>
    public bool IsToAppliance =>
        Target.StartsWith("eni-", StringComparison.Ordinal)
        || Target.StartsWith("i-", StringComparison.Ordinal)
        || (Target.StartsWith("vpce-", StringComparison.Ordinal) && Destination is RouteDestination.Block);

    /// <summary>
    /// True where the target leads to another network that is joined to the VPC: by VPN or Direct Connect (<c>vgw-…</c>), peering (<c>pcx-…</c>), transit
    /// gateway (<c>tgw-…</c>) or cloud WAN (the ARN of a core network).
    /// </summary>
    public bool IsToNetwork =>
        Target.StartsWith("vgw-", StringComparison.Ordinal)
        || Target.StartsWith("pcx-", StringComparison.Ordinal)
        || Target.StartsWith("tgw-", StringComparison.Ordinal)
        || Target.Contains(":core-network/", StringComparison.Ordinal);

    /// <summary>True for the route that a gateway endpoint keeps: its prefix list holds addresses of an AWS service and of nobody else.</summary>
    public bool IsToAwsService => Target.StartsWith("vpce-", StringComparison.Ordinal) && Destination is RouteDestination.PrefixList;
}
