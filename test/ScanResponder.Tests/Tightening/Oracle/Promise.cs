using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>
/// The promise of tightening, read off DESIGN.md with no line in common with the planner: of the packets that were admitted before, exactly those
/// to a port in scope are denied that only the world could send and nobody trusted.
/// </summary>
internal sealed class Promise
{
    private readonly IReadOnlyDictionary<string, PrefixList> _prefixLists;
    private readonly List<Admission> _before;
    private readonly List<int> _ports;
    private readonly ILookup<string, Interval> _trusted;
    private readonly HashSet<(int Port, string? RuleId, string Entry)> _open = [];

    internal Promise(
        IEnumerable<IngressRule> before, IReadOnlyDictionary<string, PrefixList> prefixLists, IEnumerable<int> ports, IEnumerable<Cidr> trusted)
    {
        _prefixLists = prefixLists;
        _before = [.. before.Select(rule => Admission.Of(rule, prefixLists))];
        _ports = [.. ports];
        _trusted = trusted.Select(cidr => Entry.OfCidr(cidr.ToString())).ToLookup(entry => entry.Senders, entry => entry.Addresses);
        Before = PacketSet.Of(_before.SelectMany(rule => rule.Boxes));
        (Denied, Lossy) = Split();
    }

    /// <summary>What the rules admit as they are.</summary>
    internal PacketSet Before { get; }

    /// <summary>What tightening must deny.</summary>
    internal PacketSet Denied { get; }

    /// <summary>IP protocols other than TCP, UDP and ICMP that may go, because EC2 has no one rule for them.</summary>
    internal PacketSet Lossy { get; }

    /// <summary>The port, the rule and the entry of each hole.</summary>
    internal IReadOnlySet<(int Port, string? RuleId, string Entry)> Open => _open;

    /// <summary>Compares what these rules admit with what was promised.</summary>
    internal Breach Compare(IEnumerable<IngressRule> after)
    {
        var now = Admitted(after);
        var promised = Before.Except(Denied);
        return new(promised.Except(now).Except(Lossy), now.Except(promised));
    }

    internal PacketSet Admitted(IEnumerable<IngressRule> rules) =>
        PacketSet.Of(rules.SelectMany(rule => Admission.Of(rule, _prefixLists).Boxes));

    private (PacketSet Denied, PacketSet Lossy) Split()
    {
        var trusted = _trusted.ToDictionary(family => family.Key, family => IntervalSet.Of(family));
        var (world, stays, lossy) = (new List<Box>(), new List<Box>(), new List<Box>());
        foreach (var port in _ports)
        {
            var admitting = _before.Where(rule => rule.AdmitsTcp(port)).ToList();
            var open = Internet.Among([.. admitting.SelectMany(rule => rule.Entries).Where(entry => !IsTrusted(entry))]);
            foreach (var (rule, entry) in admitting.SelectMany(rule => rule.Entries.Select(entry => (rule, entry))))
            {
                var packets = new Box(new("tcp", entry.Senders), port, port, entry.Addresses);
                (open.Contains(entry) ? world : stays).Add(packets);
                if (!open.Contains(entry))
                    continue;
                _open.Add((port, rule.RuleId, entry.Text));
                if (rule.IsAllTraffic)
                    lossy.AddRange(rule.Boxes.Where(box => box.Lane.Protocol == "other"));
            }

            stays.AddRange(_trusted.SelectMany(family => family.Select(block => new Box(new("tcp", family.Key), port, port, block))));
        }

        return (PacketSet.Of(world).Except(PacketSet.Of(stays)), PacketSet.Of(lossy));

        bool IsTrusted(Entry entry) => trusted.TryGetValue(entry.Senders, out var friends) && friends.Holds(entry.Addresses);
    }
}
