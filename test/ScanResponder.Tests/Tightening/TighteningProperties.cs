using System.Collections.Immutable;
using CsCheck;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening.Oracle;
using Admission = ScanResponder.Tests.Tightening.Oracle.Admission;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>What holds for every rule set that EC2 can hold. The oracle knows what a rule admits; it shares no code with the planner.</summary>
public class TighteningProperties
{
    private const int Cases = 200;

    [Fact]
    public void The_promise_is_kept() => ForAll(800, situation =>
        Assert.Equal(Breach.None, situation.Promise.Compare(situation.AfterTightening().Rules)));

    [Fact]
    public void The_scan_finds_exactly_the_holes_that_the_oracle_sees() => ForAll(Cases, situation =>
        Assert.Equal(
            situation.Promise.Open.Order(),
            situation.Exposures
                .SelectMany(exposure => exposure.World.Select(block => (exposure.Port, (string?)exposure.Rule.Id, block.ToString())))
                .Distinct()
                .Order()));

    [Fact]
    public void Only_rules_with_a_hole_in_them_are_removed() => ForAll(Cases, situation =>
        Assert.Equal(
            situation.Promise.Open.Select(hole => hole.RuleId!).Distinct().Order(StringComparer.Ordinal),
            situation.Plan().SelectMany(plan => plan.Revoke).Select(rule => rule.Id).Order(StringComparer.Ordinal)));

    [Fact]
    public void No_added_rule_is_covered_by_a_rule_that_stays_or_by_another_added_one() => ForAll(Cases, situation =>
    {
        foreach (var plan in situation.Plan())
        {
            var added = plan.Authorize.Select(piece => Admission.Of(piece.Draft, situation.PrefixLists)).ToList();
            var stays = plan.Group.Rules.Except(plan.Revoke).Select(rule => Admission.Of(rule, situation.PrefixLists)).ToList();
            Assert.Equal(
                [],
                plan.Authorize.Where((_, index) => stays.Concat(added.Where((_, other) => other != index)).Any(rule => rule.Covers(added[index]))));
        }
    });

    [Fact]
    public void Added_rules_admit_nothing_that_the_removed_ones_did_not() => ForAll(Cases, situation =>
    {
        foreach (var plan in situation.Plan())
        {
            var added = PacketSet.Of(plan.Authorize.SelectMany(piece => Admission.Of(piece.Draft, situation.PrefixLists).Boxes));
            var removed = PacketSet.Of(plan.Revoke.SelectMany(rule => Admission.Of(rule, situation.PrefixLists).Boxes));
            Assert.Equal(PacketSet.Empty, added.Except(removed));
        }
    });

    [Fact]
    public void An_added_rule_is_none_that_the_group_has_already() => ForAll(Cases, situation =>
    {
        foreach (var plan in situation.Plan())
        {
            var keys = plan.Authorize.Select(piece => (piece.Draft.Traffic, piece.Draft.Source)).ToList();
            Assert.Equal(keys.Distinct(), keys);
            Assert.Equal([], keys.Intersect(plan.Group.Rules.Select(rule => (rule.Traffic, rule.Source))));
        }
    });

    [Fact]
    public void Descriptions_and_tags_move_to_the_pieces_which_carry_the_finding_too() => ForAll(Cases, situation =>
    {
        foreach (var plan in situation.Plan())
        {
            foreach (var piece in plan.Authorize)
            {
                var admits = PacketSet.Of(Admission.Of(piece.Draft, situation.PrefixLists).Boxes);
                var origins = plan.Revoke.Where(rule => admits.Except(PacketSet.Of(Admission.Of(rule, situation.PrefixLists).Boxes)).IsEmpty);
                Assert.Contains((piece.Draft.Description, piece.Tags), origins.Select(rule => (rule.Description, Expected(rule.Tags))));
            }
        }

        static TagSet Expected(TagSet tags)
        {
            var own = tags.Where(tag => !tag.Key.StartsWith("aws:", StringComparison.Ordinal)).ToDictionary();
            own["scan-responder"] = Situation.FindingId;
            return own.Count > 50 ? tags : TagSet.Of(own);
        }
    });

    [Fact]
    public void What_was_tightened_needs_no_tightening() =>
        ForAll(Cases, situation => Assert.Equal([], situation.AfterTightening().Plan()));

    [Fact]
    public void What_is_planned_for_one_interface_does_not_depend_on_what_another_one_admits() => ForAll(Cases, situation =>
    {
        var interfaces = situation.Groups.Select((group, index) => (group, index))
            .GroupBy(entry => entry.index % 2, entry => entry.group)
            .Select(groups => situation with { Groups = [.. groups] })
            .ToList();
        var exposures = ExposureScan.Find(
            situation.Groups,
            [.. interfaces.Select(carried => carried.Groups.Select(group => group.Id).ToImmutableArray())],
            situation.PrefixLists,
            situation.Guarded,
            situation.Trusted);

        var plans = Planner.Plan(
            [.. exposures.Where(exposure => situation.InScope.Contains(exposure.Port))],
            situation.Groups,
            situation.PrefixLists,
            situation.Trusted,
            Situation.FindingId);

        Assert.Equal(
            interfaces.SelectMany(carried => carried.Plan()).Select(Text).Order(StringComparer.Ordinal), plans.Select(Text).Order(StringComparer.Ordinal));
    });

    [Fact]
    public void The_order_of_rules_and_groups_makes_no_difference() => Gen.Select(Situations.Any, Gen.Int).Sample(
        (situation, seed) =>
        {
            var random = new Random(seed);
            var groups = situation.Groups.Select(group => group with { Rules = Shuffled(group.Rules, random) }).ToImmutableArray();
            var shuffled = situation with { Groups = Shuffled(groups, random), Trusted = Shuffled(situation.Trusted, random) };
            var promise = situation.Promise;
            Assert.Equal(promise.Admitted(situation.AfterTightening().Rules), promise.Admitted(shuffled.AfterTightening().Rules));
        },
        iter: Tests.Cases.Of(100));

    [Fact]
    public void Undo_brings_back_exactly_the_rules_that_were_there() => ForAll(Cases, situation =>
    {
        var plans = situation.Plan();
        var changes = plans.SelectMany(plan => plan.Authorize
            .Select((piece, index) => RuleChange.Of(plan.Group.Id, piece) with { RuleId = Situation.Added(piece, plan.Group.Id, index).Id })
            .Concat(plan.Revoke.Select(RuleChange.Of)))
            .Select(change => change with { Status = ChangeStatus.Done });
        var console = new RuleConsole(situation.After(plans));

        console.Paste(RuleCommands.Undo(RuleConsole.AccountId, "eu-central-1", changes, ImmutableHashSet<string>.Empty));

        Assert.Equal(situation.RulesByValue(), console.Situation.RulesByValue());
    });

    private static string Text(GroupPlan plan) =>
        $"{plan.Group.Id} - {string.Join(", ", plan.Revoke.Select(rule => rule.Id))} + {string.Join(", ", plan.Authorize)}";

    private static void ForAll(int cases, Action<Situation> holds) => Situations.Any.Sample(holds, iter: Tests.Cases.Of(cases));

    private static ImmutableArray<T> Shuffled<T>(ImmutableArray<T> items, Random random)
    {
        var copy = items.ToArray();
        random.Shuffle(copy);
        return [.. copy];
    }
}
