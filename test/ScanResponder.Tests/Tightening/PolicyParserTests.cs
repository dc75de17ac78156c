using System.Globalization;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class PolicyParserTests
{
    private const string TooWide =
        " would let the internet in; a trusted block is at least a /8 of IPv4 or a /16 of IPv6, and all of them together cover at most a quarter of the IPv4 addresses";

    [Theory]
    [InlineData("notify", Mode.Notify)]
    [InlineData("ask", Mode.Ask)]
    [InlineData("dry-run", Mode.DryRun)]
    [InlineData("remediate", Mode.Remediate)]
    public void A_mode_is_one_of_four_words(string text, Mode mode) => Assert.Equal(mode, PolicyParser.Mode(text));

    [Theory]
    [InlineData("Notify")]
    [InlineData("dryrun")]
    [InlineData("")]
    public void Another_mode_is_refused(string text) =>
        Assert.Equal("accepted are notify, ask, dry-run and remediate", Assert.Throws<FormatException>(() => PolicyParser.Mode(text)).Message);

    [Theory]
    [InlineData("probed", Scope.Probed)]
    [InlineData("guarded", Scope.Guarded)]
    public void A_scope_is_one_of_two_words(string text, Scope scope) => Assert.Equal(scope, PolicyParser.Scope(text));

    [Theory]
    [InlineData("all")]
    [InlineData("")]
    public void Another_scope_is_refused(string text) =>
        Assert.Equal("accepted are probed and guarded", Assert.Throws<FormatException>(() => PolicyParser.Scope(text)).Message);

    [Theory]
    [InlineData("22", new[] { 22 })]
    [InlineData("1,65535", new[] { 1, 65535 })]
    [InlineData("3389, 22 ,22", new[] { 22, 3389 })]
    public void Ports_come_in_order_and_each_once(string text, int[] ports) => Assert.Equal(ports, PolicyParser.Ports(text));

    [Theory]
    [InlineData("", "")]
    [InlineData("22,", "")]
    [InlineData("22, ssh", "ssh")]
    [InlineData("0", "0")]
    [InlineData("65536", "65536")]
    [InlineData("-22", "-22")]
    [InlineData("22-25", "22-25")]
    [InlineData("22;3389", "22;3389")]
    public void What_is_no_port_is_named(string text, string part) => Assert.Equal(
        $"'{part}' is not a port; accepted are TCP ports from 1 to 65535, separated by commas, such as 22,3389",
        Assert.Throws<FormatException>(() => PolicyParser.Ports(text)).Message);

    [Fact]
    public void Trusted_are_blocks_lists_and_the_VPC_each_once() => Assert.Equal(
        [new Trust.OwnVpc(), new Trust.Block(Cidr.Parse("198.51.100.0/24")), new Trust.PrefixList("pl-0123456789abcdef0"), new Trust.Block(Cidr.Parse("2001:db8::/32"))],
        PolicyParser.Trusted("vpc, 198.51.100.0/24,pl-0123456789abcdef0 ,2001:db8::/32,vpc,198.51.100.0/24"));

    [Fact]
    public void Connected_stands_for_the_VPCs_and_what_they_are_joined_to() =>
        Assert.Equal([new Trust.Connected(), new Trust.Block(Cidr.Parse("198.51.100.0/24"))], PolicyParser.Trusted("connected, 198.51.100.0/24"));

    [Fact]
    public void Scanners_are_blocks_and_lists() => Assert.Equal(
        [new Trust.Block(Cidr.Parse("198.51.100.0/24")), new Trust.PrefixList("pl-0123456789abcdef0")], PolicyParser.Scanners("198.51.100.0/24, pl-0123456789abcdef0,198.51.100.0/24"));

    [Theory]
    [InlineData("vpc", "'vpc' is neither; accepted are CIDR blocks")]
    [InlineData("", "'' is neither; accepted are CIDR blocks")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0 would silence everybody; a block of scanners is at least a /8")]
    public void Other_scanners_are_refused(string text, string why) =>
        Assert.StartsWith(why, Assert.Throws<FormatException>(() => PolicyParser.Scanners(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void None_is_nobody() => Assert.Equal([], PolicyParser.Trusted("none"));

    [Theory]
    [InlineData("pl-01234567")]
    [InlineData("pl-0123456789abcdef0")]
    public void A_lists_id_has_eight_to_seventeen_digits(string id) => Assert.Equal([new Trust.PrefixList(id)], PolicyParser.Trusted(id));

    [Theory]
    [InlineData("", "")]
    [InlineData("vpc,", "")]
    [InlineData("vpc,none", "none")]
    [InlineData("VPC", "VPC")]
    [InlineData("pl-0123456", "pl-0123456")]
    [InlineData("pl-0123456789abcdef01", "pl-0123456789abcdef01")]
    [InlineData("pl-0123456Z", "pl-0123456Z")]
    [InlineData("sg-01234567", "sg-01234567")]
    [InlineData("10.0.0.0/33", "10.0.0.0/33")]
    public void What_nobody_can_trust_is_named(string text, string part) => Assert.Equal(
        $"'{part}' is none of them; accepted are CIDR blocks such as 198.51.100.0/24, prefix lists such as pl-0123456789abcdef0, vpc and connected, separated by commas, or none alone",
        Assert.Throws<FormatException>(() => PolicyParser.Trusted(text)).Message);

    [Theory]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("vpc,198.51.100.0/24,20.0.0.0/7", "20.0.0.0/7")]
    [InlineData("::/0,128.0.0.0/1,0.0.0.0/1", "0.0.0.0/1, 128.0.0.0/1, ::/0")]
    public void The_world_is_not_trusted(string text, string world) =>
        Assert.Equal(world + TooWide, Assert.Throws<FormatException>(() => PolicyParser.Trusted(text)).Message);

    [Fact]
    public void A_quarter_of_the_internet_is_trusted_and_not_more()
    {
        Assert.Equal(64, PolicyParser.Trusted(Blocks(64)).Length);
        Assert.EndsWith(TooWide, Assert.Throws<FormatException>(() => PolicyParser.Trusted(Blocks(65))).Message, StringComparison.Ordinal);

        static string Blocks(int count) =>
            string.Join(',', Enumerable.Range(20, count).Select(octet => string.Create(CultureInfo.InvariantCulture, $"{octet}.0.0.0/8")));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("4", 4)]
    [InlineData("6.5", 6.5)]
    [InlineData("10", 10)]
    public void A_severity_is_a_number_from_0_to_10(string text, double severity) => Assert.Equal(severity, PolicyParser.Severity(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("10.1")]
    [InlineData("6,5")]
    [InlineData("high")]
    [InlineData("1e1")]
    public void Another_severity_is_refused(string text) => Assert.Equal(
        "accepted is a severity from 0 to 10, such as 4 or 6.5", Assert.Throws<FormatException>(() => PolicyParser.Severity(text)).Message);

    [Theory]
    [InlineData("0", 0)]
    [InlineData("12", 12)]
    public void A_count_is_a_whole_number(string text, int count) => Assert.Equal(count, PolicyParser.Count(text));

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5")]
    [InlineData("many")]
    public void Another_count_is_refused(string text) =>
        Assert.Equal("accepted is a whole number; 0 means no limit", Assert.Throws<FormatException>(() => PolicyParser.Count(text)).Message);
}
