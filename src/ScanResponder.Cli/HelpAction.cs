using System.CommandLine;
using System.CommandLine.Invocation;
using ScanResponder.Cli.Audit;
using ScanResponder.Cli.Completion;
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
            RedriveCommand => Help.Redrive,
            CompletionCommand => Help.Completion,
            _ => Help.Main,
        });
        return (int)ExitStatus.Answered;
    }
}
