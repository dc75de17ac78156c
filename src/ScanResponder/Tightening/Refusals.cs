using System.Diagnostics.CodeAnalysis;
using ScanResponder.Accounts;
using ScanResponder.Findings;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>The reasons for which an open rule is left as it is, each as a sentence for the alert; null where there is none.</summary>
public static class Refusals
{
    /// <summary>The value of the tag <see cref="Planner.TagKey"/> that keeps a group, or the groups of an instance, from being edited.</summary>
    public const string Exempt = "exempt";

    /// <summary>Why nothing at all may be changed for this finding.</summary>
    public static string? OfFinding(Finding finding, AccountView view)
    {
        if (finding.Archived)
            return "The finding is archived, so nothing was changed.";
        if (view.Instance is { } instance && IsExempt(instance.Tags))
            return $"{instance.Id} is tagged {Planner.TagKey}={Exempt}, so nothing was changed.";
        return null;
    }

    /// <summary>Why this group may not be changed.</summary>
    public static string? OfGroup(SecurityGroup group, Finding finding, AccountView view, Policy policy)
    {
        if (IsExempt(group.Tags))
            return $"{group.Id} is tagged {Planner.TagKey}={Exempt}.";
        if (group.OwnerId is { } owner && owner != finding.AccountId)
            return $"{group.Id} belongs to account {owner}; only that account can edit it.";
        if (policy.MaxSharedInterfaces == 0)
            return null;
        if (view.Sharing is not { } sharing)
            return $"How many interfaces share {group.Id} could not be read, and no more than {policy.MaxSharedInterfaces} may.";
        var others = sharing.Count(face => face.GroupIds.Contains(group.Id));
        return others > policy.MaxSharedInterfaces
            ? $"{group.Id} is used by {others} other interfaces, and no more than {policy.MaxSharedInterfaces} may be."
            : null;
    }

    private static bool IsExempt([NotNullWhen(true)] TagSet? tags) =>
        tags is not null && tags.TryGetValue(Planner.TagKey, out var value) && value.Equals(Exempt, StringComparison.OrdinalIgnoreCase);
}
