using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ScanResponder.Accounts;
using ScanResponder.Audit;
using ScanResponder.Audit.Document;
using ScanResponder.Network;
using ScanResponder.Tests.Exposure;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Audit;

public sealed class RegionAuditTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 12, 0, 0, TimeSpan.Zero);
    private static readonly AwsScope Scope = new("aws", "123456789012", "eu-west-1");

    [Fact]
    public void The_worst_comes_first_reachable_machines_then_reachable_interfaces_then_what_is_used_then_what_is_not()
    {
        var report = Audit(
            [Open("sg-unused"), Open("sg-private"), Open("sg-stopped"), Open("sg-running"), Closed("sg-closed")],
            [Carrying("eni-1", "i-private", "sg-private", null), Carrying("eni-2", "i-stopped", "sg-stopped"), Carrying("eni-3", "i-running", "sg-running")],
            [Machine("i-private", "running"), Machine("i-stopped", "stopped"), Machine("i-running", "running")]);

        Assert.Equal(
            [("sg-running", Danger.Running, (bool?)true), ("sg-stopped", Danger.Path, true), ("sg-private", Danger.Shut, false), ("sg-unused", Danger.Unused, false)],
            report.Groups.Select(group => (group.Group.Id, group.Danger, group.IsReachable)));
        Assert.Equal((5, 4), (report.Looked, report.Groups.Length));
        Assert.Contains("i-stopped is stopped", report.Groups[1].Exposures[0].Reach.Because, StringComparison.Ordinal);
        Assert.Contains("no public IPv4 address", report.Groups[2].Exposures[0].Reach.Because, StringComparison.Ordinal);
        Assert.Contains("no network interface carries sg-unused", report.Groups[3].Exposures[0].Reach.Because, StringComparison.Ordinal);
        Assert.Equal(
            "4 of 5 security groups let the internet reach TCP 22: 1 reachable with running machines, 1 reachable by path, 1 in use but not reachable, 1 unused.", report.Summary);
    }

    [Fact]
    public void One_of_many_machines_that_is_reachable_makes_the_group_reachable()
    {
        var report = Audit(
            [Open("sg-1")],
            [Carrying("eni-1", "i-1", "sg-1", null), Carrying("eni-2", "i-2", "sg-1", null), Carrying("eni-3", "i-3", "sg-1")],
            [Machine("i-1", "running"), Machine("i-2", "running"), Machine("i-3", "running")]);

        Assert.Equal(Danger.Running, Assert.Single(report.Groups).Danger);
    }

    [Fact]
    public void A_group_of_another_account_is_listed_and_left_to_that_account()
    {
        var report = Audit([Open("sg-1") with { OwnerId = "111122223333" }], [], []);

        Assert.Contains("belongs to account 111122223333", Assert.Single(report.Groups).Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_machine_that_is_exempt_keeps_its_group_from_being_closed()
    {
        var exempt = Machine("i-1", "running") with { Tags = TagSet.Of(KeyValuePair.Create("scan-responder", "exempt until 2026-12-31")) };

        var report = Audit([Open("sg-1")], [Carrying("eni-1", "i-1", "sg-1")], [exempt]);

        Assert.Equal(new Reason.Exempt("i-1", "scan-responder=exempt until 2026-12-31"), Assert.Single(report.Groups).Outcome.Why);
        Assert.False(report.IsUrgent);
    }

    [Fact]
    public void A_group_that_is_shared_too_widely_is_listed_and_left_alone()
    {
        var report = Audit(
            [Open("sg-1")],
            [Carrying("eni-1", "i-1", "sg-1"), Carrying("eni-2", "i-2", "sg-1")],
            [],
            new Policy { Trusted = [], MaxSharedInterfaces = 1 });

        Assert.Contains("used by 2 other network interfaces; the limit is 1", Assert.Single(report.Groups).Outcome.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_whose_prefix_list_is_not_known_is_a_problem_and_not_silence()
    {
        var rule = Rule("sg-1", "sgr-1") with { Source = new RuleSource.PrefixList("pl-1") };

        var report = Audit([Closed("sg-1") with { Rules = [rule] }], [], []);

        Assert.Empty(report.Groups);
        Assert.Contains("pl-1", Assert.Single(report.Problems).What, StringComparison.Ordinal);
    }

    [Fact]
    public void What_could_not_be_read_leaves_unknown_what_depends_on_it_and_is_a_problem()
    {
        var denied = new AccountException(AccountErrorKind.Denied, "ec2:DescribeNetworkInterfaces", null, "Could not list the network interfaces: denied.");

        var report = RegionAudit.Of(new(Scope) { Groups = [Open("sg-1")], Failures = [denied] }, new Policy { Trusted = [] }, SweepTrigger.Of(Scope, Now));

        Assert.Equal((Danger.Unknown, (bool?)null), (report.Groups[0].Danger, report.Groups[0].IsReachable));
        Assert.Equal([new("123456789012", "eu-west-1", denied.Message)], report.Problems);
    }

    [Fact]
    public void Where_it_is_not_known_who_is_trusted_no_command_is_given()
    {
        var report = RegionAudit.Of(new(Scope) { Groups = [Open("sg-1")], Interfaces = [], Instances = [] }, new Policy(), SweepTrigger.Of(Scope, Now));

        Assert.Empty(Assert.Single(report.Groups).WithCommands.Close);
    }

    [Fact]
    public void The_document_has_every_field_of_the_schema_and_the_schema_asks_for_each()
    {
        var report = Audit([Open("sg-1"), Open("sg-2")], [Carrying("eni-1", "i-1", "sg-1")], [Machine("i-1", "running")]) with { Trigger = SweepTrigger.Of(Scope, Now), Notes = ["a note"] };

        foreach (var indented in new[] { false, true })
        {
            var json = SweepJson.Write(report, indented);
            SweepSchema.Accepts(json);
            var document = JsonNode.Parse(json)!.AsObject();
            Assert.Equal(document.Select(field => field.Key).Order(), SweepSchema.RequiredFields.Order());
            foreach (var field in SweepSchema.RequiredFields)
            {
                var without = JsonNode.Parse(json)!.AsObject();
                without.Remove(field);
                Assert.True(SweepSchema.Refuses(without.ToJsonString()), field);
            }
        }
    }

    [Fact]
    public void The_work_grows_with_the_rules_and_not_with_their_square()
    {
        var (few, many) = (Steps(400), Steps(1_600));

        // Four times the rules take four times the memory that is asked for, give or take what every audit takes.
        Assert.InRange(many / (double)few, 2, 6);

        static long Steps(int groups)
        {
            ImmutableArray<SecurityGroup> all = [.. Enumerable.Range(0, groups).Select(number => Open($"sg-{number}"))];
            ImmutableArray<NetworkInterface> interfaces = [.. Enumerable.Range(0, groups).Select(number => Carrying($"eni-{number}", $"i-{number}", $"sg-{number}"))];
            Audit(all, interfaces, []);
            var before = GC.GetAllocatedBytesForCurrentThread();
            Audit(all, interfaces, []);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static AuditReport Audit(
        ImmutableArray<SecurityGroup> groups, ImmutableArray<NetworkInterface> interfaces, ImmutableArray<Instance> instances, Policy? policy = null) => RegionAudit.Of(
        new(Scope)
        {
            Groups = groups,
            Interfaces = interfaces,
            Instances = instances,
            Vpcs = [new("vpc-1", [Cidr.Parse("10.0.0.0/16")])],
            RouteTables = [PathBuilder.Table("rtb-1", PathBuilder.Route("0.0.0.0/0", "igw-1"))],
            NetworkAcls = [PathBuilder.AclOf("acl-1", "subnet-1", PathBuilder.AllowAll())],
        },
        policy ?? new Policy(),
        SweepTrigger.Of(Scope, Now));

    private static SecurityGroup Open(string id) => Closed(id) with { Rules = [Rule(id, $"sgr-{id}")] };

    private static SecurityGroup Closed(string id) => new(id, id, "123456789012", "vpc-1", TagSet.Empty, [], [IpFamily.IPv4]);

    private static IngressRule Rule(string groupId, string id) => new(id, groupId, new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(PathBuilder.Anyone), "ssh", TagSet.Empty);

    private static NetworkInterface Carrying(string id, string instanceId, string groupId, string? publicIp = "198.51.100.7") =>
        PathBuilder.Interface(id, "subnet-1", publicIp, null, groupId) with { InstanceId = instanceId };

    private static Instance Machine(string id, string state) => new(id, null, state, null, null, null, null, null, "vpc-1", "subnet-1", TagSet.Empty);
}
