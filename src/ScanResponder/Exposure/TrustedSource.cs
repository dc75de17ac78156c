using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>A trusted source with the blocks it stands for at the time.</summary>
/// <param name="Source">How a rule for it is written: a block, or a prefix list.</param>
/// <param name="Blocks">Its blocks. None of them is the world.</param>
public sealed record TrustedSource(RuleSource Source, ImmutableArray<Cidr> Blocks)
{
    /// <summary>A trusted block.</summary>
    public static TrustedSource Of(Cidr block) => new(new RuleSource.Block(block), [block]);

    /// <summary>
    /// The list itself; or, where it has entries that are the world, its other entries one by one, since a rule that names the list would
    /// let the world in.
    /// </summary>
    public static IEnumerable<TrustedSource> Of(PrefixList list) => list.Entries.Any(World.IsWorld)
        ? list.Entries.Where(entry => !World.IsWorld(entry)).Select(Of)
        : [new(new RuleSource.PrefixList(list.Id), list.Entries)];
}
