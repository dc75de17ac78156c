using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>Somebody has approved what an alert has shown.</summary>
/// <param name="Who">Who, for a sentence.</param>
/// <param name="Why">Why; null where they did not say.</param>
/// <param name="Shown">What the alert has shown as planned.</param>
public sealed record Approval(string Who, string? Why, ImmutableArray<RuleChange> Shown)
{
    private readonly HashSet<(string GroupId, Permission Permission)> _removals =
        [.. Shown.Where(change => change.Action is ChangeAction.Revoke).Select(change => (change.GroupId, Permission.Of(change.Rule)))];

    /// <summary>True where the alert has shown that this rule goes.</summary>
    public bool Covers(IngressRule rule) => _removals.Contains((rule.GroupId, Permission.Of(rule)));

    /// <summary>
    /// The access that these plans close, and that the alert has not shown to be closed: rules that it did not name, and what it said would be kept.
    /// </summary>
    /// <param name="plans">What would be changed now.</param>
    /// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
    internal ImmutableArray<string> NotShown(ImmutableArray<GroupPlan> plans, IReadOnlyDictionary<string, PrefixList> prefixLists)
    {
        var more = ImmutableArray.CreateBuilder<string>();
        foreach (var plan in plans)
        {
            more.AddRange(plan.Revoke.Where(rule => !Covers(rule)).Select(rule => $"{rule.Traffic} from {rule.Source} in {plan.Group.Id}"));
            var goes = plan.Revoke.Select(rule => rule.Id).ToHashSet();
            var removed = new Coverage(plan.Revoke, prefixLists);
            var stays = new Coverage(plan.Group.Rules.Where(rule => !goes.Contains(rule.Id)), prefixLists);
            foreach (var piece in plan.Authorize)
                stays.TryAdd(piece.Draft.Traffic, piece.Draft.Source);
            more.AddRange(Shown
                .Where(change => change.Action is ChangeAction.Authorize && change.GroupId == plan.Group.Id
                    && removed.Covers(change.Rule.Traffic, change.Rule.Source) && !stays.Covers(change.Rule.Traffic, change.Rule.Source))
                .Select(change => $"{change.Rule.Traffic} from {change.Rule.Source} in {plan.Group.Id}, which was to be kept"));
        }

        return more.ToImmutable();
    }

    /// <summary>By whom and why, a sentence.</summary>
    public string Sentence => Why is null ? $"{Who} approved it." : $"{Who} approved it: {Why}";

    /// <inheritdoc/>
    public bool Equals(Approval? other) => other is not null && Who == other.Who && Why == other.Why && Shown.SequenceEqual(other.Shown);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Who, Why, Shown.Length);
}
