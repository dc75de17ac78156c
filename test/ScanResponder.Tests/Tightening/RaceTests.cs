using CsCheck;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>
/// Findings that are answered at the same moment leave what they would have left one after the other, whichever call of whichever of them is
/// performed first.
/// </summary>
public class RaceTests
{
    // More than fits into any group of the cases: who gets the last places of a full group is not the question here.
    private const int Quota = 1_000;

    [Theory]
    [InlineData("tcp 0-65535 from 0.0.0.0/0", 22, 3389)]
    [InlineData("tcp 20-25 from 0.0.0.0/0", 22, 23)]
    [InlineData("tcp 22-23 from 0.0.0.0/0", 22, 23)]
    [InlineData("tcp 22-3389 from 2000::/3", 22, 3389)]
    public void Two_ports_of_one_rule_are_both_closed_in_every_order(string rule, int one, int other)
    {
        var found = new TighteningCase(rule) { Ports = [22, 23, 3389], Trusted = ["10.0.0.0/16", "2001:db8::/56"] }.Situation;
        var promise = (found with { InScope = [one, other] }).Promise;

        Assert.All(new Race(found, Quota, [one], [other]).InEveryOrder().Take(Cases.Of(10_000)), end => AssertKept(promise, end));
    }

    [Theory]
    [InlineData("tcp 0-65535 from 0.0.0.0/0")]
    [InlineData("all traffic from ::/0")]
    public void Two_findings_with_the_same_port_leave_the_other_guarded_ports_open_in_every_order(string rule)
    {
        var found = new TighteningCase(rule) { Ports = [22, 3389] }.Situation;
        var promise = (found with { InScope = [3389] }).Promise;

        Assert.All(new Race(found, Quota, [3389], [3389]).InEveryOrder().Take(Cases.Of(10_000)), end => AssertKept(promise, end));
    }

    [Theory]
    [InlineData("tcp 20-25 from 0.0.0.0/0")]
    [InlineData("all traffic from ::/0")]
    public void Without_a_journal_two_findings_with_the_same_port_end_as_one_in_every_order(string rule)
    {
        var found = new TighteningCase(rule) { Ports = [22] }.Situation;

        Assert.All(
            new Race(found, Quota, [22], [22]) { HasJournal = false }.InEveryOrder().Take(Cases.Of(10_000)),
            end => AssertKept(found.Promise, end));
    }

    [Fact]
    public void The_promise_is_kept_for_the_ports_of_two_findings_in_any_order() =>
        Sample(2, WhoseSourcesAreJudgedAlone, (promise, end) => AssertKept(promise, end));

    [Fact]
    public void The_promise_is_kept_for_the_ports_of_three_findings_in_any_order() =>
        Sample(3, WhoseSourcesAreJudgedAlone, (promise, end) => AssertKept(promise, end));

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public void Without_a_journal_findings_with_the_same_ports_end_as_one_in_any_order(int findings) =>
        Gen.Select(Situations.Any.Select(WhoseSourcesAreJudgedAlone).Select(WithRoomForATag), Gen.Int).Sample(
            (found, seed) =>
            {
                var random = new Random(seed);
                AssertKept(
                    (found with { InScope = found.Guarded }).Promise,
                    new Race(found, Quota, [.. Enumerable.Repeat<int[]>([.. found.Guarded], findings)]) { HasJournal = false }.Run(random.Next));
            },
            iter: Cases.Of(1_000));

    private static void Sample(int findings, Func<Situation, Situation> cases, Action<Promise, RaceEnd> assert) =>
        Gen.Select(Situations.Any.Where(situation => situation.Guarded.Length >= findings).Select(cases), Gen.Int).Sample(
            (found, seed) =>
            {
                var random = new Random(seed);
                int[][] scopes = [.. found.Guarded.Take(findings - 1).Select(port => new[] { port }), [.. found.Guarded.Skip(findings - 1)]];
                assert((found with { InScope = found.Guarded }).Promise, new Race(found, Quota, scopes).Run(random.Next));
            },
            iter: Cases.Of(1_000));

    private static void AssertKept(Promise promise, RaceEnd end)
    {
        var breach = promise.Compare(end.Situation.Rules);
        Assert.True(breach == Breach.None, Told(breach, end));
        Assert.All(end.Outcomes, outcome => Assert.Contains(outcome.Verdict, new[] { Verdict.Tightened, Verdict.NotOpen }));
    }

    private static string Told(Breach breach, RaceEnd end) =>
        $"{breach}\n{string.Join('\n', end.Order)}\n{string.Join('\n', end.Outcomes.Select(outcome => $"{outcome.Verdict}: {outcome.Reason}"))}\n{end.Situation}";

    /// <summary>
    /// The rules without those that are the world in pieces: whether they are depends on the other rules, which another finding may have closed by
    /// the time, and what a rule of the world covers is not added beside it.
    /// </summary>
    private static Situation WhoseSourcesAreJudgedAlone(Situation situation) => With(Storable(situation), rule => rule.Source is RuleSource.PrefixList { Id: "pl-six" } or RuleSource.Group
        or RuleSource.Block { Cidr: { Family: IpFamily.IPv6 } or { PrefixLength: < 8 or >= 16 } });

    /// <summary>The rules without descriptions and lists that EC2 would not take back: those make no difference here.</summary>
    private static Situation Storable(Situation situation) =>
        With(situation, rule => rule.Source is not RuleSource.PrefixList || situation.PrefixLists.ContainsKey(rule.Source.ToString()));

    /// <summary>The rules to whose replacements a tag can be given: without a journal, nothing else says that an answer has added them.</summary>
    private static Situation WithRoomForATag(Situation situation) => With(situation, rule => rule.Tags.Count < TagSet.Most);

    private static Situation With(Situation situation, Func<IngressRule, bool> which) => situation with
    {
        Groups = [.. situation.Groups.Select(group => group with { Rules = [.. group.Rules.Where(which).Select(rule => rule with { Description = null })] })],
    };
}
