using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>A network that a private route leads to, whose access to a port ends with the world's.</summary>
/// <param name="Block">Its addresses.</param>
/// <param name="Via">What leads to it, such as <c>pcx-…</c>; <c>local</c> for the VPC itself.</param>
internal sealed record LostAccess(Cidr Block, string Via)
{
    /// <summary>Those networks that the exposures let in, that nobody trusts, and that no other rule lets in.</summary>
    /// <param name="closing">The exposures that are to be closed.</param>
    /// <param name="groups">The groups with all their rules.</param>
    /// <param name="tables">The route tables; none where they could not be read.</param>
    /// <param name="prefixLists">The prefix lists that rules and routes name, by id.</param>
    /// <param name="trusted">Who keeps access.</param>
    public static ImmutableArray<LostAccess> Of(
        IReadOnlyCollection<PortExposure> closing,
        IReadOnlyCollection<SecurityGroup> groups,
        IReadOnlyCollection<RouteTable> tables,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IReadOnlyCollection<TrustedSource> trusted)
    {
        if (closing.Count == 0)
            return [];
        var blocks = trusted.SelectMany(source => source.Blocks).ToList();
        var kept = Enum.GetValues<IpFamily>().ToDictionary(family => family, family => AddressSet.Of(family, blocks));
        var removed = closing.Select(exposure => exposure.Rule.Id).ToHashSet();
        var staying = groups.SelectMany(group => group.Rules).Where(rule => rule.Traffic.TcpPorts is not null && !removed.Contains(rule.Id)).ToList();
        var local = tables.SelectMany(table => table.Routes)
            .Where(route => route is { Active: true, Target: "local" })
            .Select(route => route.Destination)
            .OfType<RouteDestination.Block>()
            .Select(block => (Block: block.Cidr, Target: "local"))
            .Distinct();
        return
        [
            .. local.Concat(ConnectedNetworks.Of(tables, prefixLists))
                .Where(network => !kept[network.Block.Family].Covers(network.Block) && PortsOpenTo(network.Block).Any(port => !IsKept(network.Block, port)))
                .Select(network => new LostAccess(network.Block, network.Target)),
        ];

        IEnumerable<int> PortsOpenTo(Cidr block) =>
            closing.Where(exposure => exposure.World.Any(world => world.Contains(block))).Select(exposure => exposure.Port).Distinct();

        bool IsKept(Cidr block, int port) => staying.Exists(rule => rule.Traffic.TcpPorts!.Value.Contains(port)
            && ExposureScan.BlocksOf(rule.Source, prefixLists).Any(admitted => admitted.Contains(block)));
    }

    /// <summary>The block and what leads to it, in words.</summary>
    public override string ToString() => Via == "local" ? $"{Block} (the VPC itself)" : $"{Block} (by {Via})";
}
