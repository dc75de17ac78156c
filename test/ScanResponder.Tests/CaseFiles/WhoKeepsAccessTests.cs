using ScanResponder.Alerts.Document;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.CaseFiles;

public sealed class WhoKeepsAccessTests
{
    [Fact]
    public async Task Networks_that_private_routes_lead_to_keep_their_access()
    {
        var (alert, after, email) = await CaseFile.Read("vpn-peering-locked-out").AnswerAsync();

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Equal(
            ["10.30.0.0/16", "10.60.0.0/16", "172.16.0.0/12", "192.168.50.0/24"],
            after.Snapshot.Groups[0].Rules.Select(rule => rule.Source.ToString()!).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("private routes lead to", email, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Mode.Notify)]
    [InlineData(Mode.DryRun)]
    [InlineData(Mode.Remediate)]
    public async Task Networks_that_lose_their_access_are_named(Mode mode)
    {
        var (_, _, email) = await CaseFile.Read("vpn-peering-locked-out").AnswerAsync(new() { Mode = mode, Trusted = [new Trust.OwnVpc()] });

        Assert.Contains(
            "takes TCP 22 from networks that private routes lead to: 172.16.0.0/12 (by tgw-0f1e2d3c4b5a69788), 10.60.0.0/16 (by pcx-0f1e2d3c4b5a69788), 192.168.50.0/24 (by vgw-0f1e2d3c4b5a69788)",
            email,
            StringComparison.Ordinal);
        Assert.DoesNotContain("10.30.0.0/16 (the VPC itself)", email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_is_trusted_the_VPC_itself_is_named_too_and_a_network_that_another_rule_lets_in_is_not()
    {
        var file = CaseFile.Read("vpn-peering-locked-out").With(group => group with
        {
            Rules = group.Rules.Add(group.Rules[0] with { Id = "sgr-9", Source = new RuleSource.Block(Cidr.Parse("10.60.0.0/15")) }),
        });

        var (_, _, email) = await file.AnswerAsync(new() { Mode = Mode.Remediate, Trusted = [] });

        Assert.Contains("10.30.0.0/16 (the VPC itself)", email, StringComparison.Ordinal);
        Assert.DoesNotContain("10.60.0.0/16 (by", email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_approved_rule_is_kept_by_its_own_tag()
    {
        var (alert, after, email) = await CaseFile.Read("exempt-tag-on-the-rule").AnswerAsync();

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.Contains("sgr-00000000000000001", after.Snapshot.Groups[0].Rules.Select(rule => rule.Id));
        Assert.Contains("sgr-00000000000000001 is tagged scan-responder=exempt", email, StringComparison.Ordinal);
        Assert.False(alert.IsUrgent);
    }

    [Fact]
    public async Task Beside_an_approved_rule_the_others_are_closed_and_it_stays()
    {
        var file = CaseFile.Read("exempt-tag-on-the-rule").With(group => group with
        {
            Rules = group.Rules.Add(group.Rules[0] with { Id = "sgr-9", Source = new RuleSource.Block(Cidr.Parse("::/0")), Tags = TagSet.Empty }),
        });

        var (alert, after, _) = await file.AnswerAsync();

        Assert.Equal(Verdict.PartlyTightened, alert.Outcome.Verdict);
        Assert.False(alert.IsUrgent);
        Assert.Contains("sgr-00000000000000001", after.Snapshot.Groups[0].Rules.Select(rule => rule.Id));
        Assert.DoesNotContain("sgr-9", after.Snapshot.Groups[0].Rules.Select(rule => rule.Id));
    }

    [Fact]
    public async Task An_exemption_that_has_ended_spares_nothing_and_the_alert_says_so()
    {
        var (alert, after, email) = await Tagged("exempt until 2001-02-03").AnswerAsync();

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.DoesNotContain("sgr-00000000000000001", after.Snapshot.Groups[0].Rules.Select(rule => rule.Id));
        Assert.Contains("The exemption of sgr-00000000000000001 ended with its last day (tag scan-responder=exempt until 2001-02-03)", email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exemption_that_nobody_can_read_changes_nothing_and_is_urgent()
    {
        var (alert, after, email) = await Tagged("exempt until Friday").AnswerAsync();

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.True(alert.IsUrgent);
        Assert.Contains("counts as exempt until somebody mends it", email, StringComparison.Ordinal);
        Assert.Contains("sgr-00000000000000001", after.Snapshot.Groups[0].Rules.Select(rule => rule.Id));
    }

    [Theory]
    [InlineData("198.51.100.0/24", false)]
    [InlineData("pl-0123456789abcdef0", false)]
    [InlineData("203.0.113.0/24", true)]
    [InlineData("pl-0000000000000000f", true)]
    public async Task Scanners_of_ones_own_alert_nobody(string known, bool alerts)
    {
        var file = CaseFile.Read("vpn-peering-locked-out");
        file = file with { Account = file.Account with { PrefixLists = [new("pl-0123456789abcdef0", [Cidr.Parse("198.51.100.17/32")])] } };

        var (alert, after, _) = await file.AnswerAsync(new() { Mode = Mode.Remediate, KnownScanners = PolicyParser.Scanners(known) });

        Assert.Equal(alerts, !after.Published.IsEmpty);
        Assert.Equal(alerts ? Verdict.Tightened : Verdict.NotApplicable, alert.Outcome.Verdict);
        Assert.Equal(alerts, alert.Outcome.Why is not Reason.OwnScanners);
    }

    [Fact]
    public async Task One_stranger_among_known_scanners_is_alerted()
    {
        var file = CaseFile.Read("vpn-peering-locked-out");
        var finding = (Finding)file.Trigger;
        file = file with { Trigger = finding with { Probes = [.. finding.Probes, finding.Probes[0] with { RemoteIp = "203.0.113.9" }] } };

        var (_, after, _) = await file.AnswerAsync(new() { KnownScanners = PolicyParser.Scanners("198.51.100.0/24") });

        Assert.Single(after.Published);
    }

    [Fact]
    public async Task Scanners_that_came_through_a_load_balancer_are_never_called_unreachable()
    {
        var (alert, _, email) = await CaseFile.Read("nlb-client-ip").AnswerAsync();

        Assert.DoesNotContain("Not reachable", email, StringComparison.Ordinal);
        Assert.Contains("They may come through network load balancer sftp (192.0.2.80)", email, StringComparison.Ordinal);
        Assert.Null(AlertDocument.Of(alert).Exposures[0].Reachable);
    }

    [Fact]
    public async Task What_is_exempt_is_told_as_just_that_in_the_mode_that_changes_nothing()
    {
        var (alert, _, email) = await CaseFile.Read("exempt-tag-on-the-rule").AnswerAsync(new() { Mode = Mode.Notify });

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.False(alert.IsUrgent);
        Assert.Contains("Get up? No.", email, StringComparison.Ordinal);
        Assert.Contains("is tagged scan-responder=exempt", alert.Outcome.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("RESPONDER_MODE", email, StringComparison.Ordinal);
        Assert.DoesNotContain("Nothing. Nothing", email, StringComparison.Ordinal);
        Assert.Empty(alert.Outcome.Close);
    }

    [Fact]
    public async Task A_group_of_another_account_is_told_as_just_that_in_the_mode_that_changes_nothing()
    {
        var (alert, _, email) = await CaseFile.Read("one-group-exempt")
            .With(group => group with { OwnerId = "210987654321" })
            .AnswerAsync(new() { Mode = Mode.Notify });

        Assert.True(alert.IsUrgent);
        Assert.Contains("Get up? Yes: see below how to close it.", email, StringComparison.Ordinal);
        Assert.Contains("Ask account 210987654321 to close the port", email, StringComparison.Ordinal);
        Assert.DoesNotContain("RESPONDER_MODE", email, StringComparison.Ordinal);
        Assert.Empty(alert.Outcome.Close);
    }

    private static CaseFile Tagged(string value) => CaseFile.Read("exempt-tag-on-the-rule").With(group => group with
    {
        Rules = [.. group.Rules.Select(rule => rule.Tags.Count > 0 ? rule with { Tags = TagSet.Empty.With(Planner.TagKey, value) } : rule)],
    });
}
