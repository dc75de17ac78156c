using ScanResponder.Cli.Allow;
using ScanResponder.Cli.Audit;
using ScanResponder.Cli.Decide;
using ScanResponder.Cli.History;
using ScanResponder.Cli.Redrive;
using ScanResponder.Cli.Respond;
using ScanResponder.Cli.Snapshot;
using System.CommandLine.Invocation;
using System.CommandLine;

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
            RedriveCommand => Help.Redrive,
            ApproveCommand => Help.Approve,
            UndoCommand => Help.Undo,
            HistoryCommand => Help.History,
            AllowCommand => Help.Allow,
            _ => Help.Main,
        });
        return (int)ExitStatus.Answered;
    }
}
