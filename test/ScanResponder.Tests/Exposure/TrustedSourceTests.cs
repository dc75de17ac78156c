using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tests.Exposure;

public class TrustedSourceTests
{
    [Fact]
    public void A_list_is_trusted_as_it_is()
    {
        var source = Assert.Single(TrustedSource.Of(new PrefixList("pl-1", [Cidr.Parse("203.0.113.0/24"), Cidr.Parse("198.51.100.0/24")])));

        Assert.Equal(new RuleSource.PrefixList("pl-1"), source.Source);
        Assert.Equal([Cidr.Parse("203.0.113.0/24"), Cidr.Parse("198.51.100.0/24")], source.Blocks);
    }

    [Fact]
    public void Of_a_list_that_holds_the_world_only_the_other_entries_are_trusted()
    {
        var sources = TrustedSource.Of(new PrefixList("pl-1", [Cidr.Parse("0.0.0.0/0"), Cidr.Parse("203.0.113.0/24")]));

        Assert.Equal(new RuleSource.Block(Cidr.Parse("203.0.113.0/24")), Assert.Single(sources).Source);
    }

    [Fact]
    public void Trust_reads_as_it_is_written_in_the_settings() => Assert.Equal(
        ["198.51.100.0/24", "pl-0123456789abcdef0", "vpc", "connected"],
        new Trust[] { new Trust.Block(Cidr.Parse("198.51.100.0/24")), new Trust.PrefixList("pl-0123456789abcdef0"), new Trust.OwnVpc(), new Trust.Connected() }.Select(trust => trust.ToString()));
}
