using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts;

/// <summary>Addresses of pages in the AWS console of a partition and a Region.</summary>
/// <param name="scope">The account and the Region.</param>
internal sealed class ConsoleLinks(AwsScope scope)
{
    private static readonly ImmutableArray<string> Hosts = ["console.aws.amazon.com", "console.amazonaws.cn", "console.amazonaws-us-gov.com"];

    /// <summary>An EC2 instance.</summary>
    public string Instance(string id) => $"{scope.ConsoleOf("ec2")}#InstanceDetails:instanceId={Uri.EscapeDataString(id)}";

    /// <summary>A security group.</summary>
    public string Group(string id) => $"{scope.ConsoleOf("ec2")}#SecurityGroup:groupId={Uri.EscapeDataString(id)}";

    /// <summary>True for the address of a page in the AWS console of any partition.</summary>
    public static bool IsConsole(string address) => Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri is { Scheme: "https", IsDefaultPort: true, UserInfo: "" }
        && Hosts.Any(host => uri.Host == host || uri.Host.EndsWith($".{host}", StringComparison.Ordinal));
}
