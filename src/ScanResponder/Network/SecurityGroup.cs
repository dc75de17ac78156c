using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>A security group with its inbound rules.</summary>
/// <param name="Id"><c>sg-…</c>.</param>
/// <param name="Name">The group's name, unique in its VPC; <c>default</c> is the VPC's own group.</param>
/// <param name="OwnerId">The account that owns it and alone may edit it; null where EC2 does not say.</param>
/// <param name="VpcId">The VPC it was made in; null where EC2 does not say.</param>
/// <param name="Tags">The group's tags.</param>
/// <param name="Rules">Every inbound rule.</param>
/// <param name="AllowsAllEgress">
/// The families for which an outbound rule admits every TCP port to every address. With such a rule, flows that a world rule let in are not
/// tracked and end at once when that rule goes:
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html"/>.
/// </param>
public sealed record SecurityGroup(
    string Id,
    string Name,
    string? OwnerId,
    string? VpcId,
    TagSet Tags,
    ImmutableArray<IngressRule> Rules,
    ImmutableArray<IpFamily> AllowsAllEgress)
{
    /// <summary>What whoever made it wrote about it; null where EC2 does not say.</summary>
    public string? Description { get; init; }

    /// <summary>The ids of its outbound rules: what a call changed of them lets nobody in. Empty where they were not read.</summary>
    public ImmutableArray<string> OutboundRuleIds { get; init; } = [];

    /// <summary>True for the group that every VPC has and that cannot be deleted.</summary>
    public bool IsDefault => Name == "default";
}
