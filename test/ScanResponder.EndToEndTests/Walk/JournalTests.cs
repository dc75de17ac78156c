using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What the function remembers from one delivery to the next.</summary>
public sealed class JournalTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("remediate", "auto", 7)]
    [InlineData("notify", "off", 3)]
    [InlineData("notify", "auto", 4)]
    public async Task The_journal_costs_one_trip_before_the_changes_and_one_after_the_alert(string mode, string flowLogs, int trips)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var function = await DeployAsync(scene, mode, ("RESPONDER_FLOW_LOGS", flowLogs));
        function.CountRoundTrips();

        await Scene.ProbeAsync(function, instance);

        Assert.Equal(trips, function.Aws.RoundTripsInSequence);
        Assert.Equal("UpdateItem", function.Aws.Calls[^1].Action);
    }

    [Fact]
    public async Task The_same_update_delivered_again_changes_nothing_and_alerts_nobody()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var instance = await scene.InstanceAsync(group);
        var function = await DeployAsync(scene, "remediate");
        await Scene.ProbeAsync(function, instance);
        await scene.World.AdmitAsync(group, Token, Ingress.Tcp(22, "0.0.0.0/0"));
        var reopened = await scene.RulesAsync(group);

        var again = await Scene.ProbeAsync(function, instance);

        Assert.Equal("not-applicable", (string?)again["outcome"]);
        Assert.Contains("already answered", (string?)again["reason"], StringComparison.Ordinal);
        Assert.Equal(reopened, await scene.RulesAsync(group));
        Assert.Single(function.Aws.Published);
    }

    [Theory]
    [InlineData("notify", "left-open")]
    [InlineData("remediate", "tightened")]
    public async Task What_somebody_made_up_under_the_id_and_time_of_a_finding_does_not_silence_it(string mode, string outcome)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var other = await scene.InstanceAsync(await scene.GroupAsync("shop", Hole.Open));
        var function = await DeployAsync(scene, mode);
        Assert.Equal(outcome, (string?)(await Scene.ProbeAsync(function, other))["outcome"]);

        var real = await Scene.ProbeAsync(function, instance);
        var again = await Scene.ProbeAsync(function, instance);

        Assert.Equal((outcome, instance.Id), ((string?)real["outcome"], (string?)real["instance"]!["id"]));
        Assert.Equal("not-applicable", (string?)again["outcome"]);
        Assert.Equal(2, function.Aws.Published.Count);
    }

    [Theory]
    [InlineData("nothing", 1)]
    [InlineData("ports", 2)]
    [InlineData("severity", 2)]
    public async Task A_later_update_is_alerted_only_if_it_brings_news(string news, int alerts)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var function = await DeployAsync(scene, "notify", ("RESPONDER_GUARDED_PORTS", "22,23"));
        await Scene.ProbeAsync(function, instance);

        var later = await Scene.ProbeAsync(function, instance, sample => Updated(sample, root =>
        {
            if (news == "ports")
                root["detail"]!["service"]!["action"]!["portProbeAction"]!["portProbeDetails"]![0]!["localPortDetails"]!["port"] = 23;
            if (news == "severity")
                root["detail"]!["severity"] = 8;
        }));

        Assert.Equal("left-open", (string?)later["outcome"]);
        Assert.Equal(alerts, function.Aws.Published.Count);
    }

    [Fact]
    public async Task A_hole_that_was_opened_again_is_closed_again_and_told()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var instance = await scene.InstanceAsync(group);
        var function = await DeployAsync(scene, "remediate");
        await Scene.ProbeAsync(function, instance);
        await scene.World.AdmitAsync(group, Token, Ingress.Tcp(22, "0.0.0.0/0"));

        await Scene.ProbeAsync(function, instance, sample => Updated(sample));

        Assert.True(Hole.IsClosed(await scene.RulesAsync(group)));
        Assert.Equal(2, function.Aws.Published.Count);
    }

    [Fact]
    public async Task A_later_update_says_when_the_hole_was_closed_and_keeps_its_undo()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var original = await scene.RulesAsync(group);
        var instance = await scene.InstanceAsync(group);
        var function = await DeployAsync(scene, "remediate");
        await Scene.ProbeAsync(function, instance);

        var later = await Scene.ProbeAsync(function, instance, sample => Updated(sample));

        Assert.Equal("not-open", (string?)later["outcome"]);
        Assert.Contains("in answer to an earlier update of this finding", (string?)later["reason"], StringComparison.Ordinal);
        await scene.UndoAsync(later);
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task Of_two_deliveries_at_once_in_two_processes_one_acts()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var instance = await scene.InstanceAsync(group);
        var first = await DeployAsync(scene, "remediate");
        var second = await scene.DeployAsync("remediate", ("RESPONDER_JOURNAL_TABLE", scene.World.JournalTable));

        var documents = await Task.WhenAll(Scene.ProbeAsync(first, instance), Scene.ProbeAsync(second, instance));

        Assert.Equal(["not-applicable", "tightened"], documents.Select(document => (string?)document["outcome"]).Order());
        Assert.Single(first.Aws.Published.Concat(second.Aws.Published));
        Assert.True(Hole.IsClosed(await scene.RulesAsync(group)));
    }

    [Fact]
    public async Task A_later_update_that_meets_an_unfinished_one_comes_again()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var first = await DeployAsync(scene, "notify");
        var second = await scene.DeployAsync("notify", ("RESPONDER_JOURNAL_TABLE", scene.World.JournalTable));
        var publishing = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        first.Aws.Inject(call => call.Action == "Publish" && publishing.TrySetResult(), new Fault.Late(TimeSpan.FromSeconds(3)));
        var slow = Scene.ProbeAsync(first, instance);
        await publishing.Task.WaitAsync(Token);

        var update = Updated(SampleEvents.Load("port-probe-ssh").At(instance)).Json;
        var failed = Assert.IsType<InvocationResult.Failed>(await second.InvokeAsync(update, Token));

        Assert.Contains("Lambda retries", failed.Json, StringComparison.Ordinal);
        await slow;
        Assert.IsType<InvocationResult.Succeeded>(await second.InvokeAsync(update, Token));
    }

    [Fact]
    public async Task Where_the_table_cannot_be_reached_the_alert_says_so_and_the_hole_is_closed()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_JOURNAL_TABLE", "no-such-table"));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Contains(document["notes"]!.AsArray(), note => ((string?)note)!.Contains("RESPONDER_JOURNAL_TABLE", StringComparison.Ordinal));
        Assert.Single(function.Aws.Published);
    }

    [Fact]
    public async Task When_fifty_findings_share_a_group_each_is_told_which_one_closed_it_and_gets_its_undo()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("shared", Hole.Open);
        var original = await scene.RulesAsync(group);
        var instance = await scene.InstanceAsync(group);
        var first = await DeployAsync(scene, "remediate");
        var others = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => scene.DeployAsync("remediate", ("RESPONDER_JOURNAL_TABLE", scene.World.JournalTable))));
        DeployedFunction[] functions = [first, .. others];

        var documents = await Task.WhenAll(functions.SelectMany((function, process) => Enumerable.Range(0, 10).Select(index =>
            DeliverAsync(function, SampleEvents.Load("port-probe-ssh").At(instance).WithFindingId($"{process:x16}{index:x16}")))));

        Assert.True(Hole.IsClosed(await scene.RulesAsync(group)));
        Assert.Equal(50, functions.Sum(function => function.Aws.Published.Count));
        var closers = documents.Where(Changed).Select(document => (string?)document["finding"]!["id"]).ToList();
        Assert.NotEmpty(closers);
        Assert.All(documents.Where(document => !Changed(document)), document =>
        {
            Assert.True(
                closers.Exists(closer => ((string?)document["reason"])!.Contains($"in answer to finding {closer}", StringComparison.Ordinal)),
                $"{(string?)document["finding"]!["id"]} is told {LagStage.Summary(document)}");
            Assert.NotEmpty(document["undo"]!.AsArray());
        });
        await scene.UndoAsync(documents.First(document => !Changed(document)));
        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task An_item_has_the_key_and_the_expiry_that_the_template_declares()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var function = await DeployAsync(scene, "remediate");

        await Scene.ProbeAsync(function, instance);

        var items = await scene.World.ItemsAsync(scene.World.JournalTable, Token);
        Assert.Equal(["finding", "group", "trigger"], items.Select(item => item["pk"].S.Split('#')[0]).Order());
        var inNinetyDays = DateTimeOffset.UtcNow.AddDays(90).ToUnixTimeSeconds();
        Assert.All(items, item => Assert.InRange(long.Parse(item["expiresAt"].N, System.Globalization.CultureInfo.InvariantCulture), inNinetyDays - 600, inNinetyDays + 600));
    }

    /// <summary>
    /// Hands the function an event as Lambda does: one that waited for a group in vain comes again a minute later, and two minutes after that. It does where moto took so long to
    /// give a group back that the lease had to end.
    /// </summary>
    private static async Task<JsonObject> DeliverAsync(DeployedFunction function, SampleEvent sample)
    {
        var invocation = new Invocation(sample.Json);
        var result = await function.InvokeAsync(invocation, Token);
        for (var minutes = 1; result is InvocationResult.Failed { ErrorType: "TriggerHeldException" } && minutes <= 2; minutes++)
        {
            await Task.Delay(TimeSpan.FromMinutes(minutes), Token);
            result = await function.InvokeAsync(invocation, Token);
        }

        return Scene.Document(result, function);
    }

    private static bool Changed(JsonObject document) => document["changes"]!.AsArray().Any(change => (string?)change!["status"] == "done");

    private static SampleEvent Updated(SampleEvent sample, Action<JsonObject>? change = null) => sample.Change(root =>
    {
        root["detail"]!["updatedAt"] = "2026-11-20T13:50:31.004Z";
        change?.Invoke(root);
    });

    private static async Task<DeployedFunction> DeployAsync(Scene scene, string mode, params (string Name, string Value)[] settings)
    {
        var table = await scene.World.JournalTableAsync(Token);
        return await scene.DeployAsync(mode, [("RESPONDER_JOURNAL_TABLE", table), .. settings]);
    }
}
