using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Tests.Simulation;

/// <summary>Who edited which group, in order.</summary>
internal sealed class Ledger
{
    private readonly List<Edit> _edits = [];
    private readonly Dictionary<string, int> _closed = [];

    /// <summary>Groups that people have edited.</summary>
    internal HashSet<string> Touched { get; } = [];

    /// <summary>Rules that people have written or turned into others, by id.</summary>
    internal HashSet<string> Written { get; } = [];

    /// <summary>An answer has edited a group.</summary>
    internal void Edited(string findingId, SecurityGroup before, SecurityGroup after) => _edits.Add(new(findingId, before, after));

    /// <summary>A person has edited a group.</summary>
    internal void EditedByHand(SecurityGroup before, SecurityGroup? after)
    {
        Touched.Add(before.Id);
        Written.UnionWith((after?.Rules ?? []).Except(before.Rules).Select(rule => rule.Id));
        _edits.Add(new(null, before, after));
    }

    /// <summary>An answer is told and closed: the next one is about what is edited from now on.</summary>
    internal void Close(string findingId) => _closed[findingId] = _edits.Count;

    /// <summary>
    /// The groups that the answer edited, as they were before; null where somebody else has edited one of them since.
    /// </summary>
    internal ImmutableArray<SecurityGroup>? Before(string findingId)
    {
        var since = _edits.Skip(_closed.GetValueOrDefault(findingId)).ToList();
        var before = ImmutableArray.CreateBuilder<SecurityGroup>();
        foreach (var group in since.Where(edit => edit.FindingId == findingId).Select(edit => edit.Before.Id).Distinct())
        {
            var own = since.Where(edit => edit.Before.Id == group).SkipWhile(edit => edit.FindingId != findingId).ToList();
            if (own.Exists(edit => edit.FindingId != findingId))
                return null;
            before.Add(own[0].Before);
        }

        return before.ToImmutable();
    }

    private sealed record Edit(string? FindingId, SecurityGroup Before, SecurityGroup? After);
}
