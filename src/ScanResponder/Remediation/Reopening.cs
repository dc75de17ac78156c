using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Remediation;

/// <summary>
/// Tells an undo that somebody has pasted from a new opening: by the AWS CLI, which those commands run, it adds the very rule that the journal says was
/// removed, with its description. Infrastructure as code that puts a rule back is no decision of a person, and is answered as any other opening.
/// </summary>
internal static class Reopening
{
    /// <summary>True where the trigger tells of a call that may be an undo.</summary>
    internal static bool IsPossible(Trigger trigger) => trigger.Calls.Any(call => call is { Name: "AuthorizeSecurityGroupIngress", IsOfAwsCli: true });

    /// <summary>Why the rules are left open; null where they are not all what an undo opens.</summary>
    /// <param name="opened">The rules that the trigger tells of.</param>
    /// <param name="trigger">The trigger.</param>
    /// <param name="recorded">What was changed in their groups.</param>
    internal static Reason? Of(ImmutableArray<PortExposure> opened, Trigger trigger, ImmutableArray<RecordedChange> recorded)
    {
        if (opened.IsEmpty || recorded.IsEmpty)
            return null;
        Reason? reopened = null;
        foreach (var rule in opened.Select(exposure => exposure.Rule).Distinct())
        {
            var last = recorded.Where(record => record.Every.Any(change => IsRemovalOf(change, rule))).MaxBy(record => record.At);
            if (last is null)
                return null;
            reopened = new Reason.Reopened(
                opened[0].Rule.Id,
                trigger.Calls.Select(call => call.Who).FirstOrDefault(who => who is not null),
                last.TriggerId,
                (last.Changes ?? []).Any(change => IsRemovalOf(change, rule)) ? last.At : null);
        }

        return reopened;
    }

    // EC2 gives the rule that an undo adds an id of its own.
    private static bool IsRemovalOf(RuleChange change, IngressRule rule) =>
        change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done } && change.GroupId == rule.GroupId && change.RuleId != rule.Id && new Permission(change.Rule.Traffic, change.Rule.Source) == Permission.Of(rule) && (change.Rule.Description ?? "") == (rule.Description ?? "");
}
