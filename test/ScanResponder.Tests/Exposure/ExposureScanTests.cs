using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;

namespace ScanResponder.Tests.Exposure;

public class ExposureScanTests
{
    [Fact]
    public void Exposures_come_by_port_and_then_in_the_order_of_the_rules() => Assert.Equal(
        ["22 sgr-1 0.0.0.0/0", "22 sgr-3 ::/0", "3389 sgr-1 0.0.0.0/0", "3389 sgr-2 0.0.0.0/1"],
        Find(["tcp 0-65535 from 0.0.0.0/0", "tcp 3389 from 0.0.0.0/1", "tcp 22 from ::/0", "udp 22 from 0.0.0.0/0"], ports: [3389, 22, 22]));

    [Fact]
    public void Only_the_wide_entries_of_a_list_are_the_hole() => Assert.Equal(
        ["22 sgr-1 0.0.0.0/1 128.0.0.0/1"],
        Find(["tcp 22 from pl-1"], lists: new("pl-1", [Cidr.Parse("0.0.0.0/1"), Cidr.Parse("203.0.113.0/24"), Cidr.Parse("128.0.0.0/1")])));

    [Fact]
    public void A_list_that_could_not_be_read_is_passed_over() =>
        Assert.Equal(["22 sgr-2 0.0.0.0/0"], Find(["tcp 22 from pl-1", "tcp 22 from 0.0.0.0/0"]));

    [Fact]
    public void A_security_group_is_never_the_world() => Assert.Equal([], Find(["all traffic from sg-2"]));

    [Fact]
    public void What_is_all_trusted_is_no_hole() => Assert.Equal(
        ["22 sgr-1 0.0.0.0/0"],
        Find(["tcp 22 from 0.0.0.0/0", "tcp 22 from 20.0.0.0/7"], trusted: ["20.0.0.0/8", "21.0.0.0/8"]));

    [Fact]
    public void A_wide_block_of_somebodys_own_is_no_hole_because_the_world_stands_beside_it() =>
        Assert.Equal(["22 sgr-1 0.0.0.0/0"], Find(["tcp 22 from 0.0.0.0/0", "tcp 22 from 20.0.0.0/9"]));

    [Fact]
    public void What_two_interfaces_admit_is_never_added_up()
    {
        var halves = new[] { 128, 180 }.Select((first, index) => RemediationScene.Group(
            $"sg-{index + 1}", Enumerable.Range(first, 40).Select(octet => $"tcp 22 from {octet}.0.0.0/8"))).ToArray();

        Assert.Equal(80, FindOn([["sg-1", "sg-2"]], halves).Count());
        Assert.Equal([], FindOn([["sg-1"], ["sg-2"]], halves));
        Assert.Equal(80, FindOn([["sg-1"], ["sg-2"], ["sg-2", "sg-1"]], halves).Count());
        Assert.Equal([], FindOn([["sg-1"]], halves));
    }

    [Fact]
    public void What_several_interfaces_have_open_comes_once_and_in_the_order_of_the_rules()
    {
        var groups = new[] { "sg-1", "sg-2", "sg-3" }.Select(id => RemediationScene.Group(id, "tcp 0-65535 from 0.0.0.0/0", "tcp 3389 from ::/0")).ToArray();

        Assert.Equal(
            ["22 sgr-1-1", "22 sgr-1-2", "22 sgr-1-3", "3389 sgr-1-1", "3389 sgr-2-1", "3389 sgr-1-2", "3389 sgr-2-2", "3389 sgr-1-3", "3389 sgr-2-3"],
            FindOn([["sg-3", "sg-2"], ["sg-1", "sg-2"], ["sg-9"]], groups));
    }

    private static IEnumerable<string> FindOn(string[][] interfaces, SecurityGroup[] groups) => ExposureScan
        .Find(groups, [.. interfaces.Select(ids => ids.ToImmutableArray())], ImmutableDictionary<string, PrefixList>.Empty, [3389, 22], [])
        .Select(exposure => $"{exposure.Port} {exposure.Rule.Id}");

    private static IEnumerable<string> Find(string[] rules, int[]? ports = null, PrefixList? lists = null, string[]? trusted = null) =>
        ExposureScan.Find(
            [RuleParser.Group("sg-1", rules)],
            lists is null ? ImmutableDictionary<string, PrefixList>.Empty : ImmutableDictionary<string, PrefixList>.Empty.Add(lists.Id, lists),
            ports ?? [22],
            [.. (trusted ?? []).Select(text => TrustedSource.Of(Cidr.Parse(text)))])
            .Select(exposure => $"{exposure.Port} {exposure.Rule.Id} {string.Join(' ', exposure.World)}");
}
