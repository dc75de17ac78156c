using System.Collections.Immutable;
using CsCheck;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening.Oracle;

namespace ScanResponder.Tests.Tightening;

/// <summary>Random rule sets that EC2 could hold, drawn so that things touch, nest and coincide much more often than by chance.</summary>
internal static class Situations
{
    private const int MostRules = 60;

    private static readonly Gen<int> Port = Gen.Frequency(
        (8, Gen.OneOf(0, 1, 21, 22, 23, 3388, 3389, 3390, 65534, 65535)),
        (1, Gen.Int[0, 65535]));

    private static readonly Gen<PortRange> Ports = Gen.Frequency(
        (3, Gen.OneOf(22, 22, 3389, 0, 65535).Select(PortRange.Of)),
        (5, Gen.Select(Port, Port, (one, other) => new PortRange(Math.Min(one, other), Math.Max(one, other)))),
        (1, Gen.Const(PortRange.All)));

    private static readonly Gen<Cidr> IPv4 = Gen.Frequency(
        (12, OneOf("0.0.0.0/0", "0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "0.0.0.0/2", "64.0.0.0/2", "128.0.0.0/2", "192.0.0.0/2")),
        (4, OneOf("8.0.0.0/7", "10.0.0.0/7", "20.0.0.0/7", "172.0.0.0/7", "8.0.0.0/6", "192.0.0.0/7")),
        (4, OneOf("8.0.0.0/8", "9.0.0.0/8", "20.0.0.0/8", "21.0.0.0/8", "172.0.0.0/8", "100.0.0.0/8", "20.0.0.0/9", "20.128.0.0/9")),
        (4, OneOf("20.20.0.0/15", "20.20.0.0/16", "20.21.0.0/16", "20.20.0.0/17", "20.20.128.0/17", "20.22.0.0/15")),
        (5, OneOf("10.0.0.0/8", "10.0.0.0/16", "10.0.1.0/24", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16")),
        (2, OneOf("172.0.0.0/11", "172.16.0.0/11", "172.32.0.0/12", "192.168.0.0/15", "100.64.0.0/9", "100.128.0.0/10", "11.0.0.0/8")),
        (4, OneOf("203.0.113.0/24", "203.0.113.7/32", "203.0.113.8/32", "198.51.100.0/24", "20.20.0.1/32", "255.255.255.255/32", "0.0.0.0/32")),
        (3, Gen.Select(Gen.UInt, Gen.Int[0, 32], (address, length) => Cidr.Of(IpFamily.IPv4, address, length))));

    private static readonly Gen<Cidr> IPv6 = Gen.Frequency(
        (8, OneOf("::/0", "::/0", "::/1", "8000::/1", "2000::/3", "2000::/4", "3000::/4", "f000::/4")),
        (5, OneOf("2600::/15", "2600::/16", "2601::/16", "2602::/16", "2600::/17", "2600:8000::/17", "2604::/14")),
        (4, OneOf("fc00::/7", "fd00::/8", "fd12:3456:789a::/48", "fe80::/10", "::1/128", "fc00::/6", "fe80::/9", "ff00::/8")),
        (4, OneOf("2001:db8::/32", "2001:db8::/33", "2001:db8::1/128", "2600:1f00::/24", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128", "::/128")),
        (1, Gen.Select(Gen.ULong, Gen.Int[0, 128], (address, length) => Cidr.Of(IpFamily.IPv6, new UInt128(address, address), length))));

    private static readonly Gen<string?> Description = Gen.OneOf<string?>(
        null, null, "ssh", "Office (Berlin) #3", "it's \"quoted\"", "a;b $(c) `d` \\e", "größer & kleiner <ß> ☃", "line\nbreak", "'", "--region");

    private static readonly Gen<TagSet> Tags = Gen.Frequency(
        (6, Gen.Const(TagSet.Empty)),
        (3, Gen.OneOf(
            Tagged(("team", "a")),
            Tagged(("team", "it's b"), ("cost", "1 €")),
            Tagged(("team", "a"), ("aws:cloudformation:stack-name", "web")),
            Tagged(("scan-responder", "an older finding")))),
        (1, Gen.OneOf(49, 50).Select(count => TagSet.Of(Enumerable.Range(0, count).Select(number => KeyValuePair.Create($"key-{number}", "value"))))));

    private static readonly Gen<PrefixList[]> Lists = Gen.Select(
        Entries(IPv4, 5), Entries(IPv4, 3), Entries(IPv6, 4), Gen.Int[60, 70],
        (offices, world, ipv6, blocks) => new PrefixList[]
        {
            new("pl-offices", [.. offices.Where(cidr => cidr.PrefixLength > 8)]),
            new("pl-world", world),
            new("pl-six", ipv6),
            new("pl-none", []),

            // Just under, at, and just over a quarter of the IPv4 space, in blocks none of which is the world.
            new("pl-quarter", [.. Enumerable.Range(128, blocks).Select(octet => Cidr.Parse($"{octet}.0.0.0/8")).Where(cidr => cidr.ToString() != "172.0.0.0/8")]),
        });

    /// <summary>Up to 60 rules over one to five groups, with lists, trusted sources, guarded ports and those in scope.</summary>
    internal static Gen<Situation> Any { get; } =
        from lists in Lists
        from groupCount in Gen.Int[1, 5]
        from ruleCount in Gen.Frequency((6, Gen.Int[0, 8]), (3, Gen.Int[8, 25]), (1, Gen.Int[25, MostRules]))
        from rules in Rule(groupCount).Array[ruleCount]
        from trusted in Trusted(lists)
        from guarded in Gen.OneOf<int[]>([22], [22], [22, 3389], [3389, 22], [0, 22, 65535], [21, 22, 23], [22, 23, 3388, 3389], [1])
        from scope in Gen.Int[1, guarded.Length]
        select new Situation(
            [.. Enumerable.Range(0, groupCount).Select(number => Group($"sg-{number}", rules))],
            lists.ToImmutableDictionary(list => list.Id),
            trusted,
            [.. guarded],
            [.. guarded.Take(scope)]);

    private static Gen<IngressRule> Rule(int groupCount) =>
        from source in Gen.Frequency(
            (10, IPv4.Select(cidr => (RuleSource)new RuleSource.Block(cidr))),
            (5, IPv6.Select(cidr => (RuleSource)new RuleSource.Block(cidr))),
            (4, Gen.OneOf("pl-offices", "pl-world", "pl-world", "pl-six", "pl-none", "pl-quarter", "pl-unknown").Select(id => (RuleSource)new RuleSource.PrefixList(id))),
            (2, Gen.OneOf("sg-0", "sg-1", "sg-peer").Select(id => (RuleSource)new RuleSource.Group(id, null))))
        from traffic in TrafficFrom(source)
        from description in Description
        from tags in Tags
        from number in Gen.Int[0, groupCount - 1]
        select new IngressRule("", $"sg-{number}", traffic, source, description, tags);

    private static Gen<Traffic> TrafficFrom(RuleSource source)
    {
        var icmp = source is RuleSource.Block { Cidr.Family: IpFamily.IPv6 } or RuleSource.PrefixList { Id: "pl-six" } ? "icmpv6" : "icmp";
        return Gen.Frequency(
            (10, Ports.Select(ports => Traffic.FromEc2("tcp", ports.From, ports.To))),
            (2, Ports.Select(ports => Traffic.FromEc2("6", ports.From, ports.To))),
            (3, Gen.OneOf(Traffic.FromEc2("-1", -1, -1), Traffic.FromEc2("-1", null, null))),
            (2, Ports.Select(ports => Traffic.FromEc2("udp", ports.From, ports.To))),
            (1, Gen.OneOf((-1, -1), (8, -1), (8, 0), (3, 4), (255, 255), (0, 0)).Select(type => Traffic.FromEc2(icmp, type.Item1, type.Item2))),
            (1, Gen.OneOf("47", "50", "0", "255").Select(number => Traffic.FromEc2(number, null, null))));
    }

    private static Gen<ImmutableArray<TrustedSource>> Trusted(PrefixList[] lists)
    {
        var block = Gen.Frequency((3, IPv4), (2, IPv6))
            .Where(cidr => !Internet.IsWorld(Entry.OfCidr(cidr.ToString())))
            .Select(cidr => new[] { TrustedSource.Of(cidr) });
        var list = Gen.OneOf(lists).Select(chosen => TrustedSource.Of(chosen).ToArray());
        var vpc = Gen.Const<TrustedSource[]>([TrustedSource.Of(Cidr.Parse("10.0.0.0/16")), TrustedSource.Of(Cidr.Parse("2600:1f18:1::/56"))]);
        return Gen.Frequency((5, block), (2, list), (2, vpc)).Array[0, 4].Select(sources => sources.SelectMany(source => source).ToImmutableArray());
    }

    private static SecurityGroup Group(string id, IngressRule[] rules) => new(
        id,
        id,
        "111122223333",
        "vpc-1",
        TagSet.Empty,
        [
            .. rules.Where(rule => rule.GroupId == id)
                .DistinctBy(rule => (rule.Traffic, rule.Source))
                .Select((rule, index) => rule with { Id = $"sgr-{index}-of-{id}" }),
        ],
        []);

    private static Gen<ImmutableArray<Cidr>> Entries(Gen<Cidr> cidr, int most) =>
        cidr.Array[1, most].Select(entries => entries.Distinct().ToImmutableArray());

    private static Gen<Cidr> OneOf(params string[] cidrs) => Gen.OneOf([.. cidrs.Select(Cidr.Parse)]);

    private static TagSet Tagged(params (string Key, string Value)[] tags) => TagSet.Of(tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)));
}
