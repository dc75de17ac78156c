using System.Collections.Immutable;

namespace ScanResponder.Cli.Doctor;

/// <summary>Who notices, as the template knows it.</summary>
/// <param name="Name">What people call it.</param>
/// <param name="Parameter">The template's parameter that turns it on.</param>
/// <param name="Off">The value of the parameter that turns it off.</param>
internal sealed record Source(string Name, string Parameter, string Off)
{
    internal static readonly Source GuardDuty = new("GuardDuty", "GuardDuty", "off");
    internal static readonly Source CloudTrail = new("CloudTrail", "ManagementEvents", "no");
    internal static readonly Source Config = new("AWS Config", "Config", "off");
    internal static readonly Source SecurityHub = new("Security Hub", "SecurityHub", "off");
    internal static readonly Source Action = new("Security Hub's custom action", "SecurityHubActionArn", "");
    internal static readonly Source TrustedAdvisor = new("Trusted Advisor", "TrustedAdvisor", "off");
    internal static readonly Source Inspector = new("Inspector", "Inspector", "off");
    internal static readonly Source Schedule = new("the schedule of sweeps", "SweepSchedule", "off");
    internal static readonly Source Other = new("another source", "", "");

    /// <summary>All that have a rule in the template.</summary>
    internal static readonly ImmutableArray<Source> All = [GuardDuty, CloudTrail, Config, SecurityHub, Action, TrustedAdvisor, Inspector, Schedule];

    /// <summary>The source of events.</summary>
    internal static Source Of(string? source, string? detailType) => source switch
    {
        "aws.guardduty" => GuardDuty,
        "aws.ec2" => CloudTrail,
        "aws.config" => Config,
        "aws.securityhub" when detailType?.EndsWith("Custom Action", StringComparison.Ordinal) is true => Action,
        "aws.securityhub" => SecurityHub,
        "aws.trustedadvisor" => TrustedAdvisor,
        "aws.inspector2" => Inspector,
        _ => Other,
    };

    /// <summary>Whether the stack is meant to listen to it; null where nobody says.</summary>
    internal bool? IsWanted(Deployment deployment) => deployment.Parameter(Parameter) is { } value ? value != Off : this == GuardDuty ? true : null;
}
