using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Exposure;

/// <summary>Scanners that are the operator's own.</summary>
public static class KnownScanners
{
    /// <summary>True where the trigger names addresses of those who tried, and all of them are known scanners.</summary>
    /// <param name="trigger">The trigger.</param>
    /// <param name="known">The scanners: blocks and prefix lists.</param>
    /// <param name="prefixLists">Those lists, by id. A list that is missing here, and an entry that is the world, knows nobody.</param>
    public static bool AreAll(Trigger trigger, ImmutableArray<Trust> known, IReadOnlyDictionary<string, PrefixList> prefixLists)
    {
        // Where an instance attacks, the address is its victim's. Attempts that are left out may be anybody's.
        if (known.IsEmpty || trigger.SubjectDoes is not null || trigger.Probes.IsEmpty || !trigger.MorePorts.IsEmpty || !trigger.MorePlaces.IsEmpty)
            return false;
        var blocks = known.SelectMany(trust => trust switch
        {
            Trust.Block block => [block.Cidr],
            Trust.PrefixList list when prefixLists.TryGetValue(list.Id, out var entries) => entries.Entries.Where(entry => !World.IsWorld(entry)),
            _ => [],
        }).ToList();
        return trigger.Probes.All(probe => Cidr.TryParseHost(probe.RemoteIp, out var host) && blocks.Exists(block => block.Contains(host)));
    }
}
