using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScanResponder.Network;

namespace ScanResponder.InMemory;

/// <summary>
/// Reads an account from what <c>aws ec2 describe-*</c> prints as JSON: one object with the top-level keys of the outputs side by side, a
/// list of outputs, or outputs one after the other in one file, as <c>&gt;&gt;</c> leaves them.
/// </summary>
/// <remarks>
/// Read are <c>Reservations</c>, <c>NetworkInterfaces</c>, <c>SecurityGroups</c>, <c>SecurityGroupRules</c>, <c>Vpcs</c>,
/// <c>RouteTables</c>, <c>NetworkAcls</c>, and the prefix lists: <c>PrefixLists</c> or <c>ManagedPrefixLists</c> with <c>Entries</c> (<c>{"Cidr": …}</c>) or <c>Cidrs</c>, or
/// <c>Entries</c> of <c>get-managed-prefix-list-entries</c> with a <c>PrefixListId</c> put beside them. Other keys are passed over. What occurs
/// twice counts as it stands last. A list whose entries are not given is not in the account. A group of which
/// no rule is among <c>SecurityGroupRules</c> gets its rules from its <c>IpPermissions</c>, with ids that are made from their contents and so
/// are the same each time.
/// </remarks>
public static class DescribeOutputReader
{
    private const int RuleIdDigits = 17;

    // A route through an instance names its interface too, which is what packets are handed to.
    private static readonly ImmutableArray<string> RouteTargets =
    [
        "GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "EgressOnlyInternetGatewayId", "NetworkInterfaceId", "InstanceId",
        "LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn", "OdbNetworkArn",
    ];

    /// <summary>The account that the text describes.</summary>
    /// <param name="json">The contents of the file.</param>
    /// <exception cref="FormatException">The text is not such output; the message names the path in it and what was expected.</exception>
    public static AccountSnapshot Read(string json)
    {
        var outputs = Outputs(json);
        if (outputs.Count == 0)
            throw new FormatException("$: expected the JSON output of aws ec2 describe-* commands, found nothing.");
        var rules = Last(outputs.SelectMany(output => output.Each("SecurityGroupRules")), RuleAt, one => one.Rule.Id)
            .ToLookup(one => one.Rule.GroupId);
        return new()
        {
            Instances = Last(
                outputs.SelectMany(output => output.Each("Reservations")).SelectMany(reservation => reservation.Each("Instances")),
                InstanceAt,
                instance => instance.Id),
            Interfaces = Last(outputs.SelectMany(output => output.Each("NetworkInterfaces")), InterfaceAt, network => network.Id),
            Groups = Last(outputs.SelectMany(output => output.Each("SecurityGroups")), place => GroupAt(place, rules), group => group.Id),
            Vpcs = Last(outputs.SelectMany(output => output.Each("Vpcs")), VpcAt, vpc => vpc.Id),
            RouteTables = Last(outputs.SelectMany(output => output.Each("RouteTables")), RouteTableAt, table => table.Id),
            NetworkAcls = Last(outputs.SelectMany(output => output.Each("NetworkAcls")), NetworkAclAt, acl => acl.Id),
            PrefixLists = Last(outputs.SelectMany(PrefixListsIn), PrefixListAt, list => list.Id),
        };
    }

    private static List<JsonPlace> Outputs(string json)
    {
        var values = new List<JsonElement>();
        try
        {
            var reader = new Utf8JsonReader(
                Encoding.UTF8.GetBytes(json.TrimStart('\uFEFF')), new JsonReaderOptions { AllowMultipleValues = true });
            while (reader.Read())
                values.Add(JsonElement.ParseValue(ref reader));
        }
        catch (JsonException error)
        {
            throw new FormatException(
                $"line {error.LineNumber + 1}, character {error.BytePositionInLine + 1}: "
                + "expected the JSON output of aws ec2 describe-* commands, found text that is not JSON.",
                error);
        }

        var roots = values.Select((value, index) => new JsonPlace(value, values.Count == 1 ? "$" : $"output {index + 1}: $"));
        var outputs = roots.SelectMany(root => root.Element.ValueKind is JsonValueKind.Array ? root.Items() : [root]).ToList();
        foreach (var output in outputs.Where(output => output.Element.ValueKind is not JsonValueKind.Object))
            throw output.Expected("an object as aws ec2 describe-* prints it");
        return outputs;
    }

    /// <summary>The values in the order of the file, each id once, as it stands last.</summary>
    private static ImmutableArray<T> Last<T>(IEnumerable<JsonPlace> places, Func<JsonPlace, T> read, Func<T, string> id) =>
        [.. places.Select(read).Reverse().DistinctBy(id).Reverse()];

    private static Instance InstanceAt(JsonPlace place)
    {
        var tags = Tags(place, "Tags");
        return new(
            place.Required("InstanceId", "an instance's id, i-…"),
            tags.GetValueOrDefault("Name"),
            place.Member("State")?.Text("Name"),
            place.Text("InstanceType"),
            place.Text("ImageId"),
            place.Time("LaunchTime"),
            place.Text("PublicIpAddress"),
            place.Text("PrivateIpAddress"),
            place.Text("VpcId"),
            place.Text("SubnetId"),
            tags);
    }

    private static NetworkInterface InterfaceAt(JsonPlace place)
    {
        var addresses = place.Each("PrivateIpAddresses").OrderByDescending(address => address.Flag("Primary") ?? false).ToList();
        return new(
            place.Required("NetworkInterfaceId", "an interface's id, eni-…"),
            place.Member("Attachment")?.Text("InstanceId"),
            place.Text("VpcId"),
            place.Text("SubnetId"),
            [.. place.Each("Groups").Select(group => group.Required("GroupId", "a security group's id, sg-…"))],
            Present([.. addresses.Append(place).Select(address => address.Text("PrivateIpAddress"))]),
            Present([.. addresses.Append(place).Select(address => address.Member("Association")?.Text("PublicIp"))]),
            Present([.. place.Each("Ipv6Addresses").Select(address => address.Text("Ipv6Address"))]),
            place.Text("InterfaceType") ?? "interface",
            place.Text("Description") ?? "",
            place.Text("OwnerId"));
    }

    private static Vpc VpcAt(JsonPlace place)
    {
        var blocks = place.Each("CidrBlockAssociationSet").Select(one => Associated(one, "CidrBlock", "CidrBlockState"))
            .Concat(place.Each("Ipv6CidrBlockAssociationSet").Select(one => Associated(one, "Ipv6CidrBlock", "Ipv6CidrBlockState")))
            .OfType<Cidr>();
        return new(place.Required("VpcId", "a VPC's id, vpc-…"), [.. blocks.Distinct()]);

        static Cidr? Associated(JsonPlace one, string block, string state) =>
            one.Member(state)?.Text("State") is null or "associated" ? Block(one, block) : null;
    }

    private static RouteTable RouteTableAt(JsonPlace place)
    {
        var associations = place.Each("Associations")
            .Where(association => association.Member("AssociationState")?.Text("State") is null or "associated")
            .ToList();
        return new(
            place.Required("RouteTableId", "a route table's id, rtb-…"),
            place.Text("VpcId"),
            associations.Any(association => association.Flag("Main") ?? false),
            Present([.. associations.Select(association => association.Text("SubnetId"))]),
            [.. place.Each("Routes").Where(route => route.Text("State") is not "filtered").Select(RouteAt)]);
    }

    private static Route RouteAt(JsonPlace place)
    {
        RouteDestination destination =
            place.Member("DestinationCidrBlock") is not null ? new RouteDestination.Block(Block(place, "DestinationCidrBlock"))
            : place.Member("DestinationIpv6CidrBlock") is not null ? new RouteDestination.Block(Block(place, "DestinationIpv6CidrBlock"))
            : place.Text("DestinationPrefixListId") is { } list ? new RouteDestination.PrefixList(list)
            : throw new FormatException(
                $"{place.Path}: expected one of DestinationCidrBlock, DestinationIpv6CidrBlock and DestinationPrefixListId, found none.");
        return new(
            destination,
            RouteTargets.Select(place.Text).FirstOrDefault(target => target is not null) ?? "",
            place.Text("State") is null or "active",
            place.Text("Origin") is "EnableVgwRoutePropagation");
    }

    private static NetworkAcl NetworkAclAt(JsonPlace place) => new(
        place.Required("NetworkAclId", "a network ACL's id, acl-…"),
        place.Flag("IsDefault") ?? false,
        Present([.. place.Each("Associations").Select(association => association.Text("SubnetId"))]),
        [.. place.Each("Entries").Select(AclEntryAt)]);

    private static AclEntry AclEntryAt(JsonPlace place)
    {
        var (ports, icmp) = (place.Member("PortRange"), place.Member("IcmpTypeCode"));
        var (from, to) = ports is null ? (icmp?.Number("Type"), icmp?.Number("Code")) : (ports?.Number("From"), ports?.Number("To"));
        Traffic traffic;
        try
        {
            traffic = Traffic.FromEc2(place.Required("Protocol", "a protocol's number, or -1 for all"), from, to);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{place.Path}: expected Protocol and PortRange of a network ACL's rule, but {error.Message}.", error);
        }

        return new(
            place.Number("RuleNumber") ?? throw new FormatException($"{place.Path}.RuleNumber: expected a whole number, found nothing."),
            place.Flag("Egress") ?? throw new FormatException($"{place.Path}.Egress: expected true or false, found nothing."),
            place.Required("RuleAction", "allow or deny") switch
            {
                "allow" => true,
                "deny" => false,
                _ => throw place.Member("RuleAction")!.Value.Expected("allow or deny"),
            },
            traffic,
            Block(place, place.Member("Ipv6CidrBlock") is null ? "CidrBlock" : "Ipv6CidrBlock"));
    }

    private static IEnumerable<JsonPlace> PrefixListsIn(JsonPlace output)
    {
        foreach (var list in output.Each("ManagedPrefixLists").Concat(output.Each("PrefixLists")))
        {
            if (list.Member("Entries") is not null || list.Member("Cidrs") is not null)
                yield return list;
        }

        if (output.Member("Entries") is not null)
            yield return output;
    }

    private static PrefixList PrefixListAt(JsonPlace place) => new(
        place.Required("PrefixListId", "the id of the prefix list, pl-…, that these entries belong to"),
        [.. place.Each("Entries").Select(entry => Block(entry, "Cidr")).Concat(place.Each("Cidrs").Select(cidr => Block(cidr))).Distinct()]);

    private static SecurityGroup GroupAt(JsonPlace place, ILookup<string, (IngressRule Rule, bool IsEgress)> listed)
    {
        var id = place.Required("GroupId", "a security group's id, sg-…");
        var derived = Derived(id, place, "IpPermissions").DistinctBy(rule => rule.Id).ToList();
        var (ingress, egress) = listed.Contains(id)
            ? (Described(listed[id].Where(one => !one.IsEgress).Select(one => one.Rule), derived),
                listed[id].Where(one => one.IsEgress).Select(one => one.Rule))
            : (derived, Derived(id, place, "IpPermissionsEgress"));
        return new(
            id,
            place.Text("GroupName") ?? "",
            place.Text("OwnerId"),
            place.Text("VpcId"),
            Tags(place, "Tags"),
            [.. ingress],
            [.. egress.Select(AllEgress).OfType<IpFamily>().Distinct().Order()])
        {
            Description = place.Text("Description"),
        };
    }

    private static (IngressRule Rule, bool IsEgress) RuleAt(JsonPlace place)
    {
        var id = place.Required("SecurityGroupRuleId", "a rule's id, sgr-…");
        var groupId = place.Required("GroupId", "a security group's id, sg-…");
        RuleSource source =
            place.Member("CidrIpv4") is not null ? new RuleSource.Block(Block(place, "CidrIpv4"))
            : place.Member("CidrIpv6") is not null ? new RuleSource.Block(Block(place, "CidrIpv6"))
            : place.Text("PrefixListId") is { } list ? new RuleSource.PrefixList(list)
            : place.Member("ReferencedGroupInfo") is { } group ? GroupSource(group)
            : throw new FormatException(
                $"{place.Path}: expected one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupInfo, found none.");
        var rule = new IngressRule(id, groupId, TrafficAt(place), source, place.Text("Description"), Tags(place, "Tags"));
        return (rule, place.Flag("IsEgress") ?? false);
    }

    /// <summary>The rules, with descriptions from the group's permissions where they have none themselves.</summary>
    private static IEnumerable<IngressRule> Described(IEnumerable<IngressRule> rules, List<IngressRule> derived)
    {
        var descriptions = derived.Where(rule => rule.Description is not null)
            .DistinctBy(rule => (rule.Traffic, rule.Source.ToString()))
            .ToDictionary(rule => (rule.Traffic, rule.Source.ToString()), rule => rule.Description);
        return rules.Select(rule => rule.Description is null
            ? rule with { Description = descriptions.GetValueOrDefault((rule.Traffic, rule.Source.ToString())) }
            : rule);
    }

    private static IEnumerable<IngressRule> Derived(string groupId, JsonPlace group, string permissions) =>
        from permission in @group.Each(permissions)
        let traffic = TrafficAt(permission)
        from source in SourcesOf(permission)
        let id = RuleId(permissions, groupId, traffic, source.Source)
        select new IngressRule(id, groupId, traffic, source.Source, source.Description, TagSet.Empty);

    private static IEnumerable<(RuleSource Source, string? Description)> SourcesOf(JsonPlace permission)
    {
        foreach (var range in permission.Each("IpRanges"))
            yield return (new RuleSource.Block(Block(range, "CidrIp")), range.Text("Description"));
        foreach (var range in permission.Each("Ipv6Ranges"))
            yield return (new RuleSource.Block(Block(range, "CidrIpv6")), range.Text("Description"));
        foreach (var list in permission.Each("PrefixListIds"))
            yield return (new RuleSource.PrefixList(list.Required("PrefixListId", "a prefix list's id, pl-…")), list.Text("Description"));
        foreach (var pair in permission.Each("UserIdGroupPairs"))
            yield return (GroupSource(pair), pair.Text("Description"));
    }

    private static RuleSource.Group GroupSource(JsonPlace place) =>
        new(place.Required("GroupId", "a security group's id, sg-…"), place.Text("UserId"));

    private static IpFamily? AllEgress(IngressRule rule) =>
        rule.Traffic.TcpPorts == PortRange.All && rule.Source is RuleSource.Block { Cidr: var cidr } && cidr == Cidr.Everything(cidr.Family)
            ? cidr.Family
            : null;

    private static Traffic TrafficAt(JsonPlace place)
    {
        var (protocol, from, to) = (place.Text("IpProtocol"), place.Number("FromPort"), place.Number("ToPort"));
        try
        {
            return Traffic.FromEc2(protocol, from, to);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{place.Path}: expected IpProtocol, FromPort and ToPort of a rule, but {error.Message}.", error);
        }
    }

    private static Cidr Block(JsonPlace place, string name) =>
        place.Member(name) is { } block
            ? Block(block)
            : throw new FormatException($"{place.Path}.{name}: expected a CIDR block, found nothing.");

    private static Cidr Block(JsonPlace place) =>
        Cidr.TryParse(place.Text(), out var cidr) ? cidr : throw place.Expected("a CIDR block such as 192.0.2.0/24 or 2001:db8::/32");

    private static TagSet Tags(JsonPlace place, string name) => TagSet.Of(
        place.Each(name).Select(tag => KeyValuePair.Create(tag.Required("Key", "a tag's key"), tag.Text("Value") ?? "")));

    private static ImmutableArray<string> Present(IEnumerable<string?> values) => [.. values.OfType<string>().Distinct()];

    private static string RuleId(string direction, string groupId, Traffic traffic, RuleSource source)
    {
        var text = $"{direction} {groupId} {traffic.Protocol} {traffic.FromPort} {traffic.ToPort} {source}";
        return $"sgr-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..RuleIdDigits]}";
    }
}
