using ScanResponder.Network;

namespace ScanResponder.Tests.Network;

public class AddressSetTests
{
    [Fact]
    public void Blocks_that_touch_or_overlap_are_one()
    {
        var set = IPv4("10.0.0.0/8", "11.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8");

        Assert.True(set.Covers(Cidr.Parse("10.0.0.0/7")));
        Assert.False(set.Covers(Cidr.Parse("8.0.0.0/6")));
    }

    [Fact]
    public void Blocks_of_the_other_family_are_left_out()
    {
        var set = IPv4("192.0.2.0/24", "::/0");

        Assert.False(set.Covers(Cidr.Parse("::/128")));
        Assert.False(set.Covers(Cidr.Parse("0.0.0.0/32")));
        Assert.True(set.Covers(Cidr.Parse("192.0.2.0/24")));
    }

    [Fact]
    public void An_empty_set_covers_nothing() => Assert.False(IPv4().Covers(Cidr.Parse("0.0.0.0/32")));

    [Theory]
    [InlineData("10.0.0.0/7", true)]
    [InlineData("11.255.255.255/32", true)]
    [InlineData("10.0.0.0/6", false)]
    [InlineData("12.0.0.0/8", false)]
    [InlineData("9.255.255.255/32", false)]
    [InlineData("20.0.0.0/8", true)]
    [InlineData("30.0.0.0/8", true)]
    [InlineData("31.0.0.0/8", false)]
    [InlineData("::/128", false)]
    public void A_set_covers_a_block_though_it_takes_several_to_do_so(string block, bool covers) =>
        Assert.Equal(covers, IPv4("30.0.0.0/8", "10.0.0.0/8", "20.0.0.0/8", "11.0.0.0/8").Covers(Cidr.Parse(block)));

    [Fact]
    public void The_ends_of_the_address_space_are_addresses_like_others()
    {
        Assert.True(IPv6("::/1", "8000::/1").Covers(Cidr.Parse("::/0")));
        Assert.True(IPv4("0.0.0.0/1", "128.0.0.0/1").Covers(Cidr.Parse("0.0.0.0/0")));
        Assert.False(IPv4("255.255.255.255/32").Covers(Cidr.Parse("0.0.0.0/32")));
    }

    private static AddressSet IPv4(params string[] blocks) => AddressSet.Of(IpFamily.IPv4, blocks.Select(Cidr.Parse));

    private static AddressSet IPv6(params string[] blocks) => AddressSet.Of(IpFamily.IPv6, blocks.Select(Cidr.Parse));
}
