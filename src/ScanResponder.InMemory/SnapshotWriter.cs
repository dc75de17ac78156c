using System.Collections.Immutable;
using System.Text.Json;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.InMemory;

/// <summary>
/// Writes a copy of an account: what <see cref="DescribeOutputReader"/> reads, in the words of <c>aws ec2 describe-*</c>, with a head that says of
/// which account and Region it is. A list that could not be read is not in it. What nobody here asks about is left out, such as user data and key names.
/// </summary>
public static class SnapshotWriter
{
    /// <summary>The name of the head.</summary>
    public const string Header = "ScanResponderSnapshot";

    /// <summary>The version of the format.</summary>
    public const int Version = 1;

    private const int FlushAt = 1 << 16;

    /// <summary>Writes it.</summary>
    /// <param name="inventory">What was read.</param>
    /// <param name="takenAt">When that was begun.</param>
    /// <param name="stream">Where it goes.</param>
    public static void Write(Inventory inventory, DateTimeOffset takenAt, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = false });
        json.WriteStartObject();
        json.WriteStartObject(Header);
        json.WriteNumber("Version", Version);
        json.WriteString("AccountId", inventory.Scope.AccountId);
        json.WriteString("Region", inventory.Scope.Region);
        json.WriteString("Partition", inventory.Scope.Partition);
        json.WriteString("TakenAt", takenAt.UtcDateTime);
        json.WriteEndObject();
        List(json, "SecurityGroups", inventory.Groups, Group);
        List(json, "SecurityGroupRules", inventory.Groups?.SelectMany(Rules), Rule);
        List(json, "NetworkInterfaces", inventory.Interfaces, Interface);
        List(json, "Reservations", inventory.Instances, Reservation);
        List(json, "Vpcs", inventory.Vpcs, Vpc);
        List(json, "Subnets", inventory.Subnets, Subnet);
        List(json, "RouteTables", inventory.RouteTables, RouteTable);
        List(json, "NetworkAcls", inventory.NetworkAcls, NetworkAcl);
        PublicAccess(json, inventory);
        List(json, "PrefixLists", inventory.PrefixLists.Values.OrderBy(list => list.Id, StringComparer.Ordinal), PrefixList);
        json.WriteEndObject();
    }

    private static void PublicAccess(Utf8JsonWriter json, Inventory inventory)
    {
        if (inventory.PublicAccess is not { } block)
            return;
        json.WriteStartObject("VpcBlockPublicAccessOptions");
        json.WriteString("InternetGatewayBlockMode", block.Mode);
        json.WriteString("State", block.Changing ? "update-in-progress" : "update-complete");
        json.WriteEndObject();
        List(json, "VpcBlockPublicAccessExclusions", block.Exempt, (writer, id) =>
        {
            writer.WriteString("InternetGatewayExclusionMode", "allow-bidirectional");
            writer.WriteString("State", "create-complete");
            writer.WriteString("ResourceArn", $"arn:{inventory.Scope.Partition}:ec2:{inventory.Scope.Region}:{inventory.Scope.AccountId}:{(id.StartsWith("vpc-", StringComparison.Ordinal) ? "vpc" : "subnet")}/{id}");
        });
    }

    private static void List<T>(Utf8JsonWriter json, string name, IEnumerable<T>? items, Action<Utf8JsonWriter, T> write)
    {
        if (items is null)
            return;
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
            if (json.BytesPending > FlushAt)
                json.Flush();
        }

        json.WriteEndArray();
    }

    private static void List<T>(Utf8JsonWriter json, string name, ImmutableArray<T>? items, Action<Utf8JsonWriter, T> write) =>
        List(json, name, items is { } some ? some.AsEnumerable() : null, write);

    private static void Group(Utf8JsonWriter json, SecurityGroup group)
    {
        json.WriteString("GroupId", group.Id);
        json.WriteString("GroupName", group.Name);
        Text(json, "OwnerId", group.OwnerId);
        Text(json, "VpcId", group.VpcId);
        Text(json, "Description", group.Description);
        Tags(json, group.Tags);
    }

    /// <summary>The inbound rules, and an outbound one for each family to which all is let out.</summary>
    private static IEnumerable<(IngressRule Rule, bool IsEgress)> Rules(SecurityGroup group) => group.Rules.Select(rule => (rule, false)).Concat(group.AllowsAllEgress.Select(family => (
        new IngressRule($"sgr-egress-{family}-{group.Id}".ToLowerInvariant(), group.Id, new Traffic.All(), new RuleSource.Block(Cidr.Everything(family)), null, TagSet.Empty), true)));

    private static void Rule(Utf8JsonWriter json, (IngressRule Rule, bool IsEgress) entry)
    {
        var (rule, isEgress) = entry;
        json.WriteString("SecurityGroupRuleId", rule.Id);
        json.WriteString("GroupId", rule.GroupId);
        json.WriteBoolean("IsEgress", isEgress);
        json.WriteString("IpProtocol", rule.Traffic.Protocol);
        json.WriteNumber("FromPort", rule.Traffic.FromPort);
        json.WriteNumber("ToPort", rule.Traffic.ToPort);
        switch (rule.Source)
        {
            case RuleSource.Block { Cidr: var cidr }:
                json.WriteString(cidr.Family is IpFamily.IPv4 ? "CidrIpv4" : "CidrIpv6", cidr.ToString());
                break;
            case RuleSource.PrefixList list:
                json.WriteString("PrefixListId", list.Id);
                break;
            case RuleSource.Group group:
                json.WriteStartObject("ReferencedGroupInfo");
                json.WriteString("GroupId", group.Id);
                Text(json, "UserId", group.OwnerId);
                json.WriteEndObject();
                break;
        }

        Text(json, "Description", rule.Description);
        Tags(json, rule.Tags);
    }

    private static void Interface(Utf8JsonWriter json, NetworkInterface one)
    {
        json.WriteString("NetworkInterfaceId", one.Id);
        if (one.InstanceId is { } instance)
        {
            json.WriteStartObject("Attachment");
            json.WriteString("InstanceId", instance);
            json.WriteEndObject();
        }

        Text(json, "VpcId", one.VpcId);
        Text(json, "SubnetId", one.SubnetId);
        Each(json, "Groups", "GroupId", one.GroupIds);
        json.WriteStartArray("PrivateIpAddresses");
        for (var index = 0; index < Math.Max(one.PrivateIps.Length, one.PublicIps.Length); index++)
        {
            json.WriteStartObject();
            if (index < one.PrivateIps.Length)
                json.WriteString("PrivateIpAddress", one.PrivateIps[index]);
            if (index == 0)
                json.WriteBoolean("Primary", true);
            if (index < one.PublicIps.Length)
            {
                json.WriteStartObject("Association");
                json.WriteString("PublicIp", one.PublicIps[index]);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        Each(json, "Ipv6Addresses", "Ipv6Address", one.Ipv6Addresses);
        json.WriteString("InterfaceType", one.InterfaceType);
        json.WriteString("Description", one.Description);
        Text(json, "OwnerId", one.OwnerId);
    }

    private static void Reservation(Utf8JsonWriter json, Instance instance)
    {
        json.WriteStartArray("Instances");
        json.WriteStartObject();
        json.WriteString("InstanceId", instance.Id);
        if (instance.State is { } state)
        {
            json.WriteStartObject("State");
            json.WriteString("Name", state);
            json.WriteEndObject();
        }

        Text(json, "InstanceType", instance.Type);
        Text(json, "ImageId", instance.ImageId);
        if (instance.LaunchTime is { } launched)
            json.WriteString("LaunchTime", launched.UtcDateTime);
        Text(json, "PublicIpAddress", instance.PublicIp);
        Text(json, "PrivateIpAddress", instance.PrivateIp);
        Text(json, "VpcId", instance.VpcId);
        Text(json, "SubnetId", instance.SubnetId);
        Tags(json, instance.Tags);
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void Vpc(Utf8JsonWriter json, Vpc vpc)
    {
        json.WriteString("VpcId", vpc.Id);
        Each(json, "CidrBlockAssociationSet", "CidrBlock", Blocks(vpc.Cidrs, IpFamily.IPv4));
        Each(json, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock", Blocks(vpc.Cidrs, IpFamily.IPv6));
    }

    private static void Subnet(Utf8JsonWriter json, Subnet subnet)
    {
        json.WriteString("SubnetId", subnet.Id);
        Text(json, "VpcId", subnet.VpcId);
        Text(json, "AvailabilityZone", subnet.AvailabilityZone);
        Text(json, "CidrBlock", Blocks(subnet.Cidrs, IpFamily.IPv4).FirstOrDefault());
        Each(json, "Ipv6CidrBlockAssociationSet", "Ipv6CidrBlock", Blocks(subnet.Cidrs, IpFamily.IPv6));
    }

    private static void RouteTable(Utf8JsonWriter json, RouteTable table)
    {
        json.WriteString("RouteTableId", table.Id);
        Text(json, "VpcId", table.VpcId);
        json.WriteStartArray("Associations");
        if (table.IsMain)
        {
            json.WriteStartObject();
            json.WriteBoolean("Main", true);
            json.WriteEndObject();
        }

        foreach (var subnet in table.SubnetIds)
        {
            json.WriteStartObject();
            json.WriteString("SubnetId", subnet);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("Routes");
        foreach (var route in table.Routes)
            Route(json, route);
        json.WriteEndArray();
    }

    private static void Route(Utf8JsonWriter json, Route route)
    {
        json.WriteStartObject();
        switch (route.Destination)
        {
            case RouteDestination.Block { Cidr: var cidr }:
                json.WriteString(cidr.Family is IpFamily.IPv4 ? "DestinationCidrBlock" : "DestinationIpv6CidrBlock", cidr.ToString());
                break;
            case RouteDestination.PrefixList list:
                json.WriteString("DestinationPrefixListId", list.Id);
                break;
        }

        // What a target is shows in its id, which is all that is asked of it, whatever name it has here.
        Text(json, "GatewayId", route.Target.Length == 0 ? null : route.Target);
        json.WriteString("State", route.Active ? "active" : "blackhole");
        if (route.Propagated)
            json.WriteString("Origin", "EnableVgwRoutePropagation");
        json.WriteEndObject();
    }

    private static void NetworkAcl(Utf8JsonWriter json, NetworkAcl acl)
    {
        json.WriteString("NetworkAclId", acl.Id);
        json.WriteBoolean("IsDefault", acl.IsDefault);
        Each(json, "Associations", "SubnetId", acl.SubnetIds);
        json.WriteStartArray("Entries");
        foreach (var entry in acl.Entries)
            AclEntry(json, entry);
        json.WriteEndArray();
    }

    private static void AclEntry(Utf8JsonWriter json, AclEntry entry)
    {
        json.WriteStartObject();
        json.WriteNumber("RuleNumber", entry.Number);
        json.WriteBoolean("Egress", entry.Egress);
        json.WriteString("RuleAction", entry.Allow ? "allow" : "deny");
        json.WriteString("Protocol", entry.Traffic.Protocol);
        switch (entry.Traffic)
        {
            case Traffic.Tcp or Traffic.Udp:
                json.WriteStartObject("PortRange");
                json.WriteNumber("From", entry.Traffic.FromPort);
                json.WriteNumber("To", entry.Traffic.ToPort);
                json.WriteEndObject();
                break;
            case Traffic.Icmp or Traffic.IcmpV6:
                json.WriteStartObject("IcmpTypeCode");
                json.WriteNumber("Type", entry.Traffic.FromPort);
                json.WriteNumber("Code", entry.Traffic.ToPort);
                json.WriteEndObject();
                break;
        }

        json.WriteString(entry.Block.Family is IpFamily.IPv4 ? "CidrBlock" : "Ipv6CidrBlock", entry.Block.ToString());
        json.WriteEndObject();
    }

    private static void PrefixList(Utf8JsonWriter json, PrefixList list)
    {
        json.WriteString("PrefixListId", list.Id);
        Each(json, "Entries", "Cidr", list.Entries.Select(entry => entry.ToString()));
    }

    private static IEnumerable<string> Blocks(ImmutableArray<Cidr> blocks, IpFamily family) => blocks.Where(block => block.Family == family).Select(block => block.ToString());

    private static void Tags(Utf8JsonWriter json, TagSet tags)
    {
        if (tags.Count == 0)
            return;
        json.WriteStartArray("Tags");
        foreach (var (key, value) in tags)
        {
            json.WriteStartObject();
            json.WriteString("Key", key);
            json.WriteString("Value", value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Each(Utf8JsonWriter json, string list, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(list);
        foreach (var value in values)
        {
            json.WriteStartObject();
            json.WriteString(name, value);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
            json.WriteString(name, value);
    }
}
