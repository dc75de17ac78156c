using System.Collections.Immutable;
using CsCheck;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Triggers;
using static ScanResponder.Tests.Exposure.PacketWorld;
using Subnet = ScanResponder.Tests.Exposure.PacketWorld.Subnet;

namespace ScanResponder.Tests.Exposure;

public sealed class ReachabilityProperties
{
    private static readonly Gen<uint> GenHost = Gen.Int[0, Hosts.Length - 1].Select(index => Hosts[index]);

    private static readonly Gen<Block> GenWide = Gen.Select(GenHost, Gen.Int[0, 3]).Select((host, length) => new Block(host, length));

    // The third host of each sixteenth has nothing of its own.
    private static readonly Gen<Block> GenBlock = Gen.Frequency(
        (3, Gen.Const(new Block(0, 0))),
        (3, GenWide),
        (2, GenHost.Where(host => (host & 255) != 7).Select(host => new Block(host, 32))));

    private static readonly Gen<Rule> GenRule =
        from outwards in Gen.Bool
        from number in Gen.Int[1, 40]
        from allows in Gen.Frequency((3, Gen.Const(true)), (1, Gen.Const(false)))
        from protocol in Gen.OneOf("-1", "6", "6", "17")
        from first in Gen.Int[0, Edges.Length - 1]
        from second in Gen.Int[0, Edges.Length - 1]
        from block in GenBlock
        select new Rule(number, outwards, allows, protocol, Edges[Math.Min(first, second)], Edges[Math.Max(first, second)], block);

    private static readonly Gen<Hop> GenHop =
        from target in Gen.OneOf("igw-1", "igw-1", "igw-1", "nat-1", "tgw-1", "eni-9", "eni-9")
        from works in Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false)))
        from list in Gen.Frequency((5, Gen.Const(false)), (1, Gen.Const(true)))
        from block in GenBlock
        select new Hop(list ? new Block(block.Address, 4) : block, target, works, list);

    private static readonly Gen<Subnet> GenSubnet =
        from own in Gen.Bool
        from hops in GenHop.Array[0, 5]
        from rules in GenRule.Array[0, 9]
        select new Subnet(own, [.. hops.DistinctBy(hop => Canonical(hop.To))], [.. rules.DistinctBy(rule => (rule.Outwards, rule.Number))]);

    private static readonly Gen<PacketWorld> GenWorld =
        from state in Gen.Frequency((9, Gen.Const("running")), (1, Gen.Const("stopped")))
        from interfaces in Gen.Select(Gen.Int[0, 1], Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))), Gen.Frequency((4, Gen.Const(true)), (1, Gen.Const(false))))
            .Select((subnet, carries, isPublic) => new Interface(subnet, carries, isPublic)).Array[0, 2]
        from first in GenSubnet
        from second in GenSubnet
        from world in GenWide.Array[1, 2]
        from trusted in GenBlock.Where(block => block.Length > 0).Array[0, 2]
        from probes in GenHost.Array[0, 3]
        select new PacketWorld
        {
            State = state,
            Interfaces = interfaces,
            Subnets = [first, second.OwnTable ? second : second with { Hops = first.OwnTable ? [] : first.Hops }],
            World = world,
            Trusted = trusted,
            Probes = probes,
        };

    [Fact]
    public void The_verdict_is_that_of_the_packets()
    {
        string[] verdicts = ["True", "False", ""];
        var seen = new Dictionary<string, int>();
        bool IsRare(string verdict) => seen.GetValueOrDefault(verdict) <= 20;

        // Each verdict is put to the test, and not by chance alone: one that few worlds have is drawn for longer.
        for (var round = 0; round == 0 || (round < 5 && Cases.AreEnough && verdicts.Any(IsRare)); round++)
        {
            GenWorld.Sample(
                world =>
                {
                    var reach = Assert.Single(Reachability.Of([ExposureOf(world)], PathOf(world), ProbesOf(world), TrustedOf(world))).Value;

                    Assert.Equal(world.Reachable(), reach.Reachable);
                    var through = world.Reachable() is true ? world.ProbesThatGetThrough().Select(host => $"Reachable: {AddressOf(host)} →").ToList() : [];
                    if (through.Count > 0)
                        Assert.Contains(through, start => reach.Because.StartsWith(start, StringComparison.Ordinal));
                    lock (seen)
                    {
                        var verdict = $"{reach.Reachable}";
                        seen[verdict] = seen.GetValueOrDefault(verdict) + 1;
                    }
                },
                iter: Cases.Of(2_000));
        }

        if (Cases.AreEnough)
            Assert.All(verdicts, verdict => Assert.False(IsRare(verdict), $"{verdict}: {seen.GetValueOrDefault(verdict)}"));
    }

    private static (uint Address, int Length) Canonical(Block block) =>
        (block.Length == 0 ? 0 : block.Address >> (32 - block.Length) << (32 - block.Length), block.Length);

    private static PortExposure ExposureOf(PacketWorld world) => new(
        22,
        new("sgr-1", "sg-1", new Traffic.Tcp(PortRange.Of(22)), new RuleSource.PrefixList("pl-world"), null, TagSet.Empty),
        [.. world.World.Select(block => Cidr.Parse(block.Text))]);

    private static NetworkPath PathOf(PacketWorld world) => new()
    {
        Instance = new("i-1", null, world.State, null, null, null, null, null, null, null, TagSet.Empty),
        Interfaces =
        [
            .. world.Interfaces.Select((networkInterface, index) => new NetworkInterface(
                $"eni-{index}", "i-1", "vpc-1", $"subnet-{networkInterface.Subnet}", [networkInterface.CarriesGroup ? "sg-1" : "sg-2"], ["10.0.0.4"],
                networkInterface.HasPublicAddress ? ["198.51.100.7"] : [], ["2001:db8::7"], "interface", "", null)),
        ],
        RouteTables =
        [
            TableOf("rtb-main", true, null, world.Subnets[0].OwnTable ? [] : world.Subnets[0].Hops),
            .. world.Subnets.Select((subnet, index) => (Subnet: subnet, Index: index))
                .Where(entry => entry.Subnet.OwnTable)
                .Select(entry => TableOf($"rtb-{entry.Index}", false, $"subnet-{entry.Index}", entry.Subnet.Hops)),
        ],
        NetworkAcls = [.. world.Subnets.Select((subnet, index) => new NetworkAcl($"acl-{index}", false, [$"subnet-{index}"], [.. subnet.Rules.Select(EntryOf)]))],
        PrefixLists = world.Subnets.SelectMany(subnet => subnet.Hops).Where(hop => hop.FromList).Select(hop => hop.To.Text).Distinct()
            .ToDictionary(text => $"pl-{text}", text => new PrefixList($"pl-{text}", [Cidr.Parse(text)])),
    };

    private static RouteTable TableOf(string id, bool isMain, string? subnetId, Hop[] hops) => new(
        id,
        "vpc-1",
        isMain,
        subnetId is null ? [] : [subnetId],
        [
            // What IPv6 may do is no concern of IPv4.
            new(new RouteDestination.Block(Cidr.Parse("::/0")), "igw-1", Active: true, Propagated: false),
            .. hops.Select(hop => new Route(
                hop.FromList ? new RouteDestination.PrefixList($"pl-{hop.To.Text}") : new RouteDestination.Block(Cidr.Parse(hop.To.Text)), hop.Target, hop.Works, false)),
        ]);

    private static AclEntry EntryOf(Rule rule) => new(
        rule.Number,
        rule.Outwards,
        rule.Allows,
        rule.Protocol == "-1" ? new Traffic.All() : Traffic.FromEc2(rule.Protocol, rule.From, rule.To),
        Cidr.Parse(rule.Block.Text));

    private static IEnumerable<Probe> ProbesOf(PacketWorld world) =>
        world.Probes.Select(host => new Probe(22, "SSH", AddressOf(host), null, null, null, null));

    private static ImmutableArray<TrustedSource> TrustedOf(PacketWorld world) => [.. world.Trusted.Select(block => TrustedSource.Of(Cidr.Parse(block.Text)))];

    private static string AddressOf(uint host) => new Block(host, 32).Text[..^3];
}
