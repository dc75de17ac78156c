using System.Collections.Immutable;
using CsCheck;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Simulation;

/// <summary>
/// EC2 shows edits late. Whatever reads show for the first ten seconds, the promise is kept, told as it is, and can be undone.
/// </summary>
public class LateReadsTests
{
    private static readonly ImmutableArray<ReadLag> Prompt = [ReadLag.None];

    [Fact]
    public void An_answer_is_the_same_however_late_reads_are() => ForAll(150, (found, seed) => AssertSameAnswer(found, seed, isDefaultVpc: false));

    [Fact]
    public void An_answer_is_the_same_in_a_default_VPC() => ForAll(50, (found, seed) => AssertSameAnswer(found, seed, isDefaultVpc: true));

    [Fact]
    public void With_three_seconds_of_lag_an_answer_takes_six_at_the_most() => ForAll(50, (found, seed) =>
    {
        var scene = new LateScene(found, [ReadLag.Of(TimeSpan.FromSeconds(3))], seed);
        var begun = scene.Time.GetUtcNow();

        scene.Answer(NoFault);

        Assert.InRange(scene.Time.GetUtcNow() - begun, TimeSpan.Zero, TimeSpan.FromSeconds(6));
    });

    [Theory]
    [InlineData(Fault.AnswerLost)]
    [InlineData(Fault.Throttled)]
    [InlineData(Fault.Unavailable)]
    public void The_promise_is_kept_where_any_call_goes_wrong_once(Fault fault) => ForAll(8, (found, seed) =>
    {
        foreach (var (name, number, scene, outcome) in EachCallGoingWrong(found, seed, fault))
        {
            AssertKept(found, scene, outcome);
            Assert.True(outcome.Verdict is Verdict.Tightened, $"{fault} of {name} {number}: {outcome.Reason}");
        }
    });

    [Theory]
    [InlineData("authorize")]
    [InlineData("revoke")]
    public void What_is_done_and_never_answered_is_told_and_undone(string call) => ForAll(20, (found, seed) =>
    {
        var calls = CallsOf(found, seed);
        foreach (var at in Enumerable.Range(1, calls.Count).Where(at => calls[at - 1] == call))
        {
            var scene = new LateScene(found, Lags.Any(new(seed)), seed);

            var outcome = scene.Answer((name, number) => number < at || name != call ? Fault.None : number == at ? Fault.AnswerLost : Fault.Unavailable)!;

            Assert.Equal(found.RulesByValue(), scene.Undone(outcome));
            var told = outcome.Changes.Where(change => change.IsAddedByAnswer).Select(change => (change.GroupId, Permission.Of(change.Rule))).ToHashSet();
            Assert.All(
                scene.Now.Rules.Where(rule => rule.Tags.TryGetValue(Planner.TagKey, out var id) && id == Situation.FindingId),
                rule => Assert.True(told.Contains((rule.GroupId, Permission.Of(rule))), $"{call} {at} leaves {RuleParser.Of(rule)}\n{Told(scene, outcome)}"));
        }
    });

    [Fact]
    public void A_refusal_leaves_each_group_as_it_was_or_as_it_should_be() => ForAll(8, (found, seed) =>
    {
        // Groups that are the world only together cannot be judged one by one.
        if (IsOpenInPieces(found))
            return;
        foreach (var (_, _, scene, outcome) in EachCallGoingWrong(found, seed, Fault.Denied))
        {
            Assert.Equal(found.RulesByValue(), scene.Undone(outcome));
            foreach (var (before, now) in found.Groups.Zip(scene.Now.Groups))
            {
                if (!RulesByValue(found, before).SequenceEqual(RulesByValue(found, now)))
                    Assert.Equal(Breach.None, (found with { Groups = [before] }).Promise.Compare(now.Rules));
            }
        }
    });

    [Theory]
    [InlineData(Fault.DeathBefore, true)]
    [InlineData(Fault.DeathBefore, false)]
    [InlineData(Fault.DeathAfter, true)]
    [InlineData(Fault.DeathAfter, false)]
    public void What_a_process_left_is_finished_and_told_by_the_next_one(Fault death, bool sameInvocation) => ForAll(6, (found, seed) =>
    {
        var calls = CallsOf(found, seed);
        for (var at = 1; at <= calls.Count && calls[at - 1] is not "close"; at++)
        {
            var scene = new LateScene(found, Lags.Any(new(seed)), seed);
            Assert.Null(scene.Answer((_, number) => number == at ? death : Fault.None));
            if (!sameInvocation)
                scene.Time.Run(() => PassAsync(scene.Time, TimeSpan.FromSeconds(61)));

            var outcome = scene.Answer(NoFault, sameInvocation ? "invocation-1" : "invocation-2")!;

            Assert.True(outcome.Changes.All(change => change.Status is ChangeStatus.Done), $"Death at call {at}:\n{Told(scene, outcome)}");
            AssertKept(found, scene, outcome);
            Assert.True(outcome.Verdict is Verdict.Tightened, Told(scene, outcome));
        }
    });

    [Fact]
    public void What_an_earlier_update_has_added_is_not_the_next_ones_though_that_one_planned_it_from_an_old_read_and_died() => Assert.All(Enumerable.Range(0, 20), seed =>
    {
        var found = LateScene.Owned(new([RuleParser.Group("sg-1", "tcp 20-30 from 0.0.0.0/0", "tcp 3389 from 0.0.0.0/0")], ImmutableDictionary<string, PrefixList>.Empty, [], [22, 3389], [22]));
        var scene = new LateScene(found, [ReadLag.None, ReadLag.Of(TimeSpan.FromSeconds(10))], seed);
        scene.Answer(NoFault);
        var before = scene.Now.RulesByValue();
        var first = RemediationScene.Probe(Situation.FindingId, 22, 3389);
        var update = first with { UpdatedAt = first.UpdatedAt!.Value.AddMinutes(15) };

        // One of the replicas shows 20-30 and none of its pieces, and the process dies before it can look again.
        Assert.Null(scene.Answer((_, _) => scene.Calls[^1].Count(call => call is "read") is 2 ? Fault.DeathBefore : Fault.None, "invocation-2", update));
        scene.Time.Run(() => PassAsync(scene.Time, TimeSpan.FromSeconds(61)));
        var outcome = scene.Answer(NoFault, "invocation-3", update)!;

        Assert.Equal(["Revoke sg-1 tcp 3389 from 0.0.0.0/0 Done"], outcome.Changes.Select(change => $"{change.Action} {change.GroupId} {change.Rule.Traffic} from {change.Rule.Source} {change.Status}"));
        Assert.Equal(before, scene.Undone(outcome));
    });

    private static void AssertSameAnswer(Situation found, int seed, bool isDefaultVpc)
    {
        var expected = new LateScene(found, Prompt, seed).Answer(NoFault)!;
        var scene = new LateScene(found, Lags.Any(new(seed)), seed, isDefaultVpc);

        var outcome = scene.Answer(NoFault)!;

        AssertKept(found, scene, outcome);
        Assert.Equal((expected.Verdict, expected.Reason), (outcome.Verdict, outcome.Reason));
        Assert.Equal(expected.Notes, outcome.Notes);
        Assert.Equal(expected.Changes.Select(Text), outcome.Changes.Select(Text));
        Assert.All(outcome.Changes, change => Assert.Equal(ChangeStatus.Done, change.Status));
    }

    private static void AssertKept(Situation found, LateScene scene, Outcome outcome)
    {
        Assert.Equal(Breach.None, found.Promise.Compare(scene.Now.Rules));
        var named = outcome.Changes.Select(change => (change.Action, change.GroupId, Permission.Of(change.Rule))).ToList();
        Assert.Equal(named.Distinct(), named);
        Assert.Equal(found.RulesByValue(), scene.Undone(outcome));
    }

    private static IEnumerable<(string Name, int Number, LateScene Scene, Outcome Outcome)> EachCallGoingWrong(Situation found, int seed, Fault fault)
    {
        var calls = CallsOf(found, seed);
        for (var at = 1; at <= calls.Count; at++)
        {
            // Without the first read there is nothing to answer here.
            if (calls[at - 1] is not ("authorize" or "revoke" or "tag") && (calls[at - 1] is not "read" || !calls.Take(at).Any(call => call is "authorize" or "revoke")))
                continue;
            var scene = new LateScene(found, Lags.Any(new(seed)), seed);
            yield return (calls[at - 1], at, scene, scene.Answer((_, number) => number == at ? fault : Fault.None)!);
        }
    }

    private static IReadOnlyList<string> CallsOf(Situation found, int seed)
    {
        var scene = new LateScene(found, Lags.Any(new(seed)), seed);
        scene.Answer(NoFault);
        return scene.Calls[0];
    }

    private static void ForAll(int cases, Action<Situation, int> holds) =>
        Gen.Select(Situations.Any.Where(situation => situation.Promise.Open.Count > 0).Select(LateScene.Owned), Gen.Int).Sample(holds, iter: Cases.Of(cases));

    /// <summary>True where sources are the world only together.</summary>
    private static bool IsOpenInPieces(Situation found) => found.Exposures.Any(exposure => exposure.World.Any(block => !World.IsWorld(block)));

    private static Fault NoFault(string call, int number) => Fault.None;

    private static async Task<bool> PassAsync(VirtualTime time, TimeSpan delay)
    {
        await time.DelayAsync(delay);
        return true;
    }

    private static ImmutableArray<string> RulesByValue(Situation found, SecurityGroup group) => (found with { Groups = [group] }).RulesByValue();

    private static string Told(LateScene scene, Outcome outcome) => string.Join('\n',
    [
        .. scene.Calls.Select(calls => string.Join(' ', calls)), outcome.Reason, .. outcome.Notes, .. outcome.Changes.Select(Text), "now:", .. scene.Now.RulesByValue(),
    ]);

    private static string Text(RuleChange change) => $"{change.Action} {change.GroupId} {change.Rule} {change.Tags} {change.Status}";
}
