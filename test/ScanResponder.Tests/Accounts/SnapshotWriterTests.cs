using System.Text;
using ScanResponder.Accounts;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Cli;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Accounts;

public sealed class SnapshotWriterTests
{
    private static readonly AwsScope Scope = new("aws", "123456789012", "eu-west-1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_copy_holds_all_that_was_read_and_says_of_what()
    {
        var before = await InventoryAsync(Rich());

        var copy = DescribeOutputReader.Read(new MemoryStream(Written(before)));

        Assert.Equal(("123456789012", "eu-west-1", DateTimeOffset.UnixEpoch), (copy.AccountId, copy.Region, copy.TakenAt!.Value));
        Assert.Empty(copy.Missing);
        var after = await InventoryAsync(copy);
        Assert.Equal(Text(before), Text(after));
    }

    [Fact]
    public async Task A_list_that_could_not_be_read_is_missing_from_the_copy()
    {
        var copy = DescribeOutputReader.Read(new MemoryStream(Written(await InventoryAsync(Rich()) with { NetworkAcls = null })));

        Assert.Equal(["NetworkAcls"], copy.Missing);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(4096)]
    public async Task A_copy_reads_the_same_however_it_comes_in(int bytesAtOnce)
    {
        var bytes = Encoding.UTF8.GetBytes(ExampleFiles.Account);

        var slow = DescribeOutputReader.Read(new Trickle(bytes, bytesAtOnce));

        Assert.Equal(Text(await InventoryAsync(DescribeOutputReader.Read(ExampleFiles.Account))), Text(await InventoryAsync(slow)));
    }

    [Fact]
    public async Task A_copy_that_a_shell_of_Windows_wrote_is_read_too()
    {
        byte[] utf16 = [0xFF, 0xFE, .. Encoding.Unicode.GetBytes(ExampleFiles.Account)];

        var copy = DescribeOutputReader.Read(new MemoryStream(utf16));

        Assert.Equal(Text(await InventoryAsync(DescribeOutputReader.Read(ExampleFiles.Account))), Text(await InventoryAsync(copy)));
    }

    /// <summary>The example's account, and of everything that it does not have one.</summary>
    private static AccountSnapshot Rich()
    {
        var example = DescribeOutputReader.Read(ExampleFiles.Account);
        var group = example.Groups[0];
        return example with
        {
            Groups = example.Groups.SetItem(0, group with
            {
                Description = "größer",
                Rules =
                [
                    .. group.Rules,
                    new("sgr-a", group.Id, new Traffic.All(), new RuleSource.PrefixList("pl-1"), "it's \"q\"", TagSet.Of(KeyValuePair.Create("a", "b"))),
                    new("sgr-b", group.Id, new Traffic.Icmp(8, -1), new RuleSource.Group("sg-2", "111122223333"), null, TagSet.Empty),
                    new("sgr-c", group.Id, new Traffic.Other("47"), new RuleSource.Block(Cidr.Parse("::/0")), null, TagSet.Empty),
                ],
                AllowsAllEgress = [IpFamily.IPv4, IpFamily.IPv6],
            }),
            Subnets = [new("subnet-1", "vpc-1", "eu-west-1a", [Cidr.Parse("10.0.0.0/24"), Cidr.Parse("2001:db8::/64")])],
            RouteTables =
            [
                .. example.RouteTables,
                new("rtb-x", "vpc-1", true, ["subnet-1"], [new(new RouteDestination.PrefixList("pl-1"), "tgw-1", false, true), new(new RouteDestination.Block(Cidr.Parse("::/0")), "", true, false)]),
            ],
            NetworkAcls = [.. example.NetworkAcls, new("acl-x", true, [], [new(1, true, false, new Traffic.Icmp(3, 4), Cidr.Parse("10.0.0.0/8")), new(2, false, true, new Traffic.Udp(new(1, 2)), Cidr.Parse("::/0"))])],
            PrefixLists = [new("pl-1", [Cidr.Parse("192.0.2.0/24"), Cidr.Parse("2001:db8::/32")])],
        };
    }

    private static async Task<Inventory> InventoryAsync(AccountSnapshot snapshot) => await new InMemoryAccount(snapshot).InventoryAsync(Scope, [], null, Token);

    private static byte[] Written(Inventory inventory)
    {
        using var stream = new MemoryStream();
        SnapshotWriter.Write(inventory, DateTimeOffset.UnixEpoch, stream);
        return stream.ToArray();
    }

    /// <summary>All of it as a text, since lists are compared by what holds them.</summary>
    private static string Text(Inventory inventory) => Encoding.UTF8.GetString(Written(inventory));

    private sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, most));
    }
}
