using System.CommandLine;
using System.CommandLine.Invocation;

namespace ScanResponder.Cli;

/// <summary>An option that prints a text and ends the tool.</summary>
internal sealed class WriteAction(string text) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        parseResult.InvocationConfiguration.Output.WriteLine(text);
        return (int)ExitStatus.Answered;
    }
}
