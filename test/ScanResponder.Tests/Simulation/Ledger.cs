using System.Collections.Immutable;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening.Oracle;

namespace ScanResponder.Tests.Simulation;

/// <summary>Who edited which group, in order.</summary>
/// <param name="first">The account as it was first.</param>
internal sealed class Ledger(AccountSnapshot first)
{
    private readonly List<Edit> _edits = [];

    // Rules that people have written or turned into others, by id, and what answers have added.
    private readonly HashSet<string> _written = [];
    private readonly HashSet<(string Id, Permission Permission)> _added = [];
    private readonly Dictionary<string, int> _closed = [];
    private readonly Dictionary<string, int> _told = [];

    /// <summary>What people want to be admitted to the groups that they have edited: what was first, with what they added and without what they closed.</summary>
    internal Dictionary<string, PacketSet> Wanted { get; } = [];

    /// <summary>The packets that the rules admit.</summary>
    internal static PacketSet Packets(IEnumerable<IngressRule> rules) => new Promise([], ImmutableDictionary<string, PrefixList>.Empty, [], []).Admitted(rules);

    /// <summary>An answer has edited a group.</summary>
    internal void Edited(string findingId, SecurityGroup before, SecurityGroup after)
    {
        _edits.Add(new(findingId, before, after));
        _added.UnionWith(after.Rules.Except(before.Rules).Select(rule => (rule.Id, Permission.Of(rule))));
    }

    /// <summary>True where people have written the rule. One that they turned back into what an answer had added nobody can tell from that.</summary>
    internal bool IsByHand(IngressRule rule) => _written.Contains(rule.Id) && !_added.Contains((rule.Id, Permission.Of(rule)));

    /// <summary>A person has edited a group.</summary>
    internal void EditedByHand(SecurityGroup before, SecurityGroup? after)
    {
        var (old, now) = (Packets(before.Rules), Packets(after?.Rules ?? []));
        List<IngressRule> written = [.. (after?.Rules ?? []).Except(before.Rules)];
        var wanted = Wanted.GetValueOrDefault(before.Id) ?? Packets(first.Groups.First(group => group.Id == before.Id).Rules);
        Wanted[before.Id] = wanted.Except(old.Except(now)).Union(Packets(written));
        _written.UnionWith(written.Select(rule => rule.Id));
        _edits.Add(new(null, before, after));
    }

    /// <summary>An answer is written down as told: the next one is about what is edited from now on.</summary>
    internal void Close(string findingId) => _closed[findingId] = _edits.Count;

    /// <summary>An answer is told, but that may not be written down.</summary>
    internal void Tell(string findingId) => _told[findingId] = _edits.Count;

    /// <summary>
    /// The groups that the answer edited, as they were before: since the last one that was written down, or that was told; nothing where somebody else has
    /// edited one of them since.
    /// </summary>
    internal IEnumerable<ImmutableArray<SecurityGroup>> Before(string findingId) => new[] { _closed, _told }
        .Select(starts => Before(findingId, starts.GetValueOrDefault(findingId)))
        .OfType<ImmutableArray<SecurityGroup>>()
        .Where(groups => !groups.IsEmpty);

    private ImmutableArray<SecurityGroup>? Before(string findingId, int start)
    {
        var since = _edits.Skip(start).ToList();
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
