using ScanResponder.Accounts.InMemory;
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
            ],
            Interfaces = [new("eni-1", "i-1", "vpc-1", "subnet-1", ["sg-1", "sg-2"], ["10.20.0.4"], [], [], "interface", "", "123456789012")],
            Groups =
            [
                new("sg-1", "ssh", "123456789012", "vpc-1", Tags(("team", "blue")), [], [IpFamily.IPv4]),
                new("sg-2", "other", "123456789012", "vpc-1", TagSet.Empty, [], [IpFamily.IPv4]),
            ],
            Vpcs = [new("vpc-1", [Cidr.Parse("10.20.0.0/16"), Cidr.Parse("10.30.0.0/16"), Cidr.Parse("2001:db8:1::/56")])],
            PrefixLists = [new("pl-1", [Cidr.Parse("198.51.100.0/24"), Cidr.Parse("203.0.113.0/25")])],
        };
        return Task.FromResult(
            new Scene(new InMemoryAccount(snapshot), "vpc-1", Cidr.Parse("2001:db8:1::/56"), "sg-1", "sg-2", "i-1", "pl-1"));
    }
}
