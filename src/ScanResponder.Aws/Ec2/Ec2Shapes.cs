using System.Collections.Immutable;
using Amazon.EC2;
using Amazon.EC2.Model;
using ScanResponder.Accounts;
using ScanResponder.Network;
using Instance = ScanResponder.Network.Instance;
using NetworkAcl = ScanResponder.Network.NetworkAcl;
using NetworkInterface = ScanResponder.Network.NetworkInterface;
using PortRange = ScanResponder.Network.PortRange;
using Route = ScanResponder.Network.Route;
using RouteTable = ScanResponder.Network.RouteTable;
using SecurityGroup = ScanResponder.Network.SecurityGroup;
using Subnet = ScanResponder.Network.Subnet;
using Vpc = ScanResponder.Network.Vpc;

namespace ScanResponder.Aws.Ec2;

/// <summary>The SDK's shapes and the domain's values, each as the other. The SDK leaves an empty list null.</summary>
internal static class Ec2Shapes
{
    internal static Evidence.FlowLog FlowLogOf(FlowLog shape)
    {
        // Flow logs that are older than the choice of a destination name none.
        var toLogs = shape.LogDestinationType is null || shape.LogDestinationType == LogDestinationType.CloudWatchLogs;
        return new(
            shape.FlowLogId,
            shape.ResourceId,
            toLogs ? Text(shape.LogGroupName) : null,
            toLogs ? null : Text(shape.LogDestination),
            Text(shape.LogFormat),
            shape.TrafficType?.Value);
    }

    internal static Instance InstanceOf(Amazon.EC2.Model.Instance shape)
    {
        var tags = TagsOf(shape.Tags);
        return new(
            shape.InstanceId,
            tags.GetValueOrDefault("Name"),
            shape.State?.Name?.Value,
            shape.InstanceType?.Value,
            Text(shape.ImageId),
            shape.LaunchTime is { } launched ? new DateTimeOffset(launched.ToUniversalTime()) : null,
            Text(shape.PublicIpAddress),
            Text(shape.PrivateIpAddress),
            Text(shape.VpcId),
            Text(shape.SubnetId),
            tags);
    }

    internal static NetworkInterface InterfaceOf(Amazon.EC2.Model.NetworkInterface shape)
    {
        List<NetworkInterfacePrivateIpAddress> addresses =
            [.. (shape.PrivateIpAddresses ?? []).OrderByDescending(address => address.Primary ?? false)];
        return new(
            shape.NetworkInterfaceId,
            Text(shape.Attachment?.InstanceId),
            Text(shape.VpcId),
            Text(shape.SubnetId),
            [.. (shape.Groups ?? []).Select(group => group.GroupId)],
            Present([.. addresses.Select(address => address.PrivateIpAddress), shape.PrivateIpAddress]),
            Present([.. addresses.Select(address => address.Association?.PublicIp), shape.Association?.PublicIp]),
            Present([.. (shape.Ipv6Addresses ?? []).Select(address => address.Ipv6Address), shape.Ipv6Address]),
            shape.InterfaceType?.Value ?? "interface",
            shape.Description ?? "",
            Text(shape.OwnerId));
    }

    internal static Vpc VpcOf(Amazon.EC2.Model.Vpc shape)
    {
        var blocks = (shape.CidrBlockAssociationSet ?? [])
            .Where(association => association.CidrBlockState?.State == VpcCidrBlockStateCode.Associated)
            .Select(association => association.CidrBlock)
            .Concat((shape.Ipv6CidrBlockAssociationSet ?? [])
                .Where(association => association.Ipv6CidrBlockState?.State == VpcCidrBlockStateCode.Associated)
                .Select(association => association.Ipv6CidrBlock));
        return new(shape.VpcId, [.. blocks.Select(Cidr.Parse).Distinct()]);
    }

    /// <exception cref="FormatException">A block cannot be understood.</exception>
    internal static Subnet SubnetOf(Amazon.EC2.Model.Subnet shape)
    {
        var blocks = (shape.Ipv6CidrBlockAssociationSet ?? [])
            .Where(association => association.Ipv6CidrBlockState?.State == SubnetCidrBlockStateCode.Associated)
            .Select(association => association.Ipv6CidrBlock)
            .Prepend(shape.CidrBlock);
        return new(shape.SubnetId, Text(shape.VpcId), Text(shape.AvailabilityZone), [.. Present(blocks).Select(Cidr.Parse)]);
    }

    /// <exception cref="FormatException">A route cannot be understood.</exception>
    internal static RouteTable RouteTableOf(Amazon.EC2.Model.RouteTable shape)
    {
        List<RouteTableAssociation> associations =
        [
            .. (shape.Associations ?? []).Where(one =>
                one.AssociationState?.State is null || one.AssociationState.State == RouteTableAssociationStateCode.Associated),
        ];
        return new(
            shape.RouteTableId,
            Text(shape.VpcId),
            associations.Exists(association => association.Main is true),
            Present(associations.Select(association => association.SubnetId)),
            [.. (shape.Routes ?? []).Where(route => route.State != RouteState.Filtered).Select(RouteOf)]);
    }

    /// <exception cref="FormatException">A rule cannot be understood.</exception>
    internal static NetworkAcl NetworkAclOf(Amazon.EC2.Model.NetworkAcl shape) => new(
        shape.NetworkAclId,
        shape.IsDefault ?? false,
        Present((shape.Associations ?? []).Select(association => association.SubnetId)),
        [.. (shape.Entries ?? []).Select(AclEntryOf)]);

    /// <summary>
    /// The group with the rules that belong to it. Both calls describe the same rules; the ids and tags are in <paramref name="rules"/>, a
    /// description may be in either.
    /// </summary>
    /// <exception cref="AccountException">An inbound rule cannot be understood.</exception>
    internal static SecurityGroup GroupOf(Amazon.EC2.Model.SecurityGroup shape, IEnumerable<SecurityGroupRule> rules)
    {
        var descriptions = DescriptionsOf(shape);
        var ingress = ImmutableArray.CreateBuilder<IngressRule>();
        var outbound = ImmutableArray.CreateBuilder<string>();
        var allEgress = ImmutableSortedSet.CreateBuilder<IpFamily>();
        foreach (var rule in rules)
        {
            if (rule.IsEgress is not true)
            {
                ingress.Add(RuleOf(rule, descriptions));
                continue;
            }

            if (rule.SecurityGroupRuleId is { } id)
                outbound.Add(id);
            if (AdmitsEverywhere(rule) is { } family)
                allEgress.Add(family);
        }

        return new(
            shape.GroupId,
            shape.GroupName ?? "",
            Text(shape.OwnerId),
            Text(shape.VpcId),
            TagsOf(shape.Tags),
            ingress.ToImmutable(),
            [.. allEgress])
        {
            Description = Text(shape.Description),
            OutboundRuleIds = outbound.ToImmutable(),
        };
    }

    /// <summary>The rule, with the description that is known for its traffic and source where the shape has none.</summary>
    /// <exception cref="AccountException">The rule cannot be understood.</exception>
    internal static IngressRule RuleOf(SecurityGroupRule shape, IReadOnlyDictionary<(Traffic Traffic, string Source), string> descriptions)
    {
        try
        {
            var traffic = Traffic.FromEc2(shape.IpProtocol, shape.FromPort, shape.ToPort);
            var source = SourceOf(shape);
            var description = Text(shape.Description) ?? descriptions.GetValueOrDefault((traffic, source.ToString()));
            return new(shape.SecurityGroupRuleId, shape.GroupId, traffic, source, description, TagsOf(shape.Tags));
        }
        catch (FormatException error)
        {
            // A rule that is left out could be the very one that lets the world in, so nothing is said about the group at all.
            throw new AccountException(
                AccountErrorKind.Unavailable,
                "ec2:DescribeSecurityGroupRules",
                shape.SecurityGroupRuleId,
                $"Could not read the rules of {shape.GroupId}: rule {shape.SecurityGroupRuleId} could not be understood "
                + $"({AwsErrors.Quote(error.Message)}). Check this rule yourself.",
                error);
        }
    }

    /// <summary>One permission for each kind of traffic, with all its sources and their descriptions.</summary>
    internal static List<IpPermission> PermissionsOf(IEnumerable<RuleDraft> drafts) =>
        [.. drafts.GroupBy(draft => draft.Traffic).Select(group => PermissionOf(group.Key, group))];

    /// <summary>Those of the permissions that EC2 names in its answer.</summary>
    internal static ImmutableArray<Permission> Among(IEnumerable<Permission> asked, List<IpPermission>? named)
    {
        if (named is null or [])
            return [];
        var known = named.SelectMany(permission =>
        {
            var traffic = Traffic.FromEc2(permission.IpProtocol, permission.FromPort, permission.ToPort);
            string[] sources =
            [
                .. (permission.Ipv4Ranges ?? []).Select(range => Cidr.Parse(range.CidrIp).ToString()),
                .. (permission.Ipv6Ranges ?? []).Select(range => Cidr.Parse(range.CidrIpv6).ToString()),
                .. (permission.PrefixListIds ?? []).Select(list => list.Id),
                .. (permission.UserIdGroupPairs ?? []).Select(pair => pair.GroupId),
            ];
            return sources.Select(source => (traffic, source));
        }).ToHashSet();
        return [.. asked.Where(permission => known.Contains((permission.Traffic, permission.Source.ToString())))];
    }

    internal static List<Tag> TagShapesOf(TagSet tags) => [.. tags.Select(tag => new Tag(tag.Key, tag.Value))];

    private static Route RouteOf(Amazon.EC2.Model.Route shape)
    {
        RouteDestination destination = shape switch
        {
            { DestinationCidrBlock: { Length: > 0 } block } => new RouteDestination.Block(Cidr.Parse(block)),
            { DestinationIpv6CidrBlock: { Length: > 0 } block } => new RouteDestination.Block(Cidr.Parse(block)),
            { DestinationPrefixListId: { Length: > 0 } list } => new RouteDestination.PrefixList(list),
            _ => throw new FormatException("a route has neither a CIDR nor a prefix list as its destination"),
        };

        // A route through an instance names its interface too, which is what packets are handed to.
        string?[] targets =
        [
            shape.GatewayId, shape.NatGatewayId, shape.TransitGatewayId, shape.VpcPeeringConnectionId, shape.EgressOnlyInternetGatewayId,
            shape.NetworkInterfaceId, shape.InstanceId, shape.LocalGatewayId, shape.CarrierGatewayId, shape.CoreNetworkArn, shape.OdbNetworkArn,
        ];
        return new(
            destination,
            targets.Select(Text).FirstOrDefault(target => target is not null) ?? "",
            shape.State is null || shape.State == RouteState.Active,
            shape.Origin == RouteOrigin.EnableVgwRoutePropagation);
    }

    private static AclEntry AclEntryOf(NetworkAclEntry shape)
    {
        var (from, to) = shape.PortRange is { } ports ? (ports.From, ports.To) : (shape.IcmpTypeCode?.Type, shape.IcmpTypeCode?.Code);
        return new(
            shape.RuleNumber ?? throw new FormatException("a rule has no number"),
            shape.Egress ?? throw new FormatException("a rule has no direction"),
            shape.RuleAction == RuleAction.Allow,
            Traffic.FromEc2(shape.Protocol, from, to),
            Cidr.Parse(Text(shape.Ipv6CidrBlock) ?? shape.CidrBlock));
    }

    private static IpPermission PermissionOf(Traffic traffic, IEnumerable<RuleDraft> drafts)
    {
        var permission = new IpPermission { IpProtocol = traffic.Protocol };
        if (traffic is Traffic.Tcp or Traffic.Udp or Traffic.Icmp or Traffic.IcmpV6)
            (permission.FromPort, permission.ToPort) = (traffic.FromPort, traffic.ToPort);
        foreach (var draft in drafts)
        {
            switch (draft.Source)
            {
                case RuleSource.Block { Cidr: { Family: IpFamily.IPv4 } cidr }:
                    (permission.Ipv4Ranges ??= []).Add(new IpRange { CidrIp = cidr.ToString(), Description = draft.Description });
                    break;
                case RuleSource.Block { Cidr: var cidr }:
                    (permission.Ipv6Ranges ??= []).Add(new Ipv6Range { CidrIpv6 = cidr.ToString(), Description = draft.Description });
                    break;
                case RuleSource.PrefixList list:
                    (permission.PrefixListIds ??= []).Add(new PrefixListId { Id = list.Id, Description = draft.Description });
                    break;
                case RuleSource.Group group:
                    (permission.UserIdGroupPairs ??= []).Add(
                        new UserIdGroupPair { GroupId = group.Id, UserId = group.OwnerId, Description = draft.Description });
                    break;
            }
        }

        return permission;
    }

    private static RuleSource SourceOf(SecurityGroupRule shape) => shape switch
    {
        { CidrIpv4: { Length: > 0 } block } => new RuleSource.Block(Cidr.Parse(block)),
        { CidrIpv6: { Length: > 0 } block } => new RuleSource.Block(Cidr.Parse(block)),
        { PrefixListId: { Length: > 0 } list } => new RuleSource.PrefixList(list),
        { ReferencedGroupInfo: { GroupId: { Length: > 0 } id } group } => new RuleSource.Group(id, Text(group.UserId)),
        _ => throw new FormatException("it has neither a CIDR, nor a prefix list, nor a security group as its source"),
    };

    private static Dictionary<(Traffic Traffic, string Source), string> DescriptionsOf(Amazon.EC2.Model.SecurityGroup shape)
    {
        var descriptions = new Dictionary<(Traffic Traffic, string Source), string>();
        foreach (var permission in shape.IpPermissions ?? [])
        {
            var named = (permission.PrefixListIds ?? []).Select(list => (list.Id, list.Description))
                .Concat((permission.UserIdGroupPairs ?? []).Select(pair => (Id: pair.GroupId, pair.Description)))
                .Where(source => source is { Id.Length: > 0, Description.Length: > 0 });
            foreach (var (id, description) in named)
            {
                if (TrafficOf(permission.IpProtocol, permission.FromPort, permission.ToPort) is { } traffic)
                    descriptions[(traffic, id)] = description;
            }
        }

        return descriptions;
    }

    private static IpFamily? AdmitsEverywhere(SecurityGroupRule rule) =>
        TrafficOf(rule.IpProtocol, rule.FromPort, rule.ToPort)?.TcpPorts == PortRange.All
        && (Cidr.TryParse(rule.CidrIpv4, out var block) || Cidr.TryParse(rule.CidrIpv6, out block))
        && block == Cidr.Everything(block.Family)
            ? block.Family
            : null;

    private static Traffic? TrafficOf(string? protocol, int? fromPort, int? toPort)
    {
        try
        {
            return Traffic.FromEc2(protocol, fromPort, toPort);
        }
        catch (FormatException)
        {
            // Where it matters, the rule is read once more and refused with its id.
            return null;
        }
    }

    private static TagSet TagsOf(List<Tag>? tags) =>
        tags is null ? TagSet.Empty : TagSet.Of(tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value ?? "")));

    private static string? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static ImmutableArray<string> Present(IEnumerable<string?> values) => [.. values.Select(Text).OfType<string>().Distinct()];
}
