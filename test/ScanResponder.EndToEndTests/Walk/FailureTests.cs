using Amazon.EC2.Model;
using ScanResponder.EndToEndTests.Infrastructure;
using SecurityGroup = ScanResponder.EndToEndTests.Infrastructure.SecurityGroup;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What the function does, and says, when EC2 does not do as it is asked.</summary>
public sealed class FailureTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const string Authorize = "AuthorizeSecurityGroupIngress";
    private const string Revoke = "RevokeSecurityGroupIngress";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Authorize)]
    [InlineData(Revoke)]
    public async Task A_missing_permission_changes_nothing_and_is_named_with_its_resource(string action)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_TRUSTED_SOURCES", action == Revoke ? "none" : "vpc"));
        function.Aws.Inject(call => call.Action == action, Fault.AccessDenied);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.Contains($"ec2:{action}", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Contains(group.Id, (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal(original, await scene.RulesAsync(group));
        Assert.Empty(document["undo"]!.AsArray());
        Assert.Single(function.Aws.Published);
    }

    [Theory]
    [InlineData("""{"Attributes":{"a":{"L":["x"]}}}""")]
    [InlineData("""{"Attributes":{"a":{"L":5}}}""")]
    public async Task A_list_in_an_answer_whose_items_are_none_keeps_no_alert_back(string answer)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("notify", ("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(Token)));
        function.Aws.Inject(call => call.Service == "dynamodb", new Fault.AnsweredInstead(HttpAnswer.Json(200, answer)));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Single(function.Aws.Published);
        Assert.Contains(document["notes"]!.AsArray(), note => ((string)note!).Contains("could not be read", StringComparison.Ordinal));
        Assert.InRange(function.Process.PeakMemory!.Value, 1, 64L * 1024 * 1024);
    }

    [Fact]
    public async Task A_rule_that_cannot_be_removed_takes_its_replacements_back()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Everything("0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");
        var refused = false;
        function.Aws.Inject(call => call.Action == Revoke && !refused && (refused = true), Fault.AccessDenied);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.Equal(original, await scene.RulesAsync(group));
        Assert.All(
            document["changes"]!.AsArray(),
            change => Assert.Equal((string?)change!["action"] == "authorize" ? "undone" : "failed", (string?)change["status"]));
        Assert.Empty(document["undo"]!.AsArray());
    }

    [Fact]
    public async Task Where_nothing_can_be_removed_at_all_the_alert_tells_what_was_added_and_the_undo_takes_it_away()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(20, 25, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");
        function.Aws.Inject(call => call.Action == Revoke, Fault.AccessDenied);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.Contains($"ec2:{Revoke}", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Superset(original.ToHashSet(), (await scene.RulesAsync(group)).ToHashSet());

        function.Aws.Mend();
        await scene.UndoAsync(document);
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Theory]
    [InlineData(Authorize)]
    [InlineData(Revoke)]
    public async Task An_answer_that_is_lost_does_not_make_the_change_half_done(string action)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(20, 25, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");
        var lost = false;
        function.Aws.Inject(call => call.Action == action && !lost && (lost = true), new Fault.AnswerLost());

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Equal(["20-21 0.0.0.0/0", "22-22 10.0.0.0/16", "23-25 0.0.0.0/0"], await RangesAsync(scene, group));

        await scene.UndoAsync(document);
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task A_full_group_loses_the_old_rule_before_it_gets_the_new_one_and_the_undo_works_the_same_way()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync(
            "full", [.. Enumerable.Range(1000, 59).Select(port => Ingress.Tcp(port, "192.168.0.0/16")), Ingress.Tcp(22, "0.0.0.0/0", "everybody").Tagged(("owner", "me"))]);
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Contains("22-22 10.0.0.0/16", await RangesAsync(scene, group));
        Assert.DoesNotContain("22-22 0.0.0.0/0", await RangesAsync(scene, group));

        await scene.UndoAsync(document);
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task A_full_group_with_no_room_for_the_pieces_gets_its_old_rule_back()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync(
            "full", [.. Enumerable.Range(1000, 59).Select(port => Ingress.Tcp(port, "192.168.0.0/16")), Ingress.Everything("0.0.0.0/0", "everything").Tagged(("owner", "me"))]);
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");

        var document = await Scene.ProbeAsync(function, instance);

        Assert.True("failed" == (string?)document["outcome"], LagStage.Summary(document));
        Assert.Contains(group.Id, (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal(original, await scene.RulesAsync(group));
        Assert.Equal("undone", (string?)Assert.Single(document["changes"]!.AsArray(), change => (string?)change!["action"] == "revoke")!["status"]);
        Assert.Empty(document["undo"]!.AsArray());
    }

    [Fact]
    public async Task A_rule_that_is_gone_when_the_answer_to_its_removal_was_lost_is_success_and_is_told()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate");
        var rule = (await scene.World.Ec2.DescribeSecurityGroupRulesAsync(
            new DescribeSecurityGroupRulesRequest { Filters = [new Filter("group-id", [group.Id])] }, Token)).SecurityGroupRules.Single(entry => entry.IsEgress != true);
        var done = false;
        function.Aws.Inject(call => call.Action == Revoke && !done && (done = true), new Fault.Before(_ => scene.World.Ec2.RevokeSecurityGroupIngressAsync(
            new RevokeSecurityGroupIngressRequest { GroupId = group.Id, SecurityGroupRuleIds = [rule.SecurityGroupRuleId] }).GetAwaiter().GetResult()));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Contains(document["notes"]!.AsArray(), note => ((string?)note)!.Contains(rule.SecurityGroupRuleId, StringComparison.Ordinal) && ((string?)note)!.Contains("lost", StringComparison.Ordinal));
        Assert.Equal(["22-22 10.0.0.0/16"], await RangesAsync(scene, group));
    }

    [Fact]
    public async Task A_rule_that_somebody_adds_meanwhile_is_closed_in_a_second_round()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate");
        var done = false;
        function.Aws.Inject(call => call.Action == Revoke && !done && (done = true), new Fault.After(_ =>
            scene.World.AdmitAsync(group, CancellationToken.None, Ingress.Tcp(22, 23, "0.0.0.0/1")).GetAwaiter().GetResult()));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Equal(["22-22 10.0.0.0/16", "23-23 0.0.0.0/1"], await RangesAsync(scene, group));
    }

    [Fact]
    public async Task One_group_closed_and_one_refused_is_told_as_partly_and_the_undo_brings_back_what_was_really_changed()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var closed = await scene.GroupAsync("closed", Ingress.Tcp(20, 25, "0.0.0.0/0", "it's (mine) $HOME \\ \"q\"").Tagged(("owner", "me")));
        var refused = await scene.GroupAsync("refused", Ingress.Tcp(22, "::/0"));
        var instance = await scene.InstanceAsync(closed, refused);
        var (before, other) = (await scene.RulesAsync(closed), await scene.RulesAsync(refused));
        var function = await scene.DeployAsync("remediate");
        function.Aws.Inject(call => call.Action == Authorize && call["GroupId"] == refused.Id, Fault.AccessDenied);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("partly-tightened", (string?)document["outcome"]);
        Assert.Contains(refused.Id, (string?)document["reason"], StringComparison.Ordinal);
        Assert.NotEqual(before, await scene.RulesAsync(closed));
        Assert.Equal(other, await scene.RulesAsync(refused));
        Assert.DoesNotContain(document["undo"]!.AsArray(), line => ((string?)line)!.Contains(refused.Id, StringComparison.Ordinal));

        await scene.UndoAsync(document);
        Assert.Equal(before, await scene.RulesAsync(closed));
        Assert.Equal(other, await scene.RulesAsync(refused));
    }

    [Theory]
    [InlineData("DescribeSecurityGroups")]
    [InlineData("DescribeSecurityGroupRules")]
    public async Task An_account_that_cannot_be_read_is_an_alert_that_names_the_permission(string action)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");
        function.Aws.Inject(call => call.Action == action, Fault.AccessDenied);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.Contains($"ec2:{action}", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal(original, await scene.RulesAsync(group));
        Assert.Single(function.Aws.Published);
    }

    [Fact]
    public async Task An_unknown_trusted_source_changes_nothing()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");
        function.Aws.Inject(call => call.Action == "DescribeVpcs", Fault.AccessDenied);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.Contains("ec2:DescribeVpcs", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    private static async Task<IEnumerable<string>> RangesAsync(Scene scene, SecurityGroup group) =>
        (await scene.RulesAsync(group)).Select(rule => $"{rule.FromPort}-{rule.ToPort} {rule.Source}").Order();
}
