using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Audit;

/// <summary>Who keeps access, told from what was read of a Region.</summary>
internal static class TrustOfInventory
{
    /// <summary>The trusted sources around these VPCs; null where one of them is not known, so that no change is safe.</summary>
    internal static ImmutableArray<TrustedSource>? Of(
        ImmutableArray<Trust> trusted, Inventory inventory, IReadOnlyCollection<string> vpcIds, ImmutableArray<RouteTable>? tables)
    {
        var sources = ImmutableArray.CreateBuilder<TrustedSource>();
        foreach (var trust in trusted)
        {
            switch (trust)
            {
                case Trust.Block block:
                    sources.Add(TrustedSource.Of(block.Cidr));
                    break;
                case Trust.PrefixList list when inventory.PrefixLists.TryGetValue(list.Id, out var known):
                    sources.AddRange(TrustedSource.Of(known));
                    break;
                case Trust.OwnVpc when Vpcs(inventory, vpcIds) is { } blocks:
                    sources.AddRange(blocks.Select(TrustedSource.Of));
                    break;
                case Trust.Connected when Vpcs(inventory, vpcIds) is { } blocks && Connected(inventory, tables) is { } connected:
                    sources.AddRange(blocks.Concat(connected).Distinct().Select(TrustedSource.Of));
                    break;
                default:
                    return null;
            }
        }

        return sources.ToImmutable();
    }

    private static ImmutableArray<Cidr>? Vpcs(Inventory inventory, IReadOnlyCollection<string> vpcIds)
    {
        if (inventory.Vpcs is not { } vpcs || vpcIds.Count == 0)
            return null;
        var known = vpcs.Where(vpc => vpcIds.Contains(vpc.Id)).ToList();
        return known.Count < vpcIds.Count ? null : [.. known.SelectMany(vpc => vpc.Cidrs).Distinct()];
    }

    private static ImmutableArray<Cidr>? Connected(Inventory inventory, ImmutableArray<RouteTable>? tables)
    {
        if (tables is not { } known)
            return null;
        var unread = known.SelectMany(table => table.Routes)
            .Any(route => route is { Active: true, IsToNetwork: true, Destination: RouteDestination.PrefixList list } && !inventory.PrefixLists.ContainsKey(list.Id));
        return unread ? null : ConnectedNetworks.Private(ConnectedNetworks.Of(known, inventory.PrefixLists));
    }
}
