using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>
/// An EC2 instance as the account describes it, or, where the account no longer knows it, as the finding does. What neither says is null.
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Instance.html"/>.
/// </summary>
/// <param name="Id"><c>i-…</c>.</param>
/// <param name="Name">The value of its <c>Name</c> tag.</param>
/// <param name="State"><c>pending</c>, <c>running</c>, <c>stopping</c>, <c>stopped</c>, <c>shutting-down</c> or <c>terminated</c>.</param>
/// <param name="Type">The instance type, such as <c>t3.micro</c>.</param>
/// <param name="ImageId">The image it was launched from, <c>ami-…</c>.</param>
/// <param name="LaunchTime">When it was last started.</param>
/// <param name="PublicIp">Its public IPv4 address.</param>
/// <param name="PrivateIp">Its primary private IPv4 address.</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="SubnetId">Its subnet.</param>
/// <param name="Tags">Its tags.</param>
public sealed record Instance(
    string Id,
    string? Name,
    string? State,
    string? Type,
    string? ImageId,
    DateTimeOffset? LaunchTime,
    string? PublicIp,
    string? PrivateIp,
    string? VpcId,
    string? SubnetId,
    TagSet Tags)
{
    /// <summary>True where it does not come back: it is terminated, or about to be.</summary>
    public bool IsGone => State is "terminated" or "shutting-down";

    private static readonly ImmutableArray<string> OwnerTags = ["owner", "team", "contact"];

    /// <summary>Whom to ask about it: the value of its tag <c>owner</c>, else <c>team</c>, else <c>contact</c>, in any case; null where it has none.</summary>
    public string? Owner => OwnerTags
        .Select(key => Tags.FirstOrDefault(tag => tag.Key.Equals(key, StringComparison.OrdinalIgnoreCase) && !string.IsNullOrWhiteSpace(tag.Value)).Value)
        .FirstOrDefault(value => value is not null);
}
