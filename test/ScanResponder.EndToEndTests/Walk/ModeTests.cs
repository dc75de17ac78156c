using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What the function may do and may not, by its settings and the tags of what it finds.</summary>
public sealed class ModeTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Notify_tells_and_changes_nothing_in_two_round_trips()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("notify");
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("left-open", (string?)document["outcome"]);
        Assert.Equal(group.Id, (string?)document["exposures"]![0]!["groupId"]);
        Assert.Equal("0.0.0.0/0", (string?)document["exposures"]![0]!["source"]);
        Assert.Empty(document["changes"]!.AsArray());
        Assert.Empty(document["undo"]!.AsArray());
        Assert.Equal(original, await scene.RulesAsync(group));
        Assert.Equal(2, function.Aws.RoundTripsInSequence);
        Assert.Equal(document.ToJsonString(), Assert.Single(function.Aws.Published).Document.ToJsonString());
    }

    [Fact]
    public async Task A_dry_run_shows_the_plan_and_changes_nothing()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(20, 25, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("dry-run", ("RESPONDER_TRUSTED_SOURCES", "none"));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("would-tighten", (string?)document["outcome"]);
        Assert.Equal(
            ["authorize 20-21 planned", "authorize 23-25 planned", "revoke 20-25 planned"],
            document["changes"]!.AsArray().Select(change => $"{change!["action"]} {change["fromPort"]}-{change["toPort"]} {change["status"]}").Order());
        Assert.Empty(document["undo"]!.AsArray());
        Assert.Equal(original, await scene.RulesAsync(group));
        Assert.All(function.Aws.Calls.Where(call => call.Action.Contains("SecurityGroupIngress", StringComparison.Ordinal)), call => Assert.Equal("true", call["DryRun"]));
    }

    [Theory]
    [InlineData("group")]
    [InlineData("instance")]
    public async Task What_is_tagged_exempt_is_left_open_with_the_reason(string tagged)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        await scene.World.TagAsync(tagged == "group" ? group.Id : instance.Id, "scan-responder", "exempt", Token);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("left-open", (string?)document["outcome"]);
        Assert.Contains("exempt", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task A_group_that_too_many_others_share_is_left_open_with_the_reason()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("shared", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        await scene.InstanceAsync(group);
        await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_MAX_SHARED_INTERFACES", "1"));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("left-open", (string?)document["outcome"]);
        Assert.Contains($"{group.Id} is used by 2 other network interfaces", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Theory]
    [InlineData("sample-port-probe", "not-applicable")]
    [InlineData("port-probe-archived", "left-open")]
    [InlineData("portscan", "not-applicable")]
    [InlineData("ssh-brute-force-actor", "not-applicable")]
    public async Task Samples_archived_findings_and_attacking_instances_change_nothing(string name, string outcome)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_SCOPE", "guarded"));

        var result = await function.InvokeAsync(SampleEvents.Load(name).At(instance).Json, Token);

        Assert.Equal(outcome, (string?)Scene.Document(result, function)["outcome"]);
        Assert.Equal(original, await scene.RulesAsync(group));
        Assert.Single(function.Aws.Published);
    }

    [Fact]
    public async Task Probed_closes_the_ports_that_were_tried_and_guarded_closes_all()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(20, 4000, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var probed = await scene.DeployAsync("remediate", ("RESPONDER_TRUSTED_SOURCES", "none"), ("RESPONDER_GUARDED_PORTS", "22,3389"));
        var guarded = await scene.DeployAsync(
            "remediate", ("RESPONDER_TRUSTED_SOURCES", "none"), ("RESPONDER_GUARDED_PORTS", "22,3389"), ("RESPONDER_SCOPE", "guarded"));

        await Scene.ProbeAsync(probed, instance);
        Assert.Equal(["20-21", "23-4000"], (await scene.RulesAsync(group)).Select(rule => $"{rule.FromPort}-{rule.ToPort}").Order());

        await Scene.ProbeAsync(guarded, instance);
        Assert.Equal(["20-21", "23-3388", "3390-4000"], (await scene.RulesAsync(group)).Select(rule => $"{rule.FromPort}-{rule.ToPort}").Order());
    }

    [Fact]
    public async Task A_terminated_instance_falls_back_to_the_groups_of_the_finding()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_TRUSTED_SOURCES", "none"));

        var document = await Scene.ProbeAsync(function, instance, sample => sample.Change(root =>
            root["detail"]!["resource"]!["instanceDetails"]!["instanceId"] = "i-0fffffffffffffff0"));

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Empty(await scene.RulesAsync(group));
        Assert.Contains(document["notes"]!.AsArray(), note => ((string?)note)!.Contains("i-0fffffffffffffff0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Groups_attached_since_the_finding_cost_one_more_round_trip()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var old = await scene.GroupAsync("old", Ingress.Tcp(22, "0.0.0.0/0"));
        var now = await scene.GroupAsync("now", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(now);
        var function = await scene.DeployAsync("remediate");
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance, sample => sample.WithGroups(old));

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Equal("0.0.0.0/0", Assert.Single(await scene.RulesAsync(old)).Source);
        Assert.Equal("10.0.0.0/16", Assert.Single(await scene.RulesAsync(now)).Source);
        Assert.InRange(function.Aws.RoundTripsInSequence, 1, 6);
    }

    [Fact]
    public async Task A_finding_below_the_severity_is_answered_and_not_alerted()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("remediate", ("RESPONDER_MIN_SEVERITY", "8.5"));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("not-applicable", (string?)document["outcome"]);
        Assert.Empty(function.Aws.Calls);
    }
}
