using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>A terminal with the AWS CLI, as far as the undo uses it. It refuses what EC2 refuses.</summary>
internal sealed class UndoConsole(Situation situation)
{
    private int _lastId;

    /// <summary>The groups as the commands so far have left them.</summary>
    internal Situation Situation { get; private set; } = situation;

    internal void Run(string command)
    {
        var step = UndoStep.Parse(command);
        var group = Situation.Groups.Single(group => group.Id == step.GroupId);
        Assert.Equal([], step.Remove.Except(group.Rules.Select(rule => rule.Id)));
        var added = step.Add.Select(draft => new IngressRule($"sgr-undo-{++_lastId}", group.Id, draft.Traffic, draft.Source, draft.Description, step.RuleTags));
        var rules = group.Rules.RemoveAll(rule => step.Remove.Contains(rule.Id)).AddRange(added);
        var keys = rules.Select(rule => (rule.Traffic, rule.Source)).ToList();
        Assert.Equal(keys.Distinct(), keys);
        Situation = Situation with { Groups = Situation.Groups.Replace(group, group with { Rules = rules }) };
    }
}
