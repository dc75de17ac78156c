using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tests.Network;

public class CidrTests
{
    [Theory]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("192.0.2.77/24", "192.0.2.0/24")]
    [InlineData("100.68.0.18/18", "100.68.0.0/18")]
    [InlineData("255.255.255.255/1", "128.0.0.0/1")]
    [InlineData("::/0", "::/0")]
    [InlineData("ffff::1/3", "e000::/3")]
    [InlineData("2001:DB8:0:0:0:0:0:1/32", "2001:db8::/32")]
    [InlineData("2001:db8::1/128", "2001:db8::1/128")]
    public void Host_bits_are_cleared_and_the_text_is_what_EC2_shows(string text, string canonical) =>
        Assert.Equal(canonical, Cidr.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/8")]
    [InlineData("10.0.0.0")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/255.0.0.0")]
    [InlineData("::/129")]
    [InlineData("10/8")]
    [InlineData("1/32")]
    [InlineData("010.0.0.1/32")]
    [InlineData("0x7f.0.0.1/32")]
    [InlineData(" 10.0.0.0/8")]
    [InlineData("fe80::1%eth0/64")]
    [InlineData("fe80::1%1/64")]
    [InlineData("example.org/8")]
    public void Anything_else_is_no_block(string? text) => Assert.False(Cidr.TryParse(text, out _));

    [Fact]
    public void A_refusal_says_what_was_given() =>
        Assert.Equal(
            "'10.0.0.0' is not a CIDR block such as 192.0.2.0/24 or 2001:db8::/32.",
            Assert.Throws<FormatException>(() => Cidr.Parse("10.0.0.0")).Message);

    [Fact]
    public void An_IPv4_address_within_IPv6_stays_IPv6()
    {
        var mapped = Cidr.Parse("::ffff:192.0.2.1/128");

        Assert.Equal((IpFamily.IPv6, (UInt128)0xffff_c000_0201), (mapped.Family, mapped.First));
        Assert.False(Cidr.Parse("192.0.2.1/32").Contains(mapped));
    }

    [Theory]
    [InlineData("192.0.2.7", "192.0.2.7/32")]
    [InlineData("2001:db8::7", "2001:db8::7/128")]
    public void An_address_alone_is_a_host(string text, string block)
    {
        Assert.True(Cidr.TryParseHost(text, out var host));
        Assert.Equal(Cidr.Parse(block), host);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("192.0.2.7/32")]
    [InlineData("host")]
    [InlineData("192.0.2.07")]
    public void What_is_no_address_is_no_host(string? text) => Assert.False(Cidr.TryParseHost(text, out _));

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0", "10.255.255.255")]
    [InlineData("0.0.0.0/0", "0.0.0.0", "255.255.255.255")]
    [InlineData("::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")]
    [InlineData("2001:db8::/127", "2001:db8::", "2001:db8::1")]
    public void A_block_reaches_from_its_first_to_its_last_address(string block, string first, string last)
    {
        var cidr = Cidr.Parse(block);

        Assert.True(Cidr.TryParseHost(first, out var lowest));
        Assert.True(Cidr.TryParseHost(last, out var highest));
        Assert.Equal((lowest.First, highest.First), (cidr.First, cidr.Last));
    }

    [Theory]
    [InlineData("10.0.0.0/8", "10.0.0.0/8", true)]
    [InlineData("10.0.0.0/8", "10.255.255.255/32", true)]
    [InlineData("10.0.0.0/8", "11.0.0.0/32", false)]
    [InlineData("10.0.0.0/8", "10.0.0.0/7", false)]
    [InlineData("0.0.0.0/0", "::/0", false)]
    [InlineData("::/0", "2001:db8::/32", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::/33", false)]
    public void A_block_contains_the_blocks_within_it(string block, string other, bool contains) =>
        Assert.Equal(contains, Cidr.Parse(block).Contains(Cidr.Parse(other)));

    [Fact]
    public void The_block_one_bit_wider_is_the_parent_and_a_whole_family_has_none()
    {
        Assert.Equal(Cidr.Parse("10.0.0.0/7"), Cidr.Parse("11.0.0.0/8").Parent);
        Assert.Equal(Cidr.Everything(IpFamily.IPv6), Cidr.Parse("8000::/1").Parent);
        Assert.Null(Cidr.Everything(IpFamily.IPv4).Parent);
    }

    [Fact]
    public void Blocks_are_in_order_of_family_first_address_and_length()
    {
        string[] ordered = ["0.0.0.0/0", "0.0.0.0/1", "10.0.0.0/8", "::/0", "::/1", "2001:db8::/32"];

        Assert.Equal(ordered, ordered.Reverse().Select(Cidr.Parse).Order().Select(cidr => cidr.ToString()));
    }

    // How a table of blocks spreads them: of so many in as many places by chance, six in ten would be taken.
    [Theory]
    [InlineData(IpFamily.IPv4, 32)]
    [InlineData(IpFamily.IPv4, 24)]
    [InlineData(IpFamily.IPv4, 13)]
    [InlineData(IpFamily.IPv6, 128)]
    [InlineData(IpFamily.IPv6, 96)]
    [InlineData(IpFamily.IPv6, 64)]
    [InlineData(IpFamily.IPv6, 48)]
    [InlineData(IpFamily.IPv6, 15)]
    public void Neighbours_have_hashes_of_their_own_that_spread(IpFamily family, int length)
    {
        const int Places = 4_099;
        var bits = family is IpFamily.IPv4 ? 32 : 128;
        int[] hashes =
            [.. Enumerable.Range(0, Math.Min(Places, 1 << length)).Select(number => Cidr.Of(family, (UInt128)number << (bits - length), length).GetHashCode())];

        Assert.Distinct(hashes);
        Assert.InRange(hashes.Select(hash => (uint)hash % Places).Distinct().Count(), hashes.Length / 2, hashes.Length);
    }

    [Fact]
    public void Blocks_that_begin_with_one_address_have_hashes_of_their_own() =>
        Assert.Distinct(Enumerable.Range(0, 33).Select(length => Cidr.Of(IpFamily.IPv4, 0, length).GetHashCode()));

    [Fact]
    public void A_length_beyond_the_family_is_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Cidr.Of(IpFamily.IPv4, 0, 33));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cidr.Of(IpFamily.IPv6, 0, 129));
        Assert.Throws<ArgumentOutOfRangeException>(() => Cidr.Of(IpFamily.IPv6, 0, -1));
    }

    [Fact]
    public void What_nobody_has_set_is_not_all_of_IPv4_but_no_block_at_all()
    {
        var unset = default(Cidr);

        Assert.NotEqual(Cidr.Everything(IpFamily.IPv4), unset);
        Assert.DoesNotContain(unset, new HashSet<Cidr> { Cidr.Everything(IpFamily.IPv4) });
        Assert.Throws<InvalidOperationException>(() => unset.PrefixLength);
        Assert.Throws<InvalidOperationException>(() => unset.Last);
        Assert.Throws<InvalidOperationException>(() => unset.Parent);
        Assert.Throws<InvalidOperationException>(() => unset.Contains(Cidr.Parse("192.0.2.7/32")));
        Assert.Throws<InvalidOperationException>(() => Cidr.Parse("0.0.0.0/0").Contains(unset));
        Assert.Throws<InvalidOperationException>(() => unset.ToString());
        Assert.Throws<InvalidOperationException>(() => World.IsWorld(unset));
    }
}
