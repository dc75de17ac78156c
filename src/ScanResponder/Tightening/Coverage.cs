using System.Runtime.InteropServices;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Rules, arranged to answer whether one of them alone admits all that a new rule would. The answer takes at most two look-ups for each length of prefix
/// that occurs, however many rules there are, and none where no rule that could cover the new one admits such traffic from anybody.
/// </summary>
/// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
internal sealed class Coverage(IReadOnlyDictionary<string, PrefixList> prefixLists)
{
    private readonly Dictionary<RuleSource, AdmittedTraffic> _bySource = [];
    private readonly List<(RuleSource Source, AdmittedTraffic Admitted)> _sources = [];

    // Of groups before, emptied: with thousands of rules, memory is what takes the time.
    private readonly Stack<AdmittedTraffic> _spare = [];
    private readonly AdmittedTraffic _fromLists = new();
    private readonly List<Length> _ofIPv4 = [];
    private readonly List<Length> _ofIPv6 = [];
    private RuleSource? _source;
    private AdmittedTraffic _own = new();

    internal Coverage(IEnumerable<IngressRule> rules, IReadOnlyDictionary<string, PrefixList> prefixLists)
        : this(prefixLists)
    {
        foreach (var rule in rules)
            Add(rule);
    }

    /// <summary>Has no rules any more.</summary>
    internal void Clear()
    {
        foreach (var (_, admitted) in _sources)
        {
            admitted.Clear();
            _spare.Push(admitted);
        }

        _bySource.Clear();
        _sources.Clear();
        _fromLists.Clear();
        _ofIPv4.ForEach(length => length.Clear());
        _ofIPv6.ForEach(length => length.Clear());
        _source = null;
    }

    /// <summary>Adds a rule, whether another one covers it or not.</summary>
    internal void Add(IngressRule rule) => Add(rule.Traffic, rule.Source);

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
        if (_own.Covers(traffic))
            return true;
        if (source is not RuleSource.Block { Cidr: var part })
            return false;
        var listed = _fromLists.Covers(traffic);
        foreach (var length in LengthsOf(part.Family))
        {
            if (length.Bits > part.PrefixLength)
                break;
            if ((length.Bits < part.PrefixLength && length.BlockCovers(traffic, part)) || (listed && length.EntryCovers(traffic, part)))
                return true;
        }

        return false;
    }

    private void Add(Traffic traffic, RuleSource source)
    {
        LookAt(source);
        _own.Add(traffic);
        if (source is RuleSource.Block { Cidr: var block })
            LengthOf(block).FromBlocks.Add(traffic);
        else if (source is RuleSource.PrefixList)
            _fromLists.Add(traffic);
    }

    /// <summary>Finds what rules that name this source admit, or makes a place for it, once where the same source comes again and again.</summary>
    private void LookAt(RuleSource source)
    {
        if (ReferenceEquals(source, _source) || source.Equals(_source))
            return;
        _source = source;
        ref var own = ref CollectionsMarshal.GetValueRefOrAddDefault(_bySource, source, out var known);
        _own = own ??= _spare.TryPop(out var spare) ? spare : new();
        if (known)
            return;
        _sources.Add((source, _own));
        if (source is not RuleSource.PrefixList)
            return;
        foreach (var entry in ExposureScan.BlocksOf(source, prefixLists))
            LengthOf(entry);
    }

    private Length LengthOf(Cidr block)
    {
        var lengths = LengthsOf(block.Family);
        var place = 0;
        while (place < lengths.Count && lengths[place].Bits < block.PrefixLength)
            place++;
        if (place == lengths.Count || lengths[place].Bits != block.PrefixLength)
            lengths.Insert(place, new(block.Family, block.PrefixLength, _sources, prefixLists));
        return lengths[place];
    }

    private List<Length> LengthsOf(IpFamily family) => family is IpFamily.IPv4 ? _ofIPv4 : _ofIPv6;

    /// <summary>The blocks and the entries of prefix lists that have a prefix of this length, each kind arranged once something asks for it.</summary>
    private sealed class Length(IpFamily family, int bits, List<(RuleSource Source, AdmittedTraffic Admitted)> sources, IReadOnlyDictionary<string, PrefixList> prefixLists)
    {
        private readonly Dictionary<Cidr, AdmittedTraffic> _byBlock = [];
        private readonly Dictionary<Cidr, List<AdmittedTraffic>> _byEntry = [];
        private int _blocksOf;
        private int _entriesOf;

        internal int Bits => bits;

        /// <summary>What rules with such a block admit, whichever block it is.</summary>
        internal AdmittedTraffic FromBlocks { get; } = new();

        internal bool BlockCovers(Traffic traffic, Cidr part)
        {
            if (!FromBlocks.Covers(traffic))
                return false;
            for (; _blocksOf < sources.Count; _blocksOf++)
            {
                if (sources[_blocksOf].Source is RuleSource.Block { Cidr: var block } && block.PrefixLength == bits && block.Family == family)
                    _byBlock.Add(block, sources[_blocksOf].Admitted);
            }

            return _byBlock.TryGetValue(Around(part), out var admitted) && admitted.Covers(traffic);
        }

        internal bool EntryCovers(Traffic traffic, Cidr part)
        {
            for (; _entriesOf < sources.Count; _entriesOf++)
            {
                if (sources[_entriesOf].Source is not RuleSource.PrefixList list)
                    continue;
                foreach (var entry in ExposureScan.BlocksOf(list, prefixLists))
                {
                    if (entry.PrefixLength == bits && entry.Family == family)
                        (CollectionsMarshal.GetValueRefOrAddDefault(_byEntry, entry, out _) ??= new(1)).Add(sources[_entriesOf].Admitted);
                }
            }

            if (!_byEntry.TryGetValue(Around(part), out var lists))
                return false;
            foreach (var admitted in lists)
            {
                if (admitted.Covers(traffic))
                    return true;
            }

            return false;
        }

        internal void Clear()
        {
            FromBlocks.Clear();
            _byBlock.Clear();
            _byEntry.Clear();
            (_blocksOf, _entriesOf) = (0, 0);
        }

        private Cidr Around(Cidr part) => Cidr.Of(family, part.First, bits);
    }
}
