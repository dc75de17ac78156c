using System.CommandLine;
using ScanResponder.Aws.Redrive;

namespace ScanResponder.Cli.Redrive;

/// <summary><c>scan-responder redrive QUEUE_URL</c>: hands the events of a queue to the function again.</summary>
internal sealed class RedriveCommand : Command
{
    internal const string Function = "--function";
    internal const string DryRun = "--dry-run";

    /// <summary>How the command is called.</summary>
    internal const string Usage = "redrive QUEUE_URL";

    private readonly Argument<QueueUrl?> _queue = new("QUEUE_URL")
    {
        Description = "The queue: of events that EventBridge could not deliver, or of what Lambda hands to an on-failure destination.",
        Arity = ArgumentArity.ExactlyOne,
        CustomParser = argument => PolicyOptions.Value("QUEUE_URL", argument, QueueUrl.Parse),
    };

    private readonly Option<FunctionName?> _function = PolicyOptions.Parsed<FunctionName>(Function, "NAME", FunctionName.Parse,
        "The function that gets the events, by its name in the queue's Region or by its ARN.");

    private readonly Option<bool> _dryRun = new(DryRun)
    {
        Description = "Show what waits. Nothing is handed over, and nothing is deleted.",
    };

    /// <summary>The command.</summary>
    /// <param name="json">An option that it shares with the main command.</param>
    /// <param name="terminal">Where answers are written.</param>
    /// <param name="aws">Where queue and function are.</param>
    internal RedriveCommand(Option<bool> json, ITerminal terminal, IAwsServices aws)
        : base("redrive", "Hand findings that wait in a queue to the function again, and take them out of the queue.")
    {
        Add(_queue);
        Add(_function);
        Add(_dryRun);
        Validators.Add(result =>
        {
            if (Misplaced.Error(result, Usage) is { } misplaced)
                result.AddError(misplaced);
            else if (result.GetResult(_queue) is not { Tokens.Count: > 0 })
                result.AddError("redrive needs the URL of a queue");
            else if (result.GetResult(_function) is null && result.GetResult(_dryRun) is null)
                result.AddError($"redrive needs {Function} NAME, the function that gets the events, or {DryRun} to see what waits");
        });
        SetAction((parsed, cancellationToken) =>
        {
            var url = parsed.GetValue(_queue)!;
            var name = parsed.GetValue(_function);
            var function = name is null || parsed.GetValue(_dryRun) ? null : aws.Function(name, name.Region ?? url.Region);
            return new Redriving(aws.Queue(url), function, name).RunAsync(parsed.GetValue(json), terminal, cancellationToken);
        });
    }
}
