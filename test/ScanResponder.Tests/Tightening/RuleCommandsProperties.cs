using System.Collections.Immutable;
using CsCheck;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>What holds for the commands to paste, whatever the rules are and whatever people do to them meanwhile.</summary>
public class RuleCommandsProperties
{
    private const int Cases = 2_000;

    [Fact]
    public void Close_leaves_the_rules_as_the_tightener_does_and_reopen_as_they_were() => Situations.Any.Sample(
        situation =>
        {
            var changes = Planned(situation);
            var console = new RuleConsole(situation);

            console.Paste(RuleCommands.Close(RuleConsole.AccountId, "eu-central-1", changes, ImmutableHashSet<string>.Empty));

            Assert.Equal(situation.AfterTightening().RulesByValue(), console.Situation.RulesByValue());
            Assert.Equal(Breach.None, situation.Promise.Compare(console.Situation.Rules));

            console.Paste(RuleCommands.Reopen(RuleConsole.AccountId, "eu-central-1", changes, ImmutableHashSet<string>.Empty));

            Assert.Equal(situation.RulesByValue(), console.Situation.RulesByValue());
        },
        iter: Tests.Cases.Of(Cases));

    [Fact]
    public void What_is_pasted_twice_changes_nothing_the_second_time() => Situations.Any.Sample(
        situation =>
        {
            var changes = Planned(situation);
            var lines = RuleCommands.Close(RuleConsole.AccountId, "eu-central-1", changes, ImmutableHashSet<string>.Empty);
            var console = new RuleConsole(situation);
            console.Paste(lines);
            var once = console.Situation;

            Assert.All(console.Paste(lines), answer => Assert.Matches(" already$|^not needed$", answer));

            Assert.Equal(once.RulesByValue(), console.Situation.RulesByValue());
        },
        iter: Tests.Cases.Of(Cases));

    [Fact]
    public void Full_groups_are_closed_and_reopened_within_their_quota_where_the_rules_to_remove_go_first() => Situations.Any.Sample(
        situation =>
        {
            var changes = Planned(situation);
            var quota = situation.Groups.Concat(situation.AfterTightening().Groups).Max(group => group.Rules.Length);
            ImmutableHashSet<string> full = [.. situation.Groups.Select(group => group.Id)];
            var console = new RuleConsole(situation, quota);

            console.Paste(RuleCommands.Close(RuleConsole.AccountId, "eu-central-1", changes, full));
            Assert.Equal(situation.AfterTightening().RulesByValue(), console.Situation.RulesByValue());

            console.Paste(RuleCommands.Reopen(RuleConsole.AccountId, "eu-central-1", changes, full));
            Assert.Equal(situation.RulesByValue(), console.Situation.RulesByValue());
        },
        iter: Tests.Cases.Of(Cases));

    [Fact]
    public void Rules_that_people_removed_changed_or_added_meanwhile_are_theirs() => Gen.Select(Situations.Any, Gen.Int, Gen.Int[0, 2]).Sample(
        (situation, seed, kind) =>
        {
            var random = new Random(seed);
            var planned = Planned(situation);
            var made = planned.Select((change, index) => change with { Status = ChangeStatus.Done, RuleId = change.RuleId ?? $"sgr-made-{index}" });
            var none = ImmutableHashSet<string>.Empty;
            var (start, lines) = kind switch
            {
                0 => (situation, RuleCommands.Close(RuleConsole.AccountId, "eu-central-1", planned, none)),
                1 => (situation.AfterTightening(), RuleCommands.Reopen(RuleConsole.AccountId, "eu-central-1", planned, none)),
                _ => (situation.AfterTightening(), RuleCommands.Undo(RuleConsole.AccountId, "eu-central-1", made, none)),
            };
            var edited = start with { Groups = [.. start.Groups.Select(group => group with { Rules = Edited(group, random) })] };
            var console = new RuleConsole(edited);

            var answers = console.Paste(lines);

            var steps = (lines.IsEmpty ? [] : lines[1..^1]).Select(RuleStep.Parse).Zip(answers).Where(step => step.Second is not "not needed")
                .GroupBy(step => (step.First.GroupId, step.First.Rule.Traffic, step.First.Rule.Source.ToString())).Select(ofRule => ofRule.Last()).ToList();
            var touched = steps.Where(step => step.Second is "added" or "removed").Select(step => (step.First.GroupId, step.First.Rule.Traffic, step.First.Rule.Source.ToString())).ToHashSet();
            Assert.Equal(Others(edited), Others(console.Situation));
            var standing = console.Situation.Rules.Select(rule => (rule.GroupId, rule.Traffic, rule.Source.ToString())).ToHashSet();
            Assert.All(steps, step => Assert.Equal(step.First.Adds, standing.Contains((step.First.GroupId, step.First.Rule.Traffic, step.First.Rule.Source.ToString()))));

            // What a list has, the lines do not know.
            if (kind == 0 && planned.Length <= RuleCommands.MostTakenBack && planned.All(change => change.Rule.Source is RuleSource.Block))
                Assert.All(edited.Groups.Zip(console.Situation.Groups), group => Assert.Empty(Opened(group.First.Rules, group.Second.Rules)));

            string Opened(IEnumerable<IngressRule> before, IEnumerable<IngressRule> after) =>
                situation.Promise.Admitted(after).Except(situation.Promise.Admitted(before)) is { IsEmpty: false } opened ? $"{opened}" : "";

            IEnumerable<IngressRule> Others(Situation now) => now.Rules.Where(rule => !touched.Contains((rule.GroupId, rule.Traffic, rule.Source.ToString())));
        },
        iter: Tests.Cases.Of(Cases));

    /// <summary>The rules once people have removed some, narrowed some in place and added some.</summary>
    private static ImmutableArray<IngressRule> Edited(SecurityGroup group, Random random) =>
    [
        .. group.Rules
            .Where(_ => random.Next(5) > 0)
            .Select((rule, index) => random.Next(4) == 0 ? rule with { Source = new RuleSource.Block(Cidr.Parse($"203.0.113.{index % 256}/32")), Description = "theirs" } : rule)
            .Append(new($"sgr-theirs-{group.Id}", group.Id, new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), "theirs", TagSet.Empty))
            .DistinctBy(rule => (rule.Traffic, rule.Source.ToString())),
    ];

    private static ImmutableArray<RuleChange> Planned(Situation situation) =>
    [
        .. situation.Plan().SelectMany(plan => plan.Authorize.Select(piece => RuleChange.Of(plan.Group.Id, piece)).Concat(plan.Revoke.Select(RuleChange.Of))),
    ];
}
