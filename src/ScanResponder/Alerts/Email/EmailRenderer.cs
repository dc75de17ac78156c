using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Exposure;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts.Email;

/// <summary>
/// The alert as an e-mail in plain text, for the first screen of a phone: the first line says what is, the second whether to get up for it. Then come the
/// place, what was changed, what to do and the lines to paste; then what happened, who did it and how sure that is.
/// </summary>
public static class EmailRenderer
{
    private const int MostScanners = 10;
    private const int MostRules = 40;
    private const int MostExposures = 6;
    private const int MostNotes = 12;
    private const int MostGroups = 6;
    private const int MostOfName = 64;

    /// <summary>The whole e-mail. Lines end with a line feed. Mail programs break the lines, each as its screen is wide.</summary>
    public static string Of(Alert alert) => Of(new Truncation(Truncation.Usual).Apply(alert), Cuts.None);

    /// <summary>The e-mail of an alert that had to be cut.</summary>
    internal static string Of(Alert alert, Cuts cuts)
    {
        var mail = new EmailWriter();
        var summary = AlertSummary.Of(alert);
        var name = summary.NameOf(AlertSummary.UsualName);
        var what = $"{summary.What(name)}. {summary.Then}".TrimEnd();

        mail.First(alert.Trigger.Sample ? "*** THIS IS A DRILL: a sample finding made this mail. ***" : what);
        mail.First(summary.GetUp(name));
        if (alert.Trigger.Sample)
            mail.Paragraph(what);
        foreach (var warning in Warning.Of(alert))
            mail.First($"*** WARNING: {warning} ***");
        mail.Blank();
        WhereItIs(mail, alert, summary, name);

        mail.Heading(alert.Outcome.Verdict is Verdict.WouldTighten ? "What would be changed" : "What was changed");
        WhatWasChanged(mail, alert);
        WhatToDo(mail, alert, summary, name);
        HowToUndo(mail, alert, summary, cuts);
        mail.Heading("What happened");
        WhatHappened(mail, alert, summary, name);
        if (!alert.Trigger.TellsOfOpening)
        {
            mail.Heading("Who did it?");
            WhoDidIt(mail, alert, summary);
        }

        EmailEvidence.Write(mail, alert);
        mail.Heading("How sure are we?");
        HowSure(mail, alert, cuts);
        mail.Heading("Where to look");
        WhereToLook(mail, alert, summary);
        return mail.ToString();
    }

    private static void WhereItIs(EmailWriter mail, Alert alert, AlertSummary summary, string name)
    {
        mail.Field("Account", $"{AlertSummary.AccountOf(alert)}, Region {alert.Trigger.Region}");
        if (summary.InstanceId is { } id)
            mail.Field("Instance", name.EndsWith($"({id})", StringComparison.Ordinal) || name == id ? name : $"{name}, {id}");
        if (alert.Group is { } group)
            mail.Field("Group", Join(group.Id, TextFormat.Trimmed(group.Name) is { } called ? TextFormat.Quoted(TextFormat.Truncate(called, MostOfName)) : null, group.VpcId));
        if (alert.Instance?.Owner is { } owner)
            mail.Field("Owner", TextFormat.Quoted(TextFormat.Truncate(owner, MostOfName)));
    }

    private static void WhatHappened(EmailWriter mail, Alert alert, AlertSummary summary, string name)
    {
        var trigger = alert.Trigger;
        mail.Paragraph(Event(alert, summary, name));
        if (OpeningSentences.Of(alert) is { } opened)
            mail.Paragraph(opened);
        if (summary.Case is AlertCase.Other or AlertCase.PossibleCompromise or AlertCase.Drill)
        {
            foreach (var text in new[] { trigger.Title, trigger.Description }.Select(TextFormat.Trimmed).OfType<string>())
                mail.Paragraph($"{alert.Trigger.Reporter} says: {TextFormat.Truncate(text, 600)}");
        }

        mail.Blank();
        if (alert.Instance is { } instance)
        {
            if (Join(instance.Type, instance.State, instance.ImageId) is { Length: > 0 } machine)
                mail.Field("Machine", machine);
            if (Join(Labelled("public", instance.PublicIp), Labelled("private", instance.PrivateIp), instance.VpcId, instance.SubnetId) is { Length: > 0 } network)
                mail.Field("Network", network);
            if (instance.LaunchTime is { } launch)
                mail.Field("Launched", $"{TimeFormat.Of(launch)}, {TimeFormat.Of(alert.Time - launch)} before this alert");
        }

        mail.Field(TextFormat.Capital(trigger.Noun), Join(trigger.Type, trigger.Severity > 0 ? string.Create(CultureInfo.InvariantCulture, $"severity {trigger.Severity:0.0}") : null));
    }

    /// <summary>What happened, in a sentence.</summary>
    internal static string Event(Alert alert, AlertSummary summary, string name)
    {
        var trigger = alert.Trigger;
        var what = summary.Case switch
        {
            AlertCase.PossibleCompromise => $"{trigger.Reporter} saw {name} attack other hosts",
            AlertCase.Other => $"{trigger.Reporter} reports {summary.Type}",
            _ => trigger.Noticed(Services(alert, summary), name),
        };
        if (trigger.Sample)
            what = $"In this sample, {what}";
        var times = trigger.Count > 1 ? $", {TextFormat.Count(trigger.Count, "time")}" : "";
        return trigger.FirstSeen switch
        {
            { } first when trigger.LastSeen is { } last && last > first => $"{what}{times} between {When(first, alert)} and {TimeFormat.Of(last)}.",
            { } first => $"{what}{times}{(times.Length > 0 ? ", first" : "")} at {When(first, alert)}.",
            null when trigger.LastSeen is { } at => $"{what}{times} at {When(at, alert)}.",
            null => $"{what}{times}.",
        };
    }

    private static string When(DateTimeOffset time, Alert alert) =>
        TimeFormat.SinceLaunch(time, alert.Instance?.LaunchTime) is { } distance ? $"{TimeFormat.Of(time)} ({distance})" : TimeFormat.Of(time);

    private static string Services(Alert alert, AlertSummary summary) => summary.Ports.Count == 0
        ? "a port"
        : OpenPortsSentences.Names(summary.Ports, alert);

    private static void WhatWasChanged(EmailWriter mail, Alert alert)
    {
        var changes = alert.Outcome.Changes;
        var nothing = alert.Outcome.Verdict is not Verdict.WouldTighten && !changes.Any(change => change.Status is ChangeStatus.Done or ChangeStatus.Already);
        mail.Paragraph($"{(nothing && !alert.Outcome.Reason.Contains("nothing was changed", StringComparison.OrdinalIgnoreCase) ? "Nothing. " : "")}{alert.Outcome.Reason}");
        var shown = 0;
        foreach (var group in changes.GroupBy(change => change.GroupId))
        {
            if (shown == MostRules)
                break;
            mail.Blank();
            mail.Paragraph($"{GroupName(group.Key, alert)}:");
            var rules = group.OrderBy(change => change.Action is ChangeAction.Authorize).Take(MostRules - shown).ToList();
            foreach (var change in rules)
                WriteRule(mail, change, alert);
            foreach (var error in rules.Select(change => change.Error).OfType<string>().Distinct().Where(error => !alert.Outcome.Reason.Contains(error, StringComparison.Ordinal)))
                mail.Detail($"because: {error}");
            shown += rules.Count;
        }

        if (changes.Length > shown)
            mail.Paragraph($"... and {TextFormat.Count(changes.Length - shown, "rule")} more, which are not shown here.");
        WhoElseIsConcerned(mail, alert);
    }

    private static void WhoElseIsConcerned(EmailWriter mail, Alert alert)
    {
        var shared = alert.Sharing.Where(radius => radius.Count is not 0).ToList();
        if (shared.Count > 0)
            mail.Blank();
        foreach (var radius in shared.Take(MostGroups))
        {
            mail.Paragraph(radius.Count is { } count
                ? $"{GroupName(radius.GroupId, alert)} is used by {TextFormat.Count(count, alert.Instance is null ? "network interface" : "other network interface")}:"
                : $"Could not find out who else uses {GroupName(radius.GroupId, alert)}.");
            if (radius.First.Length > 0)
                mail.Detail(string.Join(", ", radius.First.Select(name => TextFormat.Truncate(name, MostOfName))) + (radius.Count > radius.First.Length ? ", ..." : ""));
        }

        foreach (var more in More(shared.Count - MostGroups, "security group"))
            mail.Paragraph($"... and {more} that others use.");
    }

    private static void WriteRule(EmailWriter mail, RuleChange change, Alert alert)
    {
        var status = change.Status switch
        {
            ChangeStatus.Planned when alert.Outcome.Verdict is not Verdict.WouldTighten => " (not done, only planned)",
            ChangeStatus.Already when change.Action is ChangeAction.Authorize => " (was already there)",
            ChangeStatus.Already => " (was already gone)",
            ChangeStatus.Failed => change.IsUnknown ? " (NOT KNOWN WHETHER DONE)" : " (NOT DONE)",
            ChangeStatus.Undone => " (done, then put back)",
            _ => "",
        };
        mail.Rule(change.Action is ChangeAction.Authorize ? '+' : '-', $"{change.Rule.Traffic} from {change.Rule.Source}{status}");
        if (!string.IsNullOrWhiteSpace(change.Rule.Description))
            mail.Quotation(change.Rule.Description);
    }

    private static void WhatToDo(EmailWriter mail, Alert alert, AlertSummary summary, string name)
    {
        var steps = NextSteps.Of(alert, summary, name);
        if (steps.IsEmpty && alert.Outcome.Close.IsEmpty)
            return;
        mail.Heading("What to do");
        var number = 0;
        foreach (var step in steps)
            mail.Step(++number, step);
        var isolation = alert.Isolation;
        if (!isolation.CutOff.IsEmpty)
        {
            mail.Blank();
            Commands(mail, CommandSentences.CutOff(alert), alert, isolation.CutOff);
        }

        if (!isolation.Isolate.IsEmpty)
        {
            mail.Blank();
            Commands(mail, CommandSentences.Isolate(name), alert, isolation.Isolate);
        }

        if (alert.OwnGroup.Close is { IsEmpty: false } alone)
        {
            mail.Blank();
            Commands(mail, CommandSentences.CloseAlone(name), alert, alone);
        }

        if (!alert.Approve.IsEmpty)
        {
            mail.Blank();
            mail.Paragraph(CommandSentences.Approve);
            mail.Blank();
            foreach (var line in alert.Approve)
                mail.Verbatim(line);
        }

        if (alert.Outcome.Close.IsEmpty)
            return;
        mail.Blank();
        Commands(mail, CommandSentences.Close, alert, alert.Outcome.Close);
    }

    /// <summary>A block to paste. In parentheses it is a shell of its own, so that it can end without closing the terminal.</summary>
    private static void Commands(EmailWriter mail, string what, Alert alert, ImmutableArray<string> lines)
    {
        mail.Paragraph($"{what} {CommandSentences.HowToPaste(alert)}");
        mail.Blank();
        mail.Verbatim("(");
        foreach (var line in lines)
            mail.Verbatim(line);
        mail.Verbatim(")");
    }

    private static void WhoDidIt(EmailWriter mail, Alert alert, AlertSummary summary)
    {
        var scanners = alert.Trigger.Probes
            .GroupBy(probe => TextFormat.Trimmed(probe.RemoteIp) ?? "an address that the finding does not name")
            .OrderByDescending(probes => probes.Count())
            .ToList();
        if (summary.Case is AlertCase.PossibleCompromise)
            mail.Paragraph($"{summary.InstanceId} itself, or whoever controls it.{(scanners.Count > 0 ? " Its peers:" : "")}");
        else if (scanners.Count == 0)
            mail.Paragraph("The finding names no address.");
        foreach (var scanner in scanners.Take(MostScanners))
        {
            var first = scanner.First();
            mail.Item(Join(scanner.Key, first.Organization, first.Country));
            var lists = scanner.Select(probe => TextFormat.Trimmed(probe.ThreatList)).OfType<string>().Distinct().Take(3).ToList();
            var ports = PortNames.Of(scanner.Select(probe => probe.Port).OfType<int>().Distinct(), alert.Trigger.Probes).Distinct().ToList();
            var details = Join(
                lists.Count > 0 ? $"on the threat list {TextFormat.List(lists)}" : null,
                ports.Count > 0 ? $"tried {TextFormat.List([.. ports.Take(5), .. More(ports.Count - 5, "port")])}" : null);
            if (details.Length > 0)
                mail.Detail(details);
        }

        if (scanners.Count > MostScanners)
        {
            var rest = scanners.Skip(MostScanners).ToList();
            mail.Paragraph($"... and {TextFormat.Count(rest.Count, "other address")} with {TextFormat.Count(rest.Sum(probes => probes.Count()), "probe")}; those above tried most often.");
        }

        foreach (var sentence in AdmissionSentences.Sentences(alert))
            mail.Paragraph(sentence);
    }

    private static void HowSure(EmailWriter mail, Alert alert, Cuts cuts)
    {
        // One line for a rule, however many of its ports are open.
        var exposures = alert.Exposures
            .GroupBy(exposure => (exposure.Rule.Id, alert.PortsInScope.Contains(exposure.Port), alert.IsGuarded(exposure.Port)))
            .Select(ports => (First: ports.First(), Ports: ports.Select(exposure => exposure.Port).ToList()))
            .OrderByDescending(entry => alert.PortsInScope.Contains(entry.First.Port))
            .ToList();
        foreach (var rules in exposures.Take(MostExposures).GroupBy(entry => alert.ReachOf(entry.First) is var reach ? (reach.Reachable, reach.Because) : default))
        {
            foreach (var (rule, ports) in rules)
                mail.Item(Admits(rule, ports, alert));
            mail.Detail(rules.Key.Because);
        }

        foreach (var more in More(exposures.Count - MostExposures, "open rule"))
            mail.Item($"... and {more}.");
        if (exposures.Count == 0)
            mail.Item(alert.View.Groups is null
                ? "The security groups could not be read."
                : $"No open rule was found in {TextFormat.Count(alert.View.Groups.Value.Length, "security group")}.");
        var notes = alert.Notes.ToList();
        foreach (var note in notes.Take(MostNotes).Concat(cuts.Sentences))
            mail.Item(note);
        foreach (var more in More(notes.Count - MostNotes, "note"))
            mail.Item($"... and {more}.");
    }

    /// <summary>Which rule admits or admitted whom, in a sentence.</summary>
    internal static string Admits(PortExposure exposure, List<int> ports, Alert alert)
    {
        var rule = exposure.Rule;
        var gone = alert.HasRemoved(rule);
        var scope = (alert.PortsInScope.Contains(exposure.Port), alert.IsGuarded(exposure.Port)) switch
        {
            (true, _) => "",
            (_, true) => $", including {OpenPortsSentences.Names(ports, alert)}, which this {alert.Trigger.Noun} is not about",
            _ => $", including {OpenPortsSentences.Names(ports, alert)}, which {(ports.Count > 1 ? "are" : "is")} not guarded",
        };
        return $"{rule.Id} in {rule.GroupId} {(gone ? "admitted" : "admits")} {rule.Traffic} from {rule.Source}{scope}.";
    }

    private static void HowToUndo(EmailWriter mail, Alert alert, AlertSummary summary, Cuts cuts)
    {
        var (undo, release, alone, reopen) = (alert.Outcome.Undo, alert.Isolation.Release, alert.OwnGroup.Reopen, alert.Outcome.Reopen);
        if (undo.IsEmpty && release.IsEmpty && alone.IsEmpty && reopen.IsEmpty && cuts.UndoLeftOut == 0)
            return;
        mail.Heading("How do I undo it?");
        if (cuts.UndoLeftOut > 0)
            mail.Paragraph($"WARNING: this undo is not complete. {cuts.UndoSentence}");
        IEnumerable<(string What, ImmutableArray<string> Lines)> blocks =
        [
            (CommandSentences.Undo(alert, summary), undo),
            (CommandSentences.Release, release),
            (CommandSentences.GroupsBack(summary), alone),
            (CommandSentences.Reopen, reopen),
        ];
        foreach (var (index, (what, lines)) in blocks.Where(block => !block.Lines.IsEmpty).Index())
        {
            if (index > 0)
                mail.Blank();
            Commands(mail, what, alert, lines);
        }
    }

    private static void WhereToLook(EmailWriter mail, Alert alert, AlertSummary summary)
    {
        var links = new ConsoleLinks(alert.Trigger.Scope);
        var noun = TextFormat.Capital(alert.Trigger.Noun);
        Link(mail, noun, alert.Trigger.Url);
        if (alert.PageUrl is { } page)
            Link(mail, "This alert as a page to look at, written beside this mail", page);
        if (summary.InstanceId is { } id)
            Link(mail, "Instance", links.Instance(id));
        var groups = alert.Outcome.Changes.Select(change => change.GroupId)
            .Concat(alert.Exposures.Select(exposure => exposure.Rule.GroupId))
            .Concat((alert.View.Groups ?? []).Select(group => group.Id))
            .Distinct()
            .ToList();
        foreach (var group in groups.Take(MostGroups))
            Link(mail, $"Security group {GroupName(group, alert)}", links.Group(group));
        foreach (var more in More(groups.Count - MostGroups, "security group"))
            mail.Paragraph($"... and {more}.");
        mail.Blank();
        mail.Field(noun, alert.Trigger.Id);
        var seen = alert.Trigger.TellsOfOpening ? "that" : "it was last seen";
        mail.Field("Written", TimeFormat.Of(alert.Time) + (alert.Trigger.LastSeen is { } last && alert.Time >= last ? $", {TimeFormat.Of(alert.Time - last)} after {seen}" : ""));
    }

    private static void Link(EmailWriter mail, string label, string address)
    {
        mail.Paragraph($"{label}:");
        mail.Verbatim(address);
    }

    /// <summary>The id of a group and its name.</summary>
    internal static string GroupName(string id, Alert alert) =>
        (alert.View.Groups ?? []).FirstOrDefault(group => group.Id == id) is { } group && TextFormat.Trimmed(group.Name) is { } name
            ? $"{id} {TextFormat.Quoted(TextFormat.Truncate(name, 40))}"
            : id;

    private static string? Labelled(string label, string? text) => TextFormat.Trimmed(text) is { } value ? $"{label} {value}" : null;

    private static string Join(params IEnumerable<string?> parts) => string.Join(", ", parts.Select(TextFormat.Trimmed).OfType<string>());

    private static ImmutableArray<string> More(int count, string noun) => count > 0 ? [$"{TextFormat.Count(count, noun)} more"] : [];
}
