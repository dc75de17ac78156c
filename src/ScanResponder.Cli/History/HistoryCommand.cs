using System.CommandLine;
using System.Text.RegularExpressions;
using ScanResponder.Cli.Audit;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.History;

/// <summary><c>scan-responder history --table NAME</c>: what was done, why, by whom, and how it is now.</summary>
internal sealed partial class HistoryCommand : Command
{
    private const string Table = "--table";

    private readonly Option<string?> _table = PolicyOptions.Parsed<string>(
        Table, "NAME", text => TableFormat().IsMatch(text) ? text : throw new FormatException("accepted is the name of a DynamoDB table: 3 to 255 letters, digits and any of _.-"),
        "The journal: the DynamoDB table that the stack's output JournalTable names.");

    private readonly Option<string?> _profile = AuditCommand.ProfileOption();

    private readonly Option<string?> _region = PolicyOptions.Parsed<string>(
        "--region", "REGION", text => AwsScope.IsRegion(text) ? text : throw new FormatException("accepted is an AWS Region such as eu-west-1"), "The table's Region. [default: that of the profile or AWS_REGION]");

    /// <summary>The command.</summary>
    /// <param name="json">An option that it shares with the main command.</param>
    /// <param name="terminal">Where it is listed.</param>
    /// <param name="aws">Where the journal is.</param>
    internal HistoryCommand(Option<bool> json, ITerminal terminal, IAwsServices aws)
        : base("history", "List what was changed and what people have decided, the latest first. It only reads.")
    {
        Add(_table);
        Add(_profile);
        Add(_region);
        Validators.Add(result =>
        {
            if (result.GetResult(_table) is null)
                result.AddError($"history needs {Table} NAME, the journal's DynamoDB table");
        });
        SetAction((parsed, cancellationToken) =>
        {
            aws.UseProfile(parsed.GetValue(_profile));
            return new Listing(aws, terminal).RunAsync(parsed.GetValue(_table)!, parsed.GetValue(_region), parsed.GetValue(json), cancellationToken);
        });
    }

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{3,255}\z")]
    private static partial Regex TableFormat();
}
