using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>
/// A terminal with the AWS CLI, as far as commands to paste use it, and an account that refuses what EC2 refuses. What somebody pastes goes from the
/// first line to the last, whatever is refused between.
/// </summary>
/// <param name="situation">The groups.</param>
/// <param name="rulesPerGroup">The quota of inbound rules of one group, for each family.</param>
internal sealed class RuleConsole(Situation situation, int rulesPerGroup = int.MaxValue)
{
    internal const string AccountId = "123456789012";

    private int _lastId;

    /// <summary>The groups as the commands so far have left them.</summary>
    internal Situation Situation { get; private set; } = situation;

    /// <summary>Pastes a block; answers what it says of each rule, <c>not needed</c> where it says nothing, and fails where EC2 refuses something that is not done already.</summary>
    internal ImmutableArray<string> Paste(ImmutableArray<string> lines)
    {
        if (lines.IsEmpty)
            return [];
        Assert.StartsWith($"case $(aws sts get-caller-identity --region eu-central-1 --query Account --output text) in {AccountId}*) failed=0", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("case ${failed-} in 0) echo 'All rules are as ", lines[^1], StringComparison.Ordinal);
        var steps = lines[1..^1].Select(RuleStep.Parse).ToList();

        // No line names what another one names: neither is added twice what EC2 has, nor removed what was just added, but for a reason.
        var named = steps.Where(step => step.If.Length == 0).Select(step => (step.GroupId, step.Rule.Traffic, step.Rule.Source.ToString())).ToList();
        Assert.Equal(named.Distinct(), named);
        var set = new HashSet<string>();
        var answers = steps.Select(Answer).ToImmutableArray();
        Assert.DoesNotContain("refused", answers);
        return answers;

        string Answer(RuleStep step)
        {
            var answer = step.If.Split('$', StringSplitOptions.RemoveEmptyEntries).All(set.Contains) ? Run(step) : "not needed";
            if (step.Sets is { } flag && answer == (step.Adds ? "added" : "gone already"))
                set.Add($"{{{flag}-}}");
            return answer;
        }
    }

    private string Run(RuleStep step)
    {
        if (Situation.Groups.FirstOrDefault(group => group.Id == step.GroupId) is not { } group)
            return "refused";
        var standing = group.Rules.FirstOrDefault(rule => (rule.Traffic, rule.Source.ToString()) == (step.Rule.Traffic, step.Rule.Source.ToString()));
        switch (step.Adds, standing)
        {
            case (true, not null):
                return "there already";
            case (true, null):
                var rules = group.Rules.Add(new($"sgr-pasted-{++_lastId}", group.Id, step.Rule.Traffic, step.Rule.Source, step.Rule.Description, step.Tags));
                if (IsFull(rules) || step.Tags.Count > TagSet.Most || step.Tags.Keys.Any(key => key.StartsWith("aws:", StringComparison.Ordinal)))
                    return "refused";
                Situation = Situation with { Groups = Situation.Groups.Replace(group, group with { Rules = rules }) };
                return "added";
            case (false, null):
                return "gone already";
            case (false, not null):
                Situation = Situation with { Groups = Situation.Groups.Replace(group, group with { Rules = group.Rules.Remove(standing) }) };
                return "removed";
        }
    }

    private bool IsFull(ImmutableArray<IngressRule> rules) => Enum.GetValues<IpFamily>()
        .Any(family => rules.Count(rule => rule.Source is not RuleSource.Block block || block.Cidr.Family == family) > rulesPerGroup);
}
