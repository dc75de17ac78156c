namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>A VPC with one subnet whose route table leads to the internet, over IPv4 and IPv6.</summary>
/// <param name="VpcId">The VPC, 10.0.0.0/16 and an IPv6 block of Amazon's.</param>
/// <param name="SubnetId">The subnet.</param>
/// <param name="RouteTableId">The route table, the VPC's main one.</param>
/// <param name="InternetGatewayId">The internet gateway.</param>
/// <param name="Ipv6Cidr">The subnet's /64.</param>
public sealed record PublicNetwork(string VpcId, string SubnetId, string RouteTableId, string InternetGatewayId, string Ipv6Cidr);
