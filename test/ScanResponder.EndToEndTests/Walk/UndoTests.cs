using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>An undo on the native binary: it restores exactly what the answers changed, as far as nobody has changed it since, and keeps it open.</summary>
public sealed class UndoTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_restores_the_rules_and_keeps_them_open_against_every_source_until_its_time_is_over()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "remediate");
        await stage.ProbeAsync();
        await stage.AssertClosedAsync();
        var end = DateTimeOffset.UtcNow.AddSeconds(600);

        var undone = await stage.UndoAsync($$""", "until": "{{end:O}}" """);

        Assert.Equal("left-open", DecisionStage.Outcome(undone));
        Assert.False((bool)undone["urgent"]!);
        Assert.StartsWith($"alice had the change undone (the build needs it). It is kept open until {end:yyyy-MM-dd HH:mm}", DecisionStage.Reason(undone), StringComparison.Ordinal);
        Assert.Equal(stage.Original, await stage.RulesAsync());

        var update = await stage.ProbeAsync(1);
        Assert.Equal("left-open", DecisionStage.Outcome(update));
        Assert.Contains("is kept open until", DecisionStage.Reason(update), StringComparison.Ordinal);
        var opening = await OpeningAsync(stage);
        Assert.Equal("left-open", DecisionStage.Outcome(opening));
        Assert.Contains("is kept open until", DecisionStage.Reason(opening), StringComparison.Ordinal);
        Assert.Equal(stage.Original, await stage.RulesAsync());

        await stage.Scene.World.SetAsync(stage.Table, "kept", kept => new(Regex.Replace(kept.S, "\"u\":[0-9]+", "\"u\":1700000000000")), Token);
        Assert.Equal("tightened", DecisionStage.Outcome(await stage.ProbeAsync(2)));
        await stage.AssertClosedAsync();
    }

    [Fact]
    public async Task It_stays_open_for_good_and_a_second_undo_moves_the_end()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "remediate");
        await stage.ProbeAsync();

        Assert.Contains("It is kept open for good.", DecisionStage.Reason(await stage.UndoAsync(""", "until": null""")), StringComparison.Ordinal);
        Assert.DoesNotContain(await stage.Scene.World.ItemsAsync(stage.Table, Token), item => item["pk"].S.StartsWith("kept#", StringComparison.Ordinal) && item.ContainsKey("expiresAt"));
        Assert.Contains("is kept open for good by alice", DecisionStage.Reason(await stage.ProbeAsync(1)), StringComparison.Ordinal);

        var second = await stage.UndoAsync(""", "until": "2099-01-01T00:00:00Z" """);
        Assert.Equal("left-open", DecisionStage.Outcome(second));
        Assert.Contains("is kept open until 2099-01-01", DecisionStage.Reason(await stage.ProbeAsync(2)), StringComparison.Ordinal);
        Assert.Equal(stage.Original, await stage.RulesAsync());
    }

    [Fact]
    public async Task It_takes_back_what_all_answers_to_the_finding_changed_also_in_one_group()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "remediate");
        await stage.ProbeAsync();
        await stage.AdmitAsync(Ingress.Tcp(22, 30, "::/0", "and this"));
        var other = await stage.Scene.GroupAsync("spare", Ingress.Tcp(22, "0.0.0.0/0", "there too"));
        var spare = await stage.Scene.RulesAsync(other);
        var both = await stage.Scene.World.WithGroupsAsync(stage.Instance, [stage.Group, other], Token);
        Assert.Equal("tightened", DecisionStage.Outcome(await stage.ProbeAsync(1, both)));
        Assert.DoesNotContain(await stage.RulesAsync(), rule => rule is { Source: "::/0", FromPort: 22 });

        Assert.Equal("left-open", DecisionStage.Outcome(await stage.UndoAsync()));

        Assert.Equal([.. stage.Original.Append(Ingress.Tcp(22, 30, "::/0", "and this")).OrderBy(rule => rule.ToString(), StringComparer.Ordinal)], await stage.RulesAsync());
        Assert.Equal(spare, await stage.Scene.RulesAsync(other));
    }

    [Fact]
    public async Task What_people_have_closed_since_is_not_opened_and_what_they_have_added_stays()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "remediate");
        await stage.ProbeAsync();
        await stage.AdmitAsync(Ingress.Tcp(22, "198.51.100.7/32", "by hand"));
        await stage.RemoveAsync(Ingress.Tcp(20, 21, "0.0.0.0/0"));
        var edited = await stage.RulesAsync();

        var document = await stage.UndoAsync();

        Assert.Equal("not-applicable", DecisionStage.Outcome(document));
        Assert.Contains(DecisionStage.Notes(document), note => note.Contains("somebody has since removed or changed tcp 20-21", StringComparison.Ordinal));
        Assert.Equal(edited, await stage.RulesAsync());
    }

    [Fact]
    public async Task Where_the_group_is_gone_nothing_is_opened_anywhere_and_the_answer_says_so()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "remediate");
        await stage.ProbeAsync();
        await stage.DeleteGroupAsync();
        var before = stage.Function.Aws.Calls.Count;

        var document = await stage.UndoAsync();

        Assert.Equal("not-applicable", DecisionStage.Outcome(document));
        Assert.Contains("not there any more", DecisionStage.Reason(document), StringComparison.Ordinal);
        Assert.DoesNotContain(stage.Function.Aws.Calls.Skip(before), call => call.Action.EndsWith("SecurityGroupIngress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Of_two_undos_at_once_in_two_processes_the_rules_are_restored_once()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap);
        await stage.ProbeAsync();
        var approved = await stage.ApproveAsync();
        Assert.True(DecisionStage.Outcome(approved) == "tightened", DecisionStage.Reason(approved));
        var other = await stage.AnotherAsync();

        var documents = await Task.WhenAll(stage.UndoAsync(), stage.DecideAsync(stage.Order("Undo", by: "bob"), other));

        Assert.Equal(stage.Original, await stage.RulesAsync());
        Assert.Contains("left-open", documents.Select(DecisionStage.Outcome));
        Assert.Contains("is kept open", DecisionStage.Reason(await stage.ProbeAsync(1)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AuthorizeSecurityGroupIngress", true, true)]
    [InlineData("RevokeSecurityGroupIngress", false, false)]
    public async Task A_piece_that_people_close_while_it_is_undone_stays_closed(string action, bool after, bool isDefaultVpc)
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "remediate");
        stage.BeStrict(isDefaultVpc);
        await stage.ProbeAsync();
        var meddled = 0;
        Task CloseAsync() => stage.RemoveAsync(Ingress.Tcp(20, 21, "0.0.0.0/0"));
        stage.Function.Aws.Inject(
            call => call.Action == action && Interlocked.Exchange(ref meddled, 1) == 0,
            after ? Fault.Meanwhile.JustAfter(CloseAsync) : Fault.Meanwhile.JustBefore(CloseAsync));

        var document = await stage.UndoAsync();

        Assert.Equal(1, meddled);
        Assert.Equal(["22-22 10.0.0.0/16", "23-25 0.0.0.0/0", "443-443 0.0.0.0/0"], Hole.Ranges(await stage.RulesAsync()));
        Assert.Contains(DecisionStage.Notes(document), note => note.Contains("tcp 20-21", StringComparison.Ordinal));
    }

    private static async Task<JsonObject> OpeningAsync(DecisionStage stage)
    {
        var wide = (await stage.Scene.World.Ec2.DescribeSecurityGroupRulesAsync(new() { Filters = [new("group-id", [stage.Group.Id])] }, Token)).SecurityGroupRules
            .Single(rule => rule is { IsEgress: false, FromPort: 20, ToPort: 25 });
        return Scene.Document(
            await stage.Function.InvokeAsync(OpeningTests.Moved("cloudtrail/open-authorize-nested", stage.Instance, stage.Group, "pl-0", wide.SecurityGroupRuleId), Token), stage.Function);
    }
}
