using ScanResponder.Alerts;
using ScanResponder.InMemory;
using ScanResponder.Tightening;

namespace ScanResponder.Cli;

/// <summary>Answers the findings of a job and shows the alerts.</summary>
internal static class Answering
{
    /// <summary>Answers them one after the other; a later one finds the account as the earlier ones left it.</summary>
    /// <returns>The <see cref="ExitStatus"/>.</returns>
    internal static async Task<int> RunAsync(Job job, bool json, IMachine machine, CancellationToken cancellationToken)
    {
        var status = ExitStatus.Answered;
        var responder = new Responder(job.Accounts, job.Delivery, job.Policy, job.Time, new InMemoryJournal()) { Evidence = job.Evidence };
        if (job.Notice is { } notice)
            CommandLine.Say(machine, notice);
        var page = new AlertPage(machine.Output);
        if (!json)
            page.Begin(job);
        foreach (var (index, trigger) in job.Findings.Index())
        {
            var alert = await responder.RespondAsync(trigger, cancellationToken);
            if (json)
                page.WriteJson(AlertJson.Write(AlertDocument.Of(alert), indented: machine.Output.Profile.Out.IsTerminal));
            else
                page.Write(alert, job, index);
            if (job.Delivery.Failure is { } failure)
                CommandLine.Say(machine, failure.Message);
            if (job.Delivery.Failure is not null || alert.Outcome.Verdict is Verdict.Failed or Verdict.PartlyTightened)
                status = ExitStatus.Failed;
        }

        if (!json)
            page.End(job);
        return (int)status;
    }
}
