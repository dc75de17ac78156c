using System.Globalization;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Benchmarks;

/// <summary>A Region as large as they get: 20,000 groups, 200,000 rules and 50,000 interfaces over 40 VPCs and 400 subnets; a tenth of the groups is open.</summary>
internal static class LargeRegion
{
    internal static readonly AwsScope Scope = new("aws", "123456789012", "eu-west-1");

    private const int Groups = 20_000;
    private const int RulesPerGroup = 10;
    private const int Interfaces = 50_000;
    private const int Vpcs = 40;
    private const int SubnetsPerVpc = 10;

    internal static Inventory Make() => new(Scope)
    {
        Groups = [.. Enumerable.Range(0, Groups).Select(Group)],
        Interfaces = [.. Enumerable.Range(0, Interfaces).Select(Interface)],
        Instances = [.. Enumerable.Range(0, Interfaces).Select(Instance)],
        Vpcs = [.. Enumerable.Range(0, Vpcs).Select(vpc => new Vpc($"vpc-{vpc:x17}", [Cidr.Parse(Text($"10.{vpc}.0.0/16"))]))],
        RouteTables = [.. Enumerable.Range(0, Vpcs * SubnetsPerVpc).Select(Table)],
        NetworkAcls = [.. Enumerable.Range(0, Vpcs).Select(Acl)],
    };

    private static SecurityGroup Group(int number)
    {
        var id = $"sg-{number:x17}";
        return new(id, $"group-{number}", Scope.AccountId, $"vpc-{number % Vpcs:x17}", TagSet.Empty, [.. Enumerable.Range(0, RulesPerGroup).Select(index => Rule(id, number, index))], [IpFamily.IPv4]);
    }

    private static IngressRule Rule(string groupId, int group, int index)
    {
        var id = $"sgr-{(group * RulesPerGroup) + index:x17}";
        var description = $"rule {index} of group {group}";
        return (index, group % 10) switch
        {
            (0, 0) => new(id, groupId, new Traffic.Tcp(new(20, 25)), new RuleSource.Block(Cidr.Everything(IpFamily.IPv4)), description, TagSet.Empty),
            (1, 0) when group % 20 == 0 => new(id, groupId, new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Everything(IpFamily.IPv6)), description, TagSet.Empty),
            (2, 1) => new(id, groupId, new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse(Text($"{20 + (group % 60)}.0.0.0/9"))), description, TagSet.Empty),
            _ => new(id, groupId, new Traffic.Tcp(PortRange.Of(22 + (index * 100))), new RuleSource.Block(Cidr.Parse(Text($"10.{group % 250}.{index}.0/24"))), description, TagSet.Empty),
        };
    }

    private static NetworkInterface Interface(int number)
    {
        var vpc = number % Vpcs;
        string[] groups = [$"sg-{number % Groups:x17}", $"sg-{(number * 7) % Groups:x17}"];
        return new(
            $"eni-{number:x17}",
            $"i-{number:x17}",
            $"vpc-{vpc:x17}",
            $"subnet-{(vpc * SubnetsPerVpc) + (number / Vpcs % SubnetsPerVpc):x17}",
            [.. groups.Distinct()],
            [Text($"10.{vpc}.{number / 250 % 250}.{number % 250}")],
            number % 3 == 0 ? [Text($"198.51.{number / 250 % 250}.{number % 250}")] : [],
            [],
            "interface",
            "",
            Scope.AccountId);
    }

    private static Instance Instance(int number) => new(
        $"i-{number:x17}", $"machine-{number}", number % 7 == 0 ? "stopped" : "running", "t3.micro", "ami-0123456789abcdef0", null, null, null, $"vpc-{number % Vpcs:x17}", null, TagSet.Empty);

    private static RouteTable Table(int number)
    {
        var route = number % 2 == 0 ? "igw-1" : "nat-1";
        return new(
            $"rtb-{number:x17}",
            $"vpc-{number / SubnetsPerVpc:x17}",
            number % SubnetsPerVpc == 0,
            [$"subnet-{number:x17}"],
            [
                new(new RouteDestination.Block(Cidr.Parse(Text($"10.{number / SubnetsPerVpc}.0.0/16"))), "local", true, false),
                new(new RouteDestination.Block(Cidr.Everything(IpFamily.IPv4)), route, true, false),
                new(new RouteDestination.Block(Cidr.Parse("172.16.0.0/12")), "tgw-1", true, false),
            ]);
    }

    private static NetworkAcl Acl(int vpc) => new(
        $"acl-{vpc:x17}",
        true,
        [.. Enumerable.Range(vpc * SubnetsPerVpc, SubnetsPerVpc).Select(subnet => $"subnet-{subnet:x17}")],
        [
            new(100, false, true, new Traffic.All(), Cidr.Everything(IpFamily.IPv4)),
            new(100, true, true, new Traffic.All(), Cidr.Everything(IpFamily.IPv4)),
        ]);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
