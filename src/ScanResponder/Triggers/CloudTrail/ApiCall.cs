using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Triggers.CloudTrail;

/// <summary>A call of EC2's API that may have let the internet in, as CloudTrail recorded it.</summary>
public sealed record ApiCall : OpeningTrigger
{
    /// <summary>The record, once for each security group that it names; of a call that names none, once.</summary>
    public required ImmutableArray<RecordedCall> Records { get; init; }

    /// <summary>The managed prefix list that it changed; null for none.</summary>
    public string? PrefixListId { get; init; }

    /// <summary>The blocks that it added to that list; empty where the record does not name them.</summary>
    public ImmutableArray<Cidr> Entries { get; init; } = [];

    /// <summary>The version of that list that it replaced by the next one; null where the record does not say.</summary>
    public long? Replaced { get; init; }

    /// <inheritdoc/>
    public override TriggerKey Key => new("cloudtrail", Id, "");

    /// <inheritdoc/>
    public override string Reporter => "CloudTrail";

    /// <inheritdoc/>
    public override string Noun => "call";

    /// <inheritdoc/>
    public override string Url => $"{Scope.ConsoleOf("cloudtrailv2")}#/events/{Uri.EscapeDataString(Id)}";

    /// <inheritdoc/>
    public override ImmutableArray<RecordedCall> Calls => Records;

    /// <inheritdoc/>
    public override string Noticed(string services, string name) => $"CloudTrail recorded a call of {Type}";

    /// <inheritdoc/>
    public override bool IsAbout(IngressRule rule)
    {
        if (PrefixListId is not null)
            return rule.Source is RuleSource.PrefixList list && list.Id == PrefixListId;
        var named = RulesOf(rule.GroupId).ToList();
        return named.Count == 0 || named.Exists(one => one.RuleId is null ? one.IsOf(rule) : one.RuleId == rule.Id);
    }

    /// <inheritdoc/>
    public override bool MayOpen(ImmutableArray<int> ports) => Entries.IsEmpty
        ? Records.All(record => record.Rules.IsEmpty) || Records.SelectMany(record => record.Rules).Any(rule => ports.Any(rule.MayOpen))
        : Entries.Any(RecordedRule.MayBeOfTheWorld);

    /// <inheritdoc/>
    public override DateTimeOffset? OpenedAt => PrefixListId is not null || Records.Any(record => !record.Rules.IsEmpty) ? LastSeen : null;

    /// <inheritdoc/>
    public override bool IsShownBy(IReadOnlyCollection<SecurityGroup> groups, IReadOnlyDictionary<string, PrefixList> lists, ImmutableArray<int> ports)
    {
        if (PrefixListId is not null)
            return !lists.TryGetValue(PrefixListId, out var list) || IsShownBy(list);
        if (!About.GroupIds.All(id => groups.Any(group => group.Id == id)))
            return false;
        return Records.SelectMany(record => record.Rules.Select(rule => (record.GroupId, Rule: rule)))
            .Where(one => ports.Any(one.Rule.MayOpen))
            .All(one => groups.Where(group => group.Id == one.GroupId).Any(group => IsShownBy(group, one.Rule)));
    }

    /// <summary>A call that changes a rule does not say whether that is an inbound one; the group does.</summary>
    private static bool IsShownBy(SecurityGroup group, RecordedRule rule) => rule.RuleId is { } id
        ? group.OutboundRuleIds.Contains(id) || group.Rules.Any(one => one.Id == id && rule.IsOf(one))
        : group.Rules.Any(rule.IsOf);

    /// <summary>A call that brings an earlier version of a list back does not say what that one has; the number of the list's version says that it is there.</summary>
    private bool IsShownBy(PrefixList list) => list switch
    {
        { IsChanging: true } => false,
        { Version: { } version } when Replaced is { } replaced => version > replaced,
        _ => Entries.IsEmpty ? list.Entries.Any(RecordedRule.MayBeOfTheWorld) : Entries.All(list.Entries.Contains),
    };

    private IEnumerable<RecordedRule> RulesOf(string groupId) => Records.Where(record => record.GroupId == groupId).SelectMany(record => record.Rules);
}
