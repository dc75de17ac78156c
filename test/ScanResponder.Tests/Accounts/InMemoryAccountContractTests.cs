using ScanResponder.InMemory;
using ScanResponder.Network;

namespace ScanResponder.Tests.Accounts;

public sealed class InMemoryAccountContractTests : AccountContract
{
    protected override Task<Scene> ArrangeAsync()
    {
        var snapshot = new AccountSnapshot
        {
            Instances =
            [
                new("i-1", "bastion", "running", "t3.micro", "ami-1", DateTimeOffset.UtcNow, null, "10.20.0.4", "vpc-1", "subnet-1", Tags(("Name", "bastion"))),
                new("i-2", "neighbour", "running", "t3.micro", "ami-1", DateTimeOffset.UtcNow, null, "10.20.0.5", "vpc-1", "subnet-1", Tags(("Name", "neighbour"))),
            ],
            Interfaces =
            [
                new("eni-1", "i-1", "vpc-1", "subnet-1", ["sg-1", "sg-2"], ["10.20.0.4"], [], [], "interface", "", "123456789012"),
                new("eni-2", "i-2", "vpc-1", "subnet-1", ["sg-3"], ["10.20.0.5"], [], [], "interface", "", "123456789012"),
            ],
            Groups =
            [
                new("sg-1", "ssh", "123456789012", "vpc-1", Tags(("team", "blue")), [], [IpFamily.IPv4]),
                new("sg-2", "other", "123456789012", "vpc-1", TagSet.Empty, [], [IpFamily.IPv4]),
                new("sg-3", "neighbour", "123456789012", "vpc-1", TagSet.Empty, [], [IpFamily.IPv4]),
            ],
            RouteTables =
            [
                new("rtb-1", "vpc-1", true, [], [Local, RouteOf("0.0.0.0/0", "igw-1")]),
                new("rtb-2", "vpc-1", false, ["subnet-2"],
                [
                    Local, RouteOf("198.51.100.0/24", "igw-1"), RouteOf("::/0", "igw-1"), new(new RouteDestination.PrefixList("pl-1"), "igw-1", true, false),
                ]),
                new("rtb-3", "vpc-2", true, ["subnet-3"], [Local]),
            ],
            NetworkAcls =
            [
                new("acl-1", true, ["subnet-1"], [Entry(100, false, true, "-1", "0.0.0.0/0"), Entry(100, true, true, "-1", "0.0.0.0/0")]),
                new("acl-2", false, ["subnet-2"],
                [
                    Entry(90, false, false, "6", "0.0.0.0/0", 22, 22), Entry(100, false, true, "1", "0.0.0.0/0", -1, -1),
                    Entry(110, false, true, "17", "10.0.0.0/8", 0, 1023), Entry(120, false, true, "-1", "::/0"),
                    Entry(100, true, true, "6", "0.0.0.0/0", 0, 65535),
                ]),
            ],
            Vpcs = [new("vpc-1", [Cidr.Parse("10.20.0.0/16"), Cidr.Parse("10.30.0.0/16"), Cidr.Parse("2001:db8:1::/56")])],
            PrefixLists = [new("pl-1", [Cidr.Parse("198.51.100.0/24"), Cidr.Parse("203.0.113.0/25")])],
        };
        return Task.FromResult(
            new Scene(
                new InMemoryAccount(snapshot), "vpc-1", Cidr.Parse("2001:db8:1::/56"), "sg-1", "sg-2", "i-1", "pl-1", "igw-1", "subnet-1", "subnet-2", "sg-3"));
    }

    private static Route Local => RouteOf("10.20.0.0/16", "local");

    private static Route RouteOf(string block, string target) => new(new RouteDestination.Block(Cidr.Parse(block)), target, Active: true, Propagated: false);

    private static AclEntry Entry(int number, bool egress, bool allow, string protocol, string block, int? from = null, int? to = null) =>
        new(number, egress, allow, Traffic.FromEc2(protocol, from, to), Cidr.Parse(block));
}
