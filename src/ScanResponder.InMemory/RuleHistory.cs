using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.InMemory;

/// <summary>Remembers what the rules of groups were, so that a read can show them as they were some time before.</summary>
internal sealed class RuleHistory
{
    private readonly List<Version> _versions = [];
    private readonly List<(SecurityGroup Group, DateTimeOffset At)> _deleted = [];

    /// <summary>A group has become another one; null where it is deleted.</summary>
    internal void Changed(SecurityGroup before, SecurityGroup? after, DateTimeOffset at)
    {
        if (after is null)
            _deleted.Add((before, at));
        var now = after?.Rules.ToDictionary(rule => rule.Id) ?? [];
        foreach (var old in before.Rules.Where(old => !old.Equals(now.GetValueOrDefault(old.Id))))
        {
            var place = _versions.FindLastIndex(version => version.Rule.Id == old.Id && version.Until is null);
            var ended = (place < 0 ? new(old, null, null, false) : _versions[place]) with { Until = at, IsChange = now.ContainsKey(old.Id) };
            if (place < 0)
                _versions.Add(ended);
            else
                _versions[place] = ended;
        }

        var known = before.Rules.ToHashSet();
        _versions.AddRange(now.Values.Where(rule => !known.Contains(rule)).Select(rule => new Version(rule, at, null, false)));
    }

    /// <summary>The group as a replica with that lag shows it.</summary>
    internal SecurityGroup Shown(SecurityGroup group, ReadLag lag, DateTimeOffset now)
    {
        var versions = _versions.Where(version => version.Rule.GroupId == group.Id).ToLookup(version => version.Rule.Id);
        var rules = group.Rules.Where(rule => !versions.Contains(rule.Id)).ToList();
        foreach (var ofRule in versions)
        {
            if (ofRule.LastOrDefault(version => IsShown(version, lag, now)) is { } shown)
                rules.Add(shown.Rule);
        }

        return group with { Rules = [.. rules] };
    }

    /// <summary>The deleted group, as long as a replica with that lag still shows it.</summary>
    internal SecurityGroup? Deleted(string groupId, ReadLag lag, DateTimeOffset now) =>
        _deleted.Find(entry => entry.Group.Id == groupId && now - entry.At < lag.Removals).Group;

    private static bool IsShown(Version version, ReadLag lag, DateTimeOffset now) =>
        (version.Since is not { } since || now - since >= lag.Additions)
        && (version.Until is not { } until || now - until < (version.IsChange ? lag.Additions : lag.Removals));

    private sealed record Version(IngressRule Rule, DateTimeOffset? Since, DateTimeOffset? Until, bool IsChange);
}
