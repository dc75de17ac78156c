using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using ScanResponder.Network;
using ScanResponder.Triggers;

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

    private static List<JsonPart> Outputs(string json)
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

        var roots = values.Select((value, index) => new JsonPart(value, values.Count == 1 ? "$" : $"output {index + 1}: $"));
        var outputs = roots.SelectMany(root => root.IsArray ? root.Items : [root]).ToList();
        foreach (var output in outputs.Where(output => !output.IsObject))
            throw output.Expected("an object as aws ec2 describe-* prints it");
        return outputs;
    }

    /// <summary>The values in the order of the file, each id once, as it stands last.</summary>
    private static ImmutableArray<T> Last<T>(IEnumerable<JsonPart> places, Func<JsonPart, T> read, Func<T, string> id) =>
        [.. places.Select(read).Reverse().DistinctBy(id).Reverse()];

    private static Instance InstanceAt(JsonPart place)
    {
        var tags = Tags(place, "Tags");
        return new(
            place.Required("InstanceId", "an instance's id, i-…"),
            tags.GetValueOrDefault("Name"),
            place.Member("State")?.TextOf("Name"),
            place.TextOf("InstanceType"),
            place.TextOf("ImageId"),
            place.TimeOf("LaunchTime"),
            place.TextOf("PublicIpAddress"),
            place.TextOf("PrivateIpAddress"),
            place.TextOf("VpcId"),
            place.TextOf("SubnetId"),
            tags);
    }

    private static NetworkInterface InterfaceAt(JsonPart place)
    {
        var addresses = place.Each("PrivateIpAddresses").OrderByDescending(address => address.FlagOf("Primary") ?? false).ToList();
        return new(
            place.Required("NetworkInterfaceId", "an interface's id, eni-…"),
            place.Member("Attachment")?.TextOf("InstanceId"),
            place.TextOf("VpcId"),
            place.TextOf("SubnetId"),
            [.. place.Each("Groups").Select(group => group.Required("GroupId", "a security group's id, sg-…"))],
            Present([.. addresses.Append(place).Select(address => address.TextOf("PrivateIpAddress"))]),
            Present([.. addresses.Append(place).Select(address => address.Member("Association")?.TextOf("PublicIp"))]),
            Present([.. place.Each("Ipv6Addresses").Select(address => address.TextOf("Ipv6Address"))]),
            place.TextOf("InterfaceType") ?? "interface",
            place.TextOf("Description") ?? "",
            place.TextOf("OwnerId"));
    }

    private static Vpc VpcAt(JsonPart place)
    {
        var blocks = place.Each("CidrBlockAssociationSet").Select(one => Associated(one, "CidrBlock", "CidrBlockState"))
            .Concat(place.Each("Ipv6CidrBlockAssociationSet").Select(one => Associated(one, "Ipv6CidrBlock", "Ipv6CidrBlockState")))
            .OfType<Cidr>();
        return new(place.Required("VpcId", "a VPC's id, vpc-…"), [.. blocks.Distinct()]);

        static Cidr? Associated(JsonPart one, string block, string state) =>
            one.Member(state)?.TextOf("State") is null or "associated" ? Block(one, block) : null;
    }

    private static RouteTable RouteTableAt(JsonPart place)
    {
        var associations = place.Each("Associations")
            .Where(association => association.Member("AssociationState")?.TextOf("State") is null or "associated")
            .ToList();
        return new(
            place.Required("RouteTableId", "a route table's id, rtb-…"),
            place.TextOf("VpcId"),
            associations.Any(association => association.FlagOf("Main") ?? false),
            Present([.. associations.Select(association => association.TextOf("SubnetId"))]),
            [.. place.Each("Routes").Where(route => route.TextOf("State") is not "filtered").Select(RouteAt)]);
    }

    private static Route RouteAt(JsonPart place)
    {
        RouteDestination destination =
            place.Member("DestinationCidrBlock") is not null ? new RouteDestination.Block(Block(place, "DestinationCidrBlock"))
            : place.Member("DestinationIpv6CidrBlock") is not null ? new RouteDestination.Block(Block(place, "DestinationIpv6CidrBlock"))
            : place.TextOf("DestinationPrefixListId") is { } list ? new RouteDestination.PrefixList(list)
            : throw new FormatException(
                $"{place.Place}: expected one of DestinationCidrBlock, DestinationIpv6CidrBlock and DestinationPrefixListId, found none.");
        return new(
            destination,
            RouteTargets.Select(target => place.TextOf(target)).FirstOrDefault(target => target is not null) ?? "",
            place.TextOf("State") is null or "active",
            place.TextOf("Origin") is "EnableVgwRoutePropagation");
    }

    private static NetworkAcl NetworkAclAt(JsonPart place) => new(
        place.Required("NetworkAclId", "a network ACL's id, acl-…"),
        place.FlagOf("IsDefault") ?? false,
        Present([.. place.Each("Associations").Select(association => association.TextOf("SubnetId"))]),
        [.. place.Each("Entries").Select(AclEntryAt)]);

    private static AclEntry AclEntryAt(JsonPart place)
    {
        var (ports, icmp) = (place.Member("PortRange"), place.Member("IcmpTypeCode"));
        var (from, to) = ports is null ? (icmp?.NumberOf("Type"), icmp?.NumberOf("Code")) : (ports?.NumberOf("From"), ports?.NumberOf("To"));
        Traffic traffic;
        try
        {
            traffic = Traffic.FromEc2(place.Required("Protocol", "a protocol's number, or -1 for all"), from, to);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{place.Place}: expected Protocol and PortRange of a network ACL's rule, but {error.Message}.", error);
        }

        return new(
            place.NumberOf("RuleNumber") ?? throw new FormatException($"{place.Place}.RuleNumber: expected a whole number, found nothing."),
            place.FlagOf("Egress") ?? throw new FormatException($"{place.Place}.Egress: expected true or false, found nothing."),
            place.Required("RuleAction", "allow or deny") switch
            {
                "allow" => true,
                "deny" => false,
                _ => throw place.Member("RuleAction")!.Value.Expected("allow or deny"),
            },
            traffic,
            Block(place, place.Member("Ipv6CidrBlock") is null ? "CidrBlock" : "Ipv6CidrBlock"));
    }

    private static IEnumerable<JsonPart> PrefixListsIn(JsonPart output)
    {
        foreach (var list in output.Each("ManagedPrefixLists").Concat(output.Each("PrefixLists")))
        {
            if (list.Member("Entries") is not null || list.Member("Cidrs") is not null)
                yield return list;
        }

        if (output.Member("Entries") is not null)
            yield return output;
    }

    private static PrefixList PrefixListAt(JsonPart place) => new(
        place.Required("PrefixListId", "the id of the prefix list, pl-…, that these entries belong to"),
        [.. place.Each("Entries").Select(entry => Block(entry, "Cidr")).Concat(place.Each("Cidrs").Select(cidr => Block(cidr))).Distinct()]);

    private static SecurityGroup GroupAt(JsonPart place, ILookup<string, (IngressRule Rule, bool IsEgress)> listed)
    {
        var id = place.Required("GroupId", "a security group's id, sg-…");
        var derived = Derived(id, place, "IpPermissions").DistinctBy(rule => rule.Id).ToList();
        var (ingress, egress) = listed.Contains(id)
            ? (Described(listed[id].Where(one => !one.IsEgress).Select(one => one.Rule), derived),
                listed[id].Where(one => one.IsEgress).Select(one => one.Rule))
            : (derived, Derived(id, place, "IpPermissionsEgress"));
        return new(
            id,
            place.TextOf("GroupName") ?? "",
            place.TextOf("OwnerId"),
            place.TextOf("VpcId"),
            Tags(place, "Tags"),
            [.. ingress],
            [.. egress.Select(AllEgress).OfType<IpFamily>().Distinct().Order()])
        {
            Description = place.TextOf("Description"),
        };
    }

    private static (IngressRule Rule, bool IsEgress) RuleAt(JsonPart place)
    {
        var id = place.Required("SecurityGroupRuleId", "a rule's id, sgr-…");
        var groupId = place.Required("GroupId", "a security group's id, sg-…");
        RuleSource source =
            place.Member("CidrIpv4") is not null ? new RuleSource.Block(Block(place, "CidrIpv4"))
            : place.Member("CidrIpv6") is not null ? new RuleSource.Block(Block(place, "CidrIpv6"))
            : place.TextOf("PrefixListId") is { } list ? new RuleSource.PrefixList(list)
            : place.Member("ReferencedGroupInfo") is { } group ? GroupSource(group)
            : throw new FormatException(
                $"{place.Place}: expected one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupInfo, found none.");
        var rule = new IngressRule(id, groupId, TrafficAt(place), source, place.TextOf("Description"), Tags(place, "Tags"));
        return (rule, place.FlagOf("IsEgress") ?? false);
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

    private static IEnumerable<IngressRule> Derived(string groupId, JsonPart group, string permissions) =>
        from permission in @group.Each(permissions)
        let traffic = TrafficAt(permission)
        from source in SourcesOf(permission)
        let id = RuleId(permissions, groupId, traffic, source.Source)
        select new IngressRule(id, groupId, traffic, source.Source, source.Description, TagSet.Empty);

    private static IEnumerable<(RuleSource Source, string? Description)> SourcesOf(JsonPart permission)
    {
        foreach (var range in permission.Each("IpRanges"))
            yield return (new RuleSource.Block(Block(range, "CidrIp")), range.TextOf("Description"));
        foreach (var range in permission.Each("Ipv6Ranges"))
            yield return (new RuleSource.Block(Block(range, "CidrIpv6")), range.TextOf("Description"));
        foreach (var list in permission.Each("PrefixListIds"))
            yield return (new RuleSource.PrefixList(list.Required("PrefixListId", "a prefix list's id, pl-…")), list.TextOf("Description"));
        foreach (var pair in permission.Each("UserIdGroupPairs"))
            yield return (GroupSource(pair), pair.TextOf("Description"));
    }

    private static RuleSource.Group GroupSource(JsonPart place) =>
        new(place.Required("GroupId", "a security group's id, sg-…"), place.TextOf("UserId"));

    private static IpFamily? AllEgress(IngressRule rule) =>
        rule.Traffic.TcpPorts == PortRange.All && rule.Source is RuleSource.Block { Cidr: var cidr } && cidr == Cidr.Everything(cidr.Family)
            ? cidr.Family
            : null;

    private static Traffic TrafficAt(JsonPart place)
    {
        var (protocol, from, to) = (place.TextOf("IpProtocol"), place.NumberOf("FromPort"), place.NumberOf("ToPort"));
        try
        {
            return Traffic.FromEc2(protocol, from, to);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{place.Place}: expected IpProtocol, FromPort and ToPort of a rule, but {error.Message}.", error);
        }
    }

    private static Cidr Block(JsonPart place, string name) =>
        place.Member(name) is { } block
            ? Block(block)
            : throw new FormatException($"{place.Place}.{name}: expected a CIDR block, found nothing.");

    private static Cidr Block(JsonPart place) =>
        Cidr.TryParse(place.AsText(), out var cidr) ? cidr : throw place.Expected("a CIDR block such as 192.0.2.0/24 or 2001:db8::/32");

    private static TagSet Tags(JsonPart place, string name) => TagSet.Of(
        place.Each(name).Select(tag => KeyValuePair.Create(tag.Required("Key", "a tag's key"), tag.TextOf("Value") ?? "")));

    private static ImmutableArray<string> Present(IEnumerable<string?> values) => [.. values.OfType<string>().Distinct()];

    private static string RuleId(string direction, string groupId, Traffic traffic, RuleSource source)
    {
        var text = $"{direction} {groupId} {traffic.Protocol} {traffic.FromPort} {traffic.ToPort} {source}";
        return $"sgr-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..RuleIdDigits]}";
    }
}
