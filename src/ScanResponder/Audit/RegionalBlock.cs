using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Audit;

/// <summary>VPC Block Public Access of a Region.</summary>
/// <param name="Scope">The account and the Region.</param>
/// <param name="Block">What it stops there.</param>
public sealed record RegionalBlock(AwsScope Scope, PublicAccessBlock Block);
