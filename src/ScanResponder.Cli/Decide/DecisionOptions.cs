using System.CommandLine;
using ScanResponder.Aws.Redrive;
using ScanResponder.Cli.Audit;
using ScanResponder.Cli.Redrive;
using ScanResponder.Triggers;

namespace ScanResponder.Cli.Decide;

/// <summary>What every decision about an alert has in common: which alert, which function takes it, who decides and why.</summary>
internal sealed class DecisionOptions
{
    private const string Usual = "scan-responder";

    private readonly Argument<string> _finding = new("FINDING")
    {
        Description = "The id of the finding, or of whatever else the alert is about: the id of its trigger.",
    };

    private readonly Option<FunctionName?> _function = PolicyOptions.Parsed<FunctionName>(RedriveCommand.Function, "NAME", FunctionName.Parse,
        $"The function that takes it, by its name or its ARN. [default: {Usual}]");

    private readonly Option<string?> _region = PolicyOptions.Parsed<string>(
        "--region", "REGION", text => AwsScope.IsRegion(text) ? text : throw new FormatException("accepted is an AWS Region such as eu-west-1"), "The function's Region. [default: that of the profile or AWS_REGION]");

    private readonly Option<string?> _profile = AuditCommand.ProfileOption();

    private readonly Option<(string AccountId, string Region)?> _place = PolicyOptions.Parsed<(string, string)?>(
        "--in", "ACCOUNT/REGION", PlaceOf, "Where the alert's finding is. [default: the account and the Region of the function]");

    private readonly Option<string?> _by = new("--by") { Description = "Who decides. [default: the user's name]", HelpName = "NAME" };

    private readonly Option<string?> _reason = new("--reason") { Description = "Why; the alert says it.", HelpName = "TEXT" };

    /// <summary>Adds them to a command.</summary>
    internal void AddTo(Command command)
    {
        command.Add(_finding);
        foreach (var option in (Option[])[_function, _profile, _region, _place, _by, _reason])
            command.Add(option);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_finding) is not { Tokens.Count: > 0 })
                result.AddError($"{command.Name} needs the id of a finding, or of whatever else the alert is about");
        });
    }

    /// <summary>What was decided.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="detailType">The event's detail type.</param>
    internal Decision Read(ParseResult parsed, string detailType)
    {
        var place = parsed.GetValue(_place);
        return new(detailType, parsed.GetValue(_finding)!, parsed.GetValue(_by) ?? Environment.UserName, parsed.GetValue(_reason), place?.AccountId, place?.Region);
    }

    /// <summary>The function that takes it.</summary>
    internal IFunction Function(ParseResult parsed, IAwsServices aws)
    {
        aws.UseProfile(parsed.GetValue(_profile));
        var name = parsed.GetValue(_function) ?? FunctionName.Parse(Usual);
        return aws.Function(name, name.Region ?? parsed.GetValue(_region));
    }

    private static (string, string)? PlaceOf(string text) => text.Split('/') is [var account, var region] && AwsScope.IsAccountId(account) && AwsScope.IsRegion(region)
        ? (account, region)
        : throw new FormatException("accepted is an account and a Region such as 123456789012/eu-west-1");
}
