using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>All that tightening starts from.</summary>
/// <param name="Groups">The groups that are attached to an instance.</param>
/// <param name="PrefixLists">The lists that could be read.</param>
/// <param name="Trusted">Who keeps access.</param>
/// <param name="Guarded">The ports that are looked at.</param>
/// <param name="InScope">Those of them that are to be closed.</param>
internal sealed record Situation(
    ImmutableArray<SecurityGroup> Groups,
    ImmutableDictionary<string, PrefixList> PrefixLists,
    ImmutableArray<TrustedSource> Trusted,
    ImmutableArray<int> Guarded,
    ImmutableArray<int> InScope)
{
    internal const string FindingId = "finding-1";

    internal IEnumerable<IngressRule> Rules => Groups.SelectMany(group => group.Rules);

    internal Promise Promise => new(Rules, PrefixLists, InScope, Trusted.SelectMany(source => source.Blocks));

    internal ImmutableArray<PortExposure> Exposures =>
        [.. ExposureScan.Find(Groups, PrefixLists, Guarded, Trusted).Where(exposure => InScope.Contains(exposure.Port))];

    internal ImmutableArray<GroupPlan> Plan() => Planner.Plan(Exposures, Groups, PrefixLists, Trusted, FindingId);

    /// <summary>The groups once the plans are carried out.</summary>
    internal Situation After(IEnumerable<GroupPlan> plans)
    {
        var byGroup = plans.ToDictionary(plan => plan.Group.Id);
        return this with { Groups = [.. Groups.Select(group => byGroup.TryGetValue(group.Id, out var plan) ? CarriedOut(group, plan) : group)] };
    }

    internal Situation AfterTightening() => After(Plan());

    internal static IngressRule Added(Replacement piece, string groupId, int number) =>
        new($"sgr-added-{number}-to-{groupId}", groupId, piece.Draft.Traffic, piece.Draft.Source, piece.Draft.Description, piece.Tags);

    /// <summary>The rules in the order of their texts, without the ids that EC2 would give anew.</summary>
    internal ImmutableArray<string> RulesByValue(bool withoutAwsTags = true) =>
        [.. Rules.Select(rule => Text(rule, withoutAwsTags ? rule.Tags.WithoutAws() : rule.Tags)).Order(StringComparer.Ordinal)];

    public override string ToString() => string.Join('\n',
    [
        .. Rules.Select(rule => $"{rule.Id} {Text(rule, rule.Tags)}"),
        .. PrefixLists.Values.Select(list => $"{list.Id} = {string.Join(' ', list.Entries)}"),
        $"trusted {string.Join(", ", Trusted.Select(source => source.Source))}; guarded {string.Join(", ", Guarded)}; in scope {string.Join(", ", InScope)}",
    ]);

    private static string Text(IngressRule rule, TagSet tags) => $"{rule.GroupId}: {rule.Traffic} from {rule.Source} '{rule.Description}' {{{tags}}}";

    private static SecurityGroup CarriedOut(SecurityGroup group, GroupPlan plan) => group with
    {
        Rules = [.. group.Rules.Except(plan.Revoke), .. plan.Authorize.Select((piece, index) => Added(piece, group.Id, index))],
    };
}
