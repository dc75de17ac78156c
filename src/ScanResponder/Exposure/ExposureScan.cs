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
            var admitting = groups
                .SelectMany(group => group.Rules)
                .Where(rule => rule.Traffic.TcpPorts is { } range && range.Contains(port))
                .ToList();
            var blocks = new Dictionary<RuleSource, ImmutableArray<Cidr>>();
            foreach (var rule in admitting)
            {
                if (!blocks.ContainsKey(rule.Source))
                    blocks.Add(rule.Source, BlocksOf(rule.Source, prefixLists));
            }

            var world = World.Among([.. blocks.Values.SelectMany(source => source)]);
            var open = blocks
                .Select(source => (source.Key, Open: source.Value.Where(block => world.Contains(block) && !trustedSets[block.Family].Covers(block)).ToImmutableArray()))
                .Where(source => source.Open.Length > 0)
                .ToDictionary(source => source.Key, source => source.Open);
            foreach (var rule in admitting)
            {
                if (open.TryGetValue(rule.Source, out var exposed))
                    exposures.Add(new(port, rule, exposed));
            }
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
