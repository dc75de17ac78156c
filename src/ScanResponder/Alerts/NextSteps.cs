using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>What is left to do for people, most urgent first.</summary>
internal static class NextSteps
{
    private const int MostHosts = 3;
    private const string ClosedSince = "GuardDuty saw the packets arrive, so somebody may have closed the port since.";
    private const string KeepTraces = "Do not stop or terminate it: that destroys evidence.";

    /// <summary>The steps, a sentence or two each; at least one.</summary>
    internal static ImmutableArray<string> Of(Alert alert, AlertSummary summary, string name)
    {
        ImmutableArray<string> steps = [.. AboutInside(alert, name), .. OfCase(alert, summary, name), .. AboutAdmitted(alert, summary), .. AboutOpen(alert, summary)];
        if (!alert.LoginsOfStrangers.Any())
            return steps;
        var urgent = $"Find out who logged in. Unless somebody you know says that it was them, cut the address off, or isolate {name}{How(alert)} {KeepTraces}";
        return [urgent, .. steps];
    }

    /// <summary>Hosts of our own networks that attack: they are the first to be looked at.</summary>
    private static IEnumerable<string> AboutInside(Alert alert, string name)
    {
        var inside = alert.Insiders;
        if (inside.IsEmpty)
            yield break;
        var hosts = TextFormat.List([.. inside.Take(MostHosts).Select(AdmissionSentences.Host), .. inside.Length > MostHosts ? [$"{inside.Length - MostHosts} more"] : Array.Empty<string>()]);
        yield return $"Look at {hosts}. Whoever attacks {name} from there controls that host, so treat it as compromised: isolate it from everything else. {KeepTraces}";
    }

    /// <summary>Rules that name those who tried: closing the world's rule does not keep them out.</summary>
    private static IEnumerable<string> AboutAdmitted(Alert alert, AlertSummary summary)
    {
        if (!alert.IsAboutAttempts)
            yield break;
        if (AdmissionSentences.Remaining(alert).ToList() is { Count: > 0 } remaining)
        {
            yield return $"{(alert.AdmittedBy.Any(admitted => admitted.World) ? "Closing the rule that admits the internet is not the end of it: " : "Decide whether that is meant: ")}"
                + $"{TextFormat.List(remaining)}. If those addresses are not yours, take them out of {(remaining.Count > 1 ? "those rules" : "that rule")}.";
        }

        if (AdmissionSentences.TrustedAttackers(alert) is { Length: > 0 } trusted)
            yield return $"{AdmissionSentences.Addresses(trusted)} {(trusted.Length > 1 ? "are" : "is")} among RESPONDER_TRUSTED_SOURCES, so closing {summary.Service} to the internet does not keep {(trusted.Length > 1 ? "them" : "it")} out.";
    }

    /// <summary>What stays open beside what is closed.</summary>
    private static IEnumerable<string> AboutOpen(Alert alert, AlertSummary summary)
    {
        if (!alert.IsAboutAttempts)
            yield break;
        var guarded = OpenPortsSentences.Guarded(alert);
        foreach (var sentence in guarded)
            yield return $"{sentence} Close {(alert.OtherGuardedOpen.Select(exposure => exposure.Port).Distinct().Count() > 1 ? "them" : "it")}, or set RESPONDER_SCOPE=guarded to have all guarded ports closed.";
        if (summary.Case is AlertCase.NotGuarded)
            yield break;
        var probed = OpenPortsSentences.Probed(alert);
        foreach (var sentence in probed)
            yield return sentence;
        if (probed.Length > 0)
            yield return $"Decide whether everybody may reach {(alert.OtherProbedOpen.Select(exposure => exposure.Port).Distinct().Count() > 1 ? "them" : "it")}.{Guarding(alert)}";
    }

    private static string Closed(Alert alert) => alert.Trigger.TellsOfOpening ? "Somebody may have closed the port since." : ClosedSince;

    /// <summary>How to have open ports guarded, as far as they are worth it.</summary>
    private static string Guarding(Alert alert) => OpenPortsSentences.ToGuard(alert) is { Length: > 0 } ports
        ? $" To have {(ports.Length > 1 ? "them" : "it")} closed from now on, add {string.Join(',', ports.Take(20))} to RESPONDER_GUARDED_PORTS."
        : "";

    private static ImmutableArray<string> OfCase(Alert alert, AlertSummary summary, string name) => summary.Case switch
    {
        _ when summary.IsAsBefore => [$"{(summary.Case is AlertCase.Failed ? "Mend what is named above, and have it undone once more" : "Read below why")}. Whoever needs {summary.Service} on {name} meanwhile uses Session Manager, or adds a rule for their own address."],
        AlertCase.Failed when alert.Outcome.Why is Reason.UndoFailed =>
        [
            "Mend what is named above, and have it undone once more.",
            $"Look at the security groups of {name} yourself, and close what is open and should not be.",
        ],
        AlertCase.Drill => ["You can see that findings reach you. Delete this mail."],
        AlertCase.PossibleCompromise =>
        [
            $"Isolate {name}{How(alert)} {KeepTraces}",
            "Cut off its access: revoke the sessions of its instance role, and replace keys and passwords stored on it.",
            "Take snapshots of its volumes, then look: processes, logins, cron jobs, outbound connections.",
            "Build a new instance from a clean image rather than repair this one.",
        ],
        AlertCase.Closed =>
        [
            CheckLogins(alert, summary, name),
            (alert.Opening is { } opening
                ? $"Ask {OpeningSentences.Who(opening.Call)} why the port was opened."
                : "Find out who opened the port, and why: CloudTrail has it under AuthorizeSecurityGroupIngress.")
                + (alert.AllowLine is { } line
                    ? $" Whoever needs it uses Session Manager, or this line, which lets their own address in until the first sweep (SweepSchedule) after 8 hours: {line}"
                    : " Whoever needs it uses Session Manager."),
        ],
        AlertCase.OthersOpen => [CheckLogins(alert, summary, name)],
        AlertCase.Inside => [],
        AlertCase.PartlyClosed when alert.Outcome.Why is Reason.SomeLeft { IsOnPurpose: true } left =>
        [
            .. left.Refusals.SelectMany(reason => Left(reason, summary, name)).Distinct(),
            CheckLogins(alert, summary, name),
        ],
        AlertCase.PartlyClosed =>
        [
            "Read above what could not be done, mend it, and look at the groups below for what is still open.",
            CheckLogins(alert, summary, name),
        ],
        AlertCase.DryRun =>
        [
            $"{summary.Service} on {name} {(summary.Several ? "stay" : "stays")} open until somebody makes the change shown above.",
            "To have it made by ScanResponder from now on, set RESPONDER_MODE=remediate.",
        ],
        AlertCase.Open when alert.Outcome.Why is not Reason.NotifyOnly =>
        [
            .. Left(alert.Outcome.Why, summary, name),
            .. alert.OwnGroup.Close.IsEmpty ? Array.Empty<string>() : [$"Until then, close it for {name} alone, with the lines below."],
        ],
        AlertCase.Open when !alert.Approve.IsEmpty =>
        [
            $"Decide whether everybody on the internet may reach {summary.Service} on {name}. If not, approve within {Hours(alert)} that it is closed, with one of the lines below.",
        ],
        AlertCase.Open =>
        [
            $"Decide whether everybody on the internet may reach {summary.Service} on {name}. If not, close it.",
            "To have such holes closed by ScanResponder, set RESPONDER_MODE=remediate. It edits no group or instance that is tagged scan-responder=exempt.",
        ],
        AlertCase.NotOpen =>
        [
            .. alert.AdmittedBy.IsEmpty ? [Closed(alert)] : Array.Empty<string>(),
            CheckLogins(alert, summary, name),
        ],
        AlertCase.NotGuarded => [.. NotGuarded(alert, summary, name)],
        AlertCase.Other => ["Open the finding (link below) and decide. There is no open port that could be closed."],
        _ =>
        [
            "Mend what is named above. Until then nothing is closed for you.",
            $"Look at the security groups of {name} yourself, and close what is open.",
        ],
    };

    private static string Hours(Alert alert) => TextFormat.Count((int)alert.Approvals!.Within.TotalHours, "hour");

    private static IEnumerable<string> NotGuarded(Alert alert, AlertSummary summary, string name)
    {
        if (alert.View.Groups is null)
        {
            yield return $"The security groups of {name} could not be read. If not everybody may reach {summary.Service}, look at them yourself.";
            yield break;
        }

        if (!alert.OtherProbedOpen.Any())
        {
            yield return alert.AdmittedBy.IsEmpty ? Closed(alert) : $"No rule lets the internet reach {summary.Service} on {name}.";
            yield break;
        }

        yield return $"If everybody on the internet may reach {summary.Service} on {name}, there is nothing to do. If not, close it. {string.Join(" ", OpenPortsSentences.Probed(alert))}";
        foreach (var exposure in OpenPortsSentences.Passing(alert).Take(MostHosts))
            yield return $"{alert.RuleNow(exposure)} opens ports that systems give to passing connections. If something listens there on purpose, give it one port and open only that; else take the rule away.";
        if (Guarding(alert) is { Length: > 0 } guarding)
            yield return guarding.TrimStart();
    }

    /// <summary>How an instance is isolated. Another security group alone leaves the sessions that are open.</summary>
    private static string How(Alert alert) => alert.Isolation.Isolate.IsEmpty
        ? ": first give it a security group that admits everything both ways, so that its sessions are no longer tracked, then at once one that has no rules. Or deny in the network ACL of its subnet."
        : ", with the lines below.";

    /// <summary>What to do about a hole that was left open although the mode closes holes: that follows the reason.</summary>
    private static IEnumerable<string> Left(Reason why, AlertSummary summary, string name) => why switch
    {
        Reason.AllRefused all => all.Refusals.SelectMany(reason => Left(reason, summary, name)).Distinct(),
        Reason.Exempt { IsReadable: false } exempt =>
        [
            $"Mend the tag of {exempt.ResourceId}. If {summary.Service} on {name} is meant to be open, write exempt, or exempt until a day such as 2026-12-31; "
                + "else take the tag off and close the port.",
        ],
        Reason.Exempt exempt => [$"Nothing, if {summary.Service} on {name} is meant to be open. If not, take the tag {exempt.Tag} off {exempt.ResourceId} and close the port in its rules."],
        Reason.Reopened => [$"Nothing, if {summary.Service} on {name} is meant to be open. Tag the security group scan-responder=exempt then: whatever else notices it closes it again."],
        Reason.Undone => [$"Nothing, if {summary.Service} on {name} is meant to be open. If not, close it with the lines that undo this."],
        Reason.IsKeptOpen kept => [$"Nothing, if {summary.Service} on {name} is meant to be open. If not, ask {kept.Kept.By}, and close the port in {kept.RuleId}."],
        Reason.Archived => [$"Nothing, if the finding was archived on purpose. {summary.Service} on {name} stays open until somebody closes it."],
        Reason.Foreign foreign => [$"Ask account {foreign.OwnerId} to close the port in {foreign.GroupId}. Or give {name} a group of your own in its place."],
        Reason.SharedTooWidely shared =>
        [
            $"{shared.GroupId} serves other machines too. Ask whoever owns them, then close the port in its rules, or give {name} a group of its own.",
            "RESPONDER_MAX_SHARED_INTERFACES says how many other interfaces a group may have that ScanResponder edits.",
        ],
        _ => [$"Decide whether everybody on the internet may reach {summary.Service} on {name}. If not, close it."],
    };

    private static string CheckLogins(Alert alert, AlertSummary summary, string name)
    {
        var since = alert.Instance?.LaunchTime is { } launch && alert.Trigger.FirstSeen is { } first && launch <= first
            ? $"since its launch at {TimeFormat.Of(launch)}"
            : "while it was open";
        var where = summary.Ports switch
        {
            var ports when ports.Contains(22) => ": \"last -i\" on Linux shows them",
            var ports when ports.Contains(3389) => ": event 4624 in the Windows security log shows them",
            _ => "",
        };
        if (alert.Instance is { IsGone: true } gone)
            return $"{name} is gone ({gone.State}): look for logins in those of its logs that outlive it.{AboutOthers(alert)}";
        return $"Look for logins to {name} from unknown addresses {since}{where}.{AboutOthers(alert)}"
            + (Sessions.MaySurvive(alert.View, alert.Exposures) ? " Closing the port does not end all sessions: whoever has logged in may still be in." : "");
    }

    /// <summary>The others that the same rules let the internet in to.</summary>
    private static string AboutOthers(Alert alert)
    {
        var opened = alert.Exposures.Where(exposure => alert.PortsInScope.Contains(exposure.Port)).Select(exposure => exposure.Rule.GroupId).ToHashSet();
        var others = (alert.View.Sharing ?? []).Where(networkInterface => networkInterface.GroupIds.Any(opened.Contains))
            .Select(networkInterface => networkInterface.InstanceId).OfType<string>().Distinct().ToList();
        return others.Count == 0
            ? ""
            : $" The same hole was open on {TextFormat.List([.. others.Take(MostHosts), .. others.Count > MostHosts ? [$"{others.Count - MostHosts} more"] : Array.Empty<string>()])}: look there too.";
    }
}
