using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>A VPC and the blocks that are associated with it, of both families.</summary>
public sealed record Vpc(string Id, ImmutableArray<Cidr> Cidrs);
