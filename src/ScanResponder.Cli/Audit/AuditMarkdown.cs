using System.Collections.Immutable;
using System.Text;
using ScanResponder.Alerts;
using ScanResponder.Audit;

namespace ScanResponder.Cli.Audit;

/// <summary>What an audit found, for issues and wikis.</summary>
internal static class AuditMarkdown
{
    internal static void Write(AuditReport report, TextWriter output, bool close)
    {
        output.Write($"# Security groups that are open to the internet\n\n{Text(report.Summary)}\n");
        if (!report.Groups.IsEmpty)
        {
            output.Write("\n| state | security group | where | rule | used by | why |\n|---|---|---|---|---|---|\n");
            foreach (var group in report.Groups)
            {
                foreach (var (exposure, reach) in group.Exposures)
                {
                    string[] cells =
                    [
                        AuditWords.State(group), AuditWords.Name(group), AuditWords.Place(group), $"{exposure.Rule.Id}: {AuditWords.Rule(exposure)}", AuditWords.UsedBy(group),
                        string.Join(' ', new[] { reach.Because, group.OpeningSentence, AuditWords.Outcome(group) }.OfType<string>()),
                    ];
                    output.Write($"| {string.Join(" | ", cells.Select(Text))} |\n");
                }
            }
        }

        Section(output, "Not looked at", [.. report.Problems.Select(problem => $"{problem.AccountId} {problem.Region}: {problem.What}")]);
        Section(output, "Notes", report.Notes);
        foreach (var group in report.Groups)
        {
            var told = group.WithCommands;
            Section(output, $"Notes on {group.Group.Id}", told.Notes);
            if (close)
            {
                Commands(output, $"Close {group.Group.Id}", told.Close);
                Commands(output, $"Reopen {group.Group.Id}", told.Reopen);
            }

            Commands(output, $"Undo {group.Group.Id}", told.Undo);
        }
    }

    private static void Section(TextWriter output, string title, ImmutableArray<string> lines)
    {
        if (lines.IsEmpty)
            return;
        output.Write($"\n## {Text(title)}\n\n");
        foreach (var line in lines)
            output.Write($"* {Text(line)}\n");
    }

    /// <summary>Commands are printable ASCII without a fence in them.</summary>
    private static void Commands(TextWriter output, string title, ImmutableArray<string> commands)
    {
        if (!commands.IsEmpty)
            output.Write($"\n## {Text(title)}\n\n```sh\n(\n{string.Join('\n', commands)}\n)\n```\n");
    }

    /// <summary>The text on one line, with nothing in it that Markdown or HTML would read.</summary>
    private static string Text(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in TextFormat.OneLine(text))
        {
            if (letter is '\\' or '`' or '*' or '_' or '{' or '}' or '[' or ']' or '<' or '>' or '#' or '|' or '~' or '&' or '!')
                escaped.Append('\\');
            escaped.Append(letter);
        }

        return escaped.ToString();
    }
}
