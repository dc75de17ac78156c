namespace ScanResponder.Evidence;

/// <summary>A flow log: <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_FlowLog.html"/>.</summary>
/// <param name="Id"><c>fl-…</c>.</param>
/// <param name="ResourceId">What it watches: an interface, a subnet or a VPC.</param>
/// <param name="LogGroup">The log group that it goes to; null where it goes elsewhere.</param>
/// <param name="Destination">The ARN of the bucket or stream that it goes to; null where it goes to a log group.</param>
/// <param name="Format">The fields of its lines, such as <c>${version} ${srcaddr}</c>; null where EC2 does not say.</param>
/// <param name="TrafficType"><c>ALL</c>, <c>ACCEPT</c> or <c>REJECT</c>; null where EC2 does not say.</param>
public sealed record FlowLog(string Id, string ResourceId, string? LogGroup, string? Destination, string? Format, string? TrafficType);
