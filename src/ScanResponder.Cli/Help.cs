using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using ScanResponder.Cli.Redrive;

namespace ScanResponder.Cli;

/// <summary>What the help says below the options.</summary>
internal static class Help
{
    private const string Statuses =
        """
        Exit status:
          0  every finding was answered as the mode asks, and nothing is open now
          1  a file could not be read, the account could not be read or changed (or
             only in part), or the alert could not be published
          2  the command line does not say what to do
          3  a guarded port is still open (see respond --fail-on)

        """;

    /// <summary>Below the help of the tool.</summary>
    internal const string Main =
        $"""
        Example:
          {CommandLine.Name} --mode dry-run
              shows the example in a mode that changes nothing

        {Statuses}
        """;

    /// <summary>Below the help of <c>respond</c>.</summary>
    internal const string Respond =
        $"""
        Example:
          {CommandLine.Name} snapshot -o account.json
          {CommandLine.Name} respond finding.json --account account.json
              shows how a real finding would be answered, in a copy of the account

        {Statuses}
        """;

    /// <summary>Below the help of <c>audit</c>.</summary>
    internal const string Audit =
        $"""
        Example:
          {CommandLine.Name} audit
              looks at the example account
          {CommandLine.Name} audit --live --all-regions
              looks at all of the real account, and changes nothing
          {CommandLine.Name} audit --live --format json --fail-on reachable > audit.json
              fails a pipeline where packets get to an open port
          {CommandLine.Name} audit --live --mode remediate
              closes what is open, when you have agreed, and writes the undo to a file

        Exit status:
          0  nothing is open, or what was open is closed now
          1  something could not be looked at or changed; the output says what
          2  the command line does not say what to do
          3  something is open (see --fail-on)

        """;

    /// <summary>Below the help of <c>snapshot</c>.</summary>
    internal const string Snapshot =
        $"""
        Example:
          {CommandLine.Name} snapshot -o account.json
          {CommandLine.Name} audit --account account.json
              looks at the copy, as often as you like

        Exit status:
          0  the copy is complete
          1  something could not be read; standard error says what, and the rest is
             in the copy
          2  the command line does not say what to do

        """;

    /// <summary>Below the help of <c>redrive</c>.</summary>
    internal const string Redrive =
        $"""
        Example:
          {CommandLine.Name} {RedriveCommand.Usage} --dry-run
              shows what waits in the queue and why, and leaves it there
          {CommandLine.Name} {RedriveCommand.Usage} --function scan-responder
              hands each event to the function; a message is deleted when Lambda has
              its event, and never before

        Exit status:
          0  every message was handed over, or with --dry-run could be
          1  a message is still in the queue, or the queue cannot be read
          2  the command line does not say what to do

        """;

    /// <summary>Below the help of <c>completion</c>.</summary>
    internal const string Completion =
        $"""
        Example:
          source <({CommandLine.Name} completion bash)
              completes in this shell; put it into ~/.bashrc to have it in all

        """;

    /// <summary>Puts the text below the help of the tool's commands.</summary>
    internal static void Extend(RootCommand command)
    {
        foreach (var help in command.Options.OfType<HelpOption>())
        {
            help.Description = "Show this help.";
            help.Action = new HelpAction((SynchronousCommandLineAction)help.Action!);
        }
    }
}
