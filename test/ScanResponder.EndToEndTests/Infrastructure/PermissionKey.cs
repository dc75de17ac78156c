using System.Globalization;
using System.Xml.Linq;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>What EC2 compares when it looks for a rule by its properties: not the description, not the tags.</summary>
/// <param name="Protocol">tcp, udp, icmp, icmpv6, another number, or -1.</param>
/// <param name="FromPort">First port or ICMP type; -1 where the protocol has none.</param>
/// <param name="ToPort">Last port or ICMP code; -1 where the protocol has none.</param>
/// <param name="Kind">The element that names such a source in EC2's description of a rule: cidrIpv4, cidrIpv6, prefixListId, referencedGroupId.</param>
/// <param name="Source">A CIDR, a prefix list or a group.</param>
public sealed record PermissionKey(string Protocol, int FromPort, int ToPort, string Kind, string Source)
{
    // The name of the list in a request, of the source in it, of the source in a description of a rule, and of the list in an answer.
    private static readonly (string List, string Member, string Kind, string Answer)[] Sources =
    [
        ("IpRanges", "CidrIp", "cidrIpv4", "ipRanges"),
        ("Ipv6Ranges", "CidrIpv6", "cidrIpv6", "ipv6Ranges"),
        ("PrefixListIds", "PrefixListId", "prefixListId", "prefixListIds"),
        ("Groups", "GroupId", "referencedGroupId", "groups"),
    ];

    /// <summary>The permissions that a request names, one for each source.</summary>
    public static IReadOnlyList<PermissionKey> Of(AwsCall call)
    {
        IReadOnlyDictionary<string, string> members = call.Parameters;
        var named = new List<PermissionKey>();
        for (int index = 1; members.TryGetValue($"IpPermissions.{index}.IpProtocol", out string? protocol); index++)
        {
            string prefix = $"IpPermissions.{index}.";
            foreach ((string list, string member, string kind, _) in Sources)
            {
                for (int place = 1; members.TryGetValue($"{prefix}{list}.{place}.{member}", out string? source); place++)
                {
                    named.Add(Of(protocol, members.GetValueOrDefault($"{prefix}FromPort"), members.GetValueOrDefault($"{prefix}ToPort"), kind, source));
                }
            }
        }

        return named;
    }

    /// <summary>The permission of a rule as DescribeSecurityGroupRules describes it.</summary>
    public static PermissionKey Of(XElement rule)
    {
        XElement source = rule.Elements().First(element => Sources.Any(known => known.Kind == element.Name.LocalName)
            || element.Name.LocalName == "referencedGroupInfo");
        return source.Name.LocalName == "referencedGroupInfo"
            ? Of(Text("ipProtocol")!, Text("fromPort"), Text("toPort"), "referencedGroupId", source.Elements().First(part => part.Name.LocalName == "groupId").Value)
            : Of(Text("ipProtocol")!, Text("fromPort"), Text("toPort"), source.Name.LocalName, source.Value);

        string? Text(string name) => rule.Elements().FirstOrDefault(element => element.Name.LocalName == name)?.Value;
    }

    /// <summary>The permission as EC2 lists it among those of a group, or among those it does not know.</summary>
    public XElement ToXml(XNamespace ec2, string? description = null)
    {
        var ports = Protocol == "-1" ? null : new[] { new XElement(ec2 + "fromPort", FromPort), new XElement(ec2 + "toPort", ToPort) };
        return new XElement(
            ec2 + "item",
            new XElement(ec2 + "ipProtocol", Protocol),
            ports,
            Sources.Select(known => new XElement(
                ec2 + known.Answer,
                known.Kind != Kind
                    ? null
                    : new XElement(
                        ec2 + "item",
                        new XElement(ec2 + (char.ToLowerInvariant(known.Member[0]) + known.Member[1..]), Source),
                        description is null ? null : new XElement(ec2 + "description", description)))));
    }

    public override string ToString() =>
        $"peer: {Source}, {Protocol.ToUpperInvariant()}, from port: {FromPort}, to port: {ToPort}, ALLOW";

    private static PermissionKey Of(string protocol, string? from, string? to, string kind, string source)
    {
        string name = protocol switch { "6" => "tcp", "17" => "udp", "1" => "icmp", "58" => "icmpv6", _ => protocol };
        return new(name, name == "-1" ? -1 : Number(from), name == "-1" ? -1 : Number(to), kind, source);
    }

    private static int Number(string? text) => text is { Length: > 0 } ? int.Parse(text, CultureInfo.InvariantCulture) : -1;
}
