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
        for (var seed = 1; seed <= Cases.Of(30); seed++)
            AssertClosed(found, seed, lagging, [22], [23], [3389]);
    }

    [Fact]
    public void Two_findings_close_sources_that_are_the_world_only_together() =>
        Gen.Select(Situations.Any.Where(situation => situation.Guarded.Length > 1).Select(LateScene.Owned), Gen.Int, Gen.Bool).Sample(
            (found, seed, lagging) => AssertClosed(found with { InScope = found.Guarded }, seed, lagging, [found.Guarded[0]], [.. found.Guarded.Skip(1)]),
            iter: Cases.Of(60));

    [Fact]
    public void Two_findings_with_a_port_in_common_close_what_both_ask_for() =>
        Gen.Select(Situations.Any.Where(situation => situation.Guarded.Length > 1).Select(LateScene.Owned), Gen.Int, Gen.Bool).Sample(
            (found, seed, lagging) => AssertClosed(found with { InScope = found.Guarded }, seed, lagging, [found.Guarded[0]], [.. found.Guarded]),
            iter: Cases.Of(60));

    private static void AssertClosed(Situation found, int seed, bool lagging, params int[][] scopes)
    {
        var scene = new LateScene(found, lagging ? Lags.Any(new(seed)) : [ReadLag.None], seed);

        var outcomes = scene.AnswerTogether(scopes);

        var breach = found.Promise.Compare(scene.Now.Rules);
        Assert.True(breach == Breach.None, $"Seed {seed}, lagging {lagging}: {breach}\n{string.Join('\n', outcomes.Select(outcome => outcome.Reason))}\n{scene.Now}");
    }
}
