using System.Collections.Immutable;
using System.Text;
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
/// <c>Entries</c> of <c>get-managed-prefix-list-entries</c> with a <c>PrefixListId</c> put beside them; and, where they are given,
/// <c>AccountAliases</c> (<c>aws iam list-account-aliases</c>), <c>VpcBlockPublicAccessOptions</c>, <c>VpcBlockPublicAccessExclusions</c> and <c>SecurityGroupVpcAssociations</c>. Other keys are passed over. What occurs
/// twice counts as it stands last. A list whose entries are not given is not in the account. A group of which
/// no rule is among <c>SecurityGroupRules</c> gets its rules from its <c>IpPermissions</c>, with ids that are made from their contents and so
/// are the same each time.
/// </remarks>
public static class DescribeOutputReader
{
    // What an account has; prefix lists are there only where somebody uses them.
    private static readonly ImmutableArray<string> Lists =
        ["SecurityGroups", "SecurityGroupRules", "NetworkInterfaces", "Reservations", "Vpcs", "RouteTables", "NetworkAcls"];

    // A route through an instance names its interface too, which is what packets are handed to.
    private static readonly ImmutableArray<string> RouteTargets =
    [
        "GatewayId", "NatGatewayId", "TransitGatewayId", "VpcPeeringConnectionId", "EgressOnlyInternetGatewayId", "NetworkInterfaceId", "InstanceId",
        "LocalGatewayId", "CarrierGatewayId", "CoreNetworkArn", "OdbNetworkArn",
    ];

    /// <summary>The account that the text describes.</summary>
    /// <param name="json">The contents of the file.</param>
    /// <exception cref="FormatException">The text is not such output; the message names the path in it and what was expected.</exception>
    public static AccountSnapshot Read(string json) => Read(new MemoryStream(Encoding.UTF8.GetBytes(json)));

    /// <summary>The account that the file describes. It is read item by item, and may be larger than the memory.</summary>
    /// <param name="stream">The file, in UTF-8, or in UTF-16 with its mark.</param>
    /// <exception cref="FormatException">The text is not such output; the message names the path in it and what was expected.</exception>
    public static AccountSnapshot Read(Stream stream)
    {
        var shared = new Shared();
        var instances = new LastOfEach<Instance>(instance => instance.Id);
        var interfaces = new LastOfEach<NetworkInterface>(one => one.Id);
        var groups = new LastOfEach<GroupParts>(group => group.Group.Id);
        var rules = new LastOfEach<(IngressRule Rule, bool IsEgress)>(one => one.Rule.Id);
        var vpcs = new LastOfEach<Vpc>(vpc => vpc.Id);
        var tables = new LastOfEach<RouteTable>(table => table.Id);
        var acls = new LastOfEach<NetworkAcl>(acl => acl.Id);
        var lists = new LastOfEach<PrefixList>(list => list.Id);
        var subnets = new LastOfEach<Subnet>(subnet => subnet.Id);
        var associated = ImmutableArray.CreateBuilder<(string GroupId, string VpcId)>();
        var exempt = ImmutableArray.CreateBuilder<string>();
        string? accountName = null;
        PublicAccessBlock? publicAccess = null;
        var origin = new CopyOrigin();
        var seen = new HashSet<string>();
        JsonPart entries = default, entriesOf = default;
        var output = new OutputStream(
            stream,
            new Dictionary<string, Action<JsonPart>>
            {
                ["Reservations"] = place => instances.AddRange(place.Each("Instances").Select(one => InstanceAt(origin.Seeing(one), shared))),
                ["NetworkInterfaces"] = place => interfaces.Add(InterfaceAt(origin.Seeing(place), shared)),
                ["SecurityGroups"] = place => groups.Add(GroupAt(origin.Seeing(place), shared)),
                ["SecurityGroupRules"] = place => rules.Add(RuleAt(place, shared)),
                ["Vpcs"] = place => vpcs.Add(VpcAt(place)),
                ["Subnets"] = place => subnets.Add(SubnetAt(place)),
                ["RouteTables"] = place => tables.Add(RouteTableAt(place)),
                ["NetworkAcls"] = place => acls.Add(NetworkAclAt(place)),
                ["AccountAliases"] = place => accountName ??= place.Literal,
                ["VpcBlockPublicAccessExclusions"] = place => exempt.AddRange(Present([ExemptionAt(place)])),
                ["SecurityGroupVpcAssociations"] = place => associated.AddRange(AssociationAt(place)),
                ["PrefixLists"] = PrefixListIn,
                ["ManagedPrefixLists"] = PrefixListIn,
            },
            new Dictionary<string, Action<JsonPart>>
            {
                [SnapshotWriter.Header] = origin.Told,
                ["VpcBlockPublicAccessOptions"] = place => publicAccess = PublicAccessAt(place),
                ["PrefixListId"] = place => entriesOf = place,
                ["Entries"] = place => entries = place,
            },
            () =>
            {
                if (!entries.IsAbsent)
                    lists.Add(PrefixListOf(entriesOf, entries));
                (entries, entriesOf) = (default, default);
            })
        {
            Opened = name => seen.Add(name),
        };
        output.ReadAll();

        var listed = rules.All.ToLookup(one => one.Rule.GroupId);
        return new()
        {
            AccountId = origin.AccountId,
            AccountName = accountName,
            Region = origin.Region,
            TakenAt = origin.TakenAt,
            LikelyAccountId = origin.LikelyAccountId,
            LikelyRegion = origin.LikelyRegion,
            Missing = [.. Lists.Where(name => !seen.Contains(name))],
            Instances = instances.All,
            Interfaces = interfaces.All,
            Groups = [.. groups.All.Select(group => group.With(listed))],
            Vpcs = vpcs.All,
            Subnets = subnets.All,
            RouteTables = tables.All,
            NetworkAcls = acls.All,
            PrefixLists = lists.All,
            PublicAccess = (publicAccess ?? PublicAccessBlock.Off) with { Exempt = exempt.ToImmutable() },
            TellsPublicAccess = publicAccess is not null,
            AssociatedVpcs = associated.ToImmutable(),
        };

        void PrefixListIn(JsonPart list)
        {
            if (list.Member("Entries") is not null || list.Member("Cidrs") is not null)
                lists.Add(PrefixListAt(list));
        }
    }

    private static PublicAccessBlock PublicAccessAt(JsonPart place)
    {
        var mode = place.TextOf("InternetGatewayBlockMode") ?? PublicAccessBlock.Off.Mode;
        return mode is "off" or "block-ingress" or "block-bidirectional"
            ? new(mode, place.TextOf("State") is "update-in-progress", [])
            : throw place.Member("InternetGatewayBlockMode")!.Value.Expected("off, block-ingress or block-bidirectional");
    }

    private static string? ExemptionAt(JsonPart place) =>
        PublicAccessBlock.Exemption(place.TextOf("InternetGatewayExclusionMode"), place.TextOf("State"), place.TextOf("ResourceArn"));

    private static IEnumerable<(string GroupId, string VpcId)> AssociationAt(JsonPart place) => place.TextOf("State") is null or "associating" or "associated"
        ? [(place.Required("GroupId", "a security group's id, sg-…"), place.Required("VpcId", "a VPC's id, vpc-…"))]
        : [];

    private static Instance InstanceAt(JsonPart place, Shared shared)
    {
        var tags = Tags(place, "Tags");
        return new(
            place.Required("InstanceId", "an instance's id, i-…"),
            tags.GetValueOrDefault("Name"),
            place.Member("State")?.TextOf("Name"),
            shared.Of(place.TextOf("InstanceType")),
            shared.Of(place.TextOf("ImageId")),
            place.TimeOf("LaunchTime"),
            place.TextOf("PublicIpAddress"),
            place.TextOf("PrivateIpAddress"),
            shared.Of(place.TextOf("VpcId")),
            shared.Of(place.TextOf("SubnetId")),
            tags);
    }

    private static NetworkInterface InterfaceAt(JsonPart place, Shared shared)
    {
        var addresses = place.Each("PrivateIpAddresses").OrderByDescending(address => address.FlagOf("Primary") ?? false).ToList();
        return new(
            place.Required("NetworkInterfaceId", "an interface's id, eni-…"),
            place.Member("Attachment")?.TextOf("InstanceId"),
            shared.Of(place.TextOf("VpcId")),
            shared.Of(place.TextOf("SubnetId")),
            [.. place.Each("Groups").Select(group => shared.Of(group.Required("GroupId", "a security group's id, sg-…"))!)],
            Present([.. addresses.Append(place).Select(address => address.TextOf("PrivateIpAddress"))]),
            Present([.. addresses.Append(place).Select(address => address.Member("Association")?.TextOf("PublicIp"))]),
            Present([.. place.Each("Ipv6Addresses").Select(address => address.TextOf("Ipv6Address"))]),
            shared.Of(place.TextOf("InterfaceType")) ?? "interface",
            place.TextOf("Description") ?? "",
            shared.Of(place.TextOf("OwnerId")));
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

    private static Subnet SubnetAt(JsonPart place) => new(
        place.Required("SubnetId", "a subnet's id, subnet-…"),
        place.TextOf("VpcId"),
        place.TextOf("AvailabilityZone"),
        [
            .. place.Member("CidrBlock") is null ? [] : new[] { Block(place, "CidrBlock") },
            .. place.Each("Ipv6CidrBlockAssociationSet").Where(one => one.Member("Ipv6CidrBlock") is not null).Select(one => Block(one, "Ipv6CidrBlock")),
        ]);

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

    private static PrefixList PrefixListAt(JsonPart place) => new(
        place.Required("PrefixListId", "the id of the prefix list, pl-…, that these entries belong to"),
        [.. place.Each("Entries").Select(entry => Block(entry, "Cidr")).Concat(place.Each("Cidrs").Select(cidr => Block(cidr))).Distinct()]);

    private static PrefixList PrefixListOf(JsonPart id, JsonPart entries)
    {
        if (id.Literal is not { Length: > 0 } text)
        {
            throw id.IsAbsent
                ? new FormatException($"{entries.Place[..^".Entries".Length]}.PrefixListId: expected the id of the prefix list, pl-…, that these entries belong to, found nothing.")
                : id.Expected("the id of the prefix list, pl-…, that these entries belong to");
        }

        return entries.IsArray ? new(text, [.. entries.Items.Select(entry => Block(entry, "Cidr")).Distinct()]) : throw entries.Expected("a list");
    }

    private static GroupParts GroupAt(JsonPart place, Shared shared)
    {
        var id = shared.Of(place.Required("GroupId", "a security group's id, sg-…"))!;
        var group = new SecurityGroup(
            id, place.TextOf("GroupName") ?? "", shared.Of(place.TextOf("OwnerId")), shared.Of(place.TextOf("VpcId")), Tags(place, "Tags"), [], [])
        {
            Description = place.TextOf("Description"),
        };
        return new(group, Permissions(place, "IpPermissions", shared), Permissions(place, "IpPermissionsEgress", shared));
    }

    private static (IngressRule Rule, bool IsEgress) RuleAt(JsonPart place, Shared shared)
    {
        var id = place.Required("SecurityGroupRuleId", "a rule's id, sgr-…");
        var groupId = shared.Of(place.Required("GroupId", "a security group's id, sg-…"))!;
        RuleSource source =
            place.Member("CidrIpv4") is not null ? new RuleSource.Block(Block(place, "CidrIpv4"))
            : place.Member("CidrIpv6") is not null ? new RuleSource.Block(Block(place, "CidrIpv6"))
            : place.TextOf("PrefixListId") is { } list ? new RuleSource.PrefixList(list)
            : place.Member("ReferencedGroupInfo") is { } group ? GroupSource(group)
            : throw new FormatException(
                $"{place.Place}: expected one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupInfo, found none.");
        var rule = new IngressRule(id, groupId, shared.Of(TrafficAt(place)), shared.Of(source), place.TextOf("Description"), Tags(place, "Tags"));
        return (rule, place.FlagOf("IsEgress") ?? false);
    }

    private static ImmutableArray<RuleDraft> Permissions(JsonPart group, string name, Shared shared) =>
    [
        .. from permission in @group.Each(name)
           let traffic = shared.Of(TrafficAt(permission))
           from source in SourcesOf(permission)
           select new RuleDraft(traffic, shared.Of(source.Source), source.Description),
    ];

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
}
