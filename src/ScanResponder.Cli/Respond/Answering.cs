using System.Globalization;
using System.Text;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Page;
using ScanResponder.InMemory;
using ScanResponder.Tightening;

namespace ScanResponder.Cli.Respond;

/// <summary>Answers the findings of a request and shows the alerts.</summary>
internal static class Answering
{
    /// <summary>Answers them one after the other; a later one finds the account as the earlier ones left it.</summary>
    /// <returns>The <see cref="ExitStatus"/>.</returns>
    internal static async Task<int> RunAsync(RespondRequest request, bool json, ITerminal terminal, CancellationToken cancellationToken)
    {
        var status = ExitStatus.Answered;
        var responder = new Responder(request.Accounts, request.Delivery, request.Policy, request.Time, new InMemoryJournal()) { Evidence = request.Evidence };
        if (request.Notice is { } notice)
            CommandLine.Say(terminal, notice);
        var page = new AlertPage(terminal.Output);
        if (!json)
            page.Begin(request);
        foreach (var (index, trigger) in request.Findings.Index())
        {
            var alert = await responder.RespondAsync(trigger, cancellationToken);
            if (json)
                page.WriteJson(AlertJson.Write(AlertDocument.Of(alert), indented: terminal.Output.Profile.Out.IsTerminal));
            else
                page.Write(alert, request, index);
            if (request.Html is { } html)
                await WritePageAsync(FileOf(html, index, request.Findings.Length), PageRenderer.Of(alert), terminal, cancellationToken);
            if (request.Delivery.Failure is { } failure)
                CommandLine.Say(terminal, failure.Message);
            if (request.Delivery.Failure is not null || alert.Outcome.Verdict is Verdict.Failed or Verdict.PartlyTightened)
                status = ExitStatus.Failed;
        }

        if (!json)
            page.End(request);
        return (int)status;
    }

    /// <summary>The file of one of several pages: <c>page.html</c>, <c>page-2.html</c>.</summary>
    private static string FileOf(string path, int index, int count) => count == 1 || index == 0
        ? path
        : string.Create(CultureInfo.InvariantCulture, $"{path[..^Path.GetExtension(path).Length]}-{index + 1}{Path.GetExtension(path)}");

    private static async Task WritePageAsync(string path, string page, ITerminal terminal, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = terminal.CreateFile(path, isNew: false);
            await file.WriteAsync(Encoding.UTF8.GetBytes(page), cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {exception.Message}", exception);
        }
    }
}
