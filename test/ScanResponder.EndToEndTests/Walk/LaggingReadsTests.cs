using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The function on an EC2 whose reads are behind the edits, as the real one's are.</summary>
public sealed class LaggingReadsTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(3);

    private static readonly double[] Lags = IsNightly ? [0, 0.3, 1, 3, 8] : [0, 0.3, 1, 3];

    private static bool IsNightly => TestScale.Factor >= 10;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task However_reads_lag_the_hole_is_closed_once_and_told_once_and_the_undo_restores()
    {
        (bool Flapping, bool Journal)[] ways = [(false, false), (true, true), (false, true), (true, false)];
        var cases = Lags
            .SelectMany(_ => Lags, Lag.Seconds)
            .SelectMany(_ => ways, (lag, way) => new LagCase("remediate", way.Journal, lag, way.Flapping))
            .SelectMany(one => Enumerable.Range(1, one.Flapping && IsNightly ? 5 : 1).Select(seed => one with { Seed = seed }))
            .ToList();
        var drawn = TestScale.Draw(cases, TestScale.Tenth, one => one.Lag, one => (one.Flapping, one.Journal));
        // People's commands take the longest of all here.
        var undone = TestScale.Draw(drawn, TestScale.Tenth).ToHashSet();

        await Cases.RunAsync(drawn, async (one, _) =>
        {
            await using var stage = await LagStage.SetAsync(moto, bootstrap, one);

            var document = await stage.ProbeAsync();

            await stage.AssertTightenedAsync(document);
            stage.AssertSoon(one.Lag.Longest + Slack);
            if (undone.Contains(one))
                await stage.AssertUndoRestoresAsync(document);
        }, waits: _ => true);
    }

    [Theory]
    [InlineData("notify", "left-open")]
    [InlineData("dry-run", "would-tighten")]
    public async Task A_mode_that_changes_nothing_tells_the_same_however_reads_lag(string mode, string outcome)
    {
        var cases = new[] { false, true }.SelectMany(journal => new[]
        {
            new LagCase(mode, journal, Lag.Seconds(3)), new LagCase(mode, journal, Lag.Seconds(3, 0.3), Flapping: true, Seed: 1),
        }).ToList();

        await Cases.RunAsync(cases, async (one, _) =>
        {
            await using var stage = await LagStage.SetAsync(moto, bootstrap, one);

            var document = await stage.ProbeAsync();

            Assert.Equal(outcome, (string?)document["outcome"]);
            Assert.Equal(stage.Original, await stage.RulesAsync());
            Assert.Empty(document["undo"]!.AsArray());
            Assert.Single(stage.Function.Aws.Published);
            stage.AssertSoon(Slack);
        });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_EC2_confirms_and_does_not_show_in_time_is_told_as_just_that(bool journal)
    {
        await using var stage = await LagStage.SetAsync(moto, bootstrap, new LagCase("remediate", journal, Lag.Seconds(60)));

        var document = await stage.ProbeAsync(TimeSpan.FromSeconds(12));

        await stage.AssertTightenedAsync(document);
        var words = LagStage.Words(document);
        Assert.Matches("(?i)confirmed", words);
        Assert.Matches("(?i)\\bshow(n|s|ed)?\\b", words);
        await stage.AssertUndoRestoresAsync(document);
    }

    [Fact]
    public async Task Whatever_breaks_while_reads_lag_an_alert_tells_the_truth_and_nothing_is_half_done()
    {
        var how = new LagCase("remediate", Journal: true, Lag.Seconds(1));
        List<(string Action, int Place)> calls;
        await using (var rehearsal = await LagStage.SetAsync(moto, bootstrap, how))
        {
            await rehearsal.ProbeAsync();
            calls = [.. rehearsal.Function.Aws.Calls.Select(call => (call.Action, call.Occurrence))];
        }

        var cases = calls.SelectMany(call => AnyFault.Named.Keys.Select(fault => (call.Action, call.Place, Fault: fault))).ToList();
        var drawn = TestScale.Draw(cases, TestScale.Tenth, one => one.Action, one => one.Fault);
        await Cases.RunAsync(drawn, async (one, cancellationToken) =>
        {
            await using var stage = (await LagStage.SetAsync(moto, bootstrap, how)).WithFaults();
            stage.Break(one.Action, one.Place, AnyFault.Named[one.Fault]);
            var invocation = new Invocation(stage.Event) { Timeout = TimeSpan.FromSeconds(24) };

            var result = await stage.Function.InvokeAsync(invocation, cancellationToken);

            if (result is InvocationResult.Failed)
            {
                Assert.Equal("Publish", one.Action);
                stage.Function.Aws.Mend();
                result = await stage.Function.InvokeAsync(invocation, cancellationToken);
            }

            var document = Scene.Document(result, stage.Function);
            Assert.NotEmpty(stage.Function.Aws.Published);
            if (one.Action != "Publish")
                Assert.Single(stage.Function.Aws.Published);
            await stage.AssertTruthAsync(document, how.Mode);
        });
    }

    [Fact]
    public async Task A_death_at_any_call_while_reads_lag_is_finished_by_the_retry_whose_undo_restores_the_original_rules()
    {
        var lag = Lag.Seconds(1);
        IReadOnlyList<Death> deaths;
        await using (var rehearsal = await KillScene.SetAsync(moto, bootstrap, lag))
            deaths = await rehearsal.CallsAsync();

        await Cases.RunAsync(TestScale.Draw(deaths, TestScale.Tenth, death => death.Action, death => death.After), async (at, _) =>
        {
            await using var scene = await KillScene.SetAsync(moto, bootstrap, lag);
            var invocation = new Invocation("");

            var (document, died) = await scene.KilledAsync([at], invocation, invocation);

            // How often a lagging group is read is a matter of time: the last of the reads may not come.
            if (died == 0)
                Assert.StartsWith("Describe", at.Action, StringComparison.Ordinal);
            await scene.AssertClosedAsync();
            var alerts = scene.Function.Aws.Published;
            Assert.InRange(alerts.Count, 1, 1 + scene.DeathsAfterTelling);
            foreach (var alert in alerts)
            {
                Assert.True("tightened" == (string?)alert.Document["outcome"], LagStage.Summary(alert.Document));
                LagStage.AssertNoFalseAlarm(alert.Document);
            }

            Assert.Contains((string?)document["outcome"], new[] { "tightened", "not-applicable" });
            await scene.AssertUndoneByAsync(alerts[0].Document);
        });
    }
}
