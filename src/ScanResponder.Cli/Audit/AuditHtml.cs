using System.Collections.Immutable;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Page;
using ScanResponder.Audit;
using ScanResponder.Audit.Document;

namespace ScanResponder.Cli.Audit;

/// <summary>
/// What an audit found as one page that needs nothing else: no request to anywhere, light and dark, fit for phones and to print. All text goes through one
/// encoder.
/// </summary>
internal static class AuditHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private const string Css =
        """
        :root { color-scheme: light dark; --ground: #fff; --text: #17202a; --dim: #56616d; --line: #d5dbe1; --bad: #b3261e; --warn: #8a5300; --good: #1b6e3c; --soft: #f3f5f7; --link: #0b57b0; }
        @media (prefers-color-scheme: dark) { :root { --ground: #12171c; --text: #e6eaee; --dim: #a3afba; --line: #36404a; --bad: #ff8a80; --warn: #f4be6a; --good: #7fd69b; --soft: #1c232a; --link: #8ab8ff; } }
        * { box-sizing: border-box; }
        body { background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; margin: 1.5rem auto; max-width: 70rem; padding: 0 1rem; overflow-wrap: anywhere; }
        h1 { font-size: 1.5rem; line-height: 1.25; margin: 0 0 .6rem; }
        .summary { font-size: 1.1rem; border-left: .4rem solid var(--line); padding: .2rem .8rem; }
        .summary.urgent { border-color: var(--bad); }
        ul.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.5rem, 1fr)); gap: .5rem; list-style: none; max-width: 32rem; padding: 0; }
        ul.counts li { background: var(--soft); border-radius: .4rem; font-size: .875rem; line-height: 1.3; padding: .5rem .7rem; }
        ul.counts b { display: block; font-size: 1.5rem; line-height: 1.2; }
        section { border: 1px solid var(--line); border-radius: .4rem; margin: 1rem 0; padding: .8rem 1rem; }
        h2 { font-size: 1.05rem; line-height: 1.6; margin: 0 0 .4rem; }
        .state { border: 1px solid currentcolor; border-radius: .3rem; font-size: .8rem; margin-right: .5rem; padding: .1rem .4rem; white-space: nowrap; }
        .running .state { color: var(--bad); } .path .state, .unknown .state { color: var(--warn); } .closed .state { color: var(--good); }
        .where, .because, th { color: var(--dim); }
        p { margin: .4rem 0; }
        table { border-collapse: collapse; width: 100%; }
        th { font-size: .875rem; font-weight: 600; }
        td, th { border-top: 1px solid var(--line); padding: .4rem .8rem .4rem 0; text-align: left; vertical-align: top; }
        td:nth-child(2), th:nth-child(2) { width: 30%; }
        code, pre { font: .82rem/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
        .id, td code { white-space: nowrap; }
        summary { cursor: pointer; font-weight: 600; min-height: 2.75rem; padding: .6rem 0; }
        pre { background: var(--soft); border-radius: .3rem; margin: .5rem 0; max-height: 16rem; overflow: auto; padding: .6rem; white-space: pre-wrap; }
        button { background: var(--ground); border: 2px solid var(--link); border-radius: .4rem; color: var(--link); cursor: pointer; font: inherit; font-weight: 600; min-height: 44px; padding: .3rem 1.1rem; }
        [hidden] { display: none; }
        @media (max-width: 699px) { thead { display: none; } tr, td { display: block; width: auto !important; } td { border: 0; padding: .1rem 0; } tr { border-top: 1px solid var(--line); padding: .4rem 0; } }
        @media print { @page { size: A4; margin: 14mm; } :root { color-scheme: light; --ground: #fff; --text: #000; --dim: #444; --line: #bbb; --bad: #b3261e; --warn: #8a5300; --good: #1b6e3c; --soft: #f3f5f7; --link: #000; } body { font-size: 11pt; margin: 0; max-width: none; padding: 0; print-color-adjust: exact; -webkit-print-color-adjust: exact; } button, details:not([open]) { display: none; } pre { font-size: 8pt; max-height: none; } tr, h2 { break-inside: avoid; } h2 { break-after: avoid; } }
        """;

    /// <summary>Writes the page.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="output">Where to.</param>
    /// <param name="close">True for the commands that close it as well.</param>
    /// <param name="copy">True for buttons that copy commands, which take a script.</param>
    internal static void Write(AuditReport report, TextWriter output, bool close, bool copy = false)
    {
        output.Write(
            $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="{PageStyle.PolicyOf(Css)}">
            <link rel="icon" href="data:,">
            <title>Security groups that are open to the internet</title>
            <style>{Css}</style>
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
        output.Write($"{(copy ? $"<script>{PageStyle.Script}</script>\n" : "")}</body>\n</html>\n");
    }

    private static void Write(AuditedGroup group, TextWriter output, bool close)
    {
        var told = group.WithCommands;
        output.Write(
            $"""
            <section class="{(group.IsClosed ? "closed" : group.Danger.ToString().ToLowerInvariant())}">
            <h2><span class="state">{Text(AuditWords.State(group))}</span>{Prose(AuditWords.Name(group))}</h2>
            <p class="where">{Prose(AuditWords.Place(group))}; used by {Prose(AuditWords.UsedBy(group))}</p>
            <table>
            <thead><tr><th>rule</th><th>lets in</th><th>does it get there?</th></tr></thead><tbody>

            """);
        foreach (var (exposure, reach) in group.Exposures)
            output.Write($"<tr><td><code>{Text(exposure.Rule.Id)}</code></td><td>{Text(AuditWords.Rule(exposure))}<br>{Text(exposure.Rule.Description ?? "")}</td><td class=\"because\">{Prose(reach.Because)}</td></tr>\n");
        output.Write("</tbody></table>\n");
        if (group.OpeningSentence is { } opened)
            output.Write($"<p>{Prose(opened)}</p>\n");
        if (AuditWords.Outcome(group) is { } outcome)
            output.Write($"<p>{Prose(outcome)}</p>\n");
        if (!told.Notes.IsEmpty)
            output.Write($"<ul>{string.Concat(told.Notes.Select(note => $"<li>{Prose(note)}</li>"))}</ul>\n");
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
            output.Write($"<section><h2>{title}</h2><ul>{string.Concat(lines.Select(line => $"<li>{Prose(line)}</li>"))}</ul></section>\n");
    }

    private static void Commands(TextWriter output, string title, ImmutableArray<string> commands)
    {
        if (!commands.IsEmpty)
            output.Write($"<details><summary>{title}</summary><div class=\"commands\"><button type=\"button\" hidden>Copy</button><pre tabindex=\"0\">(\n{Encoder.Encode(string.Join('\n', commands)).Replace("&#xA;", "\n", StringComparison.Ordinal)}\n)</pre></div></details>\n");
    }

    private static string Prose(string text) => PageStyle.KeepWhole(Text(text));

    private static string Text(string text) => Encoder.Encode(TextFormat.OneLine(text));
}
