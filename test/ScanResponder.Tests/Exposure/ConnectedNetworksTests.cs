using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tests.Exposure;

public sealed class ConnectedNetworksTests
{
    private static readonly PrefixList List = new("pl-1", [Cidr.Parse("10.9.0.0/16"), Cidr.Parse("203.0.113.0/24")]);

    [Fact]
    public void Networks_are_what_active_routes_hand_to_gateways_of_other_networks() => Assert.Equal(
        ["10.1.0.0/16 pcx-1", "10.2.0.0/16 tgw-1", "10.9.0.0/16 vgw-1", "192.168.0.0/16 arn:aws:networkmanager::123456789012:core-network/core-network-1", "203.0.113.0/24 vgw-1"],
        Networks(
            PathBuilder.Route("10.0.0.0/16", "local"),
            PathBuilder.Route("10.1.0.0/16", "pcx-1"),
            PathBuilder.Route("10.2.0.0/16", "tgw-1"),
            PathBuilder.Route("10.3.0.0/16", "nat-1"),
            PathBuilder.Route("10.4.0.0/16", "tgw-1", active: false),
            PathBuilder.Route("192.168.0.0/16", "arn:aws:networkmanager::123456789012:core-network/core-network-1"),
            PathBuilder.Route("pl-1", "vgw-1"),
            PathBuilder.Route("pl-2", "vgw-1"),
            PathBuilder.Route("0.0.0.0/0", "tgw-1"),
            PathBuilder.Route("::/0", "tgw-1")).Select(network => $"{network.Block} {network.Target}"));

    [Fact]
    public void Only_private_networks_are_trusted_and_none_that_another_one_holds() => Assert.Equal(
        ["10.0.0.0/12", "192.168.50.0/24"],
        ConnectedNetworks.Private(Networks(
            PathBuilder.Route("10.0.0.0/12", "tgw-1"), PathBuilder.Route("10.9.0.0/16", "pcx-1"), PathBuilder.Route("192.168.50.0/24", "vgw-1"), PathBuilder.Route("198.51.100.0/24", "vgw-1")))
            .Select(block => block.ToString()));

    [Theory]
    [InlineData(ConnectedNetworks.MostBlocks, ConnectedNetworks.MostBlocks)]
    [InlineData(ConnectedNetworks.MostBlocks + 1, 1)]
    public void Of_many_networks_the_private_range_stands_for_them(int networks, int blocks) => Assert.Equal(
        blocks, ConnectedNetworks.Private(Networks([.. Enumerable.Range(1, networks).Select(number => PathBuilder.Route($"10.{2 * number}.0.0/16", "tgw-1"))])).Length);

    private static ImmutableArray<(Cidr Block, string Target)> Networks(params Route[] routes) =>
        ConnectedNetworks.Of([new("rtb-1", "vpc-1", true, [], [.. routes])], new Dictionary<string, PrefixList> { [List.Id] = List });
}
