using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Exposure;

/// <summary>
/// A running instance with one interface that strangers can reach over both families, and a rule that opens SSH to them; each example
/// breaks one thing.
/// </summary>
internal sealed record PathBuilder
{
    internal static Cidr Anyone { get; } = Cidr.Parse("0.0.0.0/0");

    internal string? State { get; init; } = "running";

    internal ImmutableArray<NetworkInterface>? Interfaces { get; init; } = [Interface("eni-1", "subnet-1")];

    internal ImmutableArray<RouteTable>? Tables { get; init; } = [Table("rtb-1", Route("0.0.0.0/0", "igw-1"), Route("::/0", "igw-1"))];

    internal ImmutableArray<NetworkAcl>? Acls { get; init; } = [AclOf("acl-1", "subnet-1", AllowAll())];

    internal ImmutableArray<PrefixList> Lists { get; init; } = [];

    internal PublicAccessBlock? PublicAccess { get; init; } = PublicAccessBlock.Off;

    internal ImmutableArray<string> Unread { get; init; } = [];

    internal string Source { get; init; } = "0.0.0.0/0";

    internal string[] Probes { get; init; } = ["203.0.113.9"];

    internal string[] Trusted { get; init; } = [];

    /// <summary>The one answer, in the words of the alert.</summary>
    internal Reach Reach() => Assert.Single(Reachability.Of(
        [new(22, new("sgr-1", "sg-1", new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse(Source)), null, TagSet.Empty), [Cidr.Parse(Source)])],
        new()
        {
            Instance = new("i-1", "bastion", State, null, null, null, null, null, "vpc-1", "subnet-1", TagSet.Empty),
            Interfaces = Interfaces,
            RouteTables = Tables,
            NetworkAcls = Acls,
            PrefixLists = Lists.ToDictionary(list => list.Id),
            PublicAccess = PublicAccess,
            Unread = Unread,
        },
        Probes.Select(remote => new Probe(22, "SSH", remote, null, null, null, null)),
        Trusted.Select(block => TrustedSource.Of(Cidr.Parse(block))))).Value;

    internal static NetworkInterface Interface(
        string id, string? subnetId, string? publicIp = "198.51.100.7", string? ipv6 = "2001:db8::7", string groupId = "sg-1") =>
        new(id, "i-1", "vpc-1", subnetId, [groupId], ["10.0.0.4"], publicIp is null ? [] : [publicIp], ipv6 is null ? [] : [ipv6], "interface", "", null);

    internal static RouteTable Table(string id, params Route[] routes) => new(id, "vpc-1", true, [], [Route("10.0.0.0/16", "local"), .. routes]);

    internal static Route Route(string destination, string target, bool active = true, bool propagated = false) => new(
        destination.StartsWith("pl-", StringComparison.Ordinal)
            ? new RouteDestination.PrefixList(destination)
            : new RouteDestination.Block(Cidr.Parse(destination)),
        target,
        active,
        propagated);

    internal static NetworkAcl AclOf(string id, string subnetId, params AclEntry[] entries) => new(id, false, [subnetId], [.. entries]);

    internal static AclEntry[] AllowAll() => [In(100, "allow", "-1", null), Out(100, "allow", "-1", null), In(101, "allow", "-1", null, "::/0"), Out(101, "allow", "-1", null, "::/0")];

    internal static AclEntry In(int number, string action, string protocol, PortRange? ports, string block = "0.0.0.0/0") =>
        new(number, false, action == "allow", Traffic.FromEc2(protocol, ports?.From, ports?.To), Cidr.Parse(block));

    internal static AclEntry Out(int number, string action, string protocol, PortRange? ports, string block = "0.0.0.0/0") =>
        In(number, action, protocol, ports, block) with { Egress = true };
}
