using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class PlannerTests
{
    [Theory]
    [InlineData(49, true)]
    [InlineData(50, false)]
    public void A_piece_gets_the_findings_tag_where_there_is_room_for_it(int own, bool tagged)
    {
        var group = RuleParser.Group("sg-1", "tcp 20-22 from 0.0.0.0/0");
        var tags = TagSet.Of(Enumerable.Range(0, own).Select(number => KeyValuePair.Create($"key-{number}", "")));
        group = group with { Rules = [group.Rules[0] with { Tags = tags }] };
        var exposures = ExposureScan.Find([group], ImmutableDictionary<string, PrefixList>.Empty, [22], []);

        var plan = Assert.Single(Planner.Plan(exposures, [group], ImmutableDictionary<string, PrefixList>.Empty, [], "finding-1"));

        Assert.Equal(tagged ? tags.With("scan-responder", "finding-1") : tags, Assert.Single(plan.Authorize).Tags);
    }

    [Fact]
    public void Twice_as_many_rules_take_about_twice_the_memory_also_where_no_two_of_them_are_alike()
    {
        Allocated(16);
        var (some, twice) = (Allocated(512), Allocated(1_024));

        Assert.True(twice < 2.5 * some, $"{some:N0} bytes for 512 rules, {twice:N0} for 1,024");

        static long Allocated(int count)
        {
            SecurityGroup[] groups = [RuleParser.Group("sg-1") with { Rules = [.. Enumerable.Range(0, count).Select(Rule)] }];
            var before = GC.GetAllocatedBytesForCurrentThread();
            var plans = Planner.Plan(
                ExposureScan.Find(groups, ImmutableDictionary<string, PrefixList>.Empty, [22], []), groups, ImmutableDictionary<string, PrefixList>.Empty, [], "finding-1");
            var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            Assert.Equal(count, Assert.Single(plans).Revoke.Length);
            return allocated;
        }

        static IngressRule Rule(int number) => new(
            $"sgr-{number}",
            "sg-1",
            new Traffic.Tcp(new(number % 22, 22 + number)),
            new RuleSource.Block(Cidr.Of(IpFamily.IPv6, (UInt128)number << 113, 15)),
            $"rule {number}",
            TagSet.Of(KeyValuePair.Create("team", $"team {number}")));
    }

    [Fact]
    public void A_rule_for_ssh_alone_goes() => Assert.Equal([], new TighteningCase("tcp 22 from 0.0.0.0/0").After);

    [Fact]
    public void An_IPv6_rule_for_ssh_goes_and_nothing_comes_in_its_place() =>
        Assert.Equal([], new TighteningCase("tcp 22 from ::/0").After);

    [Fact]
    public void A_rule_for_all_tcp_ports_keeps_the_others() => Assert.Equal(
        ["tcp 0-21 from 0.0.0.0/0", "tcp 23-65535 from 0.0.0.0/0"],
        new TighteningCase("tcp 0-65535 from 0.0.0.0/0").After);

    [Fact]
    public void A_rule_for_all_traffic_becomes_tcp_without_ssh_and_all_of_udp_and_icmp() => Assert.Equal(
        ["icmp all from 0.0.0.0/0", "tcp 0-21 from 0.0.0.0/0", "tcp 23-65535 from 0.0.0.0/0", "udp 0-65535 from 0.0.0.0/0"],
        new TighteningCase("all traffic from 0.0.0.0/0").After);

    [Fact]
    public void A_rule_for_all_IPv6_traffic_becomes_rules_of_IPv6() => Assert.Equal(
        ["icmpv6 all from ::/0", "tcp 0-21 from ::/0", "tcp 23-65535 from ::/0", "udp 0-65535 from ::/0"],
        new TighteningCase("all traffic from ::/0").After);

    [Fact]
    public void A_port_range_that_covers_ssh_keeps_its_other_ports_and_the_private_source_keeps_all_of_them() => Assert.Equal(
        ["tcp 20-21 from 0.0.0.0/0", "tcp 20-25 from 10.0.0.0/8", "tcp 23-25 from 0.0.0.0/0"],
        new TighteningCase("tcp 20-25 from 0.0.0.0/0", "tcp 20-25 from 10.0.0.0/8").After);

    [Fact]
    public void A_prefix_list_that_holds_the_world_is_replaced_by_its_narrower_entries() => Assert.Equal(
        ["tcp 22 from 203.0.113.0/24", "tcp 23-25 from pl-1"],
        new TighteningCase("tcp 22-25 from pl-1") { Lists = new() { ["pl-1"] = ["0.0.0.0/0", "203.0.113.0/24"] } }.After);

    [Fact]
    public void A_prefix_list_without_the_world_in_it_stays() => Assert.Equal(
        ["tcp 22 from pl-1"],
        new TighteningCase("tcp 22 from pl-1") { Lists = new() { ["pl-1"] = ["8.0.0.0/8", "203.0.113.0/24"] } }.After);

    [Fact]
    public void Halves_of_the_internet_go() =>
        Assert.Equal([], new TighteningCase("tcp 22 from 0.0.0.0/1", "tcp 22 from 128.0.0.0/1").After);

    [Fact]
    public void Quarters_of_the_internet_go_and_an_office_stays() => Assert.Equal(
        ["tcp 22 from 203.0.113.0/24"],
        new TighteningCase("tcp 22 from 0.0.0.0/2", "tcp 22 from 64.0.0.0/2", "tcp 22 from 203.0.113.0/24").After);

    [Fact]
    public void Other_sources_of_ssh_and_other_ports_of_the_world_stay() => Assert.Equal(
        ["tcp 22 from 10.0.0.0/8", "tcp 443 from 0.0.0.0/0"],
        new TighteningCase("tcp 22 from 0.0.0.0/0", "tcp 22 from 10.0.0.0/8", "tcp 443 from 0.0.0.0/0").After);

    [Fact]
    public void Udp_to_port_22_is_not_ssh() => Assert.Equal(["udp 22 from 0.0.0.0/0"], new TighteningCase("udp 22 from 0.0.0.0/0").After);

    [Fact]
    public void A_restricted_rule_for_all_traffic_stays() => Assert.Equal(
        ["all traffic from 10.0.0.0/8", "all traffic from sg-9"],
        new TighteningCase("all traffic from 10.0.0.0/8", "all traffic from sg-9", "tcp 22 from 0.0.0.0/0").After);

    [Fact]
    public void Every_IPv6_block_wider_than_a_16_goes_and_a_16_stays() => Assert.Equal(
        ["tcp 22 from 2600::/16"],
        new TighteningCase("tcp 22 from 2000::/3", "tcp 22 from ::/1", "tcp 22 from 2600::/15", "tcp 22 from 2600::/16").After);

    [Fact]
    public void An_IPv4_block_wider_than_an_8_goes_and_an_8_stays() => Assert.Equal(
        ["tcp 22 from 20.0.0.0/8"],
        new TighteningCase("tcp 22 from 20.0.0.0/7", "tcp 22 from 20.0.0.0/8").After);

    [Fact]
    public void Blocks_that_add_up_to_more_than_a_quarter_of_the_internet_go_down_to_a_15() => Assert.Equal(
        ["tcp 22 from 20.4.0.0/16"],
        new TighteningCase([.. Blocks(64), "tcp 22 from 20.2.0.0/15", "tcp 22 from 20.4.0.0/16"]).After);

    [Fact]
    public void Blocks_that_add_up_to_no_more_stay() => Assert.Equal(
        64, new TighteningCase([.. Blocks(63), "tcp 22 from 20.2.0.0/15"]).After.Length);

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("0.0.0.0/2")]
    public void The_world_beside_a_block_of_somebodys_own_makes_it_no_part_of_the_world(string world) => Assert.Equal(
        ["tcp 22 from 20.2.0.0/15", "tcp 22 from 64.0.0.0/9"],
        new TighteningCase($"tcp 22 from {world}", "tcp 22 from 64.0.0.0/9", "tcp 22 from 20.2.0.0/15").After);

    [Fact]
    public void Trusted_sources_make_the_block_beside_them_no_part_of_the_world() => Assert.Equal(
        65,
        new TighteningCase([.. Blocks(64), "tcp 22 from 20.2.0.0/15"]) { Trusted = ["pl-1"], Lists = new() { ["pl-1"] = [.. Blocks(64).Select(rule => rule.Split(' ')[^1])] } }.After.Length);

    [Fact]
    public void Sources_of_all_attached_groups_add_up() => Assert.Equal(
        [],
        new TighteningCase("tcp 22 from 20.2.0.0/15") { OtherGroup = Blocks(64) }.After);

    [Fact]
    public void Sources_of_other_ports_do_not_add_up() => Assert.Equal(
        ["tcp 22 from 20.2.0.0/15"],
        new TighteningCase("tcp 22 from 20.2.0.0/15") { OtherGroup = Blocks(64, 80) }.After);

    [Fact]
    public void Several_guarded_ports_in_one_rule_give_one_split() => Assert.Equal(
        ["tcp 0-21 from 0.0.0.0/0", "tcp 23-3388 from 0.0.0.0/0", "tcp 3390-65535 from 0.0.0.0/0"],
        new TighteningCase("tcp 0-65535 from 0.0.0.0/0") { Ports = [22, 3389] }.After);

    [Fact]
    public void Guarded_ports_at_the_ends_of_a_rule_leave_what_is_between() => Assert.Equal(
        ["tcp 1-65534 from 0.0.0.0/0"],
        new TighteningCase("tcp 0-65535 from 0.0.0.0/0") { Ports = [0, 65535] }.After);

    [Fact]
    public void Trusted_sources_keep_access_in_the_family_of_the_rule() => Assert.Equal(
        ["tcp 22 from 10.0.0.0/16"],
        new TighteningCase("tcp 22 from 0.0.0.0/0") { Trusted = ["10.0.0.0/16", "2001:db8::/56"] }.After);

    [Fact]
    public void A_trusted_source_gets_nothing_that_it_had_not_before() => Assert.Equal(
        ["tcp 22 from 10.0.0.0/16"],
        new TighteningCase("tcp 22 from 0.0.0.0/1") { Trusted = ["10.0.0.0/16", "198.51.100.0/24"] }.After);

    [Fact]
    public void A_trusted_list_is_named_where_all_of_it_had_access_and_taken_apart_where_not() => Assert.Equal(
        ["tcp 22 from 9.9.9.0/24", "tcp 22 from pl-low"],
        new TighteningCase("tcp 22 from 0.0.0.0/1")
        {
            Trusted = ["pl-low", "pl-both"],
            Lists = new() { ["pl-low"] = ["8.8.8.0/24", "8.8.4.0/24"], ["pl-both"] = ["9.9.9.0/24", "203.0.113.0/24"] },
        }.After);

    [Fact]
    public void A_trusted_source_that_another_rule_admits_gets_no_rule_of_its_own() => Assert.Equal(
        ["tcp 0-100 from 10.0.0.0/8"],
        new TighteningCase("tcp 22 from 0.0.0.0/0", "tcp 0-100 from 10.0.0.0/8") { Trusted = ["10.0.0.0/16"] }.After);

    [Fact]
    public void A_piece_that_a_rule_for_more_ports_covers_is_not_added() => Assert.Equal(
        ["tcp 23-1000 from 0.0.0.0/0"],
        new TighteningCase("tcp 22-80 from 0.0.0.0/0", "tcp 23-1000 from 0.0.0.0/0").After);

    [Fact]
    public void A_block_that_a_kept_list_covers_is_not_added() => Assert.Equal(
        ["tcp 22 from pl-1"],
        new TighteningCase("tcp 22 from 0.0.0.0/0") { Trusted = ["203.0.113.0/24", "pl-1"], Lists = new() { ["pl-1"] = ["203.0.113.0/24"] } }.After);

    [Fact]
    public void A_block_with_the_longest_prefix_is_dropped_where_a_wider_one_comes() => Assert.Equal(
        ["tcp 22 from 2001:db8::/32"],
        new TighteningCase("tcp 22 from ::/0") { Trusted = ["2001:db8::1/128", "2001:db8::/32"] }.After);

    [Fact]
    public void Overlapping_world_rules_leave_one_rule_for_what_they_share() => Assert.Equal(
        ["tcp 0-21 from 0.0.0.0/0", "tcp 23-65535 from 0.0.0.0/0"],
        new TighteningCase("tcp 0-65535 from 0.0.0.0/0", "tcp 20-25 from 0.0.0.0/0", "tcp 22 from 0.0.0.0/1").After);

    [Fact]
    public void A_trusted_source_that_the_wider_of_two_rules_admits_gets_no_rule_of_its_own() => Assert.Equal(
        ["tcp 0-100 from 10.0.0.0/8", "tcp 10-20 from 10.0.0.0/8"],
        new TighteningCase("tcp 22 from 0.0.0.0/0", "tcp 0-100 from 10.0.0.0/8", "tcp 10-20 from 10.0.0.0/8") { Trusted = ["10.0.0.0/8"] }.After);

    [Fact]
    public void A_trusted_list_without_entries_gets_no_rule() => Assert.Equal(
        [],
        new TighteningCase("tcp 22 from 0.0.0.0/0") { Trusted = ["pl-1"], Lists = new() { ["pl-1"] = [] } }.After);

    [Fact]
    public void What_other_rules_of_the_same_source_admit_is_not_added_again() => Assert.Equal(
        ["icmp all from 0.0.0.0/0", "protocol 47 from 0.0.0.0/0", "tcp 0-21 from 0.0.0.0/0", "tcp 23-65535 from 0.0.0.0/0", "udp 0-65535 from 0.0.0.0/0"],
        new TighteningCase("all traffic from 0.0.0.0/0", "icmp all from 0.0.0.0/0", "protocol 47 from 0.0.0.0/0").After);

    [Fact]
    public void A_list_that_holds_the_whole_internet_keeps_what_the_block_would() => Assert.Equal(
        ["tcp 20-21 from pl-1", "tcp 23-25 from pl-1"],
        new TighteningCase("tcp 20-25 from 0.0.0.0/0", "tcp 20-25 from pl-1") { Lists = new() { ["pl-1"] = ["0.0.0.0/0"] } }.After);

    [Fact]
    public void A_piece_has_the_description_and_the_tags_of_its_rule_and_the_id_of_the_finding()
    {
        var situation = new TighteningCase("tcp 22-25 from 0.0.0.0/0").Situation;
        var rule = situation.Groups[0].Rules[0] with
        {
            Description = "jump hosts",
            Tags = TagSet.Empty.With("team", "a").With("aws:cloudformation:stack-id", "x").With("scan-responder", "old"),
        };
        situation = situation with { Groups = [situation.Groups[0] with { Rules = [rule] }] };

        Assert.Equal(
            [new Replacement(
                new(new Traffic.Tcp(new(23, 25)), rule.Source, "jump hosts"),
                TagSet.Empty.With("team", "a").With("scan-responder", Situation.FindingId))],
            Assert.Single(situation.Plan()).Authorize);
    }

    [Fact]
    public void A_rule_with_fifty_tags_has_no_room_for_the_id_of_the_finding()
    {
        var situation = new TighteningCase("tcp 22-25 from 0.0.0.0/0").Situation;
        var tags = TagSet.Of(Enumerable.Range(0, 50).Select(number => KeyValuePair.Create($"key-{number}", "")));
        situation = situation with { Groups = [situation.Groups[0] with { Rules = [situation.Groups[0].Rules[0] with { Tags = tags }] }] };

        Assert.Equal(tags, Assert.Single(Assert.Single(situation.Plan()).Authorize).Tags);
    }

    private static string[] Blocks(int count, int port = 22) => [.. Enumerable.Range(30, count).Select(octet => $"tcp {port} from {octet}.0.0.0/8")];
}
