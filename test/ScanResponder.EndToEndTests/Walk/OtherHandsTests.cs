using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>People edit the group while the function does: what they close stays closed, and what they write stays.</summary>
public sealed class OtherHandsTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const string Read = "DescribeSecurityGroupRules";
    private const string Authorize = "AuthorizeSecurityGroupIngress";
    private const string Revoke = "RevokeSecurityGroupIngress";
    private const string World = "0.0.0.0/0";
    private const string Narrow = "203.0.113.5/32";

    private static readonly LagCase[] Everywhere =
    [
        new("remediate", Journal: false, Lag.None),
        new("remediate", Journal: true, Lag.None) { IsDefaultVpc = true },
        new("remediate", Journal: false, Lag.Seconds(1)) { IsDefaultVpc = true },
        new("remediate", Journal: true, Lag.Seconds(1)),
    ];

    [Theory]
    [InlineData(Authorize)]
    [InlineData(Revoke)]
    public Task Where_people_remove_the_wide_rule_first_nothing_of_it_comes_back(string before) => EverywhereAsync(
        before, after: false, stage => stage.RemoveAsync(20, 25, World),
        async (stage, _, document) =>
        {
            Assert.Equal(["443-443"], await stage.WorldPortsAsync());
            await stage.UndoAsync(document);
            Assert.Equal(["443-443"], await stage.WorldPortsAsync());
        });

    [Theory]
    [InlineData(Authorize)]
    [InlineData(Revoke)]
    public Task A_piece_that_people_remove_after_it_was_added_is_not_added_again(string after) => EverywhereAsync(
        after, after: true, stage => stage.RemoveAsync(20, 21, World),
        async (stage, how, document) =>
        {
            Assert.Equal(["23-25", "443-443"], await stage.WorldPortsAsync());
            // What is done after the last edit may come too late to be seen where reads lag.
            Assert.True(
                (after == Revoke && how.Lag != Lag.None)
                    || LagStage.Changes(document).Any(change => !change.EndsWith(" done", StringComparison.Ordinal))
                    || Regex.IsMatch(LagStage.Words(document), "20-21|(?i:\\bshow(n|s|ed)?\\b)"),
                $"It tells nothing of the piece that is gone: {LagStage.Summary(document)}");
        });

    [Fact]
    public Task A_rule_that_people_narrow_just_before_it_is_removed_stays_as_they_wrote_it() => EverywhereAsync(
        Revoke, after: false, stage => stage.NarrowAsync(Narrow),
        async (stage, _, document) =>
        {
            await AssertNarrowAsync(stage);
            await stage.UndoAsync(document);
            await AssertNarrowAsync(stage);
        });

    [Fact]
    public Task A_rule_for_the_world_that_people_add_before_the_check_is_closed_too_and_its_undo_brings_it_back() => EverywhereAsync(
        Revoke, after: true, stage => stage.AdmitAsync(Ingress.Tcp(22, World, "added by hand")),
        async (stage, how, document) =>
        {
            // Where reads lag it may come too late to be seen; then it stays, and the next update of the finding closes it.
            if (how.Lag != Lag.None && (await stage.WorldPortsAsync()).Contains("22-22"))
                return;
            Assert.Equal(["20-21", "23-25", "443-443"], await stage.WorldPortsAsync());
            Assert.Equal("tightened", (string?)document["outcome"]);
            Assert.Contains("revoke 22-22 0.0.0.0/0 done", LagStage.Changes(document));
            await stage.UndoAsync(document);
            Assert.Equal(["20-25", "22-22", "443-443"], await stage.WorldPortsAsync());
        });

    [Theory]
    [InlineData(Read, false)]
    [InlineData(Authorize, false)]
    [InlineData(Authorize, true)]
    [InlineData(Revoke, false)]
    [InlineData(Revoke, true)]
    public Task A_group_that_is_deleted_meanwhile_is_told_to_be_gone_and_gets_no_undo(string action, bool after) => EverywhereAsync(
        action, after, stage => stage.DeleteGroupAsync(),
        (_, how, document) =>
        {
            var outcome = (string?)document["outcome"];
            // Where reads lag, a group that went after the last edit may still be seen as that edit left it; and one that goes while it is
            // read may be seen without its rules.
            if (how.Lag != Lag.None ? after && action == Revoke && outcome == "tightened" : action == Read && outcome == "not-open")
                return Task.CompletedTask;
            Assert.True(
                outcome != "failed" && Regex.IsMatch(LagStage.Words(document), "(?i)gone|deleted|exists? any ?more|no longer exists?|does not exist"),
                LagStage.Summary(document));
            Assert.Empty(document["undo"]!.AsArray());
            return Task.CompletedTask;
        });

    private static async Task AssertNarrowAsync(LagStage stage)
    {
        Assert.Equal(["443-443"], await stage.WorldPortsAsync());
        Assert.Contains(await stage.RulesAsync(), rule => rule is { FromPort: 20, ToPort: 25, Source: Narrow, Description: "it's \"mail\"" });
    }

    private Task EverywhereAsync(string action, bool after, Func<LagStage, Task> act, Func<LagStage, LagCase, JsonObject, Task> check) =>
        Cases.RunAsync(Everywhere, async (how, _) =>
        {
            await using var stage = await LagStage.SetAsync(moto, bootstrap, how);
            var acted = false;
            stage.Interfere(action, after, async meddled =>
            {
                await act(meddled);
                acted = true;
            });

            var document = await stage.ProbeAsync();

            Assert.True(acted, "Nobody had a chance to interfere.");
            Assert.Single(stage.Function.Aws.Published);
            await check(stage, how, document);
        });
}
