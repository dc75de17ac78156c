using System.Globalization;
using System.Text;
using ScanResponder.Alerts;
using ScanResponder.Audit;
using ScanResponder.Audit.Document;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using Spectre.Console;

namespace ScanResponder.Cli.Audit;

/// <summary>Reads, looks, closes what is to be closed, and writes what there is to tell.</summary>
/// <param name="targets">Where to look.</param>
/// <param name="policy">What is guarded, and what may be done.</param>
/// <param name="terminal">Where it is written.</param>
internal sealed class Auditing(Targets targets, Policy policy, ITerminal terminal)
{
    /// <summary>How it is written.</summary>
    internal AuditFormat Format { get; init; }

    /// <summary>The file that it is written to; null for standard output.</summary>
    internal string? Output { get; init; }

    /// <summary>The file that gets it as a page as well; null for none.</summary>
    internal string? Html { get; init; }

    /// <summary>True where the commands are printed too.</summary>
    internal bool Close { get; init; }

    /// <summary>True where nobody is to be asked.</summary>
    internal bool Yes { get; init; }

    /// <summary>True where CloudTrail is asked who opened what is open.</summary>
    internal bool Who { get; init; }

    /// <summary>The file for the undo; null where the user named none.</summary>
    internal string? UndoFile { get; init; }

    /// <summary>What the exit status calls open.</summary>
    internal FailOn FailOn { get; init; }

    /// <summary>Does it.</summary>
    /// <returns>The <see cref="ExitStatus"/>.</returns>
    internal async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        if (policy.Mode is Mode.Remediate && targets.IsReal && !Yes && !terminal.CanAsk)
        {
            CommandLine.Say(terminal, $"--mode remediate changes the real account, and there is nobody to ask: give {AuditCommand.Yes} (see {CommandLine.Name} audit --help)");
            return (int)ExitStatus.Usage;
        }

        using var file = Output is null ? null : Create(Output, isNew: false);
        using var page = Html is null ? null : Create(Html, isNew: false);
        var readings = await Inventories.ReadAsync(targets, AuditCommand.ListsOf(policy), terminal.Output, cancellationToken);
        AuditReport[] reports = [.. readings.Select(reading => RegionAudit.Of(reading.Inventory, policy, SweepTrigger.Of(reading.Inventory.Scope, reading.At)))];
        if (Who)
            reports = await Task.WhenAll(reports.Zip(readings, (report, reading) => new Openers(targets.Time).FindAsync(report, reading.Account, cancellationToken)));
        if (policy.Mode is not Mode.Notify)
            await ApplyAsync(readings, reports, cancellationToken);

        var joined = AuditReport.Joined(reports);
        var report = joined with { GuardedPorts = [.. policy.GuardedPorts.Distinct().Order()], Problems = [.. targets.Problems, .. joined.Problems], Notes = [.. targets.Notes, .. joined.Notes, .. joined.AboutPublicAccess] };
        if (page is not null)
        {
            using var writer = new StreamWriter(page, new UTF8Encoding(false)) { NewLine = "\n" };
            AuditHtml.Write(report, writer, close: true, copy: true);
        }

        if (file is null)
            Write(report, terminal.Output);
        else
        {
            using (var writer = new StreamWriter(file, new UTF8Encoding(false)) { NewLine = "\n" })
                Write(report, writer);
            terminal.Output.Write(new PlainLines().Add(report.Summary, Styles.Heading).Add($"Written to {Output}.", Styles.Note));
        }

        return (int)StatusOf(report);
    }

    private ExitStatus StatusOf(AuditReport report)
    {
        if (!report.Problems.IsEmpty || report.Groups.Any(group => group.Outcome.Verdict is Verdict.Failed or Verdict.PartlyTightened))
            return ExitStatus.Failed;
        var counts = report.StillOpen.Where(group => FailOn is FailOn.Open || (FailOn is FailOn.Reachable && group.IsReachable is not false));
        return FailOn is not FailOn.Never && counts.Any() ? ExitStatus.Open : ExitStatus.Answered;
    }

    private async Task ApplyAsync(IReadOnlyList<Reading> readings, AuditReport[] reports, CancellationToken cancellationToken)
    {
        var closing = reports.SelectMany(report => report.Groups).Where(group => group.Outcome.Why is Reason.NotifyOnly).ToList();
        if (closing.Count == 0 || !await AgreedAsync(closing, cancellationToken))
            return;
        await using var undo = policy.Mode is Mode.Remediate ? UndoScript() : null;
        var remediation = new AuditRemediation(policy, targets.Time);
        foreach (var (index, reading) in readings.Index())
        {
            if (reading.Account is { } account)
                reports[index] = await remediation.ApplyAsync(reports[index], account, reading.At, Deadlines.Unhurried(targets.Time), undo is null ? null : undo.AddAsync, cancellationToken);
        }
    }

    private UndoScript? UndoScript()
    {
        if (UndoFile is null && !targets.IsReal)
            return null;
        var path = UndoFile ?? string.Create(CultureInfo.InvariantCulture, $"scan-responder-undo-{targets.Time.GetUtcNow().UtcDateTime:yyyyMMdd-HHmmss}.sh");
        var script = new UndoScript(Create(path, isNew: true));
        CommandLine.Say(terminal, $"the undo goes to {path}");
        return script;
    }

    private async Task<bool> AgreedAsync(List<AuditedGroup> closing, CancellationToken cancellationToken)
    {
        if (policy.Mode is not Mode.Remediate || !targets.IsReal || Yes)
            return true;
        var lines = new PlainLines();
        foreach (var group in closing)
        {
            foreach (var change in group.Planned)
                lines.Add($"  {(change.Action is ChangeAction.Revoke ? '-' : '+')} {group.Trigger.Region} {group.Group.Id}: {change.Rule.Traffic} from {change.Rule.Source}");
        }

        terminal.Output.Write(lines);
        var accounts = string.Join(", ", closing.Select(group => group.Trigger.AccountId).Distinct());
        return await terminal.Output.ConfirmAsync(
            Markup.Escape($"Make these changes in {TextFormat.Count(closing.Count, "security group")} of account {accounts}?"), defaultValue: false, cancellationToken);
    }

    private Stream Create(string path, bool isNew)
    {
        try
        {
            return terminal.CreateFile(path, isNew);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {exception.Message}", exception);
        }
    }

    private void Write(AuditReport report, IAnsiConsole console)
    {
        if (Format is AuditFormat.Table)
        {
            var lines = new PlainLines(PlainLines.ColumnsOf(console));
            if (targets.Introduction is { } text)
                lines.AddFolded(text, Styles.Note).Add();
            new AuditTable(report, Close).Write((line, style) => lines.AddFolded(line, style), line => lines.Add(line));
            console.Write(lines);
            return;
        }

        // Not through the console, which would break lines.
        var output = console.Profile.Out.Writer;
        Write(report, output, indented: console.Profile.Out.IsTerminal);
        output.Flush();
    }

    private void Write(AuditReport report, StreamWriter writer) => Write(report, writer, indented: true);

    private void Write(AuditReport report, TextWriter writer, bool indented)
    {
        switch (Format)
        {
            case AuditFormat.Json:
                SweepJson.Write(report, writer, indented);
                writer.Write('\n');
                break;
            case AuditFormat.Csv:
                AuditCsv.Write(report, writer);
                break;
            case AuditFormat.Html:
                AuditHtml.Write(report, writer, Close);
                break;
            case AuditFormat.Markdown:
                AuditMarkdown.Write(report, writer, Close);
                break;
            default:
                new AuditTable(report, Close).Write((line, _) => WriteLine(line), WriteLine);
                break;
        }

        void WriteLine(string line) => writer.Write($"{TextFormat.OneLine(line)}\n");
    }
}
