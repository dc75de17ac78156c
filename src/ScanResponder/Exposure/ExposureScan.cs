using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>Finds the rules that let the world reach guarded ports.</summary>
public static class ExposureScan
{
    /// <summary>
    /// The exposures of these ports, by port, in the order of the groups and their rules.
    /// </summary>
    /// <param name="groups">The attached groups, whose rules add up.</param>
    /// <param name="prefixLists">The prefix lists that the rules name, by id; a rule whose list is missing here is passed over.</param>
    /// <param name="ports">The guarded TCP ports.</param>
    /// <param name="trusted">Sources that are nobody's world: a block that they cover is no exposure.</param>
    public static ImmutableArray<PortExposure> Find(
        IReadOnlyCollection<SecurityGroup> groups,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IEnumerable<int> ports,
        IReadOnlyCollection<TrustedSource> trusted)
    {
        var trustedBlocks = trusted.SelectMany(source => source.Blocks).ToList();
        var trustedSets = Enum.GetValues<IpFamily>().ToDictionary(family => family, family => AddressSet.Of(family, trustedBlocks));
        var exposures = ImmutableArray.CreateBuilder<PortExposure>();
        foreach (var port in ports.Distinct().Order())
        {
            // Not copied: with thousands of rules, copies are what takes the time.
            var admitting = groups
                .SelectMany(group => group.Rules)
                .Where(rule => rule.Traffic.TcpPorts is { } range && range.Contains(port));
            var lists = admitting.Select(rule => rule.Source).OfType<RuleSource.PrefixList>().Distinct()
                .ToDictionary(list => list, list => BlocksOf(list, prefixLists));
            var blocks = admitting.Select(rule => rule.Source).OfType<RuleSource.Block>().Select(source => source.Cidr);
            var world = World.Among(blocks.Concat(lists.Values.SelectMany(entries => entries)));
            var openLists = lists.ToDictionary(list => list.Key, list => list.Value.Where(IsOpen).ToImmutableArray());
            foreach (var rule in admitting)
            {
                ImmutableArray<Cidr> open = rule.Source switch
                {
                    RuleSource.Block block => IsOpen(block.Cidr) ? [block.Cidr] : [],
                    RuleSource.PrefixList list => openLists[list],
                    _ => [],
                };
                if (open.Length > 0)
                    exposures.Add(new(port, rule, open));
            }

            bool IsOpen(Cidr block) => world.Contains(block) && !trustedSets[block.Family].Covers(block);
        }

        return exposures.ToImmutable();
    }

    /// <summary>The blocks that a source stands for; none for a group, whose members have private addresses.</summary>
    public static ImmutableArray<Cidr> BlocksOf(RuleSource source, IReadOnlyDictionary<string, PrefixList> prefixLists) => source switch
    {
        RuleSource.Block block => [block.Cidr],
        RuleSource.PrefixList list => prefixLists.TryGetValue(list.Id, out var known) ? known.Entries : [],
        _ => [],
    };
}
