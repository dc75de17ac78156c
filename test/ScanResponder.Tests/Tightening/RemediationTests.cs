using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Tightening;

public class RemediationTests
{
    private const string Ssh = "tcp 22 from 0.0.0.0/0";

    [Fact]
    public async Task Where_the_change_failed_the_old_rule_is_gone_and_nobody_can_look_the_change_is_not_called_made()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0"));
        scene.Account
            .On("revoke", 1, async _ =>
            {
                await scene.SomebodyRemoves("tcp 20-22 from 0.0.0.0/0");
                await UnreliableAccount.Refused(AccountErrorKind.Rejected)(() => Task.CompletedTask);
            })
            .On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var outcome = await scene.AnswerAsync();

        Assert.Equal([], scene.Rules);
        Assert.Equal((Verdict.Failed, "The change could not be made. The account says Rejected."), (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task An_open_port_is_closed_and_the_undo_opens_it()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"));

        var outcome = await scene.AnswerAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal((Verdict.Tightened, "Access from the internet was removed, and the groups were read again to check it."), (outcome.Verdict, outcome.Reason));
        Assert.Equal(
            [(ChangeAction.Authorize, "tcp 20-21", ChangeStatus.Done), (ChangeAction.Revoke, "tcp 20-22", ChangeStatus.Done)],
            outcome.Changes.Select(change => (change.Action, change.Rule.Traffic.ToString(), change.Status)));
        Assert.Equal([], outcome.Notes);
        Assert.All(outcome.Undo[..^1], command => Assert.Contains(" --region eu-central-1 ", command, StringComparison.Ordinal));
        Assert.Equal(["tcp 20-22 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task Only_the_ports_that_were_tried_are_closed()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh, "tcp 3389 from 0.0.0.0/0"))
        {
            Policy = new() { Mode = Mode.Remediate, GuardedPorts = [22, 3389] },
        };

        Assert.Equal(Verdict.Tightened, (await scene.AnswerAsync()).Verdict);
        Assert.Equal(["tcp 3389 from 0.0.0.0/0"], scene.Rules);
    }

    [Fact]
    public async Task All_guarded_ports_are_closed_if_the_policy_says_so()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh, "tcp 3389 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"))
        {
            Policy = new() { Mode = Mode.Remediate, GuardedPorts = [22, 3389], Scope = Scope.Guarded },
        };

        Assert.Equal(Verdict.Tightened, (await scene.AnswerAsync()).Verdict);
        Assert.Equal(["tcp 443 from 0.0.0.0/0"], scene.Rules);
    }

    [Fact]
    public async Task Who_is_trusted_keeps_the_access_that_the_world_loses()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh))
        {
            Seen = view => view with { Trusted = [TrustedSource.Of(Cidr.Parse("10.0.0.0/16"))] },
        };

        Assert.Equal(Verdict.Tightened, (await scene.AnswerAsync()).Verdict);
        Assert.Equal(["tcp 22 from 10.0.0.0/16"], scene.Rules);
    }

    [Fact]
    public async Task A_hole_that_somebody_closes_at_the_same_moment_was_closed_already()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh));
        scene.Account.On("revoke", 1, UnreliableAccount.After(() => scene.SomebodyRemoves(Ssh)));

        var outcome = await scene.AnswerAsync();

        Assert.Equal((Verdict.Tightened, "The hole was already closed when this function came to close it."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([ChangeStatus.Already], outcome.Changes.Select(change => change.Status));
    }

    [Fact]
    public async Task A_change_that_could_not_be_checked_says_so()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh));
        scene.Account.On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Equal(
            (Verdict.Tightened, "EC2 confirmed the change, but the groups could not be read again to check it. The account says Denied."),
            (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task A_change_that_is_refused_has_failed()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh));
        scene.Account.On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Ssh], scene.Rules);
        Assert.Equal((Verdict.Failed, "The change could not be made. The account says Denied."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([ChangeStatus.Failed], outcome.Changes.Select(change => change.Status));
        Assert.Equal([], outcome.Undo);
    }

    [Fact]
    public async Task A_failed_change_that_could_not_be_checked_either_is_still_called_failed()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh));
        scene.Account
            .On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Denied))
            .On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        Assert.Equal("The change could not be made. The account says Denied.", (await scene.AnswerAsync()).Reason);
    }

    [Fact]
    public async Task Where_one_group_of_two_is_refused_a_part_of_the_change_is_missing()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh), RemediationScene.Group("sg-2", Ssh));
        scene.Account.On("revoke", 2, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Ssh], scene.Rules);
        Assert.Equal((Verdict.PartlyTightened, "A part of the change could not be made. The account says Denied."), (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task Where_one_group_of_two_was_closed_by_somebody_else_and_the_other_is_refused_a_part_is_missing_too()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh), RemediationScene.Group("sg-2", Ssh));
        scene.Account
            .On("revoke", 1, UnreliableAccount.After(() => scene.SomebodyRemoves(Ssh)))
            .On("revoke", 2, UnreliableAccount.Refused(AccountErrorKind.Denied));

        Assert.Equal(Verdict.PartlyTightened, (await scene.AnswerAsync()).Verdict);
    }

    [Fact]
    public async Task A_port_that_somebody_opens_each_time_it_is_closed_is_open_again()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh));
        scene.Account.On("read", 0, UnreliableAccount.After(() => scene.SomebodyAdds(Ssh)));

        var outcome = await scene.AnswerAsync();

        Assert.Equal(Verdict.PartlyTightened, outcome.Verdict);
        Assert.Matches("^TCP 22 is open again: sgr-[0-9a-z-]+ in sg-1 was added meanwhile\\.$", outcome.Reason);
    }

    [Fact]
    public async Task Access_that_somebody_takes_away_is_left_so_and_told()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 20-23 from 0.0.0.0/0"));
        scene.Account.On("read", 1, UnreliableAccount.After(async () =>
        {
            await scene.SomebodyRemoves("tcp 20-21 from 0.0.0.0/0");
            await scene.SomebodyRemoves("tcp 23 from 0.0.0.0/0");
        }));

        var outcome = await scene.AnswerAsync();

        Assert.Equal([], scene.Rules);
        Assert.Equal(Verdict.Tightened, outcome.Verdict);
        Assert.Equal(
            [
                "Somebody removed tcp 20-21 from 0.0.0.0/0 from sg-1 after this function had added it. It was not added again.",
                "Somebody removed tcp 23 from 0.0.0.0/0 from sg-1 after this function had added it. It was not added again.",
            ],
            outcome.Notes.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_group_that_is_deleted_meanwhile_is_gone_and_no_failure()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 20-23 from 0.0.0.0/0"));
        scene.Account.On("revoke", 1, UnreliableAccount.After(scene.SomebodyDeletesTheGroup));

        var outcome = await scene.AnswerAsync();

        Assert.Equal(
            (Verdict.NotOpen, "sg-1 was deleted while this finding was being answered, so there is nothing left to close or to undo."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([], outcome.Undo);
    }

    [Fact]
    public async Task Groups_that_may_not_be_changed_are_left_open_beside_those_that_are_closed()
    {
        var scene = new RemediationScene(
            RemediationScene.Group("sg-1", Ssh),
            RemediationScene.Group("sg-2", Ssh) with { Tags = Exempt() },
            RemediationScene.Group("sg-3", "tcp 22 from ::/0") with { OwnerId = "210987654321" });

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Ssh, "tcp 22 from ::/0"], scene.Rules);
        Assert.Equal(
            (Verdict.PartlyTightened,
                "Some rules were left open: sg-2 is tagged scan-responder=exempt. sg-3 belongs to account 210987654321; only that account can edit it."),
            (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task Where_no_group_may_be_changed_nothing_is()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh) with { Tags = Exempt() }, RemediationScene.Group("sg-2", Ssh) with { Tags = Exempt() });

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Ssh, Ssh], scene.Rules);
        Assert.Equal(
            (Verdict.LeftOpen, "Nothing was changed: sg-1 is tagged scan-responder=exempt. sg-2 is tagged scan-responder=exempt."),
            (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task A_group_that_is_not_open_is_no_hindrance()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh), RemediationScene.Group("sg-2", "tcp 443 from 0.0.0.0/0") with { Tags = Exempt() });

        Assert.Equal(Verdict.Tightened, (await scene.AnswerAsync()).Verdict);
    }

    [Fact]
    public Task A_sample_changes_nothing() => LeavesAsync(
        Verdict.NotApplicable, "This is a sample finding, so nothing was changed.", finding => finding with { Sample = true });

    [Fact]
    public Task An_instance_that_is_the_actor_keeps_its_rules() => LeavesAsync(
        Verdict.NotApplicable,
        "i-1 itself probes other hosts and may be compromised; closing its ports would not stop that.",
        finding => finding with { ResourceIsActor = true });

    [Fact]
    public Task A_finding_that_closed_ports_do_not_answer_changes_nothing() => LeavesAsync(
        Verdict.NotApplicable,
        "Closing a port does not answer a finding of type Recon:IAMUser/NetworkPermissions.",
        finding => finding with { Type = "Recon:IAMUser/NetworkPermissions", Kind = FindingKind.Of("Recon:IAMUser/NetworkPermissions") });

    [Fact]
    public async Task A_port_that_is_not_guarded_is_left_alone()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh))
        {
            Finding = RemediationScene.Probe("finding-1", 8080, 443),
            Policy = new() { Mode = Mode.Remediate, GuardedPorts = [22, 3389] },
        };

        var outcome = await scene.AnswerAsync();

        Assert.Equal((Verdict.NotApplicable, "The finding is about TCP 443, 8080; the guarded ports are TCP 22, 3389."), (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public Task A_finding_that_names_no_port_closes_none() => LeavesAsync(
        Verdict.NotApplicable, "The finding names no port, so there is none to close.", finding => finding with { Probes = [] });

    [Fact]
    public Task An_archived_finding_changes_nothing() => LeavesAsync(
        Verdict.LeftOpen, "The finding is archived, so nothing was changed.", finding => finding with { Archived = true });

    [Fact]
    public async Task An_exempt_instance_keeps_its_rules()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh))
        {
            Seen = view => view with { Instance = RemediationScene.Instance with { Tags = Exempt() } },
        };

        await LeavesAsync(scene, Verdict.LeftOpen, "i-1 is tagged scan-responder=exempt, so nothing was changed.");
    }

    [Fact]
    public async Task Too_many_interfaces_that_share_a_group_keep_it_as_it_is()
    {
        var networkInterface = new NetworkInterface("eni-1", "i-2", null, null, ["sg-1"], [], [], [], "interface", "", null);
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh))
        {
            Policy = new() { Mode = Mode.Remediate, MaxSharedInterfaces = 1 },
            Seen = view => view with { Sharing = [networkInterface, networkInterface with { Id = "eni-2" }] },
        };

        await LeavesAsync(scene, Verdict.LeftOpen, "Nothing was changed: sg-1 is used by 2 other network interfaces; the limit is 1.");
    }

    [Fact]
    public Task To_notify_is_not_to_change() => LeavesAsync(
        new(RemediationScene.Group("sg-1", Ssh)) { Policy = new() }, Verdict.LeftOpen, "The mode is notify, so nothing was changed.");

    [Fact]
    public async Task Without_a_way_into_the_account_nothing_is_changed()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh)) { Seen = _ => AccountView.Unreadable(null, RemediationScene.Error("sts:AssumeRole")) };

        var outcome = await scene.AnswerAsync(null);

        Assert.Equal(
            (Verdict.Failed, "The account could not be read, so nothing was changed. sts:AssumeRole is not granted."), (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task Groups_that_cannot_be_read_are_not_changed()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh))
        {
            Seen = view => view with { Groups = null, Failures = [RemediationScene.Error("ec2:DescribeSecurityGroups"), RemediationScene.Error("ec2:DescribeVpcs")] },
        };

        await LeavesAsync(scene, Verdict.Failed, "The account could not be read, so nothing was changed. ec2:DescribeSecurityGroups is not granted.");
    }

    [Fact]
    public async Task Where_nobody_knows_who_is_to_keep_access_nobody_loses_it()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh))
        {
            Seen = view => view with { Trusted = null, Failures = [RemediationScene.Error("ec2:DescribeVpcs")] },
        };

        await LeavesAsync(scene, Verdict.Failed, "The trusted sources could not be read, so nothing was changed. ec2:DescribeVpcs is not granted.");
    }

    [Fact]
    public async Task Who_is_to_keep_access_may_be_unknown_without_an_error() => await LeavesAsync(
        new(RemediationScene.Group("sg-1", Ssh)) { Seen = view => view with { Trusted = null } },
        Verdict.Failed,
        "The trusted sources could not be read, so nothing was changed.");

    [Fact]
    public async Task A_port_that_no_rule_opens_is_not_open()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 443 from 0.0.0.0/0"), RemediationScene.Group("sg-2", "tcp 22 from 10.0.0.0/8"));

        await LeavesAsync(scene, Verdict.NotOpen, "No rule of sg-1, sg-2 lets the internet reach TCP 22.");
    }

    [Fact]
    public Task Of_an_instance_that_is_gone_with_its_groups_nothing_is_open() =>
        LeavesAsync(new(), Verdict.NotOpen, "Neither i-1 nor its security groups exist any more.");

    [Theory]
    [InlineData("ec2:DescribeSecurityGroupRules")]
    [InlineData("ec2:GetManagedPrefixListEntries")]
    [InlineData("ec2:DescribeNetworkInterfaces")]
    public async Task Where_what_may_open_the_port_could_not_be_read_nobody_knows_whether_it_is_open(string action)
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 443 from 0.0.0.0/0"))
        {
            Seen = view => view with { Failures = [RemediationScene.Error("ec2:DescribeInstances"), RemediationScene.Error(action)] },
        };

        await LeavesAsync(scene, Verdict.Failed, $"Could not find out whether TCP 22 is open. {action} is not granted.");
    }

    [Fact]
    public async Task What_has_nothing_to_do_with_rules_may_be_unread()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 443 from 0.0.0.0/0"))
        {
            Seen = view => view with { Failures = [RemediationScene.Error("ec2:DescribeInstances")] },
        };

        await LeavesAsync(scene, Verdict.NotOpen, "No rule of sg-1 lets the internet reach TCP 22.");
    }

    [Fact]
    public async Task A_dry_run_shows_the_changes_and_makes_none()
    {
        var scene = new RemediationScene(
            RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0") with { Name = "default" }, RemediationScene.Group("sg-2", Ssh) with { Tags = Exempt() })
        {
            Policy = new() { Mode = Mode.DryRun },
        };

        var outcome = await scene.AnswerAsync();

        Assert.Equal(["tcp 20-22 from 0.0.0.0/0", Ssh], scene.Rules);
        Assert.Equal((Verdict.WouldTighten, "Dry run: EC2 would make the change. Nothing was changed."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([ChangeStatus.Planned, ChangeStatus.Planned], outcome.Changes.Select(change => change.Status));
        Assert.Equal([], outcome.Undo);
        Assert.Equal(
            [
                "Would be left open: sg-2 is tagged scan-responder=exempt.",
                "sg-1 is the default group of its VPC: whatever is launched there without naming a group uses it.",
            ],
            outcome.Notes);
    }

    [Fact]
    public async Task A_dry_run_that_EC2_refuses_has_failed()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh)) { Policy = new() { Mode = Mode.DryRun } };
        scene.Account.On("dry-run revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Equal((Verdict.Failed, "Dry run: EC2 would refuse the change. The account says Denied."), (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task What_cannot_be_kept_of_all_traffic_is_noted()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "all traffic from 0.0.0.0/0", Ssh));

        Assert.Equal(
            ["sgr-1-1 admitted all traffic from 0.0.0.0/0: IP protocols other than TCP, UDP and ICMP (such as GRE or ESP) cannot be kept."],
            (await scene.AnswerAsync()).Notes);
    }

    [Fact]
    public async Task A_rule_that_is_open_on_two_ports_is_noted_once()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "all traffic from 0.0.0.0/0"))
        {
            Policy = new() { Mode = Mode.Remediate, GuardedPorts = [22, 3389], Scope = Scope.Guarded },
        };

        Assert.Single((await scene.AnswerAsync()).Notes);
    }

    [Fact]
    public async Task Each_group_that_is_changed_is_noted()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "all traffic from 0.0.0.0/0"), RemediationScene.Group("sg-2", "all traffic from ::/0"));

        Assert.Equal(["sgr-1-1", "sgr-1-2"], (await scene.AnswerAsync()).Notes.Select(note => note.Split(' ')[0]));
    }

    [Fact]
    public async Task A_hole_of_which_only_a_part_was_closed_already_was_closed_here()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0")) { Journal = new InMemoryJournal() };
        scene.Account.On("authorize", 1, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 20-21 from 0.0.0.0/0")));

        var outcome = await scene.AnswerAsync();

        Assert.Equal([ChangeStatus.Already, ChangeStatus.Done], outcome.Changes.Select(change => change.Status));
        Assert.Equal("Access from the internet was removed, and the groups were read again to check it.", outcome.Reason);
    }

    [Fact]
    public async Task A_stack_that_may_bring_the_rule_back_is_noted()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh) with { Tags = TagSet.Empty.With("aws:cloudformation:stack-name", "shop") });

        Assert.Equal(
            ["sg-1 belongs to the CloudFormation stack shop: its next deployment may bring the rule back. Change the template too."],
            (await scene.AnswerAsync()).Notes);
    }

    [Fact]
    public async Task Groups_that_are_not_changed_are_not_noted()
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh), RemediationScene.Group("sg-2", "tcp 443 from 0.0.0.0/0") with { Name = "default" });

        Assert.Equal([], (await scene.AnswerAsync()).Notes);
    }

    [Fact]
    public async Task A_full_group_is_noted_after_what_went_wrong_with_it()
    {
        var group = RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0") with { Name = "default" };
        var scene = new RemediationScene(
            rulesPerGroup: 1,
            group with { Rules = [group.Rules[0] with { Tags = TagSet.Empty.With("team", "a") }] });

        var outcome = await scene.AnswerAsync();

        Assert.Equal(Verdict.Tightened, outcome.Verdict);
        Assert.Equal(
            [
                "sg-1 is the default group of its VPC: whatever is launched there without naming a group uses it.",
                "sg-1 had no room for more rules, so the old rules were removed before the new ones were added. The undo does the same.",
            ],
            outcome.Notes);
        Assert.Equal(["revoke-security-group-ingress", "authorize-security-group-ingress"], outcome.Undo[1..^1].Select(command => command.Split(' ')[2]));
    }

    [Fact]
    public async Task What_went_wrong_beside_the_change_is_noted()
    {
        var group = RemediationScene.Group("sg-1", "tcp 20-22 from 0.0.0.0/0", "tcp 22-25 from ::/0");
        var scene = new RemediationScene(group with { Rules = [group.Rules[0] with { Tags = TagSet.Empty.With("team", "a") }, group.Rules[1]] });
        scene.Account.On("tag", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        Assert.Equal(
            ["Some rules that were added to sg-1 do not have all the tags of the rules they replace. The account says Denied."],
            (await scene.AnswerAsync()).Notes);
    }

    private static TagSet Exempt() => TagSet.Empty.With("scan-responder", "exempt");

    private static async Task LeavesAsync(Verdict verdict, string reason, Func<Finding, Finding> changed)
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Ssh));
        scene.Finding = changed(scene.Finding);
        await LeavesAsync(scene, verdict, reason);
    }

    private static async Task LeavesAsync(RemediationScene scene, Verdict verdict, string reason)
    {
        var before = scene.Rules;

        var outcome = await scene.AnswerAsync();

        Assert.Equal(before, scene.Rules);
        Assert.Equal((verdict, reason), (outcome.Verdict, outcome.Reason));
        Assert.Equal([], outcome.Changes);
        Assert.True(outcome.Why is Reason.NotifyOnly || outcome.Close.IsEmpty);
        Assert.Equal([], outcome.Undo);
        Assert.Equal([], outcome.Notes);
        Assert.Equal([], scene.Account.Calls);
    }
}
