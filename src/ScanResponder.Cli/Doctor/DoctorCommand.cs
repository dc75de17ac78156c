using System.CommandLine;
using ScanResponder.Aws.Redrive;
using ScanResponder.Cli.Audit;

namespace ScanResponder.Cli.Doctor;

/// <summary><c>scan-responder doctor</c>: what would keep an alert from coming or a hole from being closed.</summary>
internal sealed class DoctorCommand : Command
{
    internal const string Stack = "--stack";
    internal const string Function = "--function";
    internal const string Member = "--member-account";
    internal const string Through = "--through";

    /// <summary>How the command is called.</summary>
    internal const string Usage = "doctor";

    /// <summary>The stack that samconfig.toml deploys.</summary>
    private const string UsualStack = "scan-responder";

    private const string UsualReport = "scan-responder-report.json";

    private readonly Option<string?> _stack = new(Stack)
    {
        Description = $"The stack that is examined. [default: {UsualStack}]",
        HelpName = "NAME",
    };

    private readonly Option<FunctionName?> _function = PolicyOptions.Parsed<FunctionName>(Function, "NAME", FunctionName.Parse,
        "The function that is examined, where no stack says which: what it leads to is told by its settings.");

    private readonly Option<string?> _profile = AuditCommand.ProfileOption();

    private readonly Option<string[]> _region = AuditCommand.RegionOption("The Region. [default: that of the profile or AWS_REGION]");

    private readonly Option<string[]> _members = new(Member)
    {
        Description = $"A member account whose role is looked at; may be repeated. See {Through}.",
        HelpName = "ACCOUNT",
        Arity = ArgumentArity.OneOrMore,
        AllowMultipleArgumentsPerToken = false,
        CustomParser = argument =>
        {
            if (argument.Tokens.FirstOrDefault(token => token.Value.Length != 12 || !token.Value.All(char.IsAsciiDigit)) is { } odd)
                argument.AddError($"{Member} {odd.Value}: accepted are the twelve digits of an account");
            return [.. argument.Tokens.Select(token => token.Value)];
        },
    };

    private readonly Option<string?> _through = AuditCommand.RoleOption(
        Through,
        $"With {Member}, a role of yours in the member accounts through which they are asked. Without it, all that can be tried is whether the function's role there lets you in.",
        "OrganizationAccountAccessRole");

    private readonly Option<bool> _test = new("--test")
    {
        Description = "Send a drill through the deployed rule's target, and wait until the topic has the alert. People get one alert about a sample finding.",
    };

    private readonly Option<string?> _report = new("--report")
    {
        Description = $"Write what was seen, and the deployment's settings, to a file that can be sent to others: without account numbers, addresses and networks. [default name: {UsualReport}]",
        HelpName = "FILE",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>The command.</summary>
    /// <param name="json">An option that it shares with the main command.</param>
    /// <param name="terminal">Where it is told.</param>
    /// <param name="aws">Where the deployment is.</param>
    internal DoctorCommand(Option<bool> json, ITerminal terminal, IAwsServices aws)
        : base("doctor", "Examine what is deployed: what would keep an alert from coming or a hole from being closed, a line each, with the command that mends it.")
    {
        foreach (var option in (Option[])[_stack, _function, _profile, _region, _members, _through, _test, _report])
            Add(option);
        Validators.Add(result =>
        {
            if (Misplaced.Error(result, Usage) is { } misplaced)
                result.AddError(misplaced);
            else if (result.GetResult(_through) is not null && result.GetResult(_members) is null)
                result.AddError($"{Through} is the way into member accounts, which {Member} names");
            else if (result.GetValue(_region) is { Length: > 1 })
                result.AddError($"a stack is in one Region: give {AuditCommand.Region} once");
        });
        SetAction((parsed, cancellationToken) =>
        {
            var function = parsed.GetValue(_function);
            var region = parsed.GetValue(_region) is [var named, ..] ? named : function?.Region;
            return new Examining(aws.Own(parsed.GetValue(_profile)), terminal)
            {
                Stack = parsed.GetValue(_stack) ?? (function is null ? UsualStack : null),
                Function = function?.ToString(),
                Region = region,
                Members = [.. (parsed.GetValue(_members) ?? []).Distinct()],
                Through = parsed.GetValue(_through),
                Test = parsed.GetValue(_test),
                Report = parsed.GetResult(_report) is null ? null : parsed.GetValue(_report) ?? UsualReport,
                Json = parsed.GetValue(json),
            }.RunAsync(cancellationToken);
        });
    }
}
