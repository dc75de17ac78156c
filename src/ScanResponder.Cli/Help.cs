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

    /// <summary>Below the help of <c>doctor</c>.</summary>
    internal const string Doctor =
        $"""
        Example:
          {CommandLine.Name} doctor
              examines the stack scan-responder, and changes nothing
          {CommandLine.Name} doctor --test
              sends a drill through it as well: people get one alert that says so
          {CommandLine.Name} doctor --report report.json
              writes what to send to others, without addresses and account numbers

        Exit status:
          0  all is well
          1  nothing is wrong as far as could be seen; something could not be
             looked at
          2  the command line does not say what to do
          3  something is wrong

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

    /// <summary>Below the help of <c>approve</c>.</summary>
    internal const string Approve =
        $"""
        Example:
          {CommandLine.Name} approve bdc189941acf780de956fe5d1483d7a5 --reason "not meant to be open"
              has the function make the change that its alert about this finding shows

        Exit status:
          0  it is closed
          1  it could not be approved, or not be closed
          2  the command line does not say what to do
          3  it is still open: there is a new alert, or a part was left

        """;

    /// <summary>Below the help of <c>undo</c>.</summary>
    internal const string Undo =
        $"""
        Example:
          {CommandLine.Name} undo bdc189941acf780de956fe5d1483d7a5
              takes back what was changed, and keeps that open for 24 hours
          {CommandLine.Name} undo bdc189941acf780de956fe5d1483d7a5 --until 2026-12-31
              keeps it open until the end of that day, UTC

        Exit status:
          0  it was taken back, as far as nobody has changed it since
          1  it could not be taken back
          2  the command line does not say what to do

        """;

    /// <summary>Below the help of <c>history</c>.</summary>
    internal const string History =
        $"""
        Example:
          {CommandLine.Name} history --table scan-responder-Journal-1A2B3C
              lists what was changed, why, who decided it, and how it is now

        Exit status:
          0  it is listed
          1  the journal or an account could not be read
          2  the command line does not say what to do

        """;

    /// <summary>Below the help of <c>allow</c>.</summary>
    internal const string Allow =
        $"""
        Example:
          {CommandLine.Name} allow sg-0a1b2c3d4e5f60718 --source 198.51.100.7/32 --for 8h
              lets that address reach SSH for eight hours; the sweep takes the rule
              away then
          {CommandLine.Name} allow sg-0a1b2c3d4e5f60718 --source my-ip --for 8h
              the same for your own public address

        Exit status:
          0  the rule is there
          1  the rule could not be added
          2  the command line does not say what to do

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
