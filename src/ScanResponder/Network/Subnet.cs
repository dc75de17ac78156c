using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>A subnet: <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Subnet.html"/>.</summary>
/// <param name="Id"><c>subnet-…</c>.</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="AvailabilityZone">Where it is, such as <c>eu-west-1a</c>; null where EC2 does not say.</param>
/// <param name="Cidrs">Its blocks, of both families.</param>
public sealed record Subnet(string Id, string? VpcId, string? AvailabilityZone, ImmutableArray<Cidr> Cidrs);
