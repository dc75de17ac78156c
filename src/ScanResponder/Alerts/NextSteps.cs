using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>What is left to do for people, most urgent first.</summary>
internal static class NextSteps
{
    private const string Calm = "Nothing that cannot wait until morning.";
    private const string CalmWhereClosed = "Nothing now. GuardDuty saw the packets arrive, so somebody may have closed the port since.";

    /// <summary>The steps, a sentence or two each; at least one.</summary>
    internal static ImmutableArray<string> Of(Alert alert, AlertSummary summary, string name)
    {
        if (!alert.LoginsOfStrangers.Any())
            return OfCase(alert, summary, name);
        var urgent = $"Yes, now: find out who logged in. Unless somebody you know says that it was them, cut the address off, or isolate {name}"
            + $"{How(alert)} Do not stop or terminate it, for that destroys traces.";
        return [urgent, .. OfCase(alert, summary, name).Where(step => step is not (Calm or CalmWhereClosed))];
    }

    private static ImmutableArray<string> OfCase(Alert alert, AlertSummary summary, string name) => summary.Case switch
    {
        AlertCase.Drill => ["No. You can see that findings reach you; delete this mail."],
        AlertCase.PossibleCompromise =>
        [
            $"Isolate {name}{How(alert)} Do not stop or terminate it, for that destroys traces.",
            "Take away what it can reach: revoke the sessions of its instance role, and replace keys and passwords that lie on it.",
            "Take snapshots of its volumes, then look: processes, logins, cron jobs, outbound connections.",
            "Build a new instance from a clean image rather than repair this one.",
        ],
        AlertCase.Closed =>
        [
            Calm,
            CheckLogins(alert, summary, name),
            (alert.Opening is { } opening
                ? $"Ask {OpeningText.Who(opening.Call)} why the port was opened."
                : "Find out who opened the port, and why: CloudTrail has it under AuthorizeSecurityGroupIngress.")
                + " Whoever needs it can add a rule for their own address, or use Session Manager.",
        ],
        AlertCase.PartlyClosed =>
        [
            "Yes, now: read above what could not be done, mend it, and look at the groups below for what is still open.",
            CheckLogins(alert, summary, name),
        ],
        AlertCase.DryRun =>
        [
            $"Yes: {summary.Service} on {name} stays open until somebody makes the change shown above.",
            "To have it made by ScanResponder from now on, set RESPONDER_MODE=remediate.",
        ],
        AlertCase.Open when alert.Outcome.Why is not Reason.NotifyOnly => [.. Left(alert.Outcome.Why, summary, name)],
        AlertCase.Open =>
        [
            $"Yes: decide whether everybody on the internet may reach {summary.Service} on {name}. If not, close it.",
            "To have such holes closed by ScanResponder, set RESPONDER_MODE=remediate. It edits no group or instance that is tagged scan-responder=exempt.",
        ],
        AlertCase.NotOpen =>
        [
            CalmWhereClosed,
            CheckLogins(alert, summary, name),
        ],
        AlertCase.NotGuarded =>
        [
            $"If everybody on the internet may reach {summary.Service} on {name}, nothing. If not, close it in the security groups below.",
            $"To have it guarded from now on, add {string.Join(',', summary.Ports.Take(20))} to RESPONDER_GUARDED_PORTS.",
        ],
        AlertCase.Other => ["Open the finding (link below) and decide. There is no open port that could be closed."],
        _ =>
        [
            "Yes, now: mend what is named above. Until then nothing is closed for you.",
            $"Look at the security groups of {name} yourself, and close what is open.",
        ],
    };

    /// <summary>How an instance is isolated. Another security group alone leaves the sessions that are open.</summary>
    private static string How(Alert alert) => alert.Isolation.Isolate.IsEmpty
        ? ": first give it a security group that admits everything both ways, so that its sessions are no longer tracked, then at once one that has no rules. Or deny in the network ACL of its subnet."
        : ", with the lines below.";

    /// <summary>What to do about a hole that was left open although the mode closes holes: that follows the reason.</summary>
    private static IEnumerable<string> Left(Reason why, AlertSummary summary, string name) => why switch
    {
        Reason.AllRefused all => all.Refusals.SelectMany(reason => Left(reason, summary, name)).Distinct(),
        Reason.Exempt exempt => [$"Nothing, if {summary.Service} on {name} is meant to be open. If not, take the tag {exempt.Tag} off {exempt.ResourceId} and close the port in its rules."],
        Reason.Archived => [$"Nothing, if the finding was archived on purpose. {summary.Service} on {name} stays open until somebody closes it."],
        Reason.Foreign foreign => [$"Yes: ask account {foreign.OwnerId} to close the port in {foreign.GroupId}. Or give {name} a group of your own in its place."],
        Reason.SharedTooWidely shared =>
        [
            $"Yes: {shared.GroupId} serves other machines too. Ask whoever owns them, then close the port in its rules, or give {name} a group of its own.",
            "RESPONDER_MAX_SHARED_INTERFACES says how many other interfaces a group may have that ScanResponder edits.",
        ],
        _ => [$"Yes: decide whether everybody on the internet may reach {summary.Service} on {name}. If not, close it."],
    };

    private static string CheckLogins(Alert alert, AlertSummary summary, string name)
    {
        var since = alert.Instance?.LaunchTime is { } launch && alert.Trigger.FirstSeen is { } first && launch <= first
            ? $"since its launch at {TimeText.Of(launch)}"
            : "while it was open";
        var where = summary.Ports switch
        {
            var ports when ports.Contains(22) => ": \"last -i\" on Linux shows them",
            var ports when ports.Contains(3389) => ": event 4624 in the Windows security log shows them",
            _ => "",
        };
        return $"Look for logins to {name} from addresses you do not know {since}{where}."
            + (Sessions.MaySurvive(alert.View, alert.Exposures) ? " Closing the port does not end all sessions: whoever has logged in may still be in." : "");
    }
}
