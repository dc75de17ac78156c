using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>A rule that lets the internet reach a guarded port.</summary>
/// <param name="Port">The guarded TCP port.</param>
/// <param name="Rule">The rule.</param>
/// <param name="World">
/// The blocks of its source that are the world and are not all trusted; at least one. Where the source is a block, that is it, and <c>default</c> says so.
/// </param>
public sealed record PortExposure(int Port, IngressRule Rule, ImmutableArray<Cidr> World)
{
    /// <summary>The blocks of its source that are the world and are not all trusted; at least one.</summary>
    // Of thousands of rules most have a block: an array for each is a tenth of a plan's memory.
    public ImmutableArray<Cidr> World
    {
        get => field is { IsDefault: true } && Rule.Source is RuleSource.Block block ? [block.Cidr] : field;
        init;
    } = World;
}
