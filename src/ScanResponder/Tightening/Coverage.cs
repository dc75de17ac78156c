using System.Runtime.InteropServices;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Rules, arranged to answer whether one of them alone admits all that a new rule would. The answer takes a look-up for each length of prefix
/// that occurs, however many rules there are.
/// </summary>
/// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
internal sealed class Coverage(IReadOnlyDictionary<string, PrefixList> prefixLists)
{
    private readonly Dictionary<Cidr, AdmittedTraffic> _byBlock = [];
    private readonly Dictionary<RuleSource, AdmittedTraffic> _byName = [];
    private readonly Dictionary<Cidr, List<AdmittedTraffic>> _byEntry = [];
    private readonly Lengths _ofBlocks = new();
    private readonly Lengths _ofEntries = new();
    private readonly List<AdmittedTraffic> _admitted = [];
    private RuleSource? _source;
    private AdmittedTraffic? _own;

    internal Coverage(IEnumerable<IngressRule> rules, IReadOnlyDictionary<string, PrefixList> prefixLists)
        : this(prefixLists) => Reset(rules);

    /// <summary>Has these rules and no others.</summary>
    internal void Reset(IEnumerable<IngressRule> rules)
    {
        _byBlock.Clear();
        _byName.Clear();
        _byEntry.Clear();
        _ofBlocks.Clear();
        _ofEntries.Clear();
        _source = null;
        foreach (var rule in rules)
            Add(rule.Traffic, rule.Source);
    }

    /// <summary>Adds a rule unless another one covers it; true where it was added.</summary>
    internal bool TryAdd(Traffic traffic, RuleSource source)
    {
        if (Covers(traffic, source))
            return false;
        (_own ?? Note(source)).Add(traffic);
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

    /// <summary>Adds a rule, whether another one covers it or not.</summary>
    private void Add(Traffic traffic, RuleSource source) =>
        ((source is RuleSource.Block block ? _byBlock.GetValueOrDefault(block.Cidr) : _byName.GetValueOrDefault(source)) ?? Note(source)).Add(traffic);

    /// <summary>Makes a place for the rules of a source that had none.</summary>
    private AdmittedTraffic Note(RuleSource source)
    {
        var admitted = new AdmittedTraffic();
        if (source is RuleSource.Block block)
        {
            _byBlock.Add(block.Cidr, admitted);
            _ofBlocks.Add(block.Cidr);
        }
        else
        {
            _byName.Add(source, admitted);
            foreach (var entry in ExposureScan.BlocksOf(source, prefixLists))
            {
                (CollectionsMarshal.GetValueRefOrAddDefault(_byEntry, entry, out _) ??= new(1)).Add(admitted);
                _ofEntries.Add(entry);
            }
        }

        if (source.Equals(_source))
            _admitted.Add(_own = admitted);
        else
            _source = null;
        return admitted;
    }

    /// <summary>Finds what is admitted from all of a source, once where the same source is asked for again and again.</summary>
    private void LookAt(RuleSource source)
    {
        if (ReferenceEquals(source, _source) || source.Equals(_source))
            return;
        _source = source;
        _own = null;
        _admitted.Clear();
        if (source is not RuleSource.Block { Cidr: var cidr })
        {
            if (_byName.TryGetValue(source, out _own))
                _admitted.Add(_own);
            return;
        }

        if (_byBlock.TryGetValue(cidr, out _own))
            _admitted.Add(_own);
        foreach (var length in _ofBlocks.Of(cidr.Family))
        {
            if (length >= cidr.PrefixLength)
                break;
            if (_byBlock.TryGetValue(Cidr.Of(cidr.Family, cidr.First, length), out var admitted))
                _admitted.Add(admitted);
        }

        foreach (var length in _ofEntries.Of(cidr.Family))
        {
            if (length > cidr.PrefixLength)
                break;
            if (_byEntry.TryGetValue(Cidr.Of(cidr.Family, cidr.First, length), out var lists))
                _admitted.AddRange(lists);
        }
    }

    /// <summary>The lengths of prefix that occur, in order.</summary>
    private sealed class Lengths
    {
        private readonly List<int> _ofIPv4 = [];
        private readonly List<int> _ofIPv6 = [];

        internal List<int> Of(IpFamily family) => family is IpFamily.IPv4 ? _ofIPv4 : _ofIPv6;

        internal void Add(Cidr block)
        {
            var lengths = Of(block.Family);
            if (lengths.BinarySearch(block.PrefixLength) is < 0 and var place)
                lengths.Insert(~place, block.PrefixLength);
        }

        internal void Clear()
        {
            _ofIPv4.Clear();
            _ofIPv6.Clear();
        }
    }
}
