using ScanResponder.Network;

namespace ScanResponder.Tests.Network;

public class AddressSetTests
{
    [Fact]
    public void Blocks_that_touch_or_overlap_are_counted_once() =>
        Assert.Equal((UInt128)1 << 25, IPv4("10.0.0.0/8", "11.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8").Count);

    [Fact]
    public void Blocks_of_the_other_family_are_left_out() => Assert.Equal((UInt128)256, IPv4("192.0.2.0/24", "::/0").Count);

    [Fact]
    public void All_of_IPv6_counts_as_the_greatest_number() => Assert.Equal(UInt128.MaxValue, IPv6("::/0").Count);

    [Fact]
    public void An_empty_set_covers_nothing()
    {
        Assert.Equal(UInt128.Zero, IPv4().Count);
        Assert.False(IPv4().Covers(Cidr.Parse("0.0.0.0/32")));
    }

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

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", 0)]
    [InlineData("10.0.0.0/8", "0.0.0.0/0", 0)]
    [InlineData("10.0.0.0/8", "10.0.0.0/9", 1 << 23)]
    [InlineData("10.0.0.0/8", "10.128.0.0/9", 1 << 23)]
    [InlineData("10.0.0.0/8", "10.64.0.0/10", (1 << 24) - (1 << 22))]
    [InlineData("10.0.0.0/30", "10.0.0.0/32", 3)]
    [InlineData("10.0.0.0/30", "10.0.0.3/32", 3)]
    [InlineData("10.0.0.0/8", "11.0.0.0/8", 1 << 24)]
    [InlineData("10.0.0.0/8", "9.0.0.0/8", 1 << 24)]
    [InlineData("10.0.0.0/8", "::/0", 1 << 24)]
    public void Blocks_can_be_taken_out_at_either_end_or_in_between(string block, string removed, int left) =>
        Assert.Equal((UInt128)left, IPv4(block).Except([Cidr.Parse(removed)]).Count);

    [Fact]
    public void An_address_that_two_blocks_share_counts_once() =>
        Assert.Equal((UInt128)2, IPv4("10.0.0.0/31", "10.0.0.1/32").Count);

    [Fact]
    public void What_is_left_after_several_cuts_is_exactly_the_rest()
    {
        string[] cuts = ["10.0.0.0/16", "10.255.0.0/16", "20.0.0.0/9", "0.0.0.0/8"];

        var left = IPv4("10.0.0.0/8", "20.0.0.0/8").Except(cuts.Select(Cidr.Parse));

        Assert.Equal((UInt128)((1 << 24) - (2 << 16) + (1 << 23)), left.Count);
        Assert.True(left.Covers(Cidr.Parse("10.128.0.0/10")));
        Assert.True(left.Covers(Cidr.Parse("20.128.0.0/9")));
        Assert.False(left.Covers(Cidr.Parse("10.255.0.0/32")));
        Assert.False(left.Covers(Cidr.Parse("20.127.255.255/32")));
    }

    private static AddressSet IPv4(params string[] blocks) => AddressSet.Of(IpFamily.IPv4, blocks.Select(Cidr.Parse));

    private static AddressSet IPv6(params string[] blocks) => AddressSet.Of(IpFamily.IPv6, blocks.Select(Cidr.Parse));
}
