using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Deploy;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The mode ask on the native binary: nothing is changed until somebody approves, and then exactly what the alert has shown.</summary>
public sealed class ApprovalTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_alerts_own_line_approves_is_closed_exactly_once_and_can_be_undone()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap);

        var asked = await stage.ProbeAsync();
        Assert.Equal(("left-open", "ask"), (DecisionStage.Outcome(asked), (string?)asked["mode"]));
        Assert.Equal(stage.Original, await stage.RulesAsync());
        Assert.DoesNotContain(stage.Function.Aws.Calls, call => call.Action.EndsWith("SecurityGroupIngress", StringComparison.Ordinal));
        var lines = asked["approve"]!.AsArray().Select(line => (string)line!).ToList();
        Assert.StartsWith($"scan-responder approve {DecisionStage.Finding} ", lines[0], StringComparison.Ordinal);
        Assert.Contains(lines[0], Assert.Single(stage.Function.Aws.Published).Email, StringComparison.Ordinal);

        var done = await stage.DecideAsync(Regex.Match(lines[1], "printf %s '([^']*)' [|] aws lambda invoke ").Groups[1].Value);
        Assert.Equal("tightened", DecisionStage.Outcome(done));
        Assert.Contains("Somebody approved it.", DecisionStage.Notes(done));
        await stage.AssertClosedAsync();

        var again = await stage.ApproveAsync("bob");
        Assert.Equal("tightened", DecisionStage.Outcome(again));
        Assert.StartsWith("Somebody approved it on ", DecisionStage.Reason(again), StringComparison.Ordinal);
        Assert.Equal(done["changes"]!.AsArray().Count, again["changes"]!.AsArray().Count);
        await stage.AssertClosedAsync();
        Assert.Equal(2, stage.Function.Aws.Published.Count);

        foreach (var command in await PastedCommand.ReadAsync(done["undo"]!.AsArray().Select(line => (string)line!), stage.Scene.World.AccountId, Token))
            await stage.Scene.World.PasteAsync(command, Token);
        Assert.Equal(stage.Original, await stage.RulesAsync());
    }

    [Fact]
    public async Task An_approval_for_what_has_grown_since_asks_again_and_one_for_what_has_shrunk_does_not()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "ask", Ingress.Tcp(22, "0.0.0.0/0"), Ingress.Tcp(22, "128.0.0.0/1"));
        await stage.ProbeAsync();
        await stage.RemoveAsync(Ingress.Tcp(22, "128.0.0.0/1"));
        await stage.AdmitAsync(Ingress.Tcp(20, 30, "::/0", "new"));
        var grown = await stage.RulesAsync();

        var more = await stage.ApproveAsync();

        Assert.Equal("left-open", DecisionStage.Outcome(more));
        Assert.Contains("by now more would be closed: tcp 20-30 from ::/0", DecisionStage.Reason(more), StringComparison.Ordinal);
        Assert.NotEmpty(more["approve"]!.AsArray());
        Assert.Equal(grown, await stage.RulesAsync());
        Assert.Equal(2, stage.Function.Aws.Published.Count);

        await stage.RemoveAsync(Ingress.Tcp(20, 30, "::/0"));
        Assert.Equal("tightened", DecisionStage.Outcome(await stage.ApproveAsync()));
        Assert.Equal([Ingress.Tcp(22, "10.0.0.0/16")], (await stage.RulesAsync()).Select(rule => rule with { Description = null, Tags = "" }));
    }

    [Fact]
    public async Task An_approval_that_comes_too_late_is_refused_and_the_next_update_asks_anew()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap);
        await stage.ProbeAsync();
        foreach (var time in new[] { "askedAt", "alertedAt" })
            await stage.Scene.World.SetTimeAsync(stage.Table, time, DateTimeOffset.UtcNow.AddHours(-25), Token);

        await stage.AssertRefusedAsync(stage.Order("Approve"), "could be approved for 24 hours");

        Assert.NotEmpty((await stage.ProbeAsync(1))["approve"]!.AsArray());
        Assert.Equal("tightened", DecisionStage.Outcome(await stage.ApproveAsync()));
        await stage.AssertClosedAsync();
    }

    [Fact]
    public async Task What_nobody_was_asked_about_is_refused_by_name_and_nothing_is_done()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap);

        await stage.AssertRefusedAsync(stage.Order("Approve"), $"No alert about {DecisionStage.Finding} in eu-west-1 of account {stage.Scene.World.AccountId}");
        await stage.ProbeAsync();
        foreach (var type in new[] { "Approve", "Undo" })
        {
            await stage.AssertRefusedAsync(stage.Order(type, finding: "no-such-finding"), "No alert about no-such-finding in eu-west-1");
            await stage.AssertRefusedAsync(stage.Order(type, account: "222222222222"), "of account 222222222222");
        }

        await stage.AssertRefusedAsync(stage.Order("Undo"), "Nothing that was changed");
        await stage.AssertRefusedAsync(stage.Order("Undo", more: """, "until": "2020-01-01T00:00:00Z" """), "2020-01-01");
        Assert.Equal("tightened", DecisionStage.Outcome(await stage.ApproveAsync()));
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_is_an_error_that_names_the_field()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("remediate");
        foreach (var (detail, message) in new[]
        {
            ("""{"finding": 7}""", "^detail\\.finding: found 7; expected "),
            ("""{"by": "alice"}""", "^detail\\.finding: found nothing; expected "),
            ("""{"finding": "x", "by": []}""", "^detail\\.by: found .*; expected a text"),
            ("""{"finding": "x", "reason": 1}""", "^detail\\.reason: found 1; expected a text"),
            ("""{"finding": "x", "until": "tomorrow"}""", "^detail\\.until: found \"tomorrow\"; expected a date and time"),
            ("7", "^detail: found 7; expected what was decided"),
        })
        {
            var failed = Assert.IsType<InvocationResult.Failed>(
                await function.InvokeAsync($$"""{"source": "scan-responder", "detail-type": "Undo", "detail": {{detail}}}""", Token));
            Assert.Matches(message, (string?)JsonNode.Parse(failed.Json)!["errorMessage"]);
        }

        Assert.Empty(function.Aws.Calls);
    }

    [Fact]
    public async Task Where_the_group_is_gone_nothing_is_changed_and_the_answer_says_so()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap);
        await stage.ProbeAsync();
        await stage.DeleteGroupAsync();

        var document = await stage.ApproveAsync();

        Assert.Contains(DecisionStage.Outcome(document), new[] { "not-applicable", "not-open" });
        Assert.DoesNotContain(stage.Function.Aws.Calls, call => call.Action.EndsWith("SecurityGroupIngress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_people_open_while_an_approval_is_carried_out_was_not_approved_and_stays()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "ask", Ingress.Tcp(22, "0.0.0.0/0"));
        await stage.ProbeAsync();
        var meddled = 0;
        stage.Function.Aws.Inject(
            call => call.Action == "RevokeSecurityGroupIngress" && Interlocked.Exchange(ref meddled, 1) == 0,
            Fault.Meanwhile.JustBefore(() => stage.AdmitAsync(Ingress.Tcp(22, "::/0", "by hand"))));

        var document = await stage.ApproveAsync();

        Assert.Equal("partly-tightened", DecisionStage.Outcome(document));
        Assert.Equal(["10.0.0.0/16", "::/0"], (await stage.RulesAsync()).Select(rule => rule.Source).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_another_source_and_a_sweep_have_asked_can_be_approved_too()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "ask", Ingress.Tcp(22, "0.0.0.0/0"));
        var other = await stage.Scene.GroupAsync("spare", Ingress.Tcp(22, "::/0"));
        var rule = (await stage.Scene.World.RuleIdsAsync(stage.Group, Token))[0];

        var opening = await stage.DecideAsync(OpeningTests.Moved("cloudtrail/open-authorize-nested", stage.Instance, stage.Group, "pl-0", rule));
        Assert.NotEmpty(opening["approve"]!.AsArray());
        Assert.Equal("tightened", DecisionStage.Outcome(await stage.DecideAsync(stage.Order("Approve", finding: (string)opening["trigger"]!["id"]!))));
        Assert.Equal([Ingress.Tcp(22, "10.0.0.0/16")], (await stage.RulesAsync()).Select(left => left with { Description = null, Tags = "" }));

        var sweep = await stage.DecideAsync("""{"source": "scan-responder", "detail-type": "Sweep", "detail": {}}""");
        var line = (string)Assert.Single(sweep["groups"]!.AsArray())!["approve"]![1]!;
        Assert.Equal("tightened", DecisionStage.Outcome(await stage.DecideAsync(Regex.Match(line, "printf %s '([^']*)' [|] aws lambda invoke ").Groups[1].Value)));
        Assert.DoesNotContain(await stage.Scene.RulesAsync(other), left => left.Source == "::/0");

        Assert.Equal("left-open", DecisionStage.Outcome(await stage.DecideAsync(stage.Order("Undo", finding: (string)opening["trigger"]!["id"]!))));
        Assert.Equal(stage.Original, await stage.RulesAsync());
        Assert.Subset(
            AwsCallsInSource.In("ask", flowLogs: "off", whoOpened: false).ToHashSet(),
            stage.Function.Aws.Calls.Where(call => call.Action.All(char.IsAsciiLetter)).Select(call => $"{call.Service}:{call.Action}").ToHashSet());
    }

    [Fact]
    public async Task Of_two_who_approve_at_once_in_two_processes_one_has_it_closed_and_the_other_is_told()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap);
        await stage.ProbeAsync();
        var other = await stage.AnotherAsync();

        var documents = await Task.WhenAll(stage.ApproveAsync(), stage.DecideAsync(stage.Order("Approve", by: "bob"), other));

        await stage.AssertClosedAsync();
        Assert.Equal(2, stage.Function.Aws.Published.Count + other.Aws.Published.Count);
        Assert.Contains("tightened", documents.Select(DecisionStage.Outcome));
        Assert.All(documents, document => Assert.Contains(DecisionStage.Outcome(document), new[] { "tightened", "not-applicable" }));
    }
}
