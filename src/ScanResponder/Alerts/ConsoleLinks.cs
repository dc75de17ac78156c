using ScanResponder.Findings;

namespace ScanResponder.Alerts;

/// <summary>Addresses of pages in the AWS console of a partition and a Region.</summary>
/// <param name="partition"><c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>.</param>
/// <param name="region">The Region.</param>
public sealed class ConsoleLinks(string partition, string region)
{
    private readonly string _region = Uri.EscapeDataString(region);

    /// <summary>The console that shows this finding and what it is about.</summary>
    public static ConsoleLinks Of(Finding finding) => new(finding.Partition, finding.Region);

    /// <summary>A GuardDuty finding.</summary>
    public string Finding(string id) => $"{Home("guardduty")}#/findings?search=id%3D{Uri.EscapeDataString(id)}";

    /// <summary>An EC2 instance.</summary>
    public string Instance(string id) => $"{Home("ec2")}#InstanceDetails:instanceId={Uri.EscapeDataString(id)}";

    /// <summary>A security group.</summary>
    public string Group(string id) => $"{Home("ec2")}#SecurityGroup:groupId={Uri.EscapeDataString(id)}";

    private string Home(string service) => $"https://{Host}/{service}/home?region={_region}";

    private string Host => partition switch
    {
        "aws-cn" => "console.amazonaws.cn",
        "aws-us-gov" => "console.amazonaws-us-gov.com",
        _ => "console.aws.amazon.com",
    };
}
