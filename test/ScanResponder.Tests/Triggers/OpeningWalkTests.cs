using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

/// <summary>What the walk does with openings that several notice, that come back, that reads do not show yet, and that the function makes itself.</summary>
public sealed class OpeningWalkTests
{
    private const string Call = "cloudtrail/open-authorize-nested";
    private const string CliCall = "cloudtrail/open-authorize-flat";

    [Fact]
    public async Task One_opening_that_all_sources_notice_is_told_once()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0")) { Policy = new() { Trusted = [] } };

        foreach (var sample in new[] { Call, "config/open-restricted-ssh", "security-hub/open-control", "security-hub/open-control-v2", "trusted-advisor/open-specific-port", "inspector/open-reachable" })
            await scene.AnswerAsync(sample);

        Assert.Single(scene.Account.Published);
    }

    [Fact]
    public async Task A_day_later_an_opening_that_is_still_there_is_told_again()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0")) { Policy = new() { Trusted = [] } };
        await scene.AnswerAsync(Call);
        scene.Time.Now += TimeSpan.FromHours(25);

        await scene.AnswerAsync("config/open-restricted-ssh");

        Assert.Equal(2, scene.Account.Published.Count);
    }

    [Fact]
    public async Task Once_closed_the_later_sources_are_quiet_and_a_scanner_is_told_who_closed_it()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        await scene.AnswerAsync(Call);

        await scene.AnswerAsync("config/open-restricted-ssh");
        await scene.AnswerAsync("security-hub/open-control");
        var probe = await scene.AnswerAsync("security-hub/open-guardduty");

        Assert.Equal(2, scene.Account.Published.Count);
        Assert.Equal(Verdict.NotOpen, probe.Outcome.Verdict);
        Assert.IsType<Reason.ClosedAlready>(probe.Outcome.Why);
    }

    [Fact]
    public async Task A_finding_of_GuardDuty_has_one_key_whichever_way_it_comes()
    {
        var direct = Assert.Single(TriggerDocument.Read(Samples.Text("port-probe-ssh")));
        var passed = Assert.Single(Samples.Read("security-hub/open-guardduty").Triggers);
        var newer = Assert.Single(Samples.Read("security-hub/open-guardduty-v2").Triggers);
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0")) { Policy = new() { Trusted = [] } };

        await scene.AnswerAsync(passed);
        await scene.AnswerAsync(newer);

        Assert.Equal(("guardduty", direct.Id), (passed.Key.Source, passed.Key.Id));
        Assert.Equal((direct.Type, 22), (passed.Type, Assert.Single(passed.ProbedPorts)));
        Assert.Equal("198.51.100.9", passed.Probes[0].RemoteIp);
        Assert.Single(scene.Account.Published);
    }

    [Fact]
    public async Task An_undo_that_somebody_pastes_is_told_and_not_closed_again_by_the_call()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        await scene.AnswerAsync(Call);
        await ReopenAsync(scene);

        var alert = await scene.AnswerAsync(CliCall, text => OfTheNewRule(text, scene));

        Assert.Equal(["tcp 22 from 0.0.0.0/0"], scene.Rules);
        Assert.IsType<Reason.Reopened>(alert.Outcome.Why);
        Assert.False(alert.IsUrgent);
        Assert.Equal(2, scene.Account.Published.Count);
    }

    [Theory]
    [InlineData("tcp 22 from ::/0", "")]
    [InlineData("tcp 22 from 0.0.0.0/0", " on 2026-11-20 08:16:00 UTC")]
    public async Task An_undo_is_known_for_one_though_a_later_update_has_been_at_the_group_since(string openedNext, string on)
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        var call = Assert.Single(Samples.Read(Call).Triggers);
        var first = RemediationScene.Probe("finding-1", 22) with { Region = call.Region, Instance = RemediationScene.Instance with { Id = OpeningScene.InstanceId } };
        await scene.AnswerAsync(first);
        await scene.Account.AuthorizeAsync(OpeningScene.GroupId, [RuleParser.Draft(openedNext)], TagSet.Empty, dryRun: false, TestContext.Current.CancellationToken);
        await scene.AnswerAsync(first with { UpdatedAt = scene.Time.GetUtcNow() });
        Assert.Empty(scene.Rules);
        await ReopenAsync(scene);

        var alert = await scene.AnswerAsync(CliCall, text => OfTheNewRule(text, scene));

        Assert.EndsWith(
            $"again, just as this function had removed it{on} in answer to finding-1. That is what the undo does, so nothing was changed.", alert.Outcome.Why.Sentence, StringComparison.Ordinal);
        Assert.Equal(["tcp 22 from 0.0.0.0/0"], scene.Rules);
    }

    [Fact]
    public async Task What_infrastructure_as_code_puts_back_is_closed_again()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        await scene.AnswerAsync(Call);
        await ReopenAsync(scene);

        await scene.AnswerAsync(CliCall, text => OfTheNewRule(text, scene).Replace("aws-cli/2.17.0 md/awscrt#0.20.11", "HashiCorp Terraform/1.9.5", StringComparison.Ordinal));

        Assert.Empty(scene.Rules);
    }

    [Fact]
    public async Task A_rule_that_a_read_does_not_show_yet_is_read_again_and_closed()
    {
        var scene = new OpeningScene();
        scene.Time.Now = new(2026, 11, 20, 8, 13, 30, TimeSpan.Zero);
        scene.BeforeRead = read =>
        {
            if (read == 3)
                _ = ReopenAsync(scene);
        };

        var alert = await scene.AnswerAsync("cloudtrail/open-authorize-without-rules", text => text.Replace("\"6\"", "\"tcp\"", StringComparison.Ordinal).Replace("\"fromPort\": 20", "\"fromPort\": 22", StringComparison.Ordinal).Replace("\"toPort\": 25", "\"toPort\": 22", StringComparison.Ordinal));

        Assert.Equal(3, scene.Reads);
        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Empty(scene.Rules);
    }

    [Fact]
    public async Task A_rule_that_is_not_shown_for_as_long_as_reads_may_lag_is_gone_and_nobody_hears_of_it()
    {
        var scene = new OpeningScene();
        scene.Time.Now = new(2026, 11, 20, 8, 13, 30, TimeSpan.Zero);

        await scene.AnswerAsync(Call);

        Assert.InRange(scene.Reads, 2, 10);
        Assert.InRange(scene.Time.GetUtcNow(), new(2026, 11, 20, 8, 13, 41, TimeSpan.Zero), new(2026, 11, 20, 8, 13, 50, TimeSpan.Zero));
        Assert.Empty(scene.Account.Published);
    }

    [Theory]
    [InlineData("cloudtrail/open-interface-groups")]
    [InlineData("cloudtrail/open-instance-groups")]
    public async Task A_group_that_a_read_does_not_show_on_its_interface_yet_is_waited_for(string sample)
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        scene.Time.Now = new(2026, 11, 20, 8, 13, 30, TimeSpan.Zero);
        var there = scene.Account.Snapshot;
        var before = new SecurityGroup("sg-0a1b2c3d4e5f60799", "before", "123456789012", there.Groups[0].VpcId, TagSet.Empty, [], []);
        scene.Shown = read => read < 3 ? there with { Groups = [.. there.Groups, before], Interfaces = [there.Interfaces[0] with { GroupIds = [before.Id] }] } : null;

        var alert = await scene.AnswerAsync(sample);

        Assert.Equal(3, scene.Reads);
        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Empty(scene.Rules);
    }

    [Theory]
    [InlineData("cloudtrail/open-prefix-list-entry")]
    [InlineData("cloudtrail/open-prefix-list-restored")]
    public async Task A_change_of_a_prefix_list_that_is_in_progress_is_waited_for(string sample)
    {
        var scene = new OpeningScene(OpeningScene.RuleOf(sample));
        scene.Time.Now = new(2026, 11, 20, 8, 13, 30, TimeSpan.Zero);
        var there = scene.Account.Snapshot;
        scene.Shown = _ => scene.Time.GetUtcNow() < new DateTimeOffset(2026, 11, 20, 8, 13, 44, TimeSpan.Zero)
            ? there with { PrefixLists = [new(OpeningScene.ListId, [Cidr.Parse("198.51.100.0/24")])] }
            : null;

        var alert = await scene.AnswerAsync(sample);

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Empty(scene.Rules);
    }

    [Theory]
    [InlineData("cloudtrail/open-prefix-list-restored", false)]
    [InlineData("cloudtrail/open-prefix-list-entry", true)]
    public async Task A_change_of_a_prefix_list_that_is_done_and_opens_nothing_ends_after_one_read(string sample, bool undone)
    {
        var scene = new OpeningScene(OpeningScene.RuleOf(sample));
        scene.Time.Now = new(2026, 11, 20, 8, 13, 30, TimeSpan.Zero);
        var there = scene.Account.Snapshot;
        scene.Shown = _ => there with { PrefixLists = [new(OpeningScene.ListId, [Cidr.Parse("198.51.100.0/24")]) { Version = 3 }] };

        await scene.AnswerAsync(sample, text => undone ? text.Replace("\"PrefixListId\"", "\"CurrentVersion\": 2, \"PrefixListId\"", StringComparison.Ordinal) : text);

        Assert.Equal(1, scene.Reads);
        Assert.Empty(scene.Account.Published);
    }

    [Theory]
    [InlineData("cloudtrail/open-prefix-list-entry")]
    [InlineData("cloudtrail/open-prefix-list-restored")]
    public async Task A_change_of_a_prefix_list_that_stays_under_way_comes_again_until_it_is_there(string sample)
    {
        var scene = new OpeningScene(OpeningScene.RuleOf(sample));
        scene.Time.Now = new(2026, 11, 20, 8, 13, 30, TimeSpan.Zero);
        var there = scene.Account.Snapshot;
        scene.Shown = _ => there with { PrefixLists = [new(OpeningScene.ListId, [Cidr.Parse("198.51.100.0/24")]) { Version = 2, IsChanging = true }] };

        await Assert.ThrowsAsync<ChangeNotShownException>(() => scene.AnswerAsync(sample));
        scene.Time.Now = new(2026, 11, 20, 8, 16, 0, TimeSpan.Zero);
        await Assert.ThrowsAsync<ChangeNotShownException>(() => scene.AnswerAsync(sample));
        scene.Time.Now = new(2026, 11, 20, 8, 19, 0, TimeSpan.Zero);
        scene.Shown = _ => null;
        var alert = await scene.AnswerAsync(sample);

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Empty(scene.Rules);
    }

    [Fact]
    public async Task An_entry_of_a_prefix_list_that_is_not_there_for_a_minute_is_gone_and_not_before()
    {
        const string Sample = "cloudtrail/open-prefix-list-entry";
        var scene = new OpeningScene(OpeningScene.RuleOf(Sample));
        scene.Time.Now = new(2026, 11, 20, 8, 13, 30, TimeSpan.Zero);
        var there = scene.Account.Snapshot;
        scene.Shown = _ => there with { PrefixLists = [new(OpeningScene.ListId, [Cidr.Parse("198.51.100.0/24")])] };

        await Assert.ThrowsAsync<ChangeNotShownException>(() => scene.AnswerAsync(Sample));
        scene.Time.Now = new(2026, 11, 20, 8, 15, 0, TimeSpan.Zero);
        var alert = await scene.AnswerAsync(Sample);

        Assert.IsType<Reason.OpensNothing>(alert.Outcome.Why);
        Assert.Empty(scene.Account.Published);
    }

    [Theory]
    [InlineData(Call)]
    [InlineData("config/open-restricted-ssh")]
    [InlineData("security-hub/open-control")]
    [InlineData("trusted-advisor/open-specific-port")]
    public async Task A_group_that_is_gone_is_told_to_nobody(string sample)
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        var there = scene.Account.Snapshot;
        scene.Shown = _ => there with { Groups = [], Interfaces = [] };

        await scene.AnswerAsync(sample);

        Assert.InRange(scene.Reads, 1, 2);
        Assert.Empty(scene.Account.Published);
    }

    [Fact]
    public async Task A_rule_that_is_made_narrow_and_wide_again_is_told_again()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0")) { Policy = new() { Trusted = [] } };
        await scene.AnswerAsync("cloudtrail/open-modify-object");
        scene.Time.Now += TimeSpan.FromHours(1);

        await scene.AnswerAsync("cloudtrail/open-modify-object", text => text.Replace("2026-11-20T08:1", "2026-11-20T09:1", StringComparison.Ordinal).Replace("\"eventID\": \"", "\"eventID\": \"second-", StringComparison.Ordinal));
        await scene.AnswerAsync("config/open-restricted-ssh");
        await scene.AnswerAsync("cloudtrail/open-run-instances", text => text.Replace("2026-11-20T08:1", "2026-11-20T09:4", StringComparison.Ordinal));

        Assert.Equal(2, scene.Account.Published.Count);
    }

    [Theory]
    [InlineData("security-hub/open-custom-action", "\"RecordState\": \"ACTIVE\"", "\"RecordState\": \"ARCHIVED\"")]
    [InlineData("security-hub/open-guardduty", "\"aws/guardduty/service/archived\": \"false\"", "\"aws/guardduty/service/archived\": \"true\"")]
    public async Task Somebody_who_chooses_the_action_for_an_archived_finding_has_it_closed_whatever_the_mode(string sample, string from, string to)
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0")) { Policy = new() { Mode = Mode.Ask, Trusted = [] } };
        Assert.Contains(from, Samples.Text(sample), StringComparison.Ordinal);

        var alert = await scene.AnswerAsync(sample, text => text.Replace(from, to, StringComparison.Ordinal).Replace("Findings - Imported", "Findings - Custom Action", StringComparison.Ordinal));

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Empty(scene.Rules);
    }

    [Theory]
    [InlineData("EC2.13", "tcp 22 from 198.51.100.0/24", Verdict.NotOpen, null)]
    [InlineData("EC2.14", "tcp 3389 from 0.0.0.0/0", Verdict.NotApplicable, "Security Hub reported RDP to web-1. It is open to the internet and not guarded, so nothing was changed.")]
    [InlineData("EC2.14", "tcp 3389 from 198.51.100.0/24", Verdict.NotApplicable, "Not guarded, so nothing was changed.")]
    [InlineData("EC2.19", "tcp 5432 from 0.0.0.0/0", Verdict.NotOpen, "The control EC2.19 is about other ports too, which are not guarded and were not looked at.")]
    [InlineData("EC2.53", "tcp 22-3389 from 0.0.0.0/0", Verdict.Tightened, "RDP is still open to the internet. It is not guarded.")]
    [InlineData("EC2.54", "tcp 3389 from ::/0", Verdict.NotOpen, "RDP, not guarded, is open to the internet.")]
    public async Task Somebody_who_chooses_the_action_is_told_what_of_the_control_is_not_guarded(string control, string rule, Verdict verdict, string? told)
    {
        var scene = new OpeningScene(OpeningScene.Rule(rule));

        var alert = await scene.AnswerAsync("security-hub/open-custom-action", text => text.Replace("EC2.13", control, StringComparison.Ordinal));

        Assert.Equal(verdict, alert.Outcome.Verdict);
        var mail = string.Join(' ', EmailRenderer.Of(alert).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.DoesNotContain("probed", mail, StringComparison.Ordinal);
        Assert.DoesNotContain("no open port", mail, StringComparison.Ordinal);
        if (told is null)
            Assert.DoesNotContain("guarded", mail, StringComparison.Ordinal);
        else
            Assert.Contains(told, mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_brute_force_that_the_instance_itself_makes_closes_nothing_whichever_way_it_comes()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));

        var alert = await scene.AnswerAsync("security-hub/open-guardduty-v2-brute-force", text => text.Replace("\"direction_id\": 1", "\"direction_id\": 2", StringComparison.Ordinal));

        Assert.Equal(Verdict.NotApplicable, alert.Outcome.Verdict);
        Assert.Contains("may be compromised", alert.Outcome.Why.Sentence, StringComparison.Ordinal);
        Assert.NotEmpty(scene.Rules);
    }

    [Fact]
    public async Task A_session_with_the_functions_name_is_nothing_special_and_its_role_is()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        scene.Policy = scene.Policy with { OwnRoleArn = "arn:aws:iam::123456789012:role/scan-responder-function", MemberRole = "scan-responder-member" };
        const string Issuer = "role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Builder_0123456789abcdef";

        var own = await scene.AnswerAsync(Call, text => text.Replace(Issuer, "role/scan-responder-function", StringComparison.Ordinal));
        var member = await scene.AnswerAsync(Call, text => text.Replace(Issuer, "role/scan-responder-member", StringComparison.Ordinal));
        Assert.All([own, member], alert => Assert.IsType<Reason.OwnCall>(alert.Outcome.Why));
        Assert.Equal(0, scene.Reads);

        await scene.AnswerAsync(Call, text => text.Replace("/mika", "/scan-responder-function", StringComparison.Ordinal));
        Assert.Empty(scene.Rules);
    }

    [Fact]
    public async Task The_alert_says_who_opened_it_from_the_call_itself()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));

        var opened = AlertDocument.Of(await scene.AnswerAsync(Call)).Trigger.OpenedBy!;

        Assert.Equal(("AuthorizeSecurityGroupIngress", "mika", "the console", OpeningScene.RuleId), (opened.Action, opened.Who, opened.Tool, opened.RuleId));
        Assert.Contains("Opened by mika", scene.Account.Published[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_instance_that_alone_uses_the_group_and_is_exempt_keeps_its_rule()
    {
        var scene = new OpeningScene(OpeningScene.Rule("tcp 22 from 0.0.0.0/0"));
        var exempt = scene.Account.Snapshot with { Instances = [scene.Account.Snapshot.Instances[0] with { Tags = TagSet.Of([new("scan-responder", "exempt")]) }] };
        var account = new InMemoryAccount(exempt, time: scene.Time);

        var alert = await new Responder(account, account, scene.Policy, scene.Time).RespondAsync(Samples.Read(Call).Triggers[0], TestContext.Current.CancellationToken);

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.Single(account.Snapshot.Groups[0].Rules);
    }

    [Theory]
    [InlineData(Call)]
    [InlineData("config/open-restricted-ssh")]
    [InlineData("cloudtrail/open-prefix-list-entry")]
    public async Task One_exempt_instance_among_several_that_use_the_group_keeps_its_rule(string sample)
    {
        var scene = new OpeningScene(OpeningScene.RuleOf(sample));
        var there = scene.Account.Snapshot;
        var exempt = there.Instances[0] with { Id = "i-0abc1234567890aaa", Tags = TagSet.Of([new("scan-responder", "exempt")]) };
        var account = new InMemoryAccount(
            there with
            {
                Instances = [.. there.Instances, exempt],
                Interfaces = [.. there.Interfaces, there.Interfaces[0] with { Id = "eni-0a1b2c3d4e5f60002", InstanceId = exempt.Id, PrivateIps = ["10.0.1.25"], PublicIps = [] }],
            },
            time: scene.Time);

        var alert = await new Responder(account, account, scene.Policy, scene.Time).RespondAsync(Samples.Read(sample).Triggers[0], TestContext.Current.CancellationToken);

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.Contains(exempt.Id, alert.Outcome.Why.Sentence, StringComparison.Ordinal);
        Assert.Single(account.Snapshot.Groups[0].Rules);
    }

    private static async Task ReopenAsync(OpeningScene scene) => await scene.Account.AuthorizeAsync(
        OpeningScene.GroupId, [RuleParser.Draft("tcp 22 from 0.0.0.0/0")], TagSet.Empty, dryRun: false, TestContext.Current.CancellationToken);

    private static string OfTheNewRule(string text, OpeningScene scene) =>
        text.Replace(OpeningScene.RuleId, scene.Account.Snapshot.Groups[0].Rules[0].Id, StringComparison.Ordinal);
}
