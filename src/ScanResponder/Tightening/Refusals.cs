using System.Diagnostics.CodeAnalysis;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>The reasons for which an open rule is left as it is; null where there is none.</summary>
public static class Refusals
{
    /// <summary>The value of the tag <see cref="Planner.TagKey"/> that keeps a group, or the groups of an instance, from being edited.</summary>
    public const string Exempt = "exempt";

    /// <summary>Why nothing at all may be changed for this trigger.</summary>
    public static Reason? OfTrigger(Trigger trigger, AccountView view)
    {
        if (trigger.Archived)
            return new Reason.Archived();
        if (view.Instance is { } instance && IsExempt(instance.Tags))
            return new Reason.Exempt(instance.Id, $"{Planner.TagKey}={Exempt}");
        return null;
    }

    /// <summary>Why this group may not be changed.</summary>
    public static Reason? OfGroup(SecurityGroup group, Trigger trigger, AccountView view, Policy policy)
    {
        if (IsExempt(group.Tags))
            return new Reason.Exempt(group.Id, $"{Planner.TagKey}={Exempt}");
        if (group.OwnerId is { } owner && owner != trigger.AccountId)
            return new Reason.Foreign(group.Id, owner);
        if (policy.MaxSharedInterfaces == 0)
            return null;
        int? others = view.Sharing?.Count(network => network.GroupIds.Contains(group.Id));
        return others is null || others > policy.MaxSharedInterfaces ? new Reason.SharedTooWidely(group.Id, others, policy.MaxSharedInterfaces) : null;
    }

    /// <summary>True where these tags keep what carries them from being edited.</summary>
    public static bool IsExempt([NotNullWhen(true)] TagSet? tags) =>
        tags is not null && tags.TryGetValue(Planner.TagKey, out var value) && value.Equals(Exempt, StringComparison.OrdinalIgnoreCase);
}
