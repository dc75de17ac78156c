using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>A route table: <see href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html"/>.</summary>
/// <param name="Id"><c>rtb-…</c>.</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="IsMain">True for the table that serves every subnet of the VPC which names none itself.</param>
/// <param name="SubnetIds">The subnets that name it.</param>
/// <param name="Routes">Its routes, in no particular order.</param>
public sealed record RouteTable(string Id, string? VpcId, bool IsMain, ImmutableArray<string> SubnetIds, ImmutableArray<Route> Routes);
