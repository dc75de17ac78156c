using System.CommandLine;

namespace ScanResponder.Cli.Decide;

/// <summary><c>scan-responder approve FINDING</c>: has the function make the change that its alert shows.</summary>
internal sealed class ApproveCommand : Command
{
    private readonly DecisionOptions _options = new();

    /// <summary>The command.</summary>
    /// <param name="json">An option that it shares with the main command.</param>
    /// <param name="terminal">Where the answer is shown.</param>
    /// <param name="aws">Where the function is.</param>
    internal ApproveCommand(Option<bool> json, ITerminal terminal, IAwsServices aws)
        : base("approve", "Have the function close what its alert shows. If more would be closed by now, it asks again.")
    {
        _options.AddTo(this);
        SetAction((parsed, cancellationToken) =>
            new Deciding(_options.Function(parsed, aws), terminal).RunAsync(_options.Read(parsed, "Approve"), parsed.GetValue(json), StatusOf, cancellationToken));
    }

    private static ExitStatus StatusOf(string outcome) => outcome switch
    {
        "tightened" or "not-open" => ExitStatus.Answered,
        "partly-tightened" or "left-open" or "would-tighten" => ExitStatus.Open,
        _ => ExitStatus.Failed,
    };
}
