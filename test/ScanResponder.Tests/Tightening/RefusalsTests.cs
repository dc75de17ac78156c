using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class RefusalsTests
{
    private static readonly DateTimeOffset Now = new(2026, 12, 31, 23, 59, 59, TimeSpan.Zero);
    private static readonly Policy TwoMayShare = new() { MaxSharedInterfaces = 2 };

    [Fact]
    public void An_instance_and_a_group_that_nothing_speaks_against_are_not_refused()
    {
        Assert.Null(Refusals.OfTrigger(RemediationScene.Probe("finding-1", 22), new() { Instance = RemediationScene.Instance }, Now));
        Assert.Null(OfGroup(RemediationScene.Group("sg-1")));
    }

    [Fact]
    public void An_archived_finding_changes_nothing() => Assert.Equal(
        "The finding is archived, so nothing was changed.",
        Refusals.OfTrigger(RemediationScene.Probe("finding-1", 22) with { Archived = true }, new() { Instance = RemediationScene.Instance }, Now)?.Sentence);

    [Theory]
    [InlineData("exempt")]
    [InlineData("Exempt")]
    public void An_instance_can_be_exempt(string value) => Assert.Equal(
        "i-1 is tagged scan-responder=exempt, so nothing was changed.",
        Refusals.OfTrigger(RemediationScene.Probe("finding-1", 22), new() { Instance = RemediationScene.Instance with { Tags = Tag(value) } }, Now)?.Sentence);

    [Fact]
    public void A_finding_whose_instance_is_not_known_is_not_refused() =>
        Assert.Null(Refusals.OfTrigger(RemediationScene.Probe("finding-1", 22), new(), Now));

    [Fact]
    public void A_group_can_be_exempt() => Assert.Equal("sg-1 is tagged scan-responder=exempt.", OfGroup(RemediationScene.Group("sg-1") with { Tags = Tag("EXEMPT") }));

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void The_group_of_an_exempt_instance_is_not_closed_by_naming_an_instance_that_the_account_does_not_know(bool known, bool refused)
    {
        var exempt = RemediationScene.Instance with { Id = "i-2", Tags = Tag("exempt") };
        var carrier = new NetworkInterface("eni-2", "i-2", null, null, ["sg-1"], [], [], [], "interface", "", null);
        var view = new AccountView { Sharing = [carrier], SharingInstances = [exempt], Interfaces = known ? [carrier with { Id = "eni-1", InstanceId = "i-1" }] : [] };

        var reason = Refusals.OfGroup(RemediationScene.Group("sg-1"), RemediationScene.Probe("finding-1", 22), view, new Policy(), Now);

        Assert.Equal(refused ? "i-2 is tagged scan-responder=exempt, so nothing was changed." : null, reason?.Sentence);
    }

    [Fact]
    public void A_single_rule_can_be_exempt() => Assert.Equal(
        "sgr-1 is tagged scan-responder=exempt.",
        Refusals.OfRule(new("sgr-1", "sg-1", new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), null, Tag("exempt")), Now)?.Sentence);

    [Theory]
    [InlineData("exempt until 2026-12-31", true)]
    [InlineData(" Exempt  until 2027-01-01 ", true)]
    [InlineData("exempt until 2026-12-30", false)]
    public void An_exemption_ends_after_its_last_day(string value, bool holds)
    {
        Assert.Equal(holds, OfGroup(RemediationScene.Group("sg-1") with { Tags = Tag(value) }) is not null);
        Assert.Equal(holds, Refusals.IsExempt(Tag(value), Now));
        Assert.False(Refusals.IsExempt(Tag(value), Now.AddDays(2)));
        Assert.True(Refusals.IsExempt(Tag(value)));
    }

    [Theory]
    [InlineData("exempt until 2026-13-45")]
    [InlineData("exempt until tomorrow")]
    [InlineData("exempt, see OPS-12")]
    public void What_cannot_be_read_counts_as_exempt_and_is_nobodys_decision(string value)
    {
        var reason = Refusals.OfGroup(RemediationScene.Group("sg-1") with { Tags = Tag(value) }, RemediationScene.Probe("finding-1", 22), new(), new(), Now.AddYears(9));

        Assert.StartsWith($"sg-1 is tagged scan-responder={value}. That is neither", reason!.Sentence, StringComparison.Ordinal);
        Assert.False(reason.IsOnPurpose);
    }

    [Theory]
    [InlineData("exempted")]
    [InlineData("exempt2")]
    [InlineData("not exempt")]
    public void Another_word_exempts_nobody(string value) => Assert.False(Refusals.IsExempt(Tag(value)));

    [Fact]
    public void The_tag_of_an_earlier_answer_exempts_nobody()
    {
        Assert.Null(OfGroup(RemediationScene.Group("sg-1") with { Tags = Tag("finding-1") }));
        Assert.Null(Refusals.OfTrigger(RemediationScene.Probe("finding-1", 22), new() { Instance = RemediationScene.Instance with { Tags = Tag("finding-1") } }, Now));
    }

    [Fact]
    public void A_group_of_another_account_is_left_to_that_account() => Assert.Equal(
        "sg-1 belongs to account 210987654321; only that account can edit it.",
        OfGroup(RemediationScene.Group("sg-1") with { OwnerId = "210987654321" }));

    [Fact]
    public void A_group_whose_owner_is_not_known_is_not_refused() => Assert.Null(OfGroup(RemediationScene.Group("sg-1") with { OwnerId = null }));

    [Fact]
    public void Any_number_of_interfaces_may_share_a_group_if_the_policy_has_no_limit()
    {
        Assert.Null(OfGroup(RemediationScene.Group("sg-1"), new Policy(), "sg-1", "sg-1", "sg-1"));
        Assert.Null(Refusals.OfGroup(RemediationScene.Group("sg-1"), RemediationScene.Probe("finding-1", 22), new() { Sharing = null }, new(), Now));
    }

    [Fact]
    public void As_many_interfaces_as_the_policy_says_may_share_a_group() =>
        Assert.Null(OfGroup(RemediationScene.Group("sg-1"), TwoMayShare, "sg-1", "sg-2", "sg-1", "sg-2"));

    [Fact]
    public void More_interfaces_than_the_policy_says_may_not() => Assert.Equal(
        "sg-1 is used by 3 other network interfaces; the limit is 2.",
        OfGroup(RemediationScene.Group("sg-1"), TwoMayShare, "sg-1", "sg-1", "sg-2", "sg-1"));

    [Fact]
    public void Interfaces_that_could_not_be_counted_may_be_too_many() => Assert.Equal(
        "Could not count the other network interfaces that use sg-1; the limit is 2.",
        Refusals.OfGroup(RemediationScene.Group("sg-1"), RemediationScene.Probe("finding-1", 22), new() { Sharing = null }, TwoMayShare, Now)?.Sentence);

    private static string? OfGroup(SecurityGroup group) => OfGroup(group, TwoMayShare);

    private static string? OfGroup(SecurityGroup group, Policy policy, params IEnumerable<string> sharing) => Refusals.OfGroup(
        group,
        RemediationScene.Probe("finding-1", 22),
        new AccountView
        {
            Sharing = [.. sharing.Select((groupId, index) => new NetworkInterface($"eni-{index}", null, null, null, [groupId], [], [], [], "interface", "", null))],
        },
        policy,
        Now)?.Sentence;

    private static TagSet Tag(string value) => TagSet.Empty.With("scan-responder", value);
}
