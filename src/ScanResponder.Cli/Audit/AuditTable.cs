using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.Audit;
using Spectre.Console;

namespace ScanResponder.Cli.Audit;

/// <summary>What an audit found, for people at a terminal: the worst first, and at the end, where the eye is, all of it in one line.</summary>
/// <param name="report">What was found.</param>
/// <param name="close">True where the commands are shown too.</param>
internal sealed class AuditTable(AuditReport report, bool close)
{
    /// <summary>Writes it line by line.</summary>
    /// <param name="line">Takes a sentence or a row.</param>
    /// <param name="verbatim">Takes a line that must stay one.</param>
    internal void Write(Action<string, Style> line, Action<string> verbatim)
    {
        var width = report.Groups.Select(group => AuditWords.State(group).Length).DefaultIfEmpty().Max();
        foreach (var group in report.Groups)
        {
            line($"{AuditWords.State(group).PadRight(width)}  {AuditWords.Name(group)}  ({AuditWords.Place(group)})", StyleOf(group));
            foreach (var rules in group.Exposures.GroupBy(entry => entry.Reach.Because))
            {
                foreach (var (exposure, _) in rules)
                    line($"  {exposure.Rule.Id}  {AuditWords.Rule(exposure)}{Description(exposure.Rule.Description)}", Style.Plain);
                line($"      {rules.Key}", Style.Plain);
            }

            if (group.OpeningSentence is { } opened)
                line($"  opened by: {opened}", Style.Plain);
            line($"  used by: {AuditWords.UsedBy(group)}", Style.Plain);
            if (AuditWords.Outcome(group) is { } outcome)
                line($"  {outcome}", Style.Plain);
            var told = group.WithCommands;
            foreach (var note in told.Notes)
                line($"  * {note}", Styles.Note);
            if (close)
            {
                Commands("close", told.Close);
                Commands("reopen", told.Reopen);
            }

            Commands("undo", told.Undo);
            line("", Style.Plain);
        }

        foreach (var problem in report.Problems)
            line($"NOT LOOKED AT  {problem.Region}  {problem.What}", Styles.Failed);
        foreach (var note in report.Notes)
            line($"* {note}", Styles.Note);
        if (!report.Problems.IsEmpty || !report.Notes.IsEmpty)
            line("", Style.Plain);
        line(report.Summary, Styles.Heading);

        // In parentheses a block is a shell of its own, so that it can end without closing the terminal.
        void Commands(string title, ImmutableArray<string> commands)
        {
            if (commands.IsEmpty)
                return;
            line($"  {title}:", Style.Plain);
            verbatim("(");
            foreach (var command in commands)
                verbatim(command);
            verbatim(")");
        }
    }

    private static string Description(string? description) => TextFormat.Trimmed(description) is { } words ? $"  \"{TextFormat.Truncate(words, 60)}\"" : "";

    private static Style StyleOf(AuditedGroup group) => group.IsClosed ? Styles.Added : group.IsReachable is false ? Styles.Heading : Styles.Failed;
}
