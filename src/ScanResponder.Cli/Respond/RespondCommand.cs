using System.Collections.Immutable;
using System.CommandLine;
using ScanResponder.Aws;
using ScanResponder.Cli.Demo;
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

    /// <summary>How the command is called.</summary>
    internal const string Usage = "respond FILE";

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "The event or the finding, as EventBridge, an on-failure destination or aws guardduty get-findings gives it; - for standard input.",
    };

    private readonly Option<string?> _account = new(Account)
    {
        Description = "Answer in a copy of an account: the output of aws ec2 describe-* commands, all in one file. [default: an example account]",
        HelpName = "FILE",
    };

    private readonly Option<bool> _live = new(Live)
    {
        Description = "Answer in the real account, with the AWS credentials and the endpoints that the AWS CLI would use.",
    };

    private readonly Option<TopicArn?> _topic = PolicyOptions.Parsed<TopicArn>(Topic, "ARN", TopicArn.Parse,
        "With --live, publish the alert to this SNS topic. Without it, nothing is published.");

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
        : base("respond", "Answer a finding: in the real account, in a copy of one, or in the example account.")
    {
        (_policy, _html, _terminal, _aws) = (policy, html, terminal, aws);
        Add(_file);
        Add(_account);
        Add(_live);
        Add(_topic);
        Add(html);
        foreach (var option in policy.All)
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
            else if (live && account is not null)
                result.AddError($"{Live} is the real account and {Account} a copy of one: give one of them");
            else if (!live && result.GetResult(_topic) is not null)
                result.AddError($"{Topic} publishes the alert, which needs {Live}");
            else if (file == AccountFile.StandardInput && account == AccountFile.StandardInput)
                result.AddError("the finding and the account cannot both come from standard input");
        });
        SetAction(async (parsed, cancellationToken) =>
            await Answering.RunAsync(await RequestAsync(parsed, cancellationToken) with { Html = parsed.GetValue(_html) }, parsed.GetValue(json), terminal, cancellationToken));
    }

    private async Task<RespondRequest> RequestAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var live = parsed.GetValue(_live);
        var policy = _policy.Read(parsed, live ? Mode.Notify : Mode.Remediate);
        var findings = await ReadAsync(parsed.GetValue(_file)!, TriggerDocument.Read, cancellationToken);
        if (live)
            return LiveRequest(findings, policy, parsed.GetValue(_topic));
        if (parsed.GetValue(_account) is not { } account)
        {
            return new(findings, Example.Account(), Delivery.None, policy, TimeProvider.System)
            {
                Notice = $"no {Account} and no {Live}, so the example account stands in for the real one",
            };
        }

        var snapshot = AccountFile.Read(account, _terminal);
        foreach (var finding in findings)
            AccountFile.MustBeOf(snapshot, account, finding.Scope, $"finding {finding.Id}");
        return new(findings, new InMemoryAccount(snapshot) { IsComplete = snapshot is { AccountId: not null, Missing: [] } }, Delivery.None, policy, TimeProvider.System)
        {
            Introduction = "Answered in a copy of the account. Nothing in AWS is changed, and nothing is published.",
        };
    }

    private RespondRequest LiveRequest(ImmutableArray<Trigger> findings, Policy policy, TopicArn? topic) => new(
        findings,
        _aws.Accounts,
        topic is null ? Delivery.None : new(topic, _aws.Topic(topic)),
        policy,
        TimeProvider.System)
    {
        Introduction = (policy.Mode is Mode.Remediate ? "Answered in the real account." : "Answered in the real account, without a change.")
            + (topic is null ? $" Nothing is published, since no {Topic} is given." : ""),
    };

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
