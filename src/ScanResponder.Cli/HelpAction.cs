using System.CommandLine;
using System.CommandLine.Invocation;
using ScanResponder.Cli.Allow;
using ScanResponder.Cli.Audit;
using ScanResponder.Cli.Completion;
using ScanResponder.Cli.Decide;
using ScanResponder.Cli.Doctor;
using ScanResponder.Cli.History;
using ScanResponder.Cli.Redrive;
using ScanResponder.Cli.Respond;
using ScanResponder.Cli.Snapshot;

namespace ScanResponder.Cli;

/// <summary>The help that System.CommandLine writes, and below it what it has no place for.</summary>
internal sealed class HelpAction(SynchronousCommandLineAction usual) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        usual.Invoke(parseResult);
        parseResult.InvocationConfiguration.Output.WriteLine(parseResult.CommandResult.Command switch
        {
            RespondCommand => Help.Respond,
            AuditCommand => Help.Audit,
            SnapshotCommand => Help.Snapshot,
            DoctorCommand => Help.Doctor,
            RedriveCommand => Help.Redrive,
            CompletionCommand => Help.Completion,
            ApproveCommand => Help.Approve,
            UndoCommand => Help.Undo,
            HistoryCommand => Help.History,
            AllowCommand => Help.Allow,
            _ => Help.Main,
        });
        return (int)ExitStatus.Answered;
    }
}
