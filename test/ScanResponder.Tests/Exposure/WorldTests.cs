using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tests.Exposure;

public class WorldTests
{
    [Theory]
    [InlineData("0.0.0.0/0", true)]
    [InlineData("128.0.0.0/1", true)]
    [InlineData("20.0.0.0/7", true)]
    [InlineData("10.0.0.0/7", true)]
    [InlineData("20.0.0.0/8", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("::/0", true)]
    [InlineData("2000::/3", true)]
    [InlineData("2600::/15", true)]
    [InlineData("2600::/16", false)]
    [InlineData("fc00::/7", false)]
    [InlineData("fc00::/6", true)]
    [InlineData("fe80::/10", false)]
    [InlineData("fe80::/9", true)]
    public void A_block_is_the_world_by_its_width_unless_it_is_private(string block, bool world) =>
        Assert.Equal(world, World.IsWorld(Cidr.Parse(block)));

    [Theory]
    [InlineData("10.0.0.0/8")]
    [InlineData("10.255.255.255/32")]
    [InlineData("172.16.0.0/12")]
    [InlineData("192.168.0.0/16")]
    [InlineData("100.64.0.0/10")]
    [InlineData("127.0.0.0/8")]
    [InlineData("169.254.0.0/16")]
    [InlineData("fc00::/7")]
    [InlineData("fdff::/16")]
    [InlineData("fe80::/10")]
    [InlineData("::1/128")]
    public void Addresses_that_no_router_on_the_internet_knows_are_private(string block) => Assert.True(World.IsPrivate(Cidr.Parse(block)));

    [Theory]
    [InlineData("11.0.0.0/8")]
    [InlineData("172.16.0.0/11")]
    [InlineData("172.32.0.0/12")]
    [InlineData("192.169.0.0/16")]
    [InlineData("100.128.0.0/10")]
    [InlineData("::/127")]
    [InlineData("fe00::/9")]
    public void Their_neighbours_are_not(string block) => Assert.False(World.IsPrivate(Cidr.Parse(block)));

    [Fact]
    public void Sixty_four_blocks_of_8_bits_are_a_quarter_of_the_internet_and_no_world() =>
        Assert.Empty(World.Among([.. Blocks(64)]));

    [Fact]
    public void An_address_that_several_blocks_share_counts_once() =>
        Assert.Empty(World.Among([.. Blocks(64), .. Blocks(64), .. Blocks(64).Select(block => Cidr.Of(IpFamily.IPv4, block.First, 9))]));

    [Fact]
    public void One_host_more_makes_them_the_world_and_is_none_itself() =>
        Assert.Equal(Blocks(64).Order(), World.Among([.. Blocks(64), Cidr.Parse("203.0.113.7/32")]).Order());

    [Fact]
    public void Private_blocks_and_IPv6_do_not_count_towards_the_quarter() =>
        Assert.Empty(World.Among([.. Blocks(64), Cidr.Parse("10.0.0.0/8"), Cidr.Parse("2600::/16")]));

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("128.0.0.0/1")]
    [InlineData("8.0.0.0/7")]
    public void What_is_the_world_by_itself_makes_nothing_of_the_blocks_beside_it(string world) => Assert.Equal(
        [Cidr.Parse(world)], World.Among([Cidr.Parse(world), Cidr.Parse("20.0.0.0/9"), Cidr.Parse("130.0.0.0/15"), Cidr.Parse("203.0.113.7/32"), .. Blocks(60)]));

    [Fact]
    public void Pieces_of_the_world_are_the_world_beside_what_is_the_world_by_itself_too() =>
        Assert.Equal([Cidr.Parse("8.0.0.0/7"), .. Blocks(65)], World.Among([Cidr.Parse("8.0.0.0/7"), .. Blocks(65)]).Order());

    // So many blocks from 128.0.0.0/8 on, passing over 172.0.0.0/8, none of them private.
    private static IEnumerable<Cidr> Blocks(int count) =>
        Enumerable.Range(128, 128).Where(octet => octet != 172).Take(count).Select(octet => Cidr.Parse($"{octet}.0.0.0/8"));
}
