using Amazon.EC2.Model;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// One ingress rule without its id: what a test puts into a group, and what it finds there. Two rules that admit the same packets under
/// the same description and tags are equal.
/// </summary>
/// <param name="Protocol">tcp, udp, icmp, icmpv6, a protocol number, or -1 for all.</param>
/// <param name="FromPort">First port, or ICMP type; null where the protocol has none (-1).</param>
/// <param name="ToPort">Last port, or ICMP code; null where the protocol has none (-1).</param>
/// <param name="Source">An IPv4 or IPv6 CIDR, a prefix list (pl-…) or a group (sg-…).</param>
/// <param name="Description">The description; null for none.</param>
public sealed record Ingress(string Protocol, int? FromPort, int? ToPort, string Source, string? Description = null)
{
    /// <summary>The rule's tags as <c>key=value</c>, sorted and joined by commas, so that rules with the same tags are equal.</summary>
    public string Tags { get; init; } = "";

    public static Ingress Tcp(int port, string source, string? description = null) => new("tcp", port, port, source, description);

    public static Ingress Tcp(int from, int to, string source, string? description = null) => new("tcp", from, to, source, description);

    public static Ingress Udp(int from, int to, string source, string? description = null) => new("udp", from, to, source, description);

    public static Ingress Everything(string source, string? description = null) => new("-1", null, null, source, description);

    /// <summary>The same rule with these tags.</summary>
    public Ingress Tagged(params (string Key, string Value)[] tags) => this with { Tags = Join(tags) };

    internal static string Join(IEnumerable<(string Key, string Value)> tags) =>
        string.Join(',', tags.Select(tag => $"{tag.Key}={tag.Value}").Order(StringComparer.Ordinal));

    internal IpPermission ToPermission()
    {
        var permission = new IpPermission { IpProtocol = Protocol, FromPort = FromPort, ToPort = ToPort };
        switch (Source)
        {
            case ['p', 'l', '-', ..]:
                permission.PrefixListIds = [new PrefixListId { Id = Source, Description = Description }];
                break;
            case ['s', 'g', '-', ..]:
                permission.UserIdGroupPairs = [new UserIdGroupPair { GroupId = Source, Description = Description }];
                break;
            case var cidr when cidr.Contains(':', StringComparison.Ordinal):
                permission.Ipv6Ranges = [new Ipv6Range { CidrIpv6 = Source, Description = Description }];
                break;
            default:
                permission.Ipv4Ranges = [new IpRange { CidrIp = Source, Description = Description }];
                break;
        }

        return permission;
    }

    internal List<TagSpecification>? ToTagSpecifications() => Tags.Length == 0
        ? null
        :
        [
            new TagSpecification
            {
                ResourceType = Amazon.EC2.ResourceType.SecurityGroupRule,
                Tags = [.. Tags.Split(',').Select(tag => tag.Split('=', 2)).Select(tag => new Tag(tag[0], tag[1]))],
            },
        ];
}
