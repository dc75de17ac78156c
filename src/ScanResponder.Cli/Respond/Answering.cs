using System.Globalization;
using System.Text;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Page;
using ScanResponder.Cli.Audit;
using ScanResponder.InMemory;
using ScanResponder.Tightening;
using Spectre.Console;

namespace ScanResponder.Cli.Respond;

/// <summary>Answers the findings of a request and shows the alerts.</summary>
internal static class Answering
{
    // Longer than that, somebody at a terminal wonders.
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    /// <summary>Answers them one after the other; a later one finds the account as the earlier ones left it.</summary>
    /// <returns>The <see cref="ExitStatus"/>.</returns>
    internal static async Task<int> RunAsync(RespondRequest request, bool json, ITerminal terminal, CancellationToken cancellationToken)
    {
        await using var file = request.Output is { } path ? new StreamWriter(Create(path, terminal)) : null;
        var console = file is not null ? Terminal.Console(new AnsiConsoleOutput(file)) : request.Quiet ? Terminal.Console(new AnsiConsoleOutput(TextWriter.Null)) : terminal.Output;
        var statuses = new Dictionary<string, ExitStatus>();
        var responder = new Responder(request.Accounts, request.Delivery, request.Policy, request.Time, new InMemoryJournal()) { Evidence = request.Evidence };
        var page = new AlertPage(console);
        var verdicts = new PlainLines();
        if (!json)
            page.Begin(request);
        foreach (var (index, trigger) in request.Findings.Index())
        {
            var alert = await WithProgressAsync(responder.RespondAsync(trigger, cancellationToken), $"answering {trigger.Noun} {trigger.Id} ...", terminal);
            if (json)
                page.WriteJson(AlertJson.Write(AlertDocument.Of(alert), indented: file is not null || terminal.Output.Profile.Out.IsTerminal));
            else
                page.Write(alert, request, index);
            verdicts.Add(AlertSubject.Of(alert), Styles.Heading);
            if (request.Html is { } html)
                await WritePageAsync(FileOf(html, index, request.Findings.Length), PageRenderer.Of(alert), terminal, cancellationToken);
            if (request.Delivery.Failure is { } failure)
                CommandLine.Say(terminal, failure.Message);
            if (!alert.Repeated)
                statuses[alert.Instance?.Id ?? trigger.Id] = After(StatusOf(alert, request), statuses.GetValueOrDefault(alert.Instance?.Id ?? trigger.Id));
        }

        if (!json)
            page.End(request, verdicts);
        if (file is not null && !request.Quiet)
            terminal.Output.Write(verdicts.Add($"Written to {request.Output}.", Styles.Note));
        return (int)statuses.Values.DefaultIfEmpty().MaxBy(Rank);
    }

    /// <summary>That something failed counts more than that something is open.</summary>
    private static int Rank(ExitStatus status) => status switch { ExitStatus.Failed => 2, ExitStatus.Open => 1, _ => 0 };

    private static ExitStatus StatusOf(Alert alert, RespondRequest request)
    {
        if (request.Delivery.Failure is not null || alert.Outcome.Verdict is Verdict.Failed or Verdict.PartlyTightened)
            return ExitStatus.Failed;
        var open = alert.StillOpen.ToHashSet();
        var counts = alert.Exposures.Where(exposure => open.Contains(exposure.Port)).Concat(alert.OtherGuardedOpen)
            .Any(exposure => request.FailOn is FailOn.Open || (request.FailOn is FailOn.Reachable && alert.ReachOf(exposure).Reachable is not false));
        return counts ? ExitStatus.Open : ExitStatus.Answered;
    }

    /// <summary>What failed stays so, and what was open may have been closed by the answer to a later finding.</summary>
    private static ExitStatus After(ExitStatus now, ExitStatus before) => before is ExitStatus.Failed ? before : now;

    /// <summary>Tells somebody who waits at a terminal what for.</summary>
    private static async Task<T> WithProgressAsync<T>(Task<T> work, string doing, ITerminal terminal)
    {
        if (terminal.CanAsk && await Task.WhenAny(work, Task.Delay(Noticeable)) != work)
            CommandLine.Say(terminal, doing);
        return await work;
    }

    /// <summary>The file of one of several pages: <c>page.html</c>, <c>page-2.html</c>.</summary>
    private static string FileOf(string path, int index, int count) => count == 1 || index == 0
        ? path
        : string.Create(CultureInfo.InvariantCulture, $"{path[..^Path.GetExtension(path).Length]}-{index + 1}{Path.GetExtension(path)}");

    private static async Task WritePageAsync(string path, string page, ITerminal terminal, CancellationToken cancellationToken)
    {
        await using var file = Create(path, terminal);
        await file.WriteAsync(Encoding.UTF8.GetBytes(page), cancellationToken);
    }

    private static Stream Create(string path, ITerminal terminal)
    {
        try
        {
            return terminal.CreateFile(path, isNew: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {exception.Message}", exception);
        }
    }
}
