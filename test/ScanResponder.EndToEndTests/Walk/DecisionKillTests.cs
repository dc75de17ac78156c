using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The process dies before or after a call that it makes for what a person has decided, and the order comes again.</summary>
public sealed class DecisionKillTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task An_approval_that_dies_at_any_call_is_finished_by_its_retry_or_by_whoever_approves_next() => EachCallAsync("Approve", AssertApprovedAsync);

    [Fact]
    public Task An_undo_that_dies_at_any_call_is_finished_by_its_retry_or_by_the_next_undo() => EachCallAsync("Undo", AssertUndoneAsync);

    private static async Task AssertApprovedAsync(DecisionStage stage, JsonObject document)
    {
        Assert.Equal("tightened", DecisionStage.Outcome(document));
        await stage.AssertClosedAsync();
        Assert.Equal("tightened", (string?)stage.Function.Aws.Published[^1].Document["outcome"]);

        // Whatever was noted on the way is enough to take all of it back.
        await stage.UndoAsync();
        Assert.Equal(stage.Original, await stage.RulesAsync());
    }

    private static async Task AssertUndoneAsync(DecisionStage stage, JsonObject document)
    {
        Assert.Contains(DecisionStage.Outcome(document), new[] { "left-open", "not-applicable" });
        Assert.Equal(stage.Original, await stage.RulesAsync());
        Assert.Equal("left-open", (string?)stage.Function.Aws.Published[^1].Document["outcome"]);
        Assert.Contains("is kept open until", DecisionStage.Reason(await stage.ProbeAsync(1)), StringComparison.Ordinal);
        Assert.Equal(stage.Original, await stage.RulesAsync());
    }

    private async Task EachCallAsync(string order, Func<DecisionStage, JsonObject, Task> check)
    {
        List<(Death At, bool IsRetried)> deaths;
        await using (var rehearsal = await DecidedAsync(order))
        {
            var before = rehearsal.Function.Aws.Calls.Count;
            await rehearsal.DecideAsync(rehearsal.Order(order));
            var calls = rehearsal.Function.Aws.Calls;
            deaths =
            [
                .. new[] { false, true }.SelectMany(after => calls.Skip(before)
                    .Select(call => new Death(call.Action, call.Occurrence - calls.Take(before).Count(earlier => earlier.Action == call.Action), after))
                    .SelectMany(death => new[] { (death, true), (death, false) })),
            ];
        }

        // Each call that changes something, and one that reads; at night all of them.
        var drawn = TestScale.Draw(
            deaths, 0.05, death => Regex.IsMatch(death.At.Action, "^(Describe|Get|List)") ? "read" : death.At.Action, death => death.At.After, death => death.IsRetried);
        await Cases.RunAsync(drawn, async (death, _) =>
        {
            await using var stage = await DecidedAsync(order);
            var invocation = new Invocation(stage.Order(order, more: order == "Undo" ? $$""", "until": "2099-01-01T00:00:00Z" """ : ""));
            try
            {
                await stage.DieAsync(invocation, death.At);
                if (!death.IsRetried)
                {
                    invocation = new(invocation.Event);
                    await stage.Scene.World.EndLeasesAsync(stage.Table, Token);
                }

                await check(stage, Scene.Document(await stage.Function.InvokeAsync(invocation, Token), stage.Function));
            }
            catch (Xunit.Sdk.XunitException failed)
            {
                throw new Xunit.Sdk.XunitException($"{failed.Message}\n{stage.Function.Aws}", failed);
            }
        });
    }

    private async Task<DecisionStage> DecidedAsync(string order)
    {
        var stage = await DecisionStage.SetAsync(moto, bootstrap);
        await stage.ProbeAsync();
        if (order == "Undo")
            Assert.Equal("tightened", DecisionStage.Outcome(await stage.ApproveAsync()));
        return stage;
    }
}
