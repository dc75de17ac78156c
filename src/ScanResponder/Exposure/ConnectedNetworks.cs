using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>The networks that route tables lead to by VPN, Direct Connect, peering, transit gateway or cloud WAN.</summary>
public static class ConnectedNetworks
{
    /// <summary>
    /// The most blocks that are trusted one by one. A security group holds 60 rules, and a transit gateway may announce hundreds of networks: then the private
    /// ranges that they are from stand for them. What no private route leads to cannot send from there.
    /// </summary>
    public const int MostBlocks = 16;

    /// <summary>
    /// Each block that an active route hands to another network, with the route's target, the widest first. A default route leads to everybody and names no
    /// network.
    /// </summary>
    /// <param name="tables">The route tables.</param>
    /// <param name="prefixLists">The prefix lists that routes name, by id; a route whose list is missing here is passed over.</param>
    public static ImmutableArray<(Cidr Block, string Target)> Of(IEnumerable<RouteTable> tables, IReadOnlyDictionary<string, PrefixList> prefixLists) =>
    [
        .. tables.SelectMany(table => table.Routes)
            .Where(route => route is { Active: true, IsToNetwork: true })
            .SelectMany(route => BlocksOf(route, prefixLists).Select(block => (Block: block, route.Target)))
            .Where(entry => !World.IsWorld(entry.Block))
            .Distinct()
            .OrderBy(entry => entry.Block.PrefixLength)
            .ThenBy(entry => entry.Block),
    ];

    /// <summary>The private ones of these blocks, each that is not inside another one; at most <see cref="MostBlocks"/> and a few.</summary>
    public static ImmutableArray<Cidr> Private(IEnumerable<(Cidr Block, string Target)> networks)
    {
        var blocks = Outermost(networks.Select(network => network.Block).Where(World.IsPrivate));
        return blocks.Length <= MostBlocks ? blocks : Outermost(blocks.Select(block => World.PrivateBlocks.First(range => range.Contains(block))));
    }

    private static ImmutableArray<Cidr> Outermost(IEnumerable<Cidr> blocks)
    {
        var kept = ImmutableArray.CreateBuilder<Cidr>();
        foreach (var block in blocks.Distinct().OrderBy(block => block.PrefixLength).ThenBy(block => block))
        {
            if (!kept.Any(wide => wide.Contains(block)))
                kept.Add(block);
        }

        return kept.ToImmutable();
    }

    private static ImmutableArray<Cidr> BlocksOf(Route route, IReadOnlyDictionary<string, PrefixList> prefixLists) => route.Destination switch
    {
        RouteDestination.Block block => [block.Cidr],
        RouteDestination.PrefixList list when prefixLists.TryGetValue(list.Id, out var known) => known.Entries,
        _ => [],
    };
}
