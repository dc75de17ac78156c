using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>
/// VPC Block Public Access of a Region: whether packets of the internet get past the internet gateways of its VPCs, whatever routes and rules say.
/// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/security-vpc-bpa.html"/>.
/// </summary>
/// <param name="Mode">The mode, as EC2 names it: <c>off</c>, <c>block-ingress</c> or <c>block-bidirectional</c>.</param>
/// <param name="Changing">True while EC2 is still bringing the mode about, so that nobody can say which one holds.</param>
/// <param name="Exempt">The ids of the VPCs and subnets to which packets get in all the same.</param>
public sealed record PublicAccessBlock(string Mode, bool Changing, ImmutableArray<string> Exempt)
{
    /// <summary>A Region in which it is off, as it is unless somebody turned it on.</summary>
    public static PublicAccessBlock Off { get; } = new("off", false, []);

    /// <summary>True where it stops packets anywhere; both other modes stop what comes in.</summary>
    public bool IsOn => Mode != "off";

    /// <summary>True where it stops the packets of the internet to this subnet.</summary>
    public bool Stops(string? vpcId, string? subnetId) => IsOn && !Exempt.Any(id => id == vpcId || id == subnetId);

    /// <summary>What an exclusion exempts from it: the VPC's or the subnet's id; null where it lets nothing in.</summary>
    /// <param name="mode"><c>allow-bidirectional</c> lets packets in, <c>allow-egress</c> does not.</param>
    /// <param name="state">Such as <c>create-complete</c>.</param>
    /// <param name="resourceArn">Such as <c>arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-0123</c>.</param>
    public static string? Exemption(string? mode, string? state, string? resourceArn) =>
        mode is "allow-bidirectional" && state is not ("create-failed" or "delete-complete" or "disable-complete") ? resourceArn?.Split('/')[^1] : null;
}
