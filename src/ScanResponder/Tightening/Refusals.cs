using System.Diagnostics.CodeAnalysis;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>The reasons for which an open rule is left as it is; null where there is none.</summary>
public static class Refusals
{
    /// <summary>Why nothing at all may be changed for this trigger.</summary>
    public static Reason? OfTrigger(Trigger trigger, AccountView view, DateTimeOffset now)
    {
        // Whoever orders it knows the finding as it is.
        if (trigger is { Archived: true, Order: null })
            return new Reason.Archived();
        return view.Instance is { } instance ? OfTags(instance.Id, instance.Tags, now) : null;
    }

    /// <summary>Why this group may not be changed.</summary>
    public static Reason? OfGroup(SecurityGroup group, Trigger trigger, AccountView view, Policy policy, DateTimeOffset now)
    {
        if (OfTags(group.Id, group.Tags, now) is { } exempt)
            return exempt;
        if (UserOf(group, trigger, view, now) is { } user)
            return user;
        if (group.OwnerId is { } owner && owner != trigger.AccountId)
            return new Reason.Foreign(group.Id, owner);
        if (policy.MaxSharedInterfaces == 0)
            return null;
        int? others = view.Sharing?.Count(network => network.GroupIds.Contains(group.Id));
        return others is null || others > policy.MaxSharedInterfaces ? new Reason.SharedTooWidely(group.Id, others, policy.MaxSharedInterfaces) : null;
    }

    /// <summary>
    /// The exemption of an instance that carries the group, where the trigger is about no instance, so that it is about all of them; or where the account knows
    /// nothing of the instance that it names: then only the event says that the group is about that one, and whoever makes an event up must not have the group of
    /// an exempt instance closed by it.
    /// </summary>
    private static Reason.Exempt? UserOf(SecurityGroup group, Trigger trigger, AccountView view, DateTimeOffset now)
    {
        if (!view.Interfaces.IsEmpty)
            return null;
        var users = (view.Sharing ?? []).Where(network => network.GroupIds.Contains(group.Id)).Select(network => network.InstanceId).OfType<string>().ToHashSet();
        return view.SharingInstances.Where(instance => users.Contains(instance.Id)).Select(instance => OfTags(instance.Id, instance.Tags, now)).FirstOrDefault(reason => reason is not null);
    }

    /// <summary>Why this rule may not be changed, whatever becomes of others in its group.</summary>
    public static Reason? OfRule(IngressRule rule, DateTimeOffset now) => OfTags(rule.Id, rule.Tags, now);

    /// <summary>True where these tags speak of an exemption, which may have ended.</summary>
    public static bool IsExempt([NotNullWhen(true)] TagSet? tags) => Exemption.Of(tags) is not null;

    /// <summary>True where these tags keep what carries them from being edited now.</summary>
    public static bool IsExempt([NotNullWhen(true)] TagSet? tags, DateTimeOffset now) => Exemption.Of(tags)?.Holds(now) ?? false;

    private static Reason.Exempt? OfTags(string resourceId, TagSet tags, DateTimeOffset now) =>
        Exemption.Of(tags) is { } exemption && exemption.Holds(now) ? new(resourceId, exemption.Tag, exemption.IsReadable) : null;
}
