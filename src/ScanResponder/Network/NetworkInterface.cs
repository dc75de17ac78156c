using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>
/// An elastic network interface: <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkInterface.html"/>.
/// </summary>
/// <param name="Id"><c>eni-…</c>.</param>
/// <param name="InstanceId">The instance it is attached to, or null.</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="SubnetId">Its subnet.</param>
/// <param name="GroupIds">The security groups it carries, whose rules add up.</param>
/// <param name="PrivateIps">Private IPv4 addresses, the primary one first.</param>
/// <param name="PublicIps">Public and Elastic IPv4 addresses.</param>
/// <param name="Ipv6Addresses">IPv6 addresses, which are global unless private ranges were assigned.</param>
/// <param name="InterfaceType">EC2's word for what it serves: <c>interface</c>, <c>network_load_balancer</c>, <c>lambda</c> …</param>
/// <param name="Description">The description that its creator gave it, which names load balancers and databases; may be empty.</param>
/// <param name="OwnerId">The account it belongs to; null where EC2 does not say.</param>
public sealed record NetworkInterface(
    string Id,
    string? InstanceId,
    string? VpcId,
    string? SubnetId,
    ImmutableArray<string> GroupIds,
    ImmutableArray<string> PrivateIps,
    ImmutableArray<string> PublicIps,
    ImmutableArray<string> Ipv6Addresses,
    string InterfaceType,
    string Description,
    string? OwnerId);
