using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.CaseFiles;

public sealed class WhomItLetsInTests
{
    private const string SomebodyClosedIt = "somebody may have closed the port since";

    [Fact]
    public async Task An_attacker_inside_is_named_with_the_rule_that_lets_it_in_and_is_urgent()
    {
        var (alert, _, email) = await CaseFile.Read("attacker-inside").AnswerAsync();

        Assert.True(alert.IsUrgent);
        Assert.Contains("10.30.1.77 (inside vpc-0f1e2d3c4b5a69788) attacks web-1", email, StringComparison.Ordinal);
        Assert.Contains("sgr-00000000000000001 in sg-0f1e2d3c4b5a69788 (tcp 22 from 10.0.0.0/8) lets it in", email, StringComparison.Ordinal);
        Assert.Contains("look at 10.30.1.77", email, StringComparison.Ordinal);
        Assert.DoesNotContain(SomebodyClosedIt, email, StringComparison.Ordinal);
        Assert.DoesNotContain("Get up? No.", email, StringComparison.Ordinal);
        Assert.Contains("attack from inside", AlertSubject.Of(alert), StringComparison.Ordinal);
        Assert.Equal(
            [new AdmittedByEntry("10.30.1.77", 22, "sg-0f1e2d3c4b5a69788", "sgr-00000000000000001", "10.0.0.0/8", false)], AlertDocument.Of(alert).AdmittedBy);
    }

    [Fact]
    public async Task An_attacker_inside_is_named_with_its_instance_where_that_is_known()
    {
        var file = CaseFile.Read("attacker-inside");
        var neighbour = file.Account.Interfaces[0] with { Id = "eni-9", InstanceId = "i-9", GroupIds = ["sg-9"], PrivateIps = ["10.30.1.77"], PublicIps = [] };
        file = file with
        {
            Account = file.Account with
            {
                Instances = file.Account.Instances.Add(file.Account.Instances[0] with { Id = "i-9", Name = "old bastion", PrivateIp = "10.30.1.77" }),
                Interfaces = file.Account.Interfaces.Add(neighbour).Add(neighbour with { Id = "eni-8", InstanceId = "i-8", VpcId = "vpc-8" }),
            },
        };

        var (_, _, email) = await file.AnswerAsync();

        Assert.Contains("10.30.1.77 (instance \"old bastion\", i-9, inside vpc-0f1e2d3c4b5a69788) attacks web-1", email, StringComparison.Ordinal);
        Assert.DoesNotContain("i-8", email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_load_balancer_that_passes_on_what_comes_from_others_attacks_nobody()
    {
        var file = CaseFile.Read("attacker-inside");
        file = file with
        {
            Account = file.Account with
            {
                Interfaces = file.Account.Interfaces.Add(
                    file.Account.Interfaces[0] with { Id = "eni-9", InstanceId = null, PrivateIps = ["10.30.1.77"], Description = "ELB app/web/0123456789abcdef" }),
            },
        };

        var (alert, _, email) = await file.AnswerAsync();

        Assert.Empty(alert.Insiders);
        Assert.DoesNotContain("compromised", email, StringComparison.Ordinal);
        Assert.Contains("sgr-00000000000000001 in sg-0f1e2d3c4b5a69788 (tcp 22 from 10.0.0.0/8) lets in 10.30.1.77", email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_of_a_group_is_let_in_by_the_rule_that_names_the_group()
    {
        var file = CaseFile.Read("attacker-inside").With(group => group with
        {
            Rules = [group.Rules[0] with { Source = new RuleSource.Group("sg-9", null) }],
        });
        file = file with
        {
            Account = file.Account with
            {
                Interfaces = file.Account.Interfaces.Add(
                    file.Account.Interfaces[0] with { Id = "eni-9", InstanceId = "i-9", GroupIds = ["sg-9"], PrivateIps = ["10.30.1.77"], PublicIps = [] }),
            },
        };

        var (alert, _, _) = await file.AnswerAsync();

        Assert.Equal("sg-9", Assert.Single(AlertDocument.Of(alert).AdmittedBy).Source);
    }

    [Fact]
    public async Task An_address_that_an_allowed_block_lets_in_is_told_with_that_rule()
    {
        var file = CaseFile.Read("vpn-peering-locked-out").With(group => group with
        {
            Rules = group.Rules.Add(group.Rules[0] with { Id = "sgr-9", Source = new RuleSource.Block(Cidr.Parse("198.51.100.0/24")) }),
        });

        var (alert, _, email) = await file.AnswerAsync();

        Assert.Equal([("sgr-00000000000000001", true), ("sgr-9", false)], AlertDocument.Of(alert).AdmittedBy.Select(entry => (entry.RuleId, entry.World)));
        Assert.Contains(
            "Closing the rule that admits the internet is not the end of it: sgr-9 in sg-0f1e2d3c4b5a69788 (tcp 22 from 198.51.100.0/24) still lets in 198.51.100.17", email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_only_an_allowed_block_lets_it_in_nobody_closed_the_port()
    {
        var file = CaseFile.Read("vpn-peering-locked-out").With(group => group with
        {
            Rules = [group.Rules[0] with { Source = new RuleSource.Block(Cidr.Parse("198.51.100.0/24")) }],
        });

        var (alert, _, email) = await file.AnswerAsync();

        Assert.Equal(Verdict.NotOpen, alert.Outcome.Verdict);
        Assert.Contains("by 198.51.100.17, which a rule lets in", email, StringComparison.Ordinal);
        Assert.DoesNotContain(SomebodyClosedIt, email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_no_rule_lets_it_in_somebody_may_have_closed_the_port()
    {
        var (alert, _, email) = await CaseFile.Read("vpn-peering-locked-out").With(group => group with { Rules = [] }).AnswerAsync();

        Assert.Empty(alert.AdmittedBy);
        Assert.Contains(SomebodyClosedIt, email, StringComparison.Ordinal);
        Assert.False(alert.IsUrgent);
    }

    [Fact]
    public async Task An_address_that_is_trusted_keeps_its_access_and_the_alert_says_so()
    {
        var (_, after, email) = await CaseFile.Read("vpn-peering-locked-out").AnswerAsync(
            new() { Mode = Mode.Remediate, Trusted = PolicyParser.Trusted("198.51.100.0/24") });

        Assert.Equal("198.51.100.0/24", Assert.Single(after.Snapshot.Groups[0].Rules).Source.ToString());
        Assert.Contains("198.51.100.17 is among RESPONDER_TRUSTED_SOURCES", email, StringComparison.Ordinal);
    }
}
