using System.CommandLine;
using System.Reflection;
using ScanResponder.Cli.Allow;
using ScanResponder.Cli.Audit;
using ScanResponder.Cli.Completion;
using ScanResponder.Cli.Decide;
using ScanResponder.Cli.Demo;
using ScanResponder.Cli.Doctor;
using ScanResponder.Cli.History;
using ScanResponder.Cli.Redrive;
using ScanResponder.Cli.Respond;
using ScanResponder.Cli.Snapshot;
using ScanResponder.Tightening;

namespace ScanResponder.Cli;

/// <summary><c>scan-responder</c> alone: the example.</summary>
internal sealed class MainCommand : RootCommand
{
    private const string Summary =
        "Answers Amazon GuardDuty's findings of port scans: finds the security-group rule that let the scanner in, closes exactly that, and tells "
        + "people.\n\nWithout a command it answers an example finding in an example account and shows what the people on call would get. Only "
        + "approve, undo, history, allow, doctor, redrive, snapshot and --live touch AWS.";

    /// <summary>The commands, with what they work on.</summary>
    internal MainCommand(ITerminal terminal, IAwsServices aws)
        : base(Summary)
    {
        var policy = new PolicyOptions();
        var json = new Option<bool>("--json")
        {
            Description = "Print JSON alone: the alert document of each finding, or what an audit found, indented on a terminal; what a self-test saw, or a line for each message of a queue.",
            Recursive = true,
        };
        var html = new Option<string?>("--html")
        {
            Description = "Write the alert as a page to look at into this file: one HTML file that needs no network.",
            HelpName = "FILE",
        };
        foreach (var option in policy.All)
            Add(option);
        Add(json);
        Add(html);
        Add(new RespondCommand(policy, json, html, terminal, aws));
        Add(new AuditCommand(policy, json, terminal, aws));
        Add(new SnapshotCommand(terminal, aws));
        Add(new DoctorCommand(json, terminal, aws));
        Add(new RedriveCommand(json, terminal, aws));
        Add(new CompletionCommand(terminal));
        Add(new ApproveCommand(json, terminal, aws));
        Add(new UndoCommand(json, terminal, aws));
        Add(new HistoryCommand(json, terminal, aws));
        Add(new AllowCommand(terminal, aws));
        foreach (var name in new[] { RespondCommand.Account, RespondCommand.Live, RespondCommand.Topic })
            Add(Misplaced.Option(name, "a finding to answer", RespondCommand.Usage));
        foreach (var name in new[] { RedriveCommand.Function, RedriveCommand.DryRun })
            Add(Misplaced.Option(name, "a queue to redrive", RedriveCommand.Usage));
        SetAction((parsed, cancellationToken) =>
            Answering.RunAsync(Example.Request(policy.Read(parsed, Mode.Remediate)) with { Html = parsed.GetValue(html) }, parsed.GetValue(json), terminal, cancellationToken));

        Help.Extend(this);
        foreach (var version in Options.OfType<VersionOption>())
        {
            version.Description = "Show the version.";
            version.Action = new WriteAction($"{CommandLine.Name} {Version()}");
        }
    }

    private static string Version() =>
        typeof(MainCommand).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];
}
