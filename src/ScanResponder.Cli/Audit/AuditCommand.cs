using System.CommandLine;
using System.Text.RegularExpressions;
using ScanResponder.Exposure;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Audit;

/// <summary><c>scan-responder audit</c>: finds every security group that lets the internet reach a guarded port, before anybody scans.</summary>
internal sealed partial class AuditCommand : Command
{
    internal const string Account = "--account";
    internal const string Live = "--live";
    internal const string Profile = "--profile";
    internal const string Region = "--region";
    internal const string AllRegions = "--all-regions";
    internal const string Organization = "--organization";
    internal const string Who = "--who";
    internal const string Yes = "--yes";

    /// <summary>How the command is called.</summary>
    internal const string Usage = "audit";

    private readonly Option<string?> _account = new(Account)
    {
        Description = "Look at a copy of an account: what snapshot writes, or the output of aws ec2 describe-* commands; - for standard input. [default: an example account]",
        HelpName = "FILE",
    };

    private readonly Option<bool> _live = new(Live)
    {
        Description = "Look at the real account, with the AWS credentials and the endpoints that the AWS CLI would use.",
    };

    private readonly Option<string?> _profile = ProfileOption("With --live, the AWS profile whose credentials are used.");

    private readonly Option<string[]> _regions = RegionOption("With --live, a Region to look at; may be repeated. [default: that of the profile or AWS_REGION]");

    private readonly Option<bool> _all = new(AllRegions)
    {
        Description = "With --live, look at every Region that is enabled for the account.",
    };

    private readonly Option<string?> _organization = RoleOption(
        Organization, "With --live, look at every active account of the organization, through the role of this name in each.", "scan-responder-member");

    private readonly Option<bool> _who = new(Who)
    {
        Description = "With --live, say since when each group is open and who opened it, where CloudTrail's event history of 90 days still knows. It answers two questions a second in each Region.",
    };

    private readonly Option<AuditFormat?> _format = PolicyOptions.Parsed<AuditFormat?>("--format", "FORMAT", text => FormatOf(text),
        "table, json, csv, html or markdown. [default: table]", "table", "json", "csv", "html", "markdown");

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write to this file, and only the summary to the terminal.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _html = new("--html")
    {
        Description = "Also write what was found to this file, as a page to look at.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _close = new("--close")
    {
        Description = "Print the commands that close what is open, and those that open it again. They make exactly the changes that --mode remediate makes.",
    };

    private readonly Option<bool> _yes = new(Yes)
    {
        Description = "With --live --mode remediate, do not ask before the changes are made.",
    };

    private readonly Option<string?> _undo = new("--undo-file")
    {
        Description = "With --mode remediate, write the commands that undo the changes to this new file. [default with --live: scan-responder-undo-DATE-TIME.sh]",
        HelpName = "FILE",
    };

    private readonly Option<FailOn?> _failOn = PolicyOptions.Parsed<FailOn?>("--fail-on", "WHAT", text => FailOnOf(text),
        "What makes the exit status 3: open, any group that is left open; reachable, one to which packets get or may get; never. [default: open]", "open", "reachable", "never");

    /// <summary>The command.</summary>
    /// <param name="policy">Options that it shares with the main command.</param>
    /// <param name="json">Another.</param>
    /// <param name="terminal">Where files are read and answers written.</param>
    /// <param name="aws">What is reached with <c>--live</c>.</param>
    internal AuditCommand(PolicyOptions policy, Option<bool> json, ITerminal terminal, IAwsServices aws)
        : base("audit", "Find every security group that lets the internet reach a guarded port, who uses it and whether packets get there; and close it, if you say so.")
    {
        foreach (var option in (Option[])[_account, _live, _profile, _regions, _all, _organization, _who, _format, _output, _html, _close, _yes, _undo, _failOn, .. policy.ForAudit])
            Add(option);
        Validators.Add(result =>
        {
            var account = result.GetValue(_account);
            var live = result.GetValue(_live);
            if (Misplaced.Error(result, Usage) is { } misplaced)
                result.AddError(misplaced);
            else if (live && account is not null)
                result.AddError($"{Live} is the real account and {Account} a copy of one: give one of them");
            else if (!live && result.GetResult(_profile) is not null)
                result.AddError($"{Profile} names credentials, which need {Live}");
            else if (!live && result.GetValue(_all))
                result.AddError($"{AllRegions} looks at the real account, which needs {Live}");
            else if (!live && result.GetResult(_organization) is not null)
                result.AddError($"{Organization} looks at real accounts, which needs {Live}");
            else if (!live && result.GetValue(_who))
                result.AddError($"{Who} asks CloudTrail, which needs {Live}");
            else if (!live && account is null && result.GetResult(_regions) is not null)
                result.AddError($"{Region} needs {Live}, or {Account} where the copy does not say its Region");
            else if (account is not null && result.GetValue(_regions) is { Length: > 1 })
                result.AddError($"a copy is of one Region: give {Region} once");
            else if (result.GetValue(_all) && result.GetResult(_regions) is not null)
                result.AddError($"{AllRegions} and {Region} say different things: give one of them");
        });
        SetAction(async (parsed, cancellationToken) =>
        {
            var read = policy.Read(parsed, Mode.Notify);
            var format = parsed.GetValue(_format) ?? (parsed.GetValue(json) ? AuditFormat.Json : AuditFormat.Table);
            IReadOnlyList<string> regions = parsed.GetValue(_regions) ?? [];
            var targets = parsed.GetValue(_organization) is { } role
                ? await Targets.OfOrganizationAsync(aws.Own(parsed.GetValue(_profile)), role, regions, parsed.GetValue(_all), cancellationToken)
                : parsed.GetValue(_live)
                ? await Targets.OfLiveAsync(aws.Own(parsed.GetValue(_profile)), regions, parsed.GetValue(_all), cancellationToken)
                : parsed.GetValue(_account) is { } account ? Targets.OfCopy(account, regions, terminal) : Targets.OfExample();
            return await new Auditing(targets, read, terminal)
            {
                Format = format,
                Output = parsed.GetValue(_output),
                Html = parsed.GetValue(_html),
                Close = parsed.GetValue(_close),
                Yes = parsed.GetValue(_yes),
                Who = parsed.GetValue(_who),
                UndoFile = parsed.GetValue(_undo),
                FailOn = parsed.GetValue(_failOn) ?? FailOn.Open,
            }.RunAsync(cancellationToken);
        });
    }

    /// <summary>An option for a profile of the AWS CLI, by its name.</summary>
    internal static Option<string?> ProfileOption(string description = "The AWS profile whose credentials are used.") => new(Profile) { Description = description, HelpName = "NAME" };

    /// <summary>An option for Regions, by their names.</summary>
    internal static Option<string[]> RegionOption(string description) => new(Region)
    {
        Description = description,
        HelpName = "REGION",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = argument =>
        {
            if (argument.Tokens.FirstOrDefault(token => !AwsScope.IsRegion(token.Value)) is { } odd)
                argument.AddError($"{Region} {odd.Value}: accepted is the name of a Region, such as eu-west-1");
            return [.. argument.Tokens.Select(token => token.Value)];
        },
    };

    /// <summary>An option for the name of a role.</summary>
    internal static Option<string?> RoleOption(string name, string description, string example) => new(name)
    {
        Description = description,
        HelpName = "ROLE",
        CustomParser = argument =>
        {
            var role = argument.Tokens is [var token, ..] ? token.Value : null;
            if (role is not null && !RoleName().IsMatch(role))
                argument.AddError($"{name} {role}: accepted is the name of an IAM role, not its ARN, such as {example}");
            return role;
        },
    };

    /// <summary>The prefix lists that are read because they are trusted.</summary>
    internal static IReadOnlyCollection<string> ListsOf(Policy policy) => [.. policy.Trusted.OfType<Trust.PrefixList>().Select(list => list.Id)];

    private static AuditFormat FormatOf(string text) => text switch
    {
        "table" => AuditFormat.Table,
        "json" => AuditFormat.Json,
        "csv" => AuditFormat.Csv,
        "html" => AuditFormat.Html,
        "markdown" => AuditFormat.Markdown,
        _ => throw new FormatException("accepted are table, json, csv, html and markdown"),
    };

    [GeneratedRegex(@"\A[A-Za-z0-9_+=,.@-]{1,64}\z")]
    private static partial Regex RoleName();

    internal static FailOn FailOnOf(string text) => text switch
    {
        "open" => FailOn.Open,
        "reachable" => FailOn.Reachable,
        "never" => FailOn.Never,
        _ => throw new FormatException("accepted are open, reachable and never"),
    };
}
