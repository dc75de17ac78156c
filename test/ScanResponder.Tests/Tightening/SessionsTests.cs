using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

/// <summary>Which sessions drop when a rule goes, and which stay.</summary>
public sealed class SessionsTests
{
    private const string MayDrop = "Open sessions through sg-1, yours too, may drop when the rule goes, unless another rule admits them.";
    private const string Stay = "They survive the rule: whoever has logged in stays in until the session ends.";

    [Theory]
    [InlineData("tcp 22 from 0.0.0.0/0", IpFamily.IPv4, MayDrop)]
    [InlineData("tcp 22 from ::/0", IpFamily.IPv6, MayDrop)]
    [InlineData("tcp 22 from 0.0.0.0/0", IpFamily.IPv6, $"Sessions through sg-1 are tracked, because no outbound rule admits all traffic to 0.0.0.0/0. {Stay}")]
    [InlineData("tcp 22 from 0.0.0.0/1", IpFamily.IPv4, $"Sessions through sg-1 from 0.0.0.0/1 are tracked, because that is not 0.0.0.0/0. {Stay}")]
    public void Sessions_that_are_not_tracked_may_drop_and_those_that_are_stay(string rule, IpFamily egress, string told) =>
        Assert.Equal([told], Notes([["sg-1", "sg-2"]], RemediationScene.Group("sg-1", rule), RemediationScene.Group("sg-2", "tcp 443 from 0.0.0.0/0") with { AllowsAllEgress = [egress] }));

    [Fact]
    public void A_group_with_rules_of_both_kinds_is_told_both_ways()
    {
        var notes = Notes([["sg-1"]], RemediationScene.Group("sg-1", "tcp 22 from 0.0.0.0/1", "tcp 22 from 0.0.0.0/0") with { AllowsAllEgress = [IpFamily.IPv4] });

        Assert.Equal([MayDrop, $"Sessions through sg-1 from 0.0.0.0/1 are tracked, because that is not 0.0.0.0/0. {Stay}"], notes);
    }

    [Fact]
    public void The_outbound_rules_of_another_interface_track_nothing_less()
    {
        var notes = Notes(
            [["sg-1"], ["sg-2"]], RemediationScene.Group("sg-1", "tcp 22 from 0.0.0.0/0"), RemediationScene.Group("sg-2", "tcp 443 from 0.0.0.0/0") with { AllowsAllEgress = [IpFamily.IPv4] });

        Assert.Equal([$"Sessions through sg-1 are tracked, because no outbound rule admits all traffic to 0.0.0.0/0. {Stay}"], notes);
    }

    [Fact]
    public void Sessions_through_a_load_balancer_are_tracked_whatever_the_rules_say()
    {
        var group = RemediationScene.Group("sg-1", "tcp 22 from 0.0.0.0/0") with { AllowsAllEgress = [IpFamily.IPv4] };
        var view = View([["sg-1"]], group) with { Sharing = [new("eni-9", null, "vpc-1", "subnet-1", ["sg-1"], [], [], [], "network_load_balancer", "", null)] };
        var exposures = ExposureScan.Find([group], view.PrefixLists, [22], []);

        Assert.Equal([MayDrop, "Sessions that came to sg-1 through a load balancer are tracked and survive the rule."], Sessions.Notes(view, exposures));
        Assert.True(Sessions.MaySurvive(view, exposures));
        Assert.False(Sessions.MaySurvive(View([["sg-1"]], group), exposures));
    }

    private static IEnumerable<string> Notes(string[][] interfaces, params SecurityGroup[] groups)
    {
        var view = View(interfaces, groups);
        return Sessions.Notes(view, ExposureScan.Find([.. groups], view.PrefixLists, [22], []));
    }

    private static AccountView View(string[][] interfaces, params SecurityGroup[] groups) =>
        new() { Groups = [.. groups], GroupsByInterface = [.. interfaces.Select(ids => (ImmutableArray<string>)[.. ids])] };
}
