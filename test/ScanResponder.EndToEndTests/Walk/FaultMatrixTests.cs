using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Every call of a walk, broken alone in every way, with all of the SDK's retries of it.</summary>
public sealed class FaultMatrixTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    // Eight to read, four to change, four to put back, six to publish: a call that hangs is cut soon, and a busy machine still has the time for the rest.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(24);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("notify", false)]
    [InlineData("remediate", true)]
    public async Task Whatever_breaks_an_alert_tells_the_truth_and_nothing_is_half_done(string mode, bool journal)
    {
        List<(string Action, int Place)> calls;
        await using (var rehearsal = await SetAsync(mode, journal))
        {
            await rehearsal.Function.InvokeAsync(new Invocation(rehearsal.Event), Token);
            calls = [.. rehearsal.Function.Aws.Calls.Select(call => (call.Action, call.Occurrence))];
        }

        var cases = calls.SelectMany(call => AnyFault.Named.Keys.Select(fault => (call.Action, call.Place, Fault: fault))).ToList();
        var drawn = TestScale.Draw(cases, TestScale.Tenth, one => one.Action, one => one.Fault);
        await Cases.RunAsync(drawn, TryAsync, waits: one => AnyFault.Named[one.Fault] is Fault.Hang);

        async Task TryAsync((string Action, int Place, string Fault) one, CancellationToken cancellationToken)
        {
            await using var stage = await SetAsync(mode, journal);
            stage.Break(one.Action, one.Place, AnyFault.Named[one.Fault]);
            var invocation = new Invocation(stage.Event) { Timeout = Timeout };

            var result = await stage.Function.InvokeAsync(invocation, cancellationToken);

            if (result is InvocationResult.Failed)
            {
                // Lambda delivers the event again, with the same request id.
                Assert.Equal("Publish", one.Action);
                stage.Function.Aws.Mend();
                result = await stage.Function.InvokeAsync(invocation, cancellationToken);
            }

            var document = Scene.Document(result, stage.Function);
            Assert.NotEmpty(stage.Function.Aws.Published);
            if (one.Action != "Publish")
                Assert.Single(stage.Function.Aws.Published);
            await stage.AssertTruthAsync(document, mode);
        }
    }

    private async Task<FaultStage> SetAsync(string mode, bool journal)
    {
        var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Hole.Open);
        var instance = await scene.InstanceAsync(group);
        (string, string)[] settings = journal ? [("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(Token))] : [];
        var function = await scene.DeployAsync(mode, settings);
        function.Aws.SnsIsPrompt = true;
        return new(scene, group, await scene.RulesAsync(group), SampleEvents.Load("port-probe-ssh").At(instance).Json, function);
    }
}
