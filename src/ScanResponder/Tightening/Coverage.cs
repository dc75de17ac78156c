using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Rules, arranged to answer whether one of them alone admits all that a new rule would. It takes time in the length of a prefix and in the
/// rules of one source, not in the number of rules.
/// </summary>
internal sealed class Coverage
{
    private readonly Dictionary<RuleSource, List<Traffic>> _bySource = [];

    internal Coverage(IEnumerable<IngressRule> rules, IReadOnlyDictionary<string, PrefixList> prefixLists)
    {
        foreach (var rule in rules)
        {
            Add(rule.Traffic, rule.Source);
            if (rule.Source is RuleSource.PrefixList list && prefixLists.TryGetValue(list.Id, out var known))
            {
                foreach (var entry in known.Entries)
                    Add(rule.Traffic, new RuleSource.Block(entry));
            }
        }
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
        if (AdmittedFrom(source, traffic))
            return true;
        if (source is not RuleSource.Block block)
            return false;
        for (var wider = block.Cidr.Parent; wider is { } parent; wider = parent.Parent)
        {
            if (AdmittedFrom(new RuleSource.Block(parent), traffic))
                return true;
        }

        return false;
    }

    private void Add(Traffic traffic, RuleSource source)
    {
        if (!_bySource.TryGetValue(source, out var traffics))
            _bySource[source] = traffics = [];
        traffics.Add(traffic);
    }

    private bool AdmittedFrom(RuleSource source, Traffic traffic) =>
        _bySource.TryGetValue(source, out var traffics) && traffics.Exists(known => known.Covers(traffic));
}
