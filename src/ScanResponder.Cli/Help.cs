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
          0  every finding was answered as the mode asks, whatever there was to close
          1  a file could not be read, the account could not be read or changed (or
             only in part), or the alert could not be published
          2  the command line does not say what to do

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
          aws ec2 describe-instances            >  account.json
          aws ec2 describe-network-interfaces   >> account.json
          aws ec2 describe-security-groups      >> account.json
          aws ec2 describe-security-group-rules >> account.json
          aws ec2 describe-vpcs                 >> account.json
          aws ec2 describe-route-tables         >> account.json
          aws ec2 describe-network-acls         >> account.json
          {CommandLine.Name} respond finding.json --account account.json
              shows how a real finding would be answered, in a copy of the account

        {Statuses}
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
