using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The process dies before or after every call it makes, and the event comes again.</summary>
public sealed class KillTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task A_death_at_any_call_is_finished_by_the_retry_whose_undo_restores_the_original_rules() => EachCallAsync(
        async (scene, at) =>
        {
            var invocation = new Invocation("");
            return await scene.KilledAsync([at], invocation, invocation);
        },
        undo: true);

    [Fact]
    public Task A_death_at_any_call_is_finished_by_another_delivery_when_the_lease_has_ended() => EachCallAsync(async (scene, at) =>
        await scene.KilledAsync([at], new Invocation(""), new Invocation("")));

    [Fact]
    public Task Deaths_one_after_another_are_finished_by_the_last_delivery() => EachCallAsync(async (scene, at) =>
    {
        var invocation = new Invocation("");
        return await scene.KilledAsync([at, at with { After = !at.After }, at], invocation, invocation);
    });

    private async Task EachCallAsync(Func<KillScene, Death, Task<(JsonObject Document, int Deaths)>> run, bool undo = false)
    {
        IReadOnlyList<Death> deaths;
        await using (var rehearsal = await KillScene.SetAsync(moto, bootstrap))
            deaths = await rehearsal.CallsAsync();

        var drawn = TestScale.Draw(deaths, TestScale.Tenth, death => death.Action, death => death.After);
        await Cases.RunAsync(drawn, async (at, _) =>
        {
            await using var scene = await KillScene.SetAsync(moto, bootstrap);
            try
            {
                var (document, died) = await run(scene, at);

                Assert.True(died > 0, "The process never died.");
                await scene.AssertClosedAsync();
                var alerts = scene.Function.Aws.Published;
                Assert.InRange(alerts.Count, 1, 1 + scene.DeathsAfterTelling);
                Assert.All(alerts, alert => Assert.Equal("tightened", (string?)alert.Document["outcome"]));
                Assert.Contains((string?)document["outcome"], new[] { "tightened", "not-applicable" });
                Assert.Equal(6, alerts[0].Document["undo"]!.AsArray().Count);
                if (undo)
                    await scene.AssertUndoneByAsync(alerts[0].Document);
            }
            catch (Xunit.Sdk.XunitException failed)
            {
                throw new Xunit.Sdk.XunitException($"{failed.Message}\n{scene.Function.Aws}", failed);
            }
        });
    }
}
