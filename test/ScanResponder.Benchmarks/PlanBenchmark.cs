using System.Collections.Immutable;
using BenchmarkDotNet.Attributes;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Benchmarks;

/// <summary>Finding the holes in 16 groups of 1,000 rules, the most that one interface can have, and planning how to close them.</summary>
[MemoryDiagnoser]
public class PlanBenchmark
{
    private const int GroupCount = 16;
    private const int RulesPerGroup = 1_000;

    private static readonly int[] Guarded = [22];
    private static readonly ImmutableArray<TrustedSource> Trusted =
        [TrustedSource.Of(Cidr.Parse("10.0.0.0/16")), TrustedSource.Of(Cidr.Parse("2001:db8::/56"))];

    private ImmutableArray<SecurityGroup> _groups;
    private ImmutableDictionary<string, PrefixList> _prefixLists = ImmutableDictionary<string, PrefixList>.Empty;

    /// <summary>What the rules are like.</summary>
    [ParamsAllValues]
    public RuleMix Mix { get; set; }

    /// <summary>Builds the groups.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _groups = [.. Enumerable.Range(0, GroupCount).Select(Group)];
        _prefixLists = Enumerable.Range(0, 10).Select(List).Concat(Enumerable.Range(0, RulesPerGroup).Select(OwnList)).ToImmutableDictionary(list => list.Id);
    }

    /// <summary>What an alert waits for between reading the account and changing it.</summary>
    [Benchmark]
    public ImmutableArray<GroupPlan> Plan() =>
        Planner.Plan(ExposureScan.Find(_groups, _prefixLists, Guarded, Trusted), _groups, _prefixLists, Trusted, "finding");

    private SecurityGroup Group(int number)
    {
        var id = $"sg-{number}";
        return new(id, id, null, null, TagSet.Empty, [.. Enumerable.Range(0, RulesPerGroup).Select(index => Rule(MixOf(index), id, number, index))], []);
    }

    private RuleMix MixOf(int index) => Mix is RuleMix.Mixed ? (RuleMix)(index % (int)RuleMix.Mixed) : Mix;

    private static IngressRule Rule(RuleMix mix, string groupId, int group, int index)
    {
        var number = (group * RulesPerGroup) + index;
        var ports = new Traffic.Tcp(new(index % 22, 22 + (index / 22)));
        var ssh = new Traffic.Tcp(PortRange.Of(22));
        (Traffic Traffic, RuleSource Source) rule = mix switch
        {
            RuleMix.OneWorldRule when number == 0 => (new Traffic.Tcp(new(20, 25)), Block(IpFamily.IPv4, 0, 0)),
            RuleMix.OneWorldRule => (ssh, Block(IpFamily.IPv4, (UInt128)number << 12, 24)),
            RuleMix.PrivateSources => (ssh, Block(IpFamily.IPv4, (UInt128)(0x0a00_0000 + (number << 8)), 24)),
            RuleMix.WorldSources => (new Traffic.Tcp(new(20, 25)), Block(IpFamily.IPv6, (UInt128)index << 113, 15)),
            RuleMix.WorldPorts => (ports, Block(IpFamily.IPv4, 0, 0)),
            RuleMix.AllTraffic => (new Traffic.All(), Block(IpFamily.IPv6, (UInt128)index << 113, 15)),
            RuleMix.AllDifferent => (ports, Block(IpFamily.IPv6, (UInt128)number << 113, 15)),
            RuleMix.WorldInPieces when number % 2 == 0 => (ports, Block(IpFamily.IPv4, (UInt128)(number / 2) << 19, 13)),
            RuleMix.WorldInPieces => (ssh, Block(IpFamily.IPv4, (UInt128)number << 12, 24)),
            RuleMix.PrefixLists => (ports, new RuleSource.PrefixList($"pl-{index % 10}")),
            RuleMix.ManyPrefixLists => (ssh, new RuleSource.PrefixList($"pl-own-{index}")),
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        return new(
            $"sgr-{group}-{index}",
            groupId,
            rule.Traffic,
            rule.Source,
            mix is RuleMix.AllDifferent ? $"rule {number}" : "a rule",
            mix is RuleMix.AllDifferent ? TagSet.Of(KeyValuePair.Create("team", $"team {number}"), KeyValuePair.Create("cost", "1")) : TagSet.Empty);
    }

    private static PrefixList List(int number) => new(
        $"pl-{number}",
        [
            Cidr.Everything(IpFamily.IPv4),
            .. Enumerable.Range(0, 100).Select(index => Cidr.Of(IpFamily.IPv4, (UInt128)((number * 100) + index) << 16, 24)),
        ]);

    private static PrefixList OwnList(int number) =>
        new($"pl-own-{number}", [Cidr.Of(IpFamily.IPv6, (UInt128)number << 113, 15), Cidr.Of(IpFamily.IPv6, (UInt128)number << 96, 48)]);

    private static RuleSource.Block Block(IpFamily family, UInt128 address, int length) => new(Cidr.Of(family, address, length));
}
