using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>A rule as the oracle reads it: what it admits, entry by entry.</summary>
internal sealed class Admission
{
    private static readonly string[] IPv4Protocols = ["tcp", "udp", "icmp", "other"];
    private static readonly string[] IPv6Protocols = ["tcp", "udp", "icmpv6", "other"];
    private static readonly string[] Protocols = ["tcp", "udp", "icmp", "icmpv6", "other"];

    private readonly Traffic _traffic;
    private readonly RuleSource _source;

    private Admission(string? ruleId, Traffic traffic, RuleSource source, IReadOnlyDictionary<string, PrefixList> prefixLists)
    {
        RuleId = ruleId;
        _traffic = traffic;
        _source = source;
        Entries = source switch
        {
            RuleSource.Block block => [Entry.OfCidr(block.Cidr.ToString())],
            RuleSource.PrefixList list when prefixLists.TryGetValue(list.Id, out var known) => [.. known.Entries.Select(cidr => Entry.OfCidr(cidr.ToString()))],
            _ => [Entry.OfName(source.ToString())],
        };
        Boxes = [.. Entries.SelectMany(BoxesOf)];
    }

    internal string? RuleId { get; }

    internal IReadOnlyList<Entry> Entries { get; }

    internal IReadOnlyList<Box> Boxes { get; }

    internal bool IsAllTraffic => _traffic.Protocol == "-1";

    internal static Admission Of(IngressRule rule, IReadOnlyDictionary<string, PrefixList> prefixLists) =>
        new(rule.Id, rule.Traffic, rule.Source, prefixLists);

    internal static Admission Of(RuleDraft rule, IReadOnlyDictionary<string, PrefixList> prefixLists) =>
        new(null, rule.Traffic, rule.Source, prefixLists);

    internal bool AdmitsTcp(int port) => _traffic.Protocol is "-1" || (_traffic.Protocol is "tcp" && _traffic.FromPort <= port && port <= _traffic.ToPort);

    /// <summary>
    /// True where this rule alone admits all that the other one does. A list may have other entries tomorrow, so only the list itself does as
    /// much as a list.
    /// </summary>
    internal bool Covers(Admission other) => other._source is RuleSource.PrefixList
        ? _source == other._source && other.Boxes.All(box => Boxes.Any(mine => mine.Holds(box)))
        : other.Boxes.All(box => Boxes.Any(mine => mine.Holds(box)));

    private IEnumerable<Box> BoxesOf(Entry entry)
    {
        var (protocols, from, to) = (_traffic.Protocol, _traffic.FromPort, _traffic.ToPort) switch
        {
            ("-1", _, _) => (entry.Senders switch { "IPv4" => IPv4Protocols, "IPv6" => IPv6Protocols, _ => Protocols }, 0, ushort.MaxValue),
            (("tcp" or "udp") and var protocol, var first, var last) => ([protocol], first, last),
            (("icmp" or "icmpv6") and var protocol, -1, _) => ([protocol], 0, ushort.MaxValue),
            (("icmp" or "icmpv6") and var protocol, var type, -1) => ([protocol], type * 256, (type * 256) + 255),
            (("icmp" or "icmpv6") and var protocol, var type, var code) => ([protocol], (type * 256) + code, (type * 256) + code),
            (var number, _, _) => (new[] { "other" }, int.Parse(number), int.Parse(number)),
        };
        return protocols.Select(protocol => new Box(new(protocol, entry.Senders), from, to, entry.Addresses));
    }
}
