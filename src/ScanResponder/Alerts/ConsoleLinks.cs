using ScanResponder.Triggers;

namespace ScanResponder.Alerts;

/// <summary>Addresses of pages in the AWS console of a partition and a Region.</summary>
/// <param name="scope">The account and the Region.</param>
internal sealed class ConsoleLinks(AwsScope scope)
{
    /// <summary>An EC2 instance.</summary>
    public string Instance(string id) => $"{scope.ConsoleOf("ec2")}#InstanceDetails:instanceId={Uri.EscapeDataString(id)}";

    /// <summary>A security group.</summary>
    public string Group(string id) => $"{scope.ConsoleOf("ec2")}#SecurityGroup:groupId={Uri.EscapeDataString(id)}";
}
