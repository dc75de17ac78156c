using ScanResponder.Network;
using static ScanResponder.Tests.Exposure.PathBuilder;

namespace ScanResponder.Tests.Exposure;

public sealed class ReachabilityTests
{
    private static readonly PortRange Ssh = PortRange.Of(22);

    [Fact]
    public void A_scanner_that_gets_through_is_named_with_every_gate_it_passes() => Is(
        true,
        "Reachable: 203.0.113.9 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-1 (198.51.100.7).",
        new());

    [Fact]
    public void Without_a_scanner_the_answer_is_about_anybody() => Is(
        true,
        "Reachable: any address of 0.0.0.0/0 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-1 (198.51.100.7).",
        new() { Probes = [] });

    [Fact]
    public void An_ipv6_rule_needs_an_ipv6_path() => Is(
        true,
        "Reachable: 2600::9 → igw-1 → acl-1 rule 101 allows TCP 22 in, rule 101 replies out → sg-1 rule sgr-1 → eni-1 (2001:db8::7).",
        new() { Source = "::/0", Probes = ["203.0.113.9", "2600::9"] });

    [Fact]
    public void An_instance_that_is_stopped_answers_nobody() => Is(false, "Not reachable: i-1 is stopped.", new() { State = "stopped" });

    [Fact]
    public void An_interface_without_a_public_address_is_out_of_reach() => Is(
        false, "Not reachable: eni-1 has no public IPv4 address.", new() { Interfaces = [Interface("eni-1", "subnet-1", publicIp: null)] });

    [Theory]
    [InlineData(null)]
    [InlineData("fd00:ec2::7")]
    [InlineData("fe80::7")]
    public void An_ipv6_address_must_be_global(string? address) => Is(
        false,
        "Not reachable: eni-1 has no global IPv6 address.",
        new() { Source = "::/0", Interfaces = [Interface("eni-1", "subnet-1", ipv6: address)] });

    [Fact]
    public void Only_interfaces_that_carry_the_group_count() => Is(
        false,
        "Not reachable: no network interface of i-1 carries sg-1.",
        new() { Interfaces = [Interface("eni-1", "subnet-1", groupId: "sg-2")] });

    [Fact]
    public void An_instance_without_interfaces_is_out_of_reach() => Is(false, "Not reachable: i-1 has no network interface.", new() { Interfaces = [] });

    [Theory]
    [InlineData("nat-1")]
    [InlineData("eigw-1")]
    [InlineData("tgw-1")]
    [InlineData("vgw-1")]
    [InlineData("pcx-1")]
    [InlineData("cagw-1")]
    public void Only_an_internet_gateway_is_a_way_in(string target) => Is(
        false,
        "Not reachable: subnet-1's route table rtb-1 has no route to an internet gateway for IPv4.",
        new() { Tables = [Table("rtb-1", Route("0.0.0.0/0", target))] });

    [Fact]
    public void A_route_of_the_other_family_does_not_help() => Is(
        false,
        "Not reachable: subnet-1's route table rtb-1 has no route to an internet gateway for IPv6.",
        new() { Source = "::/0", Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1"))] });

    [Fact]
    public void A_route_whose_gateway_is_gone_drops_packets() => Is(
        false,
        "Not reachable: the route 0.0.0.0/0 of subnet-1's route table rtb-1 is a black hole (igw-1).",
        new() { Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1", active: false))] });

    [Fact]
    public void A_more_specific_route_diverts_the_reply_to_the_scanner_and_to_nobody_else() => Is(
        true,
        "Reachable: some addresses of 0.0.0.0/0, such as 1.0.0.0 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-1 (198.51.100.7); "
        + "but not from 203.0.113.9: subnet-1's route table rtb-1 sends replies to 203.0.113.9 to tgw-1 (route 203.0.113.0/24), not to an internet gateway.",
        new() { Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1"), Route("203.0.113.0/24", "tgw-1"))] });

    [Fact]
    public void The_halves_of_the_internet_divert_it_from_the_default_route() => Is(
        false,
        "Not reachable: the route 128.0.0.0/1 of subnet-1's route table rtb-1 is a black hole (no target).",
        new() { Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1"), Route("0.0.0.0/1", "nat-1"), Route("128.0.0.0/1", "", active: false))] });

    [Fact]
    public void A_route_to_a_part_of_the_internet_reaches_that_part() => Is(
        true,
        "Reachable: some addresses of 0.0.0.0/0, such as 192.0.2.0 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-1 (198.51.100.7).",
        new() { Tables = [Table("rtb-1", Route("192.0.2.0/24", "igw-1"))], Probes = [] });

    [Fact]
    public void A_route_that_somebody_made_goes_before_one_that_a_gateway_announced() =>
        Assert.True(new PathBuilder { Tables = [Table("rtb-1", Route("0.0.0.0/0", "vgw-1", propagated: true), Route("0.0.0.0/0", "igw-1"))] }.Reach().Reachable);

    [Fact]
    public void The_table_that_a_subnet_names_goes_before_the_main_one()
    {
        var main = Table("rtb-1", Route("0.0.0.0/0", "igw-1"));

        Is(
            false,
            "Not reachable: subnet-1's route table rtb-2 has no route to an internet gateway for IPv4.",
            new() { Tables = [main, Table("rtb-2") with { IsMain = false, SubnetIds = ["subnet-1"] }] });
    }

    [Fact]
    public void The_main_table_of_another_vpc_serves_nobody_here() => Assert.Null(
        new PathBuilder { Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1")) with { VpcId = "vpc-2" }] }.Reach().Reachable);

    [Theory]
    [InlineData("vpce-1")]
    [InlineData("eni-9")]
    public void What_an_appliance_lets_through_is_not_known(string target) => Is(
        null,
        $"Whether packets get there is not known: rtb-1 hands packets to 1.0.0.0 to {target}, which may pass them on or not.",
        new() { Tables = [Table("rtb-1", Route("0.0.0.0/0", target))] });

    [Fact]
    public void The_lists_of_aws_services_divert_no_scanner() =>
        Assert.True(new PathBuilder { Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1"), Route("pl-s3", "vpce-1"))] }.Reach().Reachable);

    [Fact]
    public void The_entries_of_a_prefix_list_are_routes()
    {
        var path = new PathBuilder { Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1"), Route("pl-1", "tgw-1"))], Source = "192.0.0.0/4" };

        Is(
            null,
            "Whether packets get there is not known: rtb-1 routes pl-1 to tgw-1, and the entries of that list could not be read (No right to read pl-1).",
            path with { Unread = ["No right to read pl-1."] });
        Is(
            false,
            "Not reachable: subnet-1's route table rtb-1 sends replies to 203.0.113.9 to tgw-1 (route pl-1), not to an internet gateway.",
            path with { Lists = [new("pl-1", [Cidr.Parse("192.0.0.0/4")])] });
    }

    [Fact]
    public void A_denial_with_a_lower_number_goes_first() => Is(
        false,
        "Not reachable: acl-1 rule 90 denies TCP 22 inbound from 0.0.0.0/0.",
        Acl(In(100, "allow", "-1", null), In(90, "deny", "6", Ssh), Out(100, "allow", "-1", null)));

    [Fact]
    public void A_denial_with_a_higher_number_comes_too_late() =>
        Assert.True(Acl(In(100, "allow", "-1", null), In(110, "deny", "6", Ssh), Out(100, "allow", "-1", null)).Reach().Reachable);

    [Fact]
    public void A_denial_of_the_one_scanner_leaves_the_others() => Is(
        true,
        "Reachable: some addresses of 0.0.0.0/0, such as 1.0.0.0 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-1 (198.51.100.7); "
        + "but not from 203.0.113.9: acl-1 rule 90 denies TCP 22 inbound from 203.0.113.9/32.",
        Acl(In(90, "deny", "-1", null, "203.0.113.9/32"), In(100, "allow", "-1", null), Out(100, "allow", "-1", null)));

    [Fact]
    public void What_no_rule_allows_is_denied() => Is(
        false,
        "Not reachable: acl-1 has no rule that allows TCP 22 inbound from 203.0.113.9.",
        Acl(In(100, "allow", "17", Ssh), In(110, "allow", "6", new(23, 65535)), In(120, "allow", "-1", null, "::/0"), Out(100, "allow", "-1", null)));

    [Fact]
    public void The_last_rule_of_ec2_is_called_as_the_console_calls_it() => Is(
        false, "Not reachable: acl-1 rule * denies TCP 22 inbound from 0.0.0.0/0.", Acl(In(32767, "deny", "-1", null), Out(100, "allow", "-1", null)));

    [Fact]
    public void A_network_acl_that_admits_only_trusted_sources_keeps_strangers_out()
    {
        var path = Acl(In(100, "allow", "6", Ssh, "192.0.2.0/24"), Out(100, "allow", "-1", null)) with { Probes = [] };

        Assert.True(path.Reach().Reachable);
        Is(false, "Not reachable: acl-1 has no rule that allows TCP 22 inbound from 1.0.0.0.", path with { Trusted = ["192.0.2.0/24"] });
    }

    [Fact]
    public void A_network_acl_that_admits_only_private_sources_keeps_strangers_out() =>
        Assert.False(Acl(In(100, "allow", "6", Ssh, "10.0.0.0/8"), Out(100, "allow", "-1", null)).Reach().Reachable);

    [Fact]
    public void Replies_need_a_rule_of_their_own() => Is(
        false,
        "Not reachable: acl-1 has no rule that allows replies (TCP 1024-65535 outbound to 203.0.113.9).",
        Acl(In(100, "allow", "-1", null), Out(100, "allow", "6", PortRange.Of(443))));

    [Fact]
    public void A_rule_may_deny_replies() => Is(
        false,
        "Not reachable: acl-1 rule 90 denies replies (TCP 1024-65535 outbound to 0.0.0.0/0).",
        Acl(In(100, "allow", "-1", null), Out(90, "deny", "6", new(1024, 65535)), Out(100, "allow", "-1", null)));

    [Fact]
    public void Replies_to_some_ephemeral_ports_are_enough_since_the_scanner_chooses_its_own() => Is(
        true,
        "Reachable: 203.0.113.9 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 and rule 110 replies out to ports 32768-60999, 65000-65535 only → sg-1 rule sgr-1 → eni-1 (198.51.100.7).",
        Acl(In(100, "allow", "-1", null), Out(100, "allow", "6", new(32768, 60999)), Out(110, "allow", "6", new(65000, 65535))));

    [Fact]
    public void One_interface_that_can_be_reached_is_enough() => Is(
        true,
        "Reachable: 203.0.113.9 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-2 (198.51.100.7).",
        new() { Interfaces = [Interface("eni-1", "subnet-1", publicIp: null), Interface("eni-2", "subnet-1")] });

    [Fact]
    public void Every_interface_that_cannot_be_reached_says_why() => Is(
        false,
        "Not reachable: eni-1 has no public IPv4 address; acl-2 has no rule that allows TCP 22 inbound from 203.0.113.9.",
        new()
        {
            Interfaces = [Interface("eni-1", "subnet-1", publicIp: null), Interface("eni-2", "subnet-2")],
            Acls = [AclOf("acl-2", "subnet-2")],
        });

    [Fact]
    public void What_could_not_be_read_leaves_it_unknown_with_the_reason()
    {
        Is(
            null,
            "Whether packets get there is not known: the route table of subnet-1 could not be read (Grant ec2:DescribeRouteTables).",
            new() { Tables = null, Unread = ["Grant ec2:DescribeRouteTables."] });
        Is(
            null,
            "Whether packets get there is not known: the network ACL of subnet-1 could not be read.",
            new() { Acls = null });
        Is(
            null,
            "Whether packets get there is not known: the network interfaces of i-1 could not be read (Throttled).",
            new() { Interfaces = null, Unread = ["Throttled."] });
    }

    [Theory]
    [InlineData("block-ingress")]
    [InlineData("block-bidirectional")]
    public void VPC_Block_Public_Access_stops_what_routes_and_rules_let_in(string mode) => Is(
        false,
        $"Not reachable: VPC Block Public Access ({mode}) of the Region stops packets at igw-1.",
        new() { PublicAccess = new(mode, false, ["vpc-2", "subnet-2"]) });

    [Theory]
    [InlineData("vpc-1")]
    [InlineData("subnet-1")]
    public void An_exclusion_lets_packets_in_again(string excluded) => Is(
        true,
        "Reachable: 203.0.113.9 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-1 (198.51.100.7).",
        new() { PublicAccess = new("block-bidirectional", false, [excluded]) });

    [Fact]
    public void While_it_is_being_changed_nobody_can_say() => Is(
        null,
        "Whether packets get there is not known: VPC Block Public Access (block-ingress) of the Region is being changed.",
        new() { PublicAccess = new("block-ingress", true, []) });

    [Theory]
    [InlineData("allow-bidirectional", "create-complete", "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1", "subnet-1")]
    [InlineData("allow-bidirectional", "update-in-progress", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1", "vpc-1")]
    [InlineData("allow-bidirectional", "delete-complete", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1", null)]
    [InlineData("allow-bidirectional", "create-failed", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1", null)]
    [InlineData("allow-egress", "create-complete", "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-1", null)]
    [InlineData(null, null, null, null)]
    public void Only_an_exclusion_for_both_directions_lets_anything_in(string? mode, string? state, string? arn, string? exempt) =>
        Assert.Equal(exempt, PublicAccessBlock.Exemption(mode, state, arn));

    [Fact]
    public void Of_many_reasons_three_are_told_and_the_others_counted() => Is(
        false,
        "Not reachable: eni-1 has no public IPv4 address; eni-2 has no public IPv4 address; eni-3 has no public IPv4 address; and 2 other reasons.",
        new() { Interfaces = [.. Enumerable.Range(1, 5).Select(number => Interface($"eni-{number}", "subnet-1", publicIp: null))] });

    [Fact]
    public void Interfaces_may_be_unread_without_a_reason() => Is(
        null, "Whether packets get there is not known: the network interfaces of i-1 could not be read.", new() { Interfaces = null });

    [Fact]
    public void Several_reasons_for_what_could_not_be_read_follow_each_other() => Is(
        null,
        "Whether packets get there is not known: the network ACL of subnet-1 could not be read (Grant one thing. Grant another).",
        new() { Acls = null, Unread = ["Grant one thing.", "Grant another."] });

    [Fact]
    public void The_network_acl_of_an_interface_whose_subnet_is_not_known_is_not_known_either() => Is(
        null,
        "Whether packets get there is not known: the network ACL of the subnet could not be read.",
        new() { Interfaces = [Interface("eni-1", null)] });

    [Fact]
    public void The_network_acl_of_another_subnet_guards_nothing_here() => Is(
        null,
        "Whether packets get there is not known: the network ACL of subnet-1 could not be read.",
        new() { Acls = [AclOf("acl-2", "subnet-2", AllowAll())] });

    [Fact]
    public void A_table_that_neither_the_subnet_names_nor_is_main_serves_nobody_here() => Assert.Null(
        new PathBuilder { Tables = [Table("rtb-2", Route("0.0.0.0/0", "igw-1")) with { IsMain = false }] }.Reach().Reachable);

    [Fact]
    public void A_list_that_could_not_be_read_opens_nothing_where_its_gateway_is_gone() => Is(
        false,
        "Not reachable: subnet-1's route table rtb-1 has no route to an internet gateway for IPv4.",
        new() { Tables = [Table("rtb-1", Route("pl-1", "igw-1", active: false))] });

    [Fact]
    public void A_route_for_a_block_goes_before_one_for_a_list() => Assert.True(new PathBuilder
    {
        Tables = [Table("rtb-1", Route("pl-1", "tgw-1"), Route("192.0.0.0/4", "igw-1"))],
        Lists = [new("pl-1", [Cidr.Parse("192.0.0.0/4")])],
        Source = "192.0.0.0/4",
    }.Reach().Reachable);

    [Fact]
    public void Public_addresses_that_belong_to_the_VPC_are_nobodys_way_in() => Is(
        false,
        "Not reachable: subnet-1's route table rtb-1 sends replies to 203.0.113.9 to the VPC itself (route 202.0.0.0/7), not to an internet gateway.",
        new() { Tables = [Table("rtb-1", Route("0.0.0.0/0", "igw-1"), Route("202.0.0.0/7", "local"))], Source = "202.0.0.0/7" });

    [Fact]
    public void Neighbouring_ranges_of_ports_are_told_as_one() => Assert.Contains(
        "rule 100 and rule 110 replies out to ports 32768-60999 only",
        Acl(In(100, "allow", "-1", null), Out(100, "allow", "6", new(32768, 40000)), Out(110, "allow", "6", new(40001, 60999))).Reach().Because,
        StringComparison.Ordinal);

    [Fact]
    public void A_gate_that_is_known_to_be_shut_settles_it_whatever_else_is_not_known()
    {
        Is(false, "Not reachable: acl-1 has no rule that allows TCP 22 inbound from 203.0.113.9.", Acl() with { Tables = null });
        Is(
            false,
            "Not reachable: subnet-1's route table rtb-1 has no route to an internet gateway for IPv4.",
            new() { Tables = [Table("rtb-1")], Acls = null });
    }

    [Fact]
    public void A_source_that_nobody_on_the_internet_has_is_no_way_in() =>
        Is(false, "Not reachable: no stranger has an address of 240.0.0.0/4.", new() { Source = "240.0.0.0/4", Probes = [] });

    private static PathBuilder Acl(params AclEntry[] entries) => new() { Acls = [AclOf("acl-1", "subnet-1", entries)] };

    private static void Is(bool? reachable, string because, PathBuilder path)
    {
        var reach = path.Reach();
        Assert.Equal((reachable, because), (reach.Reachable, reach.Because));
    }
}
