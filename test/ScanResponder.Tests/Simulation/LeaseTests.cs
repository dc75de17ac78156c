using CsCheck;
using ScanResponder.InMemory;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Tightening.Oracle;

namespace ScanResponder.Tests.Simulation;

/// <summary>
/// Findings that are answered at the same moment and share groups: with a lease for each group they leave what they would have left one after the other,
/// in whatever order their calls arrive.
/// </summary>
public class LeaseTests
{
    [Theory]
    [InlineData("tcp 0-65535 from 0.0.0.0/0", false)]
    [InlineData("tcp 0-65535 from 0.0.0.0/0", true)]
    [InlineData("all traffic from ::/0", false)]
    [InlineData("all traffic from ::/0", true)]
    public void Three_findings_with_three_ports_close_all_of_them(string rule, bool lagging)
    {
        var found = LateScene.Owned(new TighteningCase(rule) { Ports = [22, 23, 3389], Trusted = ["10.0.0.0/16"] }.Situation);
        foreach (var seed in Cases.Seeds(30))
            AssertClosed(found, seed, lagging, [22], [23], [3389]);
    }

    [Fact]
    public void Two_findings_close_sources_that_are_the_world_only_together() =>
        ForAll((found, seed, lagging) => AssertInTurn(found, seed, lagging, [found.Guarded[0]], [.. found.Guarded.Skip(1)]));

    [Fact]
    public void Two_findings_with_a_port_in_common_close_what_both_ask_for() =>
        ForAll((found, seed, lagging) => AssertInTurn(found, seed, lagging, [found.Guarded[0]], [.. found.Guarded]));

    private static void ForAll(Action<Situation, int, bool> holds) =>
        Gen.Select(Situations.Any.Where(situation => situation.Guarded.Length > 1).Select(LateScene.Owned), Gen.Int, Gen.Bool).Sample(holds, iter: Cases.Of(60));

    private static void AssertClosed(Situation found, int seed, bool lagging, params int[][] scopes)
    {
        var (scene, outcomes) = AnswerTogether(found, seed, lagging, scopes);

        var breach = found.Promise.Compare(scene.Now.Rules);
        Assert.True(breach == Breach.None, $"{Cases.SeedVariable}={seed}, lagging {lagging}: {breach}\n{outcomes}\n{scene.Now}");
    }

    /// <summary>
    /// The first one may leave a piece of the world out where it leaves the world itself on another port, so what two findings leave is not always what one
    /// with both ports would.
    /// </summary>
    private static void AssertInTurn(Situation found, int seed, bool lagging, int[] one, int[] other)
    {
        var (scene, outcomes) = AnswerTogether(found, seed, lagging, one, other);

        var left = found.Promise.Admitted(scene.Now.Rules);
        var inTurn = new[] { InTurn(found, one, other), InTurn(found, other, one) };
        Assert.True(inTurn.Any(now => found.Promise.Admitted(now.Rules).Equals(left)), $"Seed {seed}, lagging {lagging}:\n{outcomes}\n{scene.Now}");
    }

    private static (LateScene Scene, string Outcomes) AnswerTogether(Situation found, int seed, bool lagging, params int[][] scopes)
    {
        var scene = new LateScene(found, lagging ? Lags.Any(new(seed)) : [ReadLag.None], seed);
        var outcomes = scene.AnswerTogether(scopes);
        return (scene, string.Join('\n', outcomes.Select(outcome => outcome.Reason)));
    }

    private static Situation InTurn(Situation found, int[] first, int[] second)
    {
        var scene = new LateScene(found, [ReadLag.None], seed: 1);
        scene.AnswerTogether(first);
        scene.AnswerTogether(second);
        return scene.Now;
    }
}
