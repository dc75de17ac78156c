using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ScanResponder.Alerts;
using ScanResponder.Audit;
using ScanResponder.Audit.Document;

namespace ScanResponder.Cli.Audit;

/// <summary>
/// What an audit found as one page that needs nothing else: no script, no request to anywhere, light and dark, fit to print. All text goes through one
/// encoder.
/// </summary>
internal static class AuditHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private const string Style =
        """
        :root { color-scheme: light dark; --line: #8884; --bad: #b42318; --warn: #93600a; --good: #146c2e; --soft: #8881; }
        @media (prefers-color-scheme: dark) { :root { --bad: #ff9a8d; --warn: #f0c36d; --good: #7bd88f; } }
        body { font: 16px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 70rem; padding: 0 1rem; }
        h1 { font-size: 1.5rem; margin: 0 0 .5rem; }
        .summary { font-size: 1.1rem; border-left: .4rem solid var(--line); padding: .2rem .8rem; }
        .summary.urgent { border-color: var(--bad); }
        ul.counts { display: flex; flex-wrap: wrap; gap: .8rem; list-style: none; padding: 0; }
        ul.counts li { background: var(--soft); border-radius: .5rem; padding: .5rem 1rem; }
        ul.counts b { display: block; font-size: 1.6rem; line-height: 1.2; }
        section { border: 1px solid var(--line); border-radius: .5rem; margin: 1rem 0; padding: .8rem 1rem; break-inside: avoid; }
        h2 { font-size: 1.05rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
        .state { border: 1px solid currentcolor; border-radius: .3rem; font-size: .8rem; font-weight: 700; margin-right: .5rem; padding: .1rem .4rem; white-space: nowrap; }
        .running .state { color: var(--bad); } .path .state, .unknown .state { color: var(--warn); } .closed .state { color: var(--good); }
        .where, .because { opacity: .85; }
        table { border-collapse: collapse; width: 100%; }
        td, th { border-top: 1px solid var(--line); overflow-wrap: anywhere; padding: .3rem .6rem .3rem 0; text-align: left; vertical-align: top; }
        code, pre { font: .85rem/1.4 ui-monospace, monospace; }
        td code { white-space: nowrap; }
        pre { background: var(--soft); border-radius: .3rem; overflow-x: auto; padding: .6rem; }
        @media print { body { margin: 0; max-width: none; } details:not([open]) { display: none; } }
        """;

    internal static void Write(AuditReport report, TextWriter output, bool close)
    {
        output.Write(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
            <link rel="icon" href="data:,">
            <title>Security groups that are open to the internet</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <h1>Security groups that are open to the internet</h1>
            <p class="summary{(report.IsUrgent ? " urgent" : "")}">{Text(report.Summary)}</p>

            """);
        var counts = CountsEntry.Of(report);
        output.Write($"<ul class=\"counts\">{Count(counts.Groups, "looked at")}{Count(counts.Open, "open")}{Count(counts.Reachable, "reachable")}{Count(counts.Closed, "closed now")}</ul>\n");
        foreach (var group in report.Groups)
            Write(group, output, close);
        List(output, "Not looked at", [.. report.Problems.Select(problem => $"{problem.AccountId} {problem.Region}: {problem.What}")]);
        List(output, "Notes", report.Notes);
        output.Write("</body>\n</html>\n");
    }

    private static void Write(AuditedGroup group, TextWriter output, bool close)
    {
        var told = group.WithCommands;
        output.Write(
            $"""
            <section class="{(group.IsClosed ? "closed" : group.Danger.ToString().ToLowerInvariant())}">
            <h2><span class="state">{Text(AuditWords.State(group))}</span>{Text(AuditWords.Name(group))}</h2>
            <p class="where">{Text(AuditWords.Place(group))}; used by {Text(AuditWords.UsedBy(group))}</p>
            <table>
            <tr><th>rule</th><th>lets in</th><th>does it get there?</th></tr>

            """);
        foreach (var (exposure, reach) in group.Exposures)
            output.Write($"<tr><td><code>{Text(exposure.Rule.Id)}</code></td><td>{Text(AuditWords.Rule(exposure))}<br>{Text(exposure.Rule.Description ?? "")}</td><td class=\"because\">{Text(reach.Because)}</td></tr>\n");
        output.Write("</table>\n");
        if (group.OpeningSentence is { } opened)
            output.Write($"<p>{Text(opened)}</p>\n");
        if (AuditWords.Outcome(group) is { } outcome)
            output.Write($"<p>{Text(outcome)}</p>\n");
        if (!told.Notes.IsEmpty)
            output.Write($"<ul>{string.Concat(told.Notes.Select(note => $"<li>{Text(note)}</li>"))}</ul>\n");
        if (close)
        {
            Commands(output, "Commands that close it", told.Close);
            Commands(output, "Commands that open it again", told.Reopen);
        }

        Commands(output, "Commands that undo it", told.Undo);
        output.Write("</section>\n");
    }

    private static string Count(int count, string what) => string.Create(CultureInfo.InvariantCulture, $"<li><b>{count:N0}</b>{what}</li>");

    private static void List(TextWriter output, string title, ImmutableArray<string> lines)
    {
        if (!lines.IsEmpty)
            output.Write($"<section><h2>{title}</h2><ul>{string.Concat(lines.Select(line => $"<li>{Text(line)}</li>"))}</ul></section>\n");
    }

    private static void Commands(TextWriter output, string title, ImmutableArray<string> commands)
    {
        if (!commands.IsEmpty)
            output.Write($"<details><summary>{title}</summary><pre>(\n{Encoder.Encode(string.Join('\n', commands)).Replace("&#xA;", "\n", StringComparison.Ordinal)}\n)</pre></details>\n");
    }

    private static string Text(string text) => Encoder.Encode(TextFormat.OneLine(text));
}
