using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Sms;
using ScanResponder.Tightening;
using Spectre.Console;

namespace ScanResponder.Cli.Respond;

/// <summary>Shows on a console what an alert brings to each of its readers, and the rules before and after.</summary>
internal sealed class AlertPage(IAnsiConsole console)
{
    private const int Columns = 72;

    /// <summary>What comes before the first alert.</summary>
    internal void Begin(RespondRequest request)
    {
        if (request.Introduction is { } text)
            console.Write(Note(text).Add());
    }

    /// <summary>An alert.</summary>
    /// <param name="alert">The alert.</param>
    /// <param name="request">The request that it belongs to.</param>
    /// <param name="index">Which of the request's alerts it is, from 0.</param>
    internal void Write(Alert alert, RespondRequest request, int index)
    {
        var lines = new PlainLines(PlainLines.ColumnsOf(console));
        if (request.Findings.Length > 1)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"Finding {index + 1} of {request.Findings.Length}");
            lines.Add($"{number}: {alert.Trigger.Type} {alert.Trigger.Id}", Styles.Heading).Add();
        }

        Title(lines, "E-mail");
        lines.Add($"Subject: {AlertSubject.Of(alert)}", Styles.Heading).Add();
        var mail = EmailRenderer.Of(alert);
        var isBlock = false;
        foreach (var (text, style) in EmailLines.Of(mail))
        {
            isBlock = text == "(" || (isBlock && text != ")");
            _ = isBlock || IsCommand(text) ? lines.Add(text, style) : lines.AddFolded(text, style);
        }

        lines.Add();

        Title(lines, "Text message");
        lines.AddFolded(SmsRenderer.Of(alert)).Add();

        Title(lines, alert.Outcome.Verdict is Verdict.WouldTighten ? "Inbound rules, and what they would be" : "Inbound rules before and after");
        Rules(lines, alert);

        Commands(lines, "Undo", alert.Outcome.Undo, mail);
        Commands(lines, "Close", alert.Outcome.Close, mail);
        Commands(lines, "Reopen", alert.Outcome.Reopen, mail);
        if (request.Delivery is { Topic: { } topic, MessageId: { } message })
            lines.Add($"Published to {topic} as message {message}.", Styles.Note).Add();
        console.Write(lines);
    }

    /// <summary>What comes after the last alert: what came of each, where the eye is.</summary>
    internal void End(RespondRequest request, PlainLines verdicts)
    {
        if (request.Next is { } text)
            console.Write(Note(text).Add());
        console.Write(verdicts);
    }

    /// <summary>A document, as it is.</summary>
    internal void WriteJson(string json)
    {
        var lines = new PlainLines();
        foreach (var line in json.Split('\n'))
            lines.Add(line);
        console.Write(lines);
    }

    /// <summary>
    /// Lines to paste, where the e-mail was too short for them. In parentheses a block is a shell of its own, so that it can end without closing the terminal.
    /// </summary>
    private void Commands(PlainLines lines, string title, ImmutableArray<string> commands, string mail)
    {
        if (commands.All(command => mail.Contains(TextFormat.OneLine(command), StringComparison.Ordinal)))
            return;
        Title(lines, title);
        lines.Add("(");
        foreach (var command in commands)
            lines.Add(command);
        lines.Add(")").Add();
    }

    private static bool IsCommand(string line) => line.StartsWith("aws ", StringComparison.Ordinal) || line.StartsWith($"{CommandLine.Name} ", StringComparison.Ordinal);

    private void Title(PlainLines lines, string title)
    {
        var dash = console.Profile.Capabilities.Unicode ? '─' : '-';
        lines.Add($"{new string(dash, 2)} {title} ".PadRight(Columns, dash), Styles.Heading);
    }

    private static void Rules(PlainLines lines, Alert alert)
    {
        if (alert.View.Groups is null)
            lines.Add("The security groups could not be read.").Add();
        else if (alert.View.Groups.Value.IsEmpty)
            lines.Add("There is no security group to show.").Add();
        foreach (var group in GroupLines.Of(alert))
        {
            lines.Add($"{group.Group.Id} {TextFormat.Quoted(group.Group.Name)}");
            if (group.Rules.IsEmpty)
                lines.Add("    no inbound rule");
            var (ids, traffic, sources) = (Width(group, rule => rule.Id), Width(group, rule => rule.Traffic), Width(group, rule => rule.Source));
            foreach (var rule in group.Rules)
            {
                var text = $"  {rule.Sign} {rule.Id.PadRight(ids)}  {rule.Traffic.PadRight(traffic)}  {rule.Source.PadRight(sources)}  {rule.Remark}".TrimEnd();
                lines.AddFolded(text, Styles.OfRule(text));
            }

            if (group.Others > 0)
                lines.Add($"    ... and {TextFormat.Count(group.Others, "rule")} more, which stayed as they were.");
            lines.Add();
        }
    }

    private static int Width(GroupLines group, Func<RuleLine, string> column) =>
        group.Rules.Select(rule => column(rule).Length).DefaultIfEmpty().Max();

    private static PlainLines Note(string text)
    {
        var lines = new PlainLines();
        foreach (var line in text.Split('\n'))
            lines.Add(line, Styles.Note);
        return lines;
    }
}
