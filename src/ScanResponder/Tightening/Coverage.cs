using System.Runtime.InteropServices;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Rules, arranged to answer whether one of them alone admits all that a new rule would. The answer takes a look-up for each length of prefix
/// that occurs, however many rules there are.
/// </summary>
internal sealed class Coverage
{
    private readonly Dictionary<Cidr, AdmittedTraffic> _byBlock = [];
    private readonly Dictionary<RuleSource, AdmittedTraffic> _byName = [];
    private readonly List<(IpFamily Family, int PrefixLength)> _lengths = [];
    private readonly IReadOnlyDictionary<string, PrefixList> _prefixLists;

    internal Coverage(IEnumerable<IngressRule> rules, IReadOnlyDictionary<string, PrefixList> prefixLists)
    {
        _prefixLists = prefixLists;
        foreach (var rule in rules)
            Add(rule.Traffic, rule.Source);
    }

    /// <summary>Adds a rule unless another one covers it; true where it was added.</summary>
    internal bool TryAdd(Traffic traffic, RuleSource source)
    {
        if (Covers(traffic, source))
            return false;
        Add(traffic, source);
        return true;
    }

    internal bool Covers(Traffic traffic, RuleSource source)
    {
        if (source is not RuleSource.Block { Cidr: var cidr })
            return _byName.TryGetValue(source, out var named) && named.Covers(traffic);
        foreach (var (family, length) in _lengths)
        {
            if (family == cidr.Family
                && length <= cidr.PrefixLength
                && _byBlock.TryGetValue(Cidr.Of(family, cidr.First, length), out var admitted)
                && admitted.Covers(traffic))
            {
                return true;
            }
        }

        return false;
    }

    private void Add(Traffic traffic, RuleSource source)
    {
        if (source is RuleSource.Block block)
        {
            Add(traffic, block.Cidr);
            return;
        }

        (CollectionsMarshal.GetValueRefOrAddDefault(_byName, source, out _) ??= new()).Add(traffic);
        if (source is not RuleSource.PrefixList list || !_prefixLists.TryGetValue(list.Id, out var known))
            return;
        foreach (var entry in known.Entries)
            Add(traffic, entry);
    }

    private void Add(Traffic traffic, Cidr block)
    {
        ref var admitted = ref CollectionsMarshal.GetValueRefOrAddDefault(_byBlock, block, out var known);
        if (!known && !_lengths.Contains((block.Family, block.PrefixLength)))
            _lengths.Add((block.Family, block.PrefixLength));
        (admitted ??= new()).Add(traffic);
    }
}
