using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>Finds the rules that let the world reach guarded ports.</summary>
public static class ExposureScan
{
    /// <summary>
    /// The exposures of these ports, by port, in the order of the groups and their rules: those that one of the interfaces has. What two interfaces
    /// admit is never added up.
    /// </summary>
    /// <param name="groups">The groups to look at.</param>
    /// <param name="interfaces">
    /// The ids of the groups that each interface carries; others than those to look at are passed over. A group that none of them carries is looked at by
    /// itself. Empty where one interface carries all of the groups.
    /// </param>
    /// <param name="prefixLists">The prefix lists that the rules name, by id; a rule whose list is missing here is passed over.</param>
    /// <param name="ports">The guarded TCP ports.</param>
    /// <param name="trusted">Sources that are nobody's world: a block that they cover is no exposure.</param>
    public static ImmutableArray<PortExposure> Find(
        IReadOnlyCollection<SecurityGroup> groups,
        IReadOnlyCollection<ImmutableArray<string>> interfaces,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IReadOnlyCollection<int> ports,
        IReadOnlyCollection<TrustedSource> trusted)
    {
        var together = Together(groups, interfaces);
        if (together.Count <= 1)
            return Find(groups, prefixLists, ports, trusted);
        var found = new Dictionary<(int Port, string RuleId), PortExposure>();
        foreach (var exposure in together.SelectMany(carried => Find(carried, prefixLists, ports, trusted)))
        {
            var key = (exposure.Port, exposure.Rule.Id);
            found[key] = found.TryGetValue(key, out var known) ? Union(known, exposure, prefixLists) : exposure;
        }

        var places = groups.SelectMany(group => group.Rules).Select((rule, place) => (rule.Id, place)).DistinctBy(rule => rule.Id).ToDictionary();
        return [.. found.Values.OrderBy(exposure => exposure.Port).ThenBy(exposure => places[exposure.Rule.Id])];
    }

    /// <summary>
    /// The exposures of these ports, by port, in the order of the groups and their rules.
    /// </summary>
    /// <param name="groups">The groups that one interface carries, whose rules add up.</param>
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
        var (trustedIPv4, trustedIPv6) = (AddressSet.Of(IpFamily.IPv4, trustedBlocks), AddressSet.Of(IpFamily.IPv6, trustedBlocks));
        var openEntries = new Dictionary<string, ImmutableArray<Cidr>>();
        var exposures = ImmutableArray.CreateBuilder<PortExposure>();
        foreach (var port in ports.Distinct().Order())
        {
            var inPieces = HasPiece(port) && World.IsInPieces(Blocks(port).Where(block => !IsTrusted(block)));
            openEntries.Clear();
            foreach (var rule in Admitting(port))
            {
                switch (rule.Source)
                {
                    case RuleSource.Block block when IsOpen(block.Cidr):
                        exposures.Add(new(port, rule, default));
                        break;
                    case RuleSource.PrefixList list when OpenEntries(list) is { IsEmpty: false } open:
                        exposures.Add(new(port, rule, open));
                        break;
                }
            }

            ImmutableArray<Cidr> OpenEntries(RuleSource.PrefixList list) =>
                openEntries.TryGetValue(list.Id, out var known) ? known : openEntries[list.Id] = [.. BlocksOf(list, prefixLists).Where(IsOpen)];

            bool IsOpen(Cidr block) => (World.IsWorld(block) || (inPieces && World.IsPiece(block))) && !IsTrusted(block);
        }

        return exposures.DrainToImmutable();

        bool IsTrusted(Cidr block) => (block.Family is IpFamily.IPv4 ? trustedIPv4 : trustedIPv6).Covers(block);

        // Not copied: with thousands of rules, copies are what takes the time.
        IEnumerable<IngressRule> Admitting(int port)
        {
            foreach (var group in groups)
            {
                foreach (var rule in group.Rules)
                {
                    if (rule.Traffic.TcpPorts is { } range && range.Contains(port))
                        yield return rule;
                }
            }
        }

        // The entries of a list once, however many rules name it.
        IEnumerable<Cidr> Blocks(int port)
        {
            var lists = new HashSet<string>();
            foreach (var rule in Admitting(port))
            {
                if (rule.Source is RuleSource.PrefixList list && !lists.Add(list.Id))
                    continue;
                if (rule.Source is RuleSource.Block block)
                    yield return block.Cidr;
                else
                {
                    foreach (var entry in BlocksOf(rule.Source, prefixLists))
                        yield return entry;
                }
            }
        }

        bool HasPiece(int port)
        {
            foreach (var block in Blocks(port))
            {
                if (World.IsPiece(block))
                    return true;
            }

            return false;
        }
    }

    /// <summary>The groups whose rules add up, each set of them once.</summary>
    private static List<List<SecurityGroup>> Together(IReadOnlyCollection<SecurityGroup> groups, IReadOnlyCollection<ImmutableArray<string>> interfaces)
    {
        if (interfaces.Count == 0)
            return [];
        var carried = interfaces.SelectMany(ids => ids).ToHashSet();
        var sets = interfaces.Select(ids => groups.Where(group => ids.Contains(group.Id)).ToList())
            .Concat(groups.Where(group => !carried.Contains(group.Id)).Select(group => new List<SecurityGroup> { group }));
        return [.. sets.Where(set => set.Count > 0).DistinctBy(set => string.Join(' ', set.Select(group => group.Id)))];
    }

    /// <summary>What of a rule is open on one of two interfaces. The same entry of a list can be a piece of the world on one of them alone.</summary>
    private static PortExposure Union(PortExposure one, PortExposure other, IReadOnlyDictionary<string, PrefixList> prefixLists) =>
        one.World.AsSpan().SequenceEqual(other.World.AsSpan())
            ? one
            : one with { World = [.. BlocksOf(one.Rule.Source, prefixLists).Where(block => one.World.Contains(block) || other.World.Contains(block))] };

    /// <summary>The blocks that a source stands for; none for a group, whose members have private addresses.</summary>
    public static ImmutableArray<Cidr> BlocksOf(RuleSource source, IReadOnlyDictionary<string, PrefixList> prefixLists) => source switch
    {
        RuleSource.Block block => [block.Cidr],
        RuleSource.PrefixList list => prefixLists.TryGetValue(list.Id, out var known) ? known.Entries : [],
        _ => [],
    };
}
