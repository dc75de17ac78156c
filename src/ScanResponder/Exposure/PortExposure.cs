using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>A rule that lets the internet reach a guarded port.</summary>
/// <param name="Port">The guarded TCP port.</param>
/// <param name="Rule">The rule.</param>
/// <param name="World">The blocks of its source that are the world and are not all trusted; at least one.</param>
public sealed record PortExposure(int Port, IngressRule Rule, ImmutableArray<Cidr> World);
