using System.Collections.Immutable;
using System.CommandLine;
using ScanResponder.Accounts;
using ScanResponder.Aws;
using ScanResponder.Cli.Audit;
using ScanResponder.Evidence;
using ScanResponder.InMemory;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Respond;

/// <summary><c>scan-responder respond FILE</c>: answers the findings of a document.</summary>
internal sealed class RespondCommand : Command
{
    internal const string Account = "--account";
    internal const string Live = "--live";
    internal const string Topic = "--topic";
    private const string Profile = "--profile";
    private const string Region = "--region";
    private const string FlowLogs = "--flow-logs";
    private const string AuthLogs = "--auth-logs";

    /// <summary>How the command is called.</summary>
    internal const string Usage = "respond FILE";

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The event or the finding, as EventBridge, an on-failure destination or aws guardduty get-findings gives it; - for standard input.",
    };

    private readonly Option<string?> _account = new(Account)
    {
        Description = "Answer in a copy of an account: the output of aws ec2 describe-* commands, all in one file. snapshot writes one.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _live = new(Live)
    {
        Description = "Answer in the real account, with the AWS credentials and the endpoints that the AWS CLI would use.",
    };

    private readonly Option<TopicArn?> _topic = PolicyOptions.Parsed<TopicArn>(Topic, "ARN", TopicArn.Parse,
        "With --live, publish the alert to this SNS topic. Without it, nothing is published.");

    private readonly Option<string?> _profile = new(Profile)
    {
        Description = "With --live, the AWS profile whose credentials are used.",
        HelpName = "NAME",
    };

    private readonly Option<string?> _region = PolicyOptions.Parsed<string>(Region, "REGION", text => AwsScope.IsRegion(text) ? text : throw new FormatException("accepted is the name of a Region, such as eu-west-1"),
        "Answer findings of this Region alone; one of another Region is refused.");

    private readonly Option<FlowLogPlace?> _flowLogs = PolicyOptions.Parsed<FlowLogPlace>(FlowLogs, "PLACE", EvidenceParser.FlowLogs,
        "With --live, where flow logs are: off, auto, logs:GROUP or athena:WORKGROUP/DATABASE.TABLE. [default: auto]");

    private readonly Option<string?> _authLogs = PolicyOptions.Parsed<string>(AuthLogs, "GROUP", EvidenceParser.LogGroup,
        "With --live, the log group that has sshd's lines.");

    private readonly Option<FailOn?> _failOn = PolicyOptions.Parsed<FailOn?>("--fail-on", "WHAT", text => AuditCommand.FailOnOf(text),
        "What makes the exit status 3: open, a guarded port that is left open; reachable, one to which packets get or may get; never. [default: open]", "open", "reachable", "never");

    private readonly Option<string?> _output = new("--output", "-o")
    {
        Description = "Write the answer to this file, and only the last line to the terminal.",
        HelpName = "FILE",
    };

    private readonly Option<bool> _quiet = new("--quiet", "-q")
    {
        Description = "Write nothing to the terminal but what goes wrong; the exit status tells the rest.",
    };

    private readonly PolicyOptions _policy;
    private readonly Option<string?> _html;
    private readonly ITerminal _terminal;
    private readonly IAwsServices _aws;

    /// <summary>The command.</summary>
    /// <param name="policy">Options that it shares with the main command.</param>
    /// <param name="json">Another.</param>
    /// <param name="html">And another.</param>
    /// <param name="terminal">Where files are read and answers written.</param>
    /// <param name="aws">What is reached with <c>--live</c>.</param>
    internal RespondCommand(PolicyOptions policy, Option<bool> json, Option<string?> html, ITerminal terminal, IAwsServices aws)
        : base("respond", "Answer a finding in the real account, or in a copy of one.")
    {
        (_policy, _html, _terminal, _aws) = (policy, html, terminal, aws);
        Add(_file);
        foreach (var option in (Option[])[_account, _live, _profile, _region, _topic, _flowLogs, _authLogs, _output, _quiet, _failOn, html, .. policy.All])
            Add(option);
        Validators.Add(result =>
        {
            var file = result.GetValue(_file);
            var account = result.GetValue(_account);
            var live = result.GetValue(_live);
            if (Misplaced.Error(result, Usage) is { } misplaced)
                result.AddError(misplaced);
            else if (string.IsNullOrEmpty(file))
                result.AddError("respond needs the file of a finding, or - to read it from standard input");
            else if (file.StartsWith("--", StringComparison.Ordinal))
                result.AddError($"respond has no option {file}");
            else if (live && account is not null)
                result.AddError($"{Live} is the real account and {Account} a copy of one: give one of them");
            else if (!live && result.GetResult(_topic) is not null)
                result.AddError($"{Topic} publishes the alert, which needs {Live}");
            else if (!live && new Option[] { _profile, _flowLogs, _authLogs }.FirstOrDefault(option => result.GetResult(option) is not null) is { } needy)
                result.AddError($"{needy.Name} is about the real account, which needs {Live}");
            else if (!live && account is null)
                result.AddError($"respond needs {Account} FILE, a copy of the account that {CommandLine.Name} snapshot makes, or {Live}, the real account");
            else if (file == AccountFile.StandardInput && account == AccountFile.StandardInput)
                result.AddError("the finding and the account cannot both come from standard input");
        });
        SetAction(async (parsed, cancellationToken) =>
            await Answering.RunAsync(
                await RequestAsync(parsed, cancellationToken) with
                {
                    Html = parsed.GetValue(_html),
                    Output = parsed.GetValue(_output),
                    Quiet = parsed.GetValue(_quiet),
                    FailOn = parsed.GetValue(_failOn) ?? FailOn.Open,
                },
                parsed.GetValue(json),
                terminal,
                cancellationToken));
    }

    private async Task<RespondRequest> RequestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var live = parsed.GetValue(_live);
        var policy = _policy.Read(parsed, live ? Mode.Notify : Mode.Remediate);
        var findings = await ReadAsync(parsed.GetValue(_file)!, TriggerDocument.Read, cancellationToken);
        if (parsed.GetValue(_region) is { } region && findings.FirstOrDefault(finding => finding.Region != region) is { } elsewhere)
            throw new InputException($"finding {elsewhere.Id} is about {elsewhere.Region}, and {Region} asks for {region}");
        if (live)
            return await LiveRequestAsync(findings, policy, parsed, cancellationToken);
        var account = parsed.GetValue(_account)!;
        var snapshot = AccountFile.Read(account, _terminal);
        foreach (var finding in findings)
            AccountFile.MustBeOf(snapshot, account, finding.Scope, $"finding {finding.Id}");
        return new(findings, new InMemoryAccount(snapshot) { IsComplete = snapshot is { AccountId: not null, Missing: [] } }, Delivery.None, policy, TimeProvider.System)
        {
            Introduction = "Answered in a copy of the account. Nothing in AWS is changed, and nothing is published.",
        };
    }

    private async Task<RespondRequest> LiveRequestAsync(ImmutableArray<Trigger> findings, Policy policy, ParseResult parsed, CancellationToken cancellationToken)
    {
        var topic = parsed.GetValue(_topic);
        var own = _aws.Own(parsed.GetValue(_profile));
        try
        {
            var (accountId, _) = await own.IdentifyAsync(cancellationToken);
            var (accounts, evidence) = own.Answering(accountId, parsed.GetValue(_flowLogs) ?? new FlowLogPlace.Auto(), parsed.GetValue(_authLogs));
            return new(findings, accounts, topic is null ? Delivery.None : new(topic, _aws.Topic(topic)), policy, TimeProvider.System)
            {
                Evidence = evidence,
                Introduction = (policy.Mode is Mode.Remediate ? "Answered in the real account." : "Answered in the real account, without a change.")
                    + (topic is null ? $" Nothing is published, since no {Topic} is given." : ""),
            };
        }
        catch (AccountException exception)
        {
            throw new InputException(exception.Message.TrimEnd('.'), exception);
        }
    }

    private async Task<T> ReadAsync<T>(string path, Func<string, T> read, CancellationToken cancellationToken)
    {
        try
        {
            return read(path == AccountFile.StandardInput
                ? await _terminal.ReadInputAsync(cancellationToken)
                : await _terminal.ReadFileAsync(path, cancellationToken));
        }
        catch (Exception exception) when (AccountFile.IsUnreadable(exception))
        {
            throw AccountFile.Unreadable(path, exception);
        }
    }
}
