using System.CommandLine;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Cli.Audit;
using ScanResponder.InMemory;

namespace ScanResponder.Cli.Snapshot;

/// <summary><c>scan-responder snapshot -o FILE</c>: a copy of an account for <c>audit</c> and <c>respond</c>. It only reads.</summary>
internal sealed class SnapshotCommand : Command
{
    internal const string Output = "--output";

    /// <summary>How the command is called.</summary>
    internal const string Usage = "snapshot -o FILE";

    private readonly Option<string?> _output = new(Output, "-o")
    {
        Description = "The file that the copy goes to, in place of one of that name; - for standard output.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _profile = AuditCommand.ProfileOption();

    private readonly Option<string[]> _region = AuditCommand.RegionOption("The Region. [default: that of the profile or AWS_REGION]");

    private readonly Option<string[]> _lists = new("--prefix-list")
    {
        Description = "A prefix list to put into the copy beside those that rules and routes name, such as one that you trust; may be repeated.",
        HelpName = "ID",
        AllowMultipleArgumentsPerToken = false,
    };

    private readonly ITerminal _terminal;
    private readonly IAwsServices _aws;

    /// <summary>The command.</summary>
    /// <param name="terminal">Where the file is written.</param>
    /// <param name="aws">Where the account is.</param>
    internal SnapshotCommand(ITerminal terminal, IAwsServices aws)
        : base("snapshot", "Copy what says who can reach what in an account and Region to a file, for audit and respond. It only reads.")
    {
        (_terminal, _aws) = (terminal, aws);
        foreach (var option in (Option[])[_output, _profile, _region, _lists])
            Add(option);
        Validators.Add(result =>
        {
            if (Misplaced.Error(result, Usage) is { } misplaced)
                result.AddError(misplaced);
            else if (string.IsNullOrEmpty(result.GetValue(_output)))
                result.AddError("snapshot needs -o FILE, the file that the copy goes to, or -o - for standard output");
            else if (result.GetValue(_region) is { Length: > 1 })
                result.AddError($"a copy is of one Region: give {AuditCommand.Region} once");
        });
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(
            parsed.GetValue(_output)!, parsed.GetValue(_profile), parsed.GetValue(_region) ?? [], parsed.GetValue(_lists) ?? [], cancellationToken));
    }

    private async Task<ExitStatus> RunAsync(string path, string? profile, string[] regions, string[] lists, CancellationToken cancellationToken)
    {
        var targets = await Targets.OfLiveAsync(_aws.Own(profile), regions, all: false, cancellationToken);
        var reading = (await Inventories.ReadAsync(targets, lists, _terminal.Output, cancellationToken))[0];
        var inventory = reading.Inventory;
        foreach (var failure in inventory.Failures)
            CommandLine.Say(_terminal, failure.Message);
        if (inventory.Groups is null)
            return ExitStatus.Failed;
        using (var stream = Open(path))
            SnapshotWriter.Write(inventory, reading.At, stream);
        if (path != AccountFile.StandardInput)
        {
            _terminal.Output.Write(new PlainLines().Add(
                $"{path}: {inventory.Scope.Region} of account {inventory.Scope.AccountId}, with {TextFormat.Count(inventory.Groups.Value.Length, "security group")}, "
                + $"{TextFormat.Count(inventory.Groups.Value.Sum(group => group.Rules.Length), "inbound rule")} and {Interfaces(inventory)}."));
        }

        return inventory.Failures.IsEmpty ? ExitStatus.Answered : ExitStatus.Failed;
    }

    private static string Interfaces(Inventory inventory) =>
        inventory.Interfaces is { } interfaces ? TextFormat.Count(interfaces.Length, "network interface") : "no network interfaces, which could not be read";

    private Stream Open(string path)
    {
        try
        {
            return path == AccountFile.StandardInput ? _terminal.OpenOutput() : _terminal.CreateFile(path, isNew: false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InputException($"{path}: cannot be written: {exception.Message}", exception);
        }
    }
}
