using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Evidence;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts.Page;

/// <summary>
/// The alert as one HTML file for people who would rather look than read. It asks nothing from anywhere, works without a network and without its script,
/// in the light and in the dark, on a phone and on paper. It says what the e-mail says, in the same sentences.
/// </summary>
public static class PageRenderer
{
    private const int MostGroups = 6;
    private const int MostNotes = 40;
    private const int MostLogins = 20;
    private const int MostScanners = 10;
    private const int BarWidth = 600;
    private const int MostBytesOfDocument = 500_000;

    /// <summary>The whole file, UTF-8 when it is written.</summary>
    public static string Of(Alert alert)
    {
        var whole = alert;
        alert = new Truncation(Truncation.Usual).Apply(alert);
        var summary = AlertSummary.Of(alert);
        var name = summary.NameOf(AlertSummary.UsualName);
        var tone = alert.Trigger.Sample ? "calm" : alert.IsUrgent ? "bad" : summary.Case switch
        {
            AlertCase.Closed or AlertCase.NotOpen => "good",
            AlertCase.Other => "calm",
            _ => "warn",
        };
        var html = new HtmlWriter();
        html.Add($"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">");
        html.Add($"<meta http-equiv=\"Content-Security-Policy\" content=\"{new Markup(PageStyle.Policy)}\">");
        html.Add($"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">");
        html.Add($"<meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n<meta name=\"format-detection\" content=\"telephone=no, date=no, address=no, email=no\">");
        html.Add($"<link rel=\"icon\" href=\"data:,\">\n<title>[{summary.Word}] {summary.What(name)}</title>\n<style>{new Markup(PageStyle.Css)}</style>\n</head>\n<body>");
        Band(html, alert, summary, name, tone);
        html.Add($"<main>");
        foreach (var warning in Warning.Of(alert))
            html.Add($"<p class=\"warning\">WARNING: {Markup.Prose(warning)}</p>");
        WhatToDo(html, alert, summary, name);
        TimeLine(html, alert, summary, name);
        Path(html, alert);
        WhoDidIt(html, alert, summary);
        Packets(html, alert);
        Logins(html, alert);
        Rules(html, alert);
        HowToUndo(html, alert, summary);
        HowSure(html, alert);
        WhereToLook(html, alert, summary);
        var document = AlertJson.Write(AlertDocument.Within(whole, MostBytesOfDocument), indented: true);
        html.Add($"<details><summary>The alert as JSON</summary><pre tabindex=\"0\">{document.Split('\n')}</pre></details>");
        html.Add($"<footer>Written {TimeFormat.Of(alert.Time)} by ScanResponder. Finding {alert.Trigger.Id}.</footer>\n</main>");
        html.Add($"<script>{new Markup(PageStyle.Script)}</script>\n</body>\n</html>");
        return html.ToString();
    }

    private static void Band(HtmlWriter html, Alert alert, AlertSummary summary, string name, string tone)
    {
        html.Add($"<div class=\"band {tone}\"><header>\n<span class=\"word\">{summary.Word}</span>");
        if (alert.Trigger.Sample)
            html.Add($"<p><strong>This is a drill: a sample finding made this page.</strong></p>");
        html.Add($"<h1>{$"{summary.What(name)}. {summary.Then}".TrimEnd()}</h1>\n<p class=\"up\">{summary.GetUp(name)}</p>\n<dl>");
        Field(html, "Account", $"{AlertSummary.AccountOf(alert)}, Region {alert.Trigger.Region}");
        if (summary.InstanceId is { } id)
            Field(html, "Instance", name == id || name.Contains(id, StringComparison.Ordinal) ? name : $"{name}, {id}");
        if (alert.Instance is { } instance)
        {
            if (instance.Owner is { } owner)
                Field(html, "Owner", TextFormat.Truncate(owner, 64));
            var addresses = string.Join(", ", new[] { instance.PublicIp, instance.PrivateIp }.OfType<string>());
            if (addresses.Length > 0)
                Field(html, "Addresses", addresses);
        }

        Field(html, "Finding", $"{alert.Trigger.Type}{(alert.Trigger.Severity > 0 ? string.Create(CultureInfo.InvariantCulture, $", severity {alert.Trigger.Severity:0.0}") : "")}");
        html.Add($"</dl>\n</header></div>");
    }

    private static void Field(HtmlWriter html, string label, string text) => html.Add($"<dt>{label}</dt><dd>{text}</dd>");

    private static void WhatToDo(HtmlWriter html, Alert alert, AlertSummary summary, string name)
    {
        html.Add($"<h2>What to do</h2>\n<ol>");
        var steps = NextSteps.Of(alert, summary, name);
        foreach (var step in steps)
            html.Add($"<li>{Markup.Prose(step)}</li>");
        html.Add($"</ol>");
        if (CanBeUndone(alert))
            html.Add($"<p><a href=\"#undo\">How do I undo it?</a></p>");
        foreach (var (index, line) in alert.Approve.Index())
        {
            html.Add($"<div class=\"commands\"><div class=\"head\"><strong>{(index == 0 ? "Approve" : "Approve with the AWS CLI alone")}</strong><button type=\"button\" hidden>Copy</button></div>");
            html.Add($"{(index == 0 ? Markup.Of($"<p>{CommandSentences.Approve}</p>") : Markup.None)}<pre tabindex=\"0\">{line}</pre></div>");
        }

        if (alert.AllowLine is { } allow && steps.Any(step => step.Contains(allow, StringComparison.Ordinal)))
            html.Add($"<div class=\"commands\"><div class=\"head\"><strong>Let your own address in</strong><button type=\"button\" hidden>Copy</button></div><pre tabindex=\"0\">{allow}</pre></div>");
        Commands(html, "Cut the address off", CommandSentences.CutOff(alert), alert, alert.Isolation.CutOff);
        Commands(html, "Isolate the instance", CommandSentences.Isolate(name), alert, alert.Isolation.Isolate);
        Commands(html, "Close it for this instance alone", CommandSentences.CloseAlone(name), alert, alert.OwnGroup.Close);
        Commands(html, "Close it", CommandSentences.Close, alert, alert.Outcome.Close);
    }

    private static bool CanBeUndone(Alert alert) =>
        !(alert.Outcome.Undo.IsEmpty && alert.Isolation.Release.IsEmpty && alert.OwnGroup.Reopen.IsEmpty && alert.Outcome.Reopen.IsEmpty);

    private static void HowToUndo(HtmlWriter html, Alert alert, AlertSummary summary)
    {
        if (!CanBeUndone(alert))
            return;
        html.Add($"<h2 id=\"undo\">How do I undo it?</h2>");
        Commands(html, "Undo", CommandSentences.Undo(alert, summary), alert, alert.Outcome.Undo);
        Commands(html, "Take the isolation back", CommandSentences.Release, alert, alert.Isolation.Release);
        Commands(html, "Give it its groups back", CommandSentences.GroupsBack(summary), alert, alert.OwnGroup.Reopen);
        Commands(html, "Reopen", CommandSentences.Reopen, alert, alert.Outcome.Reopen);
    }

    private static void Commands(HtmlWriter html, string title, string what, Alert alert, ImmutableArray<string> lines)
    {
        if (lines.IsEmpty)
            return;
        html.Add($"<div class=\"commands\"><div class=\"head\"><strong>{title}</strong><button type=\"button\" hidden>Copy</button></div>\n<p>{what} {CommandSentences.HowToPaste(alert)}</p>");
        html.Add($"<pre tabindex=\"0\">(\n{lines})</pre></div>");
    }

    private static void TimeLine(HtmlWriter html, Alert alert, AlertSummary summary, string name)
    {
        html.Add($"<h2>What happened</h2>\n<p>{Markup.Prose(EmailRenderer.Event(alert, summary, name))}</p>\n<ul class=\"time\">");
        DateTimeOffset? before = null;
        foreach (var moment in Moment.Of(alert, name))
        {
            var since = before is { } last && moment.At - last >= TimeSpan.FromSeconds(1) ? $", {TimeFormat.Of(moment.At - last)} later" : "";
            html.Add($"<li class=\"{moment.Tone}\"><time>{TimeFormat.Of(moment.At)}{since}</time>{Markup.Prose(moment.What.TrimEnd('.'))}.</li>");
            before = moment.At;
        }

        html.Add($"</ul>");
    }

    private static void Path(HtmlWriter html, Alert alert)
    {
        var ports = PortLane.Ports(alert);
        if (ports.IsEmpty)
            return;
        html.Add($"<h2>How did they get in?</h2>");
        foreach (var port in ports.Take(PortLane.Most))
        {
            var lane = PortLane.Of(port, alert);
            html.Add($"<section class=\"lane {lane.Tone}\"><h3>{lane.Title}: <span>{lane.State}</span></h3>\n{PathPicture.Of(lane)}{Sure(lane)}</section>");
        }

        if (ports.Length > PortLane.Most)
            html.Add($"<p>... and {TextFormat.Count(ports.Length - PortLane.Most, "more port")}, which the JSON below names.</p>");
    }

    private static Markup Sure(PortLane lane) => lane.Because.Length == 0 ? Markup.None : Markup.Of($"<p class=\"dim\">{Markup.Prose(lane.Because)}</p>");

    private static void WhoDidIt(HtmlWriter html, Alert alert, AlertSummary summary)
    {
        var scanners = alert.Trigger.Probes.Where(probe => probe.RemoteIp is not null).GroupBy(probe => probe.RemoteIp!).OrderByDescending(probes => probes.Count()).ToList();
        html.Add($"<h2>Who did it?</h2>");
        if (summary.Case is AlertCase.PossibleCompromise)
            html.Add($"<p>{summary.InstanceId} itself, or whoever controls it.{(scanners.Count > 0 ? " Its peers:" : "")}</p>");
        else if (scanners.Count == 0)
            html.Add($"<p>The finding names no address.</p>");
        if (scanners.Count > 0)
        {
            html.Add($"<ul>");
            foreach (var scanner in scanners.Take(MostScanners))
            {
                var first = scanner.First();
                var lists = scanner.Select(probe => TextFormat.Trimmed(probe.ThreatList)).OfType<string>().Distinct().Take(3).ToList();
                var words = new[] { TextFormat.Trimmed(first.Organization), TextFormat.Trimmed(first.Country), lists.Count > 0 ? $"on the threat list {TextFormat.List(lists)}" : null }.OfType<string>();
                html.Add($"<li><strong>{scanner.Key}</strong> <span class=\"dim\">{string.Join(", ", words)}</span></li>");
            }

            html.Add($"</ul>");
        }

        if (scanners.Count > MostScanners)
            html.Add($"<p>... and {TextFormat.Count(scanners.Count - MostScanners, "other address")}; those above tried most often.</p>");
        foreach (var sentence in AdmissionSentences.Sentences(alert))
            html.Add($"<p>{Markup.Prose(sentence)}</p>");
    }

    private static void Packets(HtmlWriter html, Alert alert)
    {
        var ports = alert.Traffic;
        var notes = alert.Evidence.Notes.ToList();
        if (ports.IsEmpty && notes.Count == 0)
            return;
        html.Add($"<h2>What do the logs say?</h2>");
        foreach (var traffic in ports.Take(FlowLogsEntry.Most))
        {
            ImmutableArray<Talker> talkers = [.. traffic.Talkers, .. traffic.PrivateTalkers];
            var most = Math.Max(1, talkers.Max(talker => (double)talker.Packets));
            html.Add($"<h3>Packets to {PortNames.Of(traffic.Port, alert.Trigger.Probes)}</h3>\n<p class=\"dim\">In {alert.Evidence.Traffic!.Place}. Red got through, green was rejected, grey came from inside.</p>\n<div class=\"bars\">");
            var times = talkers.SelectMany(talker => new[] { talker.First, talker.Last }).OfType<DateTimeOffset>().DefaultIfEmpty(alert.Time).Order().ToList();
            foreach (var talker in talkers)
                Bar(html, talker, most, times[0], times[^1]);
            html.Add($"</div>");
            if (times[^1] > times[0])
                html.Add($"<p class=\"dim\">The thin line below each bar is the time from {TimeFormat.Of(times[0])} to {TimeFormat.Of(times[^1])}; its thick part is when the packets came.</p>");
            if (traffic.LeftOut > 0)
                html.Add($"<p>... and {TextFormat.Count(traffic.LeftOut, "more address")} with fewer packets.</p>");
        }

        foreach (var note in notes)
            html.Add($"<p>{Markup.Prose(note)}</p>");
    }

    /// <summary>A talker as a bar. Few packets beside many are still seen.</summary>
    private static void Bar(HtmlWriter html, Talker talker, double most, DateTimeOffset begin, DateTimeOffset end)
    {
        double Width(long packets) => packets == 0 ? 0 : Math.Max(3, packets / most * BarWidth);

        var (accepted, rejected) = (Width(talker.Accepted), Width(talker.Rejected));
        var kind = talker.Kind switch { TalkerKind.Named => "in the finding", TalkerKind.Private => "private address", _ => "not in the finding" };
        var counts = string.Create(CultureInfo.InvariantCulture, $"{talker.Accepted:N0} accepted, {talker.Rejected:N0} rejected");
        var when = (talker.First, talker.Last) switch
        {
            ({ } from, { } to) when TimeFormat.Of(from) != TimeFormat.Of(to) => TimeFormat.Between(from, to),
            ({ } at, _) => TimeFormat.Of(at),
            (_, { } at) => TimeFormat.Of(at),
            _ => "",
        };
        html.Add($"<div><span><strong>{talker.Address}</strong> {counts}</span><span class=\"dim\">{kind}{(when.Length > 0 ? $", {when}" : "")}</span>");
        html.Add($"<svg class=\"bar\" viewBox=\"0 0 {BarWidth + 6} 24\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"{(talker.Kind is TalkerKind.Private ? "inside" : "accepted")}\" width=\"{accepted}\" height=\"14\"/><rect class=\"rejected\" x=\"{accepted}\" width=\"{rejected}\" height=\"14\"/>{When(talker, begin, end)}</svg></div>");
    }

    /// <summary>When a talker's packets came, in the time of all of them; nothing where the log does not say, or all came at once.</summary>
    private static Markup When(Talker talker, DateTimeOffset begin, DateTimeOffset end)
    {
        if (end <= begin || (talker.First ?? talker.Last) is not { } first)
            return Markup.None;
        double At(DateTimeOffset time) => (time - begin) / (end - begin) * (BarWidth - 6);
        var from = At(first);
        return Markup.Of($"<rect class=\"all\" y=\"20\" width=\"{BarWidth}\" height=\"1.5\"/><rect class=\"came\" x=\"{from}\" y=\"18\" width=\"{At(talker.Last ?? first) - from + 6}\" height=\"5\"/>");
    }

    private static void Logins(HtmlWriter html, Alert alert)
    {
        if (alert.Evidence.Logins is not { Counts.IsEmpty: false } logins)
            return;
        html.Add($"<h3>Logins</h3>\n<p class=\"dim\">In {logins.Place}.</p>\n<table><thead><tr><th>User</th><th>From</th><th class=\"n\">Accepted</th><th class=\"n\">Failed</th></tr></thead><tbody>");
        foreach (var login in logins.Counts.Take(MostLogins))
        {
            html.Add($"<tr><td>{TextFormat.Quoted(login.User)}</td><td>{login.Source}</td><td class=\"n\">{login.Accepted.ToString("N0", CultureInfo.InvariantCulture)}</td>"
                + $"<td class=\"n\">{login.Failed.ToString("N0", CultureInfo.InvariantCulture)}</td></tr>");
        }

        html.Add($"</tbody></table>");
        if (logins.Counts.Length > MostLogins)
            html.Add($"<p>... and {TextFormat.Count(logins.Counts.Length - MostLogins, "more combination")} of user and address.</p>");
    }

    private static void Rules(HtmlWriter html, Alert alert)
    {
        var planned = alert.Outcome.Verdict is Verdict.WouldTighten;
        html.Add($"<h2>{(planned ? "Inbound rules, and what they would be" : "Inbound rules before and after")}</h2>\n<p>{Markup.Prose(alert.Outcome.Reason)}</p>");
        var groups = GroupLines.Of(alert);
        if (alert.View.Groups is null)
            html.Add($"<p>The security groups could not be read.</p>");
        foreach (var group in groups.Take(MostGroups))
        {
            html.Add($"<h3>{EmailRenderer.GroupName(group.Group.Id, alert)}</h3>\n<table class=\"rules\"><thead><tr><th>Before</th><th>{(planned ? "Would be" : "After")}</th></tr></thead><tbody>");
            foreach (var rule in group.Rules.Take(200))
            {
                var text = Markup.Of($"<strong>{rule.Traffic}</strong> from <strong>{rule.Source}</strong> <span class=\"dim\"><span class=\"id\">{rule.Id}</span> {rule.Remark}</span>");
                html.Add(rule.Sign switch
                {
                    '-' => $"<tr class=\"gone\"><td class=\"before\"><span class=\"sign\">−</span> {text}</td><td class=\"after dim\">{(planned ? "would go" : "gone")}</td></tr>",
                    '+' => $"<tr class=\"came\"><td class=\"before\"></td><td class=\"after\"><span class=\"sign\">+</span> {text}</td></tr>",
                    _ => $"<tr class=\"same\"><td class=\"before\">{text}</td><td class=\"after\">{text}</td></tr>",
                });
            }

            html.Add($"</tbody></table>");
            var others = group.Others + Math.Max(0, group.Rules.Length - 200);
            if (group.Rules.IsEmpty)
                html.Add($"<p>No inbound rule.</p>");
            if (others > 0)
                html.Add($"<p>... and {TextFormat.Count(others, "rule")} more.</p>");
        }

        if (groups.Length > MostGroups)
            html.Add($"<p>... and {TextFormat.Count(groups.Length - MostGroups, "security group")} more.</p>");
    }

    private static void HowSure(HtmlWriter html, Alert alert)
    {
        html.Add($"<h2>How sure are we?</h2>\n<ul>");
        foreach (var rule in alert.Exposures.GroupBy(exposure => (exposure.Rule.Id, alert.PortsInScope.Contains(exposure.Port), alert.IsGuarded(exposure.Port))).Take(MostGroups))
            html.Add($"<li>{Markup.Prose(EmailRenderer.Admits(rule.First(), [.. rule.Select(exposure => exposure.Port)], alert))} <span class=\"dim\">{Markup.Prose(alert.ReachOf(rule.First()).Because)}</span></li>");
        if (alert.Exposures.IsEmpty)
            html.Add($"<li>{(alert.View.Groups is { } groups ? $"No open rule was found in {TextFormat.Count(groups.Length, "security group")}." : "The security groups could not be read.")}</li>");
        foreach (var note in alert.Notes.Take(MostNotes))
            html.Add($"<li>{Markup.Prose(note)}</li>");
        html.Add($"</ul>");
    }

    private static void WhereToLook(HtmlWriter html, Alert alert, AlertSummary summary)
    {
        var links = new ConsoleLinks(alert.Trigger.Scope);
        html.Add($"<h2>Where to look</h2>\n<ul>");
        Link(html, "The finding", alert.Trigger.Url);
        if (summary.InstanceId is { } id)
            Link(html, $"Instance {id}", links.Instance(id));
        foreach (var group in alert.Exposures.Select(exposure => exposure.Rule.GroupId).Concat((alert.View.Groups ?? []).Select(group => group.Id)).Distinct().Take(MostGroups))
            Link(html, $"Security group {EmailRenderer.GroupName(group, alert)}", links.Group(group));
        html.Add($"</ul>");
    }

    /// <summary>A link into the AWS console; any other address, which somebody may have made up, stays text.</summary>
    private static void Link(HtmlWriter html, string label, string address)
    {
        if (ConsoleLinks.IsConsole(address))
            html.Add($"<li><a href=\"{address}\" rel=\"noreferrer noopener\">{label}</a></li>");
        else
            html.Add($"<li>{label}: {address}</li>");
    }
}
