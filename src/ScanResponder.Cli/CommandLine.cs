using System.CommandLine;
using System.CommandLine.Invocation;
using ScanResponder.Alerts;

namespace ScanResponder.Cli;

/// <summary>From the words of the command line to the status that the shell gets.</summary>
internal static class CommandLine
{
    /// <summary>The tool's name, which begins every line that it writes to standard error.</summary>
    internal const string Name = "scan-responder";

    /// <summary>How long a change that was begun may take to be finished or put back when the user stops the tool.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(30);

    /// <summary>Does what the words say. What goes wrong is one line on standard error.</summary>
    internal static async Task<int> RunAsync(IReadOnlyList<string> words, ITerminal terminal, IAwsServices aws)
    {
        // Words that begin with @ are file names like any other.
        var parsed = new MainCommand(terminal, aws).Parse(words, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed is { Action: ParseErrorAction, Errors: [var error, ..] })
        {
            var command = parsed.CommandResult.Command is MainCommand ? Name : $"{Name} {parsed.CommandResult.Command.Name}";
            var message = parsed.UnmatchedTokens is [var word, ..] && word.StartsWith('-') && error.Message.Contains($"'{word}'", StringComparison.Ordinal)
                ? $"{command[(command.IndexOf(' ', StringComparison.Ordinal) + 1)..]} has no option {word}"
                : error.Message.TrimEnd('.');
            return Say(terminal, $"{message} (see {command} --help)", ExitStatus.Usage);
        }

        try
        {
            return await parsed.InvokeAsync(new()
            {
                Output = terminal.Output.Profile.Out.Writer,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = Timeout,
            });
        }
        catch (InputException exception)
        {
            return Say(terminal, exception.Message, ExitStatus.Failed);
        }
        catch (OperationCanceledException)
        {
            return Say(terminal, "stopped", ExitStatus.Stopped);
        }
#pragma warning disable CA1031 // The last resort: a person at a terminal gets a line and not a stack trace.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Say(terminal, $"this should not have happened, please report it: {exception.GetType().Name}: {exception.Message}", ExitStatus.Failed);
        }
    }

    /// <summary>Writes the line, with nothing in it that could end it or play tricks on a terminal.</summary>
    internal static void Say(ITerminal terminal, string text) => terminal.Error.WriteLine($"{Name}: {TextFormat.OneLine(text)}");

    private static int Say(ITerminal terminal, string text, ExitStatus status)
    {
        Say(terminal, text);
        return (int)status;
    }
}
