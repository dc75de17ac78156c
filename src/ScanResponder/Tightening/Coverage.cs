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
    private readonly HashSet<(IpFamily Family, int PrefixLength)> _lengths = [];
    private readonly IReadOnlyDictionary<string, PrefixList> _prefixLists;
    private readonly List<AdmittedTraffic> _admitted = [];
    private RuleSource? _source;

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
        LookAt(source);
        foreach (var admitted in _admitted)
        {
            if (admitted.Covers(traffic))
                return true;
        }

        return false;
    }

    /// <summary>Finds what is admitted from all of a source, once where the same source is asked for again and again.</summary>
    private void LookAt(RuleSource source)
    {
        if (source.Equals(_source))
            return;
        _source = source;
        _admitted.Clear();
        if (source is not RuleSource.Block { Cidr: var cidr })
        {
            if (_byName.TryGetValue(source, out var named))
                _admitted.Add(named);
            return;
        }

        foreach (var (family, length) in _lengths)
        {
            if (family == cidr.Family && length <= cidr.PrefixLength && _byBlock.TryGetValue(Cidr.Of(family, cidr.First, length), out var admitted))
                _admitted.Add(admitted);
        }
    }

    private void Add(Traffic traffic, RuleSource source)
    {
        if (source is RuleSource.Block block)
        {
            Add(traffic, block.Cidr);
            return;
        }

        Admit(traffic, ref CollectionsMarshal.GetValueRefOrAddDefault(_byName, source, out _));
        if (source is not RuleSource.PrefixList list || !_prefixLists.TryGetValue(list.Id, out var known))
            return;
        foreach (var entry in known.Entries)
            Add(traffic, entry);
    }

    private void Add(Traffic traffic, Cidr block)
    {
        ref var admitted = ref CollectionsMarshal.GetValueRefOrAddDefault(_byBlock, block, out var known);
        if (!known)
            _lengths.Add((block.Family, block.PrefixLength));
        Admit(traffic, ref admitted);
    }

    private void Admit(Traffic traffic, ref AdmittedTraffic? admitted)
    {
        if (admitted is null)
        {
            admitted = new();
            _source = null;
        }

        admitted.Add(traffic);
    }
}
