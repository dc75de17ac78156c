using System.Collections.Immutable;

namespace ScanResponder.Triggers;

/// <summary>
/// A network interface as a finding describes it: as it was when GuardDuty looked. What the finding does not say is null, and so are ids
/// that AWS would not accept, such as those that sample findings make up.
/// </summary>
/// <param name="Id"><c>eni-…</c>; findings of early 2018 do not name it.</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="SubnetId">Its subnet.</param>
/// <param name="PublicIp">Its public IPv4 address.</param>
/// <param name="PrivateIp">Its primary private IPv4 address.</param>
/// <param name="GroupIds">Its security groups, each once; only ids of the form <c>sg-…</c>, so of a sample's groups none.</param>
public sealed record ReportedInterface(
    string? Id,
    string? VpcId,
    string? SubnetId,
    string? PublicIp,
    string? PrivateIp,
    ImmutableArray<string> GroupIds)
{
    /// <summary>Its private addresses of both families, as far as the finding names them.</summary>
    public ImmutableArray<string> Addresses { get; init; } = [];
}
