using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Tests.Accounts;

/// <summary>
/// What a contract test finds: a fresh VPC (10.20.0.0/16, 10.30.0.0/16 and an IPv6 block) with two groups without inbound rules, the
/// first with the tag <c>team=blue</c>; a running instance named <c>bastion</c> with one interface that carries both; a prefix list of
/// 198.51.100.0/24 and 203.0.113.0/25. The instance's subnet names no route table and has the VPC's own network ACL; the VPC's main
/// table leads to an internet gateway. A second subnet has a table of its own, with routes of every kind of destination, and a network ACL
/// that denies TCP 22 (rule 90), then allows ICMP, ports 0-1023 of UDP and everything over IPv6 (100-120) and lets TCP out (100). An
/// instance named <c>neighbour</c> carries a third group.
/// </summary>
/// <param name="Account">The account under test.</param>
/// <param name="VpcId">The VPC.</param>
/// <param name="Ipv6Block">Its IPv6 block.</param>
/// <param name="GroupId">The first group.</param>
/// <param name="OtherGroupId">The second group.</param>
/// <param name="InstanceId">The instance.</param>
/// <param name="PrefixListId">The prefix list.</param>
/// <param name="GatewayId">The internet gateway.</param>
/// <param name="SubnetId">The instance's subnet.</param>
/// <param name="OtherSubnetId">The second subnet.</param>
/// <param name="NeighbourGroupId">The third group.</param>
public sealed record Scene(
    IAccount Account, string VpcId, Cidr Ipv6Block, string GroupId, string OtherGroupId, string InstanceId, string PrefixListId, string GatewayId,
    string SubnetId, string OtherSubnetId, string NeighbourGroupId)
{
    /// <summary>The account that all of it belongs to.</summary>
    public string OwnerId { get; init; } = "123456789012";
}
