using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Tests.Accounts;

/// <summary>What every <see cref="IAccount"/> promises.</summary>
public abstract class AccountContract
{
    private const string UnknownInstance = "i-0123456789abcdef0";
    private const string UnknownGroup = "sg-0123456789abcdef0";
    private const string UnknownRule = "sgr-0123456789abcdef0";

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A fresh scene in the account under test.</summary>
    protected abstract Task<Scene> ArrangeAsync();

    [Fact]
    public async Task An_instance_is_found_with_its_name_state_addresses_and_tags()
    {
        var scene = await ArrangeAsync();

        var instance = await scene.Account.FindInstanceAsync(scene.InstanceId, Token);

        Assert.NotNull(instance);
        Assert.Equal(scene.InstanceId, instance.Id);
        Assert.Equal("bastion", instance.Name);
        Assert.Equal("running", instance.State);
        Assert.Equal(scene.VpcId, instance.VpcId);
        Assert.Equal("t3.micro", instance.Type);
        Assert.StartsWith("ami-", instance.ImageId, StringComparison.Ordinal);
        Assert.StartsWith("subnet-", instance.SubnetId, StringComparison.Ordinal);
        Assert.StartsWith("10.20.", instance.PrivateIp, StringComparison.Ordinal);
        Assert.InRange(instance.LaunchTime!.Value, DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddHours(1));
        Assert.Equal("bastion", instance.Tags["Name"]);
    }

    [Fact]
    public async Task An_unknown_instance_is_null()
    {
        var scene = await ArrangeAsync();

        Assert.Null(await scene.Account.FindInstanceAsync(UnknownInstance, Token));
    }

    [Fact]
    public async Task The_interfaces_of_an_instance_come_with_their_groups_and_addresses()
    {
        var scene = await ArrangeAsync();

        var network = Assert.Single(await scene.Account.InterfacesOfInstanceAsync(scene.InstanceId, Token));

        Assert.StartsWith("eni-", network.Id, StringComparison.Ordinal);
        Assert.Equal(scene.InstanceId, network.InstanceId);
        Assert.Equal(scene.VpcId, network.VpcId);
        Assert.Equal(SortedIds(scene.GroupId, scene.OtherGroupId), SortedIds([.. network.GroupIds]));
        Assert.StartsWith("10.20.", Assert.Single(network.PrivateIps), StringComparison.Ordinal);
        Assert.Equal("interface", network.InterfaceType);
    }

    [Fact]
    public async Task An_unknown_instance_has_no_interfaces()
    {
        var scene = await ArrangeAsync();

        Assert.Empty(await scene.Account.InterfacesOfInstanceAsync(UnknownInstance, Token));
    }

    [Fact]
    public async Task An_interface_that_carries_two_of_the_groups_is_listed_once()
    {
        var scene = await ArrangeAsync();

        var using2 = await scene.Account.InterfacesUsingGroupsAsync([scene.GroupId, scene.OtherGroupId, UnknownGroup], Token);

        Assert.Equal(scene.InstanceId, Assert.Single(using2).InstanceId);
    }

    [Fact]
    public async Task No_groups_are_used_by_no_interfaces()
    {
        var scene = await ArrangeAsync();

        Assert.Empty(await scene.Account.InterfacesUsingGroupsAsync([], Token));
    }

    [Fact]
    public async Task Groups_come_in_the_order_they_were_asked_for_and_unknown_ones_are_left_out()
    {
        var scene = await ArrangeAsync();

        var groups = await scene.Account.GroupsAsync([scene.OtherGroupId, UnknownGroup, scene.GroupId, scene.OtherGroupId], Token);

        Assert.Equal([scene.OtherGroupId, scene.GroupId], groups.Select(group => group.Id));
    }

    [Fact]
    public async Task A_group_comes_with_its_owner_its_tags_and_what_it_lets_out()
    {
        var scene = await ArrangeAsync();

        var group = await GroupAsync(scene);

        Assert.Equal(scene.VpcId, group.VpcId);
        Assert.Equal(scene.OwnerId, group.OwnerId);
        Assert.Equal(Tags(("team", "blue")), group.Tags);
        Assert.Contains(IpFamily.IPv4, group.AllowsAllEgress);
        Assert.Empty(group.Rules);
    }

    [Fact]
    public async Task A_vpc_comes_with_all_its_blocks()
    {
        var scene = await ArrangeAsync();

        var vpc = await scene.Account.FindVpcAsync(scene.VpcId, Token);

        Assert.Equal(
            new[] { Cidr.Parse("10.20.0.0/16"), Cidr.Parse("10.30.0.0/16"), scene.Ipv6Block }.Order(), vpc!.Cidrs.Order());
    }

    [Fact]
    public async Task An_unknown_vpc_is_null()
    {
        var scene = await ArrangeAsync();

        Assert.Null(await scene.Account.FindVpcAsync("vpc-0123456789abcdef0", Token));
    }

    [Fact]
    public async Task Some_instances_that_use_a_group_come_with_their_names()
    {
        var scene = await ArrangeAsync();

        var instances = await scene.Account.SomeInstancesUsingGroupsAsync([scene.NeighbourGroupId, UnknownGroup], 5, Token);

        Assert.Equal("neighbour", Assert.Single(instances).Name);
    }

    [Fact]
    public async Task No_groups_are_used_by_no_instances()
    {
        var scene = await ArrangeAsync();

        Assert.Empty(await scene.Account.SomeInstancesUsingGroupsAsync([], 5, Token));
    }

    [Fact]
    public async Task A_subnet_that_names_no_route_table_has_the_main_one_of_its_vpc()
    {
        var scene = await ArrangeAsync();

        var table = Assert.Single(await scene.Account.RouteTablesAsync([scene.SubnetId], [scene.VpcId], Token));

        Assert.StartsWith("rtb-", table.Id, StringComparison.Ordinal);
        Assert.Equal((scene.VpcId, true), (table.VpcId, table.IsMain));
        Assert.Empty(table.SubnetIds);
        Assert.Contains(new(Block("10.20.0.0/16"), "local", Active: true, Propagated: false), table.Routes);
        Assert.Contains(new(Block("0.0.0.0/0"), scene.GatewayId, Active: true, Propagated: false), table.Routes);
    }

    [Fact]
    public async Task A_route_table_that_a_subnet_names_comes_beside_the_main_one()
    {
        var scene = await ArrangeAsync();

        var tables = await scene.Account.RouteTablesAsync([scene.OtherSubnetId], [scene.VpcId], Token);

        Assert.Equal(2, tables.Length);
        Assert.Single(tables, table => table.IsMain);
        var own = Assert.Single(tables, table => table.SubnetIds.Contains(scene.OtherSubnetId));
        Assert.False(own.IsMain);
        Assert.Contains(new(Block("198.51.100.0/24"), scene.GatewayId, Active: true, Propagated: false), own.Routes);
        Assert.Contains(new(Block("::/0"), scene.GatewayId, Active: true, Propagated: false), own.Routes);
        Assert.Contains(new(new RouteDestination.PrefixList(scene.PrefixListId), scene.GatewayId, Active: true, Propagated: false), own.Routes);
    }

    [Fact]
    public async Task All_route_tables_of_a_vpc_can_be_asked_for()
    {
        var scene = await ArrangeAsync();

        var tables = await scene.Account.RouteTablesOfVpcsAsync([scene.VpcId], Token);

        Assert.Single(tables, table => table.IsMain);
        Assert.Single(tables, table => table.SubnetIds.Contains(scene.OtherSubnetId));
        Assert.Empty(await scene.Account.RouteTablesOfVpcsAsync([], Token));
    }

    [Fact]
    public async Task Who_has_a_private_address_can_be_asked_for()
    {
        var scene = await ArrangeAsync();
        var own = Assert.Single(await scene.Account.InterfacesOfInstanceAsync(scene.InstanceId, Token));

        var interfaces = await scene.Account.InterfacesAtAsync([own.PrivateIps[0], "10.20.255.254"], Token);
        var instances = await scene.Account.InstancesAtAsync([own.PrivateIps[0], "10.20.255.254"], Token);

        Assert.Contains(own.Id, interfaces.Select(networkInterface => networkInterface.Id));
        Assert.Contains(scene.InstanceId, instances.Select(instance => instance.Id));
        Assert.All(interfaces, networkInterface => Assert.Contains(own.PrivateIps[0], networkInterface.PrivateIps));
        Assert.Empty(await scene.Account.InterfacesAtAsync(["10.20.255.254"], Token));
    }

    [Fact]
    public async Task A_vpc_without_load_balancers_has_none()
    {
        var scene = await ArrangeAsync();

        Assert.Empty(await scene.Account.LoadBalancersAsync([scene.VpcId], Token));
    }

    [Fact]
    public async Task Unknown_subnets_and_vpcs_have_neither_route_tables_nor_network_acls()
    {
        var scene = await ArrangeAsync();

        Assert.Empty(await scene.Account.RouteTablesAsync(["subnet-0123456789abcdef0"], ["vpc-0123456789abcdef0"], Token));
        Assert.Empty(await scene.Account.NetworkAclsAsync(["subnet-0123456789abcdef0"], Token));
        Assert.Empty(await scene.Account.RouteTablesAsync([], [], Token));
        Assert.Empty(await scene.Account.NetworkAclsAsync([], Token));
    }

    [Fact]
    public async Task The_network_acl_of_a_subnet_comes_with_its_rules()
    {
        var scene = await ArrangeAsync();

        var acl = Assert.Single(await scene.Account.NetworkAclsAsync([scene.OtherSubnetId], Token));

        Assert.StartsWith("acl-", acl.Id, StringComparison.Ordinal);
        Assert.False(acl.IsDefault);
        Assert.Contains(scene.OtherSubnetId, acl.SubnetIds);

        // EC2 lists its own last rules too, moto and the one in memory do not.
        Assert.Equal(
            [
                new(90, false, false, new Traffic.Tcp(PortRange.Of(22)), Cidr.Parse("0.0.0.0/0")),
                new(100, false, true, new Traffic.Icmp(-1, -1), Cidr.Parse("0.0.0.0/0")),
                new(110, false, true, new Traffic.Udp(new(0, 1023)), Cidr.Parse("10.0.0.0/8")),
                new(120, false, true, new Traffic.All(), Cidr.Parse("::/0")),
                new AclEntry(100, true, true, new Traffic.Tcp(PortRange.All), Cidr.Parse("0.0.0.0/0")),
            ],
            acl.Entries.Where(entry => entry.Number <= AclEntry.HighestNumber).OrderBy(entry => (entry.Egress, entry.Number)));
    }

    [Fact]
    public async Task A_subnet_that_nobody_gave_a_network_acl_has_the_default_one_which_lets_everything_pass()
    {
        var scene = await ArrangeAsync();

        var acl = Assert.Single(await scene.Account.NetworkAclsAsync([scene.SubnetId], Token));

        Assert.True(acl.IsDefault);
        var anyone = Cidr.Parse("203.0.113.9/32");
        Assert.True(acl.FirstMatch(egress: false, anyone, 22)?.Allow);
        Assert.True(acl.FirstMatch(egress: true, anyone, 40000)?.Allow);
    }

    [Fact]
    public async Task A_prefix_list_comes_with_its_entries()
    {
        var scene = await ArrangeAsync();

        var list = await scene.Account.PrefixListAsync(scene.PrefixListId, Token);

        Assert.Equal([Cidr.Parse("198.51.100.0/24"), Cidr.Parse("203.0.113.0/25")], list.Entries.Order());
    }

    [Fact]
    public async Task Added_rules_are_returned_as_they_are_read_again()
    {
        var scene = await ArrangeAsync();

        // The prefix list has no description here, since moto forgets it; EC2 keeps it as any other.
        RuleDraft[] drafts =
        [
            new(Ssh, From("203.0.113.0/24"), "office"),
            new(Ssh, From("198.51.100.7/32"), null),
            new(Ssh, From("2001:db8::/32"), "office, IPv6"),
            new(Ssh, new RuleSource.PrefixList(scene.PrefixListId), null),
        ];

        var added = await scene.Account.AuthorizeAsync(scene.GroupId, drafts, Tags(("scan-responder", "f1"), ("owner", "")), dryRun: false, Token);

        Assert.All(added, rule => Assert.StartsWith("sgr-", rule.Id, StringComparison.Ordinal));
        Assert.All(added, rule => Assert.Equal(scene.GroupId, rule.GroupId));
        Assert.All(added, rule => Assert.Equal(Tags(("scan-responder", "f1"), ("owner", "")), rule.Tags));
        Assert.Equal(drafts.Select(Shown).Order(), added.Select(rule => Shown(new(rule.Traffic, rule.Source, rule.Description))).Order());
        Assert.Equal(added.OrderBy(rule => rule.Id), (await GroupAsync(scene)).Rules.OrderBy(rule => rule.Id));
    }

    [Fact]
    public async Task Rules_for_several_kinds_of_traffic_are_added_in_one_call()
    {
        var scene = await ArrangeAsync();
        RuleDraft[] drafts =
        [
            new(new Traffic.Tcp(new(0, 21)), From("0.0.0.0/0"), "was open"),
            new(new Traffic.Tcp(new(23, 65535)), From("0.0.0.0/0"), "was open"),
            new(new Traffic.Udp(PortRange.All), From("0.0.0.0/0"), "was open"),
            new(new Traffic.Icmp(-1, -1), From("0.0.0.0/0"), "was open"),
            new(Ssh, From("10.20.0.0/16"), null),
        ];

        // Of these moto returns only those of the last kind of traffic, EC2 all; so they are looked for in the group.
        await scene.Account.AuthorizeAsync(scene.GroupId, drafts, Tags(("a", "b")), dryRun: false, Token);

        var rules = (await GroupAsync(scene)).Rules;
        Assert.Equal(drafts.Select(Shown).Order(), rules.Select(rule => Shown(new(rule.Traffic, rule.Source, rule.Description))).Order());
        Assert.All(rules, rule => Assert.Equal(Tags(("a", "b")), rule.Tags));
    }

    [Theory]
    [InlineData("-1", null, null, "0.0.0.0/0")]
    [InlineData("-1", null, null, "::/0")]
    [InlineData("tcp", 0, 65535, "0.0.0.0/0")]
    [InlineData("udp", 53, 53, "0.0.0.0/1")]
    [InlineData("icmp", -1, -1, "0.0.0.0/0")]
    [InlineData("icmp", 8, 0, "0.0.0.0/0")]
    [InlineData("icmpv6", -1, -1, "::/0")]
    public async Task Every_kind_of_traffic_is_read_as_it_was_added(string protocol, int? from, int? to, string source)
    {
        var scene = await ArrangeAsync();
        var draft = new RuleDraft(Traffic.FromEc2(protocol, from, to), From(source), "as it is");

        await scene.Account.AuthorizeAsync(scene.GroupId, [draft], TagSet.Empty, dryRun: false, Token);

        var rule = Assert.Single((await GroupAsync(scene)).Rules);
        Assert.Equal(draft, new RuleDraft(rule.Traffic, rule.Source, rule.Description));
        Assert.Equal(TagSet.Empty, rule.Tags);
    }

    [Fact]
    public async Task A_rule_for_another_group_keeps_its_source_and_its_description()
    {
        var scene = await ArrangeAsync();

        await scene.Account.AuthorizeAsync(
            scene.GroupId, [new(Ssh, new RuleSource.Group(scene.OtherGroupId, null), "from the jump hosts")], TagSet.Empty, dryRun: false, Token);

        var rule = Assert.Single((await GroupAsync(scene)).Rules);
        Assert.Equal(scene.OtherGroupId, Assert.IsType<RuleSource.Group>(rule.Source).Id);
        Assert.Equal("from the jump hosts", rule.Description);
    }

    [Fact]
    public async Task A_rule_that_is_there_already_is_refused_and_none_is_added()
    {
        var scene = await ArrangeAsync();
        await AddAsync(scene, new RuleDraft(Ssh, From("203.0.113.0/24"), "office"));
        var before = await GroupAsync(scene);

        // First in the request, since moto adds what stands before the duplicate; EC2 adds nothing.
        var error = await Assert.ThrowsAsync<AccountException>(
            () => AddAsync(scene, new RuleDraft(Ssh, From("203.0.113.0/24"), "other words"), new RuleDraft(Ssh, From("192.0.2.0/24"), null)));

        Assert.Equal(AccountErrorKind.Duplicate, error.Kind);
        Assert.Equal("ec2:AuthorizeSecurityGroupIngress", error.Action);
        Assert.Equal(scene.GroupId, error.Resource);
        Assert.Equal(before.Rules, (await GroupAsync(scene)).Rules);
    }

    [Fact]
    public async Task More_rules_than_the_quota_are_refused_and_none_is_added()
    {
        var scene = await ArrangeAsync();
        await AddAsync(scene, [.. Enumerable.Range(0, 60).Select(number => new RuleDraft(Ssh, From($"192.0.2.{number}/32"), null))]);

        var error = await Assert.ThrowsAsync<AccountException>(() => AddAsync(scene, new RuleDraft(Ssh, From("198.51.100.0/24"), null)));

        Assert.Equal(AccountErrorKind.QuotaExceeded, error.Kind);
        Assert.Equal(60, (await GroupAsync(scene)).Rules.Length);
    }

    [Fact]
    public async Task Rules_for_an_unknown_group_are_refused_as_not_found()
    {
        var scene = await ArrangeAsync();

        var error = await Assert.ThrowsAsync<AccountException>(() => scene.Account.AuthorizeAsync(
            UnknownGroup, [new(Ssh, From("192.0.2.0/24"), null)], TagSet.Empty, dryRun: false, Token));

        Assert.Equal(AccountErrorKind.GroupNotFound, error.Kind);
        Assert.Contains(UnknownGroup, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dry_run_adds_nothing()
    {
        var scene = await ArrangeAsync();

        var added = await scene.Account.AuthorizeAsync(
            scene.GroupId, [new(Ssh, From("192.0.2.0/24"), null)], Tags(("a", "b")), dryRun: true, Token);

        Assert.Empty(added);
        Assert.Empty((await GroupAsync(scene)).Rules);
    }

    [Fact]
    public async Task Adding_no_rules_is_a_mistake_of_the_caller()
    {
        var scene = await ArrangeAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await scene.Account.AuthorizeAsync(scene.GroupId, [], TagSet.Empty, dryRun: false, Token));
    }

    [Fact]
    public async Task Rules_are_removed_by_their_ids_and_no_others()
    {
        var scene = await ArrangeAsync();
        var added = await AddAsync(
            scene,
            new RuleDraft(Ssh, From("0.0.0.0/0"), null),
            new RuleDraft(Ssh, From("::/0"), null),
            new RuleDraft(Ssh, From("192.0.2.0/24"), "stays"));
        var stays = added.Single(rule => rule.Description == "stays");

        await scene.Account.RevokeAsync(scene.GroupId, [.. added.Remove(stays).Select(Permission.Of)], dryRun: false, Token);

        Assert.Equal([stays], (await GroupAsync(scene)).Rules);
    }

    [Fact]
    public async Task An_unknown_rule_is_not_found_and_none_is_removed()
    {
        var scene = await ArrangeAsync();
        var added = await AddAsync(scene, new RuleDraft(Ssh, From("0.0.0.0/0"), null));

        var error = await Assert.ThrowsAsync<AccountException>(
            () => scene.Account.RevokeAsync(scene.GroupId, [Permission.Of(added[0]), new(Ssh, From("192.0.2.0/24"))], dryRun: false, Token));

        Assert.Equal(AccountErrorKind.NotFound, error.Kind);
        Assert.Equal("ec2:RevokeSecurityGroupIngress", error.Action);
        Assert.Equal(added, (await GroupAsync(scene)).Rules);
    }

    [Fact]
    public async Task A_rule_of_another_group_is_not_found()
    {
        var scene = await ArrangeAsync();
        var added = await AddAsync(scene, new RuleDraft(Ssh, From("0.0.0.0/0"), null));

        var error = await Assert.ThrowsAsync<AccountException>(
            () => scene.Account.RevokeAsync(scene.OtherGroupId, [Permission.Of(added[0])], dryRun: false, Token));

        Assert.Equal(AccountErrorKind.NotFound, error.Kind);
        Assert.Equal(added, (await GroupAsync(scene)).Rules);
    }

    [Fact]
    public async Task A_dry_run_removes_nothing()
    {
        var scene = await ArrangeAsync();
        var added = await AddAsync(scene, new RuleDraft(Ssh, From("0.0.0.0/0"), null));

        await scene.Account.RevokeAsync(scene.GroupId, [Permission.Of(added[0])], dryRun: true, Token);

        Assert.Equal(added, (await GroupAsync(scene)).Rules);
    }

    [Fact]
    public async Task Removing_no_rules_is_a_mistake_of_the_caller()
    {
        var scene = await ArrangeAsync();

        await Assert.ThrowsAsync<ArgumentException>(async () => await scene.Account.RevokeAsync(scene.GroupId, [], dryRun: false, Token));
    }

    [Fact]
    public async Task New_tags_stand_beside_the_old_ones_and_replace_those_of_the_same_key()
    {
        var scene = await ArrangeAsync();
        var added = await scene.Account.AuthorizeAsync(
            scene.GroupId, [new(Ssh, From("192.0.2.0/24"), null)], Tags(("a", "1"), ("b", "1")), dryRun: false, Token);

        await scene.Account.TagRulesAsync([added[0].Id], Tags(("b", "2"), ("c", "2")), Token);

        Assert.Equal(Tags(("a", "1"), ("b", "2"), ("c", "2")), Assert.Single((await GroupAsync(scene)).Rules).Tags);
    }

    [Fact]
    public async Task Tagging_nothing_is_done_at_once()
    {
        var scene = await ArrangeAsync();

        await scene.Account.TagRulesAsync([], Tags(("a", "1")), Token);
        await scene.Account.TagRulesAsync([UnknownRule], TagSet.Empty, Token);
    }

    [Fact]
    public async Task Who_gave_up_is_told_so()
    {
        var scene = await ArrangeAsync();
        using var gaveUp = new CancellationTokenSource();
        await gaveUp.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Account.FindInstanceAsync(scene.InstanceId, gaveUp.Token));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.Account.GroupsAsync([scene.GroupId], gaveUp.Token));
    }

    protected static Traffic Ssh => new Traffic.Tcp(PortRange.Of(22));

    private static RouteDestination.Block Block(string cidr) => new(Cidr.Parse(cidr));

    protected static RuleSource From(string cidr) => new RuleSource.Block(Cidr.Parse(cidr));

    protected static TagSet Tags(params (string Key, string Value)[] tags) =>
        TagSet.Of(tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)));

    protected static Task<ImmutableArray<IngressRule>> AddAsync(Scene scene, params RuleDraft[] drafts) =>
        scene.Account.AuthorizeAsync(scene.GroupId, drafts, TagSet.Empty, dryRun: false, Token);

    protected static async Task<SecurityGroup> GroupAsync(Scene scene) =>
        Assert.Single(await scene.Account.GroupsAsync([scene.GroupId], Token));

    private static string Shown(RuleDraft draft) => $"{draft.Traffic} {draft.Source} {draft.Description}";

    private static IEnumerable<string> SortedIds(params string[] ids) => ids.Order(StringComparer.Ordinal);
}
