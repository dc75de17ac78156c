using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>The inbound rules of one security group, before and after.</summary>
/// <param name="Group">The group as it was read before any change.</param>
/// <param name="Rules">Its rules, in their order, then those that were added, by their ports.</param>
/// <param name="Others">How many more it has, which stayed as they were and are not shown.</param>
public sealed record GroupLines(SecurityGroup Group, ImmutableArray<RuleLine> Rules, int Others)
{
    /// <summary>A group may have a thousand rules; so many of those that nothing was done to are shown.</summary>
    private const int MostUnchanged = 30;

    private const int LongestDescription = 60;

    /// <summary>The groups of the alert's instance; none where they could not be read.</summary>
    public static ImmutableArray<GroupLines> Of(Alert alert) => [.. (alert.View.Groups ?? []).Select(group => Of(group, alert))];

    private static GroupLines Of(SecurityGroup group, Alert alert)
    {
        var lines = ImmutableArray.CreateBuilder<RuleLine>();
        var changes = alert.Outcome.Changes.Where(change => change.GroupId == group.Id).ToList();
        var (shown, others) = (0, 0);
        foreach (var rule in group.Rules)
        {
            var change = changes.FirstOrDefault(change => change.Action is ChangeAction.Revoke && change.RuleId == rule.Id);
            var open = alert.Exposures.Where(exposure => exposure.Rule.Id == rule.Id).Select(exposure => exposure.Port).Distinct().Order().ToList();
            if (change is null && open.Count == 0 && ++shown > MostUnchanged)
            {
                others++;
                continue;
            }

            var gone = change?.Status is ChangeStatus.Done or ChangeStatus.Already or ChangeStatus.Planned;
            var state = gone || open.Count == 0 ? StateOf(change) : $"OPEN to the internet: TCP {string.Join(", ", open)}";
            lines.Add(Line(gone ? '-' : ' ', rule.Id, new(rule.Traffic, rule.Source, rule.Description), state));
        }

        lines.AddRange(changes.Where(change => Came(change, group))
            .OrderBy(change => change.Rule.Traffic.Protocol, StringComparer.Ordinal)
            .ThenBy(change => change.Rule.Traffic.FromPort)
            .Select(change => Line('+', change.RuleId ?? "", change.Rule, StateOf(change))));
        return new(group, lines.ToImmutable(), others);
    }

    /// <summary>A rule that was there already is among those of the group, unless somebody else added it meanwhile.</summary>
    private static bool Came(RuleChange change, SecurityGroup group) => change.Action is ChangeAction.Authorize && change.Status switch
    {
        ChangeStatus.Done or ChangeStatus.Planned => true,
        ChangeStatus.Already => !group.Rules.Any(rule => rule.Traffic == change.Rule.Traffic && rule.Source == change.Rule.Source),
        _ => change.IsUnknown,
    };

    private static string? StateOf(RuleChange? change) => change?.Status switch
    {
        ChangeStatus.Planned => "planned",
        ChangeStatus.Failed => change.IsUnknown ? "not known whether done" : "not done",
        ChangeStatus.Undone => "done, then put back",
        _ => null,
    };

    private static RuleLine Line(char sign, string id, RuleDraft rule, string? state)
    {
        var description = TextFormat.Trimmed(rule.Description) is { } words ? $"\"{TextFormat.Truncate(words, LongestDescription)}\"" : null;
        var remark = string.Join("  ", new[] { description, state is null ? null : $"({state})" }.OfType<string>());
        return new(sign, id, $"{rule.Traffic}", $"{rule.Source}", remark);
    }
}
