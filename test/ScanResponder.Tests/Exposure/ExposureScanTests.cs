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
    public void A_list_that_could_not_be_read_is_passed_over() => Assert.Equal(["22 sgr-2 0.0.0.0/0"], Find(["tcp 22 from pl-1", "tcp 22 from 0.0.0.0/0"]));

    [Fact]
    public void A_security_group_is_never_the_world() => Assert.Equal([], Find(["all traffic from sg-2"]));

    [Fact]
    public void What_is_all_trusted_is_no_hole() => Assert.Equal(
        ["22 sgr-1 0.0.0.0/0"],
        Find(["tcp 22 from 0.0.0.0/0", "tcp 22 from 20.0.0.0/9"], trusted: ["20.0.0.0/10", "20.64.0.0/10"]));

    private static IEnumerable<string> Find(string[] rules, int[]? ports = null, PrefixList? lists = null, string[]? trusted = null) =>
        ExposureScan.Find(
            [RuleText.Group("sg-1", rules)],
            lists is null ? ImmutableDictionary<string, PrefixList>.Empty : ImmutableDictionary<string, PrefixList>.Empty.Add(lists.Id, lists),
            ports ?? [22],
            [.. (trusted ?? []).Select(text => TrustedSource.Of(Cidr.Parse(text)))])
            .Select(exposure => $"{exposure.Port} {exposure.Rule.Id} {string.Join(' ', exposure.World)}");
}
