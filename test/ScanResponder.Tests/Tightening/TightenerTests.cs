using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Remediation;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Tightening;

public class TightenerTests
{
    private static readonly string[] Before = ["tcp 20-25 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"];
    private static readonly string[] Tightened = ["tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"];
    private static readonly string[] Doubled = [.. Tightened.Append(Before[0]).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Replacements_come_before_the_old_rule_goes_and_the_group_is_read_again()
    {
        var scene = Scene();

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal(["authorize", "revoke", "read"], scene.Account.Calls);
        Assert.Equal(
            ["Authorize tcp 23-25 from 0.0.0.0/0: Done", "Authorize tcp 20-21 from 0.0.0.0/0: Done", "Revoke tcp 20-25 from 0.0.0.0/0: Done"],
            TighteningScene.Statuses(result));
        AssertComplete(result);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Each_piece_gets_the_tags_of_the_rule_that_it_comes_from()
    {
        var group = RuleParser.Group("sg-1", "tcp 20-22 from 0.0.0.0/0", "tcp 22-25 from ::/0");
        var scene = new TighteningScene(group with
        {
            Rules =
            [
                group.Rules[0] with { Tags = Tags(("team", "a"), ("cost", "1")), Description = "old" },
                group.Rules[1] with { Tags = Tags(("team", "b"), ("cost", "1")) },
            ],
        });

        var result = await scene.TightenAsync();

        Assert.Equal(
            [
                ("tcp 20-21 from 0.0.0.0/0", "old", Tags(("team", "a"), ("cost", "1"), ("scan-responder", "finding-1"))),
                ("tcp 23-25 from ::/0", null, Tags(("team", "b"), ("cost", "1"), ("scan-responder", "finding-1"))),
            ],
            scene.Groups[0].Rules.Select(rule => (RuleParser.Of(rule), rule.Description, rule.Tags)).OrderBy(rule => rule.Item1, StringComparer.Ordinal));
        AssertComplete(result);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Tags_that_cannot_be_put_on_a_piece_are_told_and_do_not_stop_the_change()
    {
        var group = RuleParser.Group("sg-1", "tcp 20-22 from 0.0.0.0/0", "tcp 22-25 from ::/0");
        var scene = new TighteningScene(group with { Rules = [group.Rules[0] with { Tags = Tags(("team", "a")) }, group.Rules[1]] });
        scene.Account.On("tag", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from ::/0"], scene.Rules);
        Assert.Equal(
            "Some rules that were added to sg-1 do not have all the tags of the rules they replace. The account says Denied.",
            Assert.Single(result.Notes));
        Assert.Equal([], result.Failures);
    }

    [Fact]
    public async Task A_rehearsal_asks_for_both_changes_and_makes_none()
    {
        var scene = Scene();

        var result = await scene.DryRunAsync();

        Assert.Equal(Before, scene.Rules);
        Assert.Equal(["dry-run authorize", "dry-run revoke"], scene.Account.Calls.Order());
        Assert.Equal([ChangeStatus.Planned, ChangeStatus.Planned, ChangeStatus.Planned], result.Changes.Select(change => change.Status));
        Assert.Equal([], result.Failures);
    }

    [Fact]
    public async Task A_rehearsal_that_EC2_refuses_says_why()
    {
        var scene = Scene();
        scene.Account.On("dry-run revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var result = await scene.DryRunAsync();

        Assert.Equal("The account says Denied.", Assert.Single(result.Failures).Message);
        Assert.Equal([ChangeStatus.Failed, ChangeStatus.Failed, ChangeStatus.Failed], result.Changes.Select(change => change.Status));
    }

    [Fact]
    public async Task A_full_group_loses_the_old_rule_before_it_gets_the_replacements_and_the_undo_goes_the_same_way()
    {
        var scene = new TighteningScene(rulesPerGroup: 3, Group());

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal(["authorize", "revoke", "authorize", "read"], scene.Account.Calls);
        Assert.Equal(
            ["Revoke tcp 20-25 from 0.0.0.0/0: Done", "Authorize tcp 23-25 from 0.0.0.0/0: Done", "Authorize tcp 20-21 from 0.0.0.0/0: Done"],
            TighteningScene.Statuses(result));
        Assert.Equal(["sg-1"], result.RevokedFirst);
        AssertComplete(result);
        AssertUndoes(scene, result);
        Assert.Equal(
            ["revoke-security-group-ingress", "revoke-security-group-ingress", "authorize-security-group-ingress"],
            RuleCommands.Undo(RuleConsole.AccountId, "eu-central-1", result.Changes, result.RevokedFirst)[1..^1].Select(command => command.Split(' ')[2]));
    }

    [Fact]
    public async Task Where_a_full_group_has_no_room_even_then_the_old_rule_comes_back()
    {
        var scene = new TighteningScene(rulesPerGroup: 2, Group());

        var result = await scene.TightenAsync();

        Assert.Equal(Before.Order(StringComparer.Ordinal), scene.Rules);
        Assert.Equal(["jump hosts", null], scene.Groups[0].Rules.OrderBy(RuleParser.Of, StringComparer.Ordinal).Select(rule => rule.Description));
        Assert.Equal(
            ["Revoke tcp 20-25 from 0.0.0.0/0: Undone", "Authorize tcp 23-25 from 0.0.0.0/0: Failed", "Authorize tcp 20-21 from 0.0.0.0/0: Failed"],
            TighteningScene.Statuses(result));
        Assert.Equal(AccountErrorKind.QuotaExceeded, Assert.Single(result.Failures).Kind);
        Assert.Equal(22, Assert.Single(result.StillOpen).Port);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Where_the_old_rule_cannot_come_back_either_the_undo_brings_it_back()
    {
        var scene = new TighteningScene(rulesPerGroup: 3, Group());
        scene.Account
            .On("authorize", 2, UnreliableAccount.Refused(AccountErrorKind.Denied))
            .On("authorize", 3, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal("Rules that were removed from sg-1 could not be put back. Run the undo. The account says Denied.", Assert.Single(result.Notes));
        Assert.Equal("Revoke tcp 20-25 from 0.0.0.0/0: Done", TighteningScene.Statuses(result)[0]);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_replacement_that_somebody_else_has_added_meanwhile_counts_as_there()
    {
        var scene = Scene();
        scene.Account.On("authorize", 1, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 20-21 from 0.0.0.0/0")));

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal(
            ["Authorize tcp 23-25 from 0.0.0.0/0: Done", "Authorize tcp 20-21 from 0.0.0.0/0: Already", "Revoke tcp 20-25 from 0.0.0.0/0: Done"],
            TighteningScene.Statuses(result));
        AssertComplete(result);
    }

    [Theory]
    [InlineData(Situation.FindingId)]
    [InlineData("finding-2")]
    public async Task Where_no_answer_can_have_added_it_it_stays_after_the_undo_whatever_tag_people_gave_it(string finding)
    {
        var scene = new TighteningScene(Group()) { Alone = true };
        scene.Account.On("authorize", 1, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 20-21 from 0.0.0.0/0", Tags((Planner.TagKey, finding)))));

        var result = await scene.TightenAsync();

        Assert.Equal(
            ["Authorize tcp 23-25 from 0.0.0.0/0: Done", "Authorize tcp 20-21 from 0.0.0.0/0: Already", "Revoke tcp 20-25 from 0.0.0.0/0: Done"],
            TighteningScene.Statuses(result));
        var (undone, before) = scene.Undo(result);
        Assert.Contains($"scan-responder={finding}", Assert.Single(undone.Except(before)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_stays_after_the_undo_though_the_group_could_not_be_read_again()
    {
        var scene = new TighteningScene(Group()) { Alone = true };
        scene.Account.On("authorize", 1, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 20-21 from 0.0.0.0/0")))
            .On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var result = await scene.TightenAsync();

        Assert.NotNull(result.Unverified);
        var (undone, before) = scene.Undo(result);
        Assert.StartsWith("sg-1: tcp 20-21 from 0.0.0.0/0", Assert.Single(undone.Except(before)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("authorize", false)]
    [InlineData("revoke", false)]
    [InlineData("authorize", true)]
    [InlineData("revoke", true)]
    public async Task Where_somebody_else_has_removed_the_old_rule_meanwhile_nothing_is_opened_in_its_place(string call, bool defaultVpc)
    {
        var scene = new TighteningScene(defaultVpc, Group());
        scene.Account.On(call, 1, UnreliableAccount.After(() => scene.SomebodyRemoves("tcp 20-25 from 0.0.0.0/0")));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal(
            ["Authorize tcp 23-25 from 0.0.0.0/0: Undone", "Authorize tcp 20-21 from 0.0.0.0/0: Undone", "Revoke tcp 20-25 from 0.0.0.0/0: Already"],
            TighteningScene.Statuses(result));
        Assert.Contains("was removed or changed by somebody else", Assert.Single(result.Notes), StringComparison.Ordinal);
        Assert.Equal([], result.Failures);
        Assert.Equal(["sg-1: tcp 443 from 0.0.0.0/0 '' {}"], scene.Undo(result).Undone);
    }

    [Fact]
    public async Task Of_two_old_rules_the_one_that_somebody_else_has_removed_leaves_nothing_behind_and_the_other_one_is_split()
    {
        var scene = new TighteningScene(RuleParser.Group("sg-1", "tcp 0-65535 from 0.0.0.0/0", "tcp 20-25 from 0.0.0.0/0"));
        scene.Account.On("revoke", 1, UnreliableAccount.After(() => scene.SomebodyRemoves("tcp 0-65535 from 0.0.0.0/0")));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal(
            ["sg-1: tcp 20-25 from 0.0.0.0/0 '' {}"], scene.Undo(result).Undone);
    }

    [Fact]
    public async Task A_rule_that_somebody_narrows_meanwhile_stays_as_they_made_it()
    {
        var scene = Scene();
        scene.Account.On("revoke", 1, UnreliableAccount.After(() => scene.SomebodyTurns("tcp 20-25 from 0.0.0.0/0", "tcp 20-25 from 203.0.113.5/32")));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 20-25 from 203.0.113.5/32", "tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal("Revoke tcp 20-25 from 0.0.0.0/0: Already", TighteningScene.Statuses(result)[^1]);
        Assert.Equal(2, scene.Undo(result).Undone.Length);
    }

    [Theory]
    [InlineData("authorize")]
    [InlineData("revoke")]
    [InlineData("read")]
    public async Task A_group_that_is_deleted_meanwhile_is_gone_and_has_nothing_to_undo(string call)
    {
        var scene = Scene();
        scene.Account.On(call, 1, UnreliableAccount.After(scene.SomebodyDeletesTheGroup));

        var result = await scene.TightenAsync();

        Assert.Equal(["sg-1"], result.Gone);
        Assert.Equal([], result.Failures);
        Assert.All(result.Changes, change => Assert.Equal(ChangeStatus.Undone, change.Status));
        Assert.Empty(RuleCommands.Undo(RuleConsole.AccountId, "eu-central-1", result.Changes, result.RevokedFirst));
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, 3)]
    [InlineData(10, 10)]
    [InlineData(10, 1)]
    public async Task Reads_that_lag_behind_the_edits_are_waited_for(int additions, int removals)
    {
        var scene = new TighteningScene(new ReadLag(TimeSpan.FromSeconds(additions), TimeSpan.FromSeconds(removals)), Group());

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Done], result.Changes.Select(change => change.Status));
        Assert.Equal([], result.Late);
        AssertComplete(result);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Where_reads_lag_for_longer_than_there_is_time_what_EC2_answered_counts()
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromMinutes(10)), Group());

        var result = await scene.TightenAsync();

        Assert.Equal(["sg-1"], result.Late);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Done], result.Changes.Select(change => change.Status));
        AssertComplete(result);
    }

    [Fact]
    public async Task A_read_that_the_end_of_the_time_cuts_off_says_nothing_against_the_one_before()
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromMinutes(10)), Group());
        scene.Account.On("read", 2, async _ =>
        {
            await Task.Delay(TimeSpan.FromMinutes(2), scene.Time, TighteningScene.Cancellation);
            await UnreliableAccount.Refused(AccountErrorKind.Unavailable)(() => Task.CompletedTask);
        });

        var result = await scene.TightenAsync();

        Assert.Equal(["read", "read"], scene.Account.Calls.Where(call => call == "read"));
        Assert.Equal(["sg-1"], result.Late);
        Assert.Null(result.Unverified);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Done], result.Changes.Select(change => change.Status));
        AssertComplete(result);
    }

    [Theory]
    [InlineData("authorize")]
    [InlineData("revoke")]
    [InlineData("read")]
    public async Task A_port_that_another_finding_has_closed_meanwhile_stays_closed(string call)
    {
        var scene = new TighteningScene(RuleParser.Group("sg-1", "tcp 20-25 from 0.0.0.0/0"));
        scene.Account.On(call, 1, UnreliableAccount.After(() => scene.AnotherFindingCloses(24)));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 23 from 0.0.0.0/0", "tcp 25 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal([], result.StillOpen);
        Assert.Equal([], result.Failures);
        Assert.Equal([], result.Lost);
    }

    [Theory]
    [InlineData(AccountErrorKind.Denied)]
    [InlineData(AccountErrorKind.NotFound)]
    public async Task What_another_finding_relies_on_stays_whatever_became_of_this_one(AccountErrorKind answer)
    {
        var scene = new TighteningScene(RuleParser.Group("sg-1", "tcp 20-25 from 0.0.0.0/0"));
        scene.Account.On("revoke", 1, async _ =>
        {
            await scene.AnotherFindingThatComesNowCloses(22);
            await UnreliableAccount.Refused(answer)(() => Task.CompletedTask);
        });

        await scene.TightenAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from 0.0.0.0/0"], scene.Rules);
    }

    [Fact]
    public async Task What_another_finding_takes_back_before_this_one_can_say_that_it_needs_it_is_added_anew()
    {
        var other = TagSet.Empty.With(Planner.TagKey, "finding-2");
        var group = RuleParser.Group("sg-1", "tcp 20-25 from 0.0.0.0/0", "tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from 0.0.0.0/0");
        var scene = new TighteningScene(group with { Rules = [group.Rules[0], .. group.Rules[1..].Select(rule => rule with { Tags = other })] });
        scene.Account.On("tag", 1, UnreliableAccount.After(() => scene.SomebodyRemoves("tcp 20-21 from 0.0.0.0/0")));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from 0.0.0.0/0"], scene.Rules);
        Assert.All(scene.Groups.Single().Rules, rule => Assert.Equal(Situation.FindingId, rule.Tags[Planner.TagKey]));
        Assert.Equal([], result.Lost);
        Assert.Equal([], result.StillOpen);
    }

    [Fact]
    public async Task With_a_journal_what_other_findings_added_keeps_their_tag()
    {
        var group = RuleParser.Group("sg-1", "tcp 20-25 from 0.0.0.0/0", "tcp 20-21 from 0.0.0.0/0");
        var scene = new TighteningScene(group with { Rules = [group.Rules[0], group.Rules[1] with { Tags = TagSet.Empty.With(Planner.TagKey, "finding-2") }] }) { Alone = true };

        await scene.TightenAsync();

        Assert.Equal(["finding-2", Situation.FindingId], scene.Groups.Single().Rules.Select(rule => rule.Tags[Planner.TagKey]));
        Assert.DoesNotContain("tag", scene.Account.Calls);
    }

    [Fact]
    public async Task Undo_after_another_finding_brings_back_what_this_one_took_away_and_no_other_rule()
    {
        var scene = new TighteningScene(RuleParser.Group("sg-1", "tcp 20-25 from 0.0.0.0/0"));
        scene.Account.On("authorize", 1, UnreliableAccount.After(() => scene.AnotherFindingCloses(24)));

        var result = await scene.TightenAsync();

        Assert.Equal(
            ["sg-1: tcp 20-23 from 0.0.0.0/0 '' {scan-responder=finding-2}", "sg-1: tcp 25 from 0.0.0.0/0 '' {scan-responder=finding-2}"],
            scene.Undo(result).Undone);
    }

    [Fact]
    public async Task An_old_rule_that_is_gone_after_all_is_no_failure_to_remove_it()
    {
        var scene = Scene();
        scene.Account.On("revoke", 1, async _ =>
        {
            await scene.SomebodyRemoves("tcp 20-25 from 0.0.0.0/0");
            await UnreliableAccount.Refused(AccountErrorKind.Rejected)(() => Task.CompletedTask);
        });

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal("Revoke tcp 20-25 from 0.0.0.0/0: Already", TighteningScene.Statuses(result)[^1]);
        Assert.Equal([], result.Failures);
    }

    [Fact]
    public async Task Without_the_permission_to_authorize_nothing_changes()
    {
        var scene = Scene();
        scene.Account.On("authorize", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules);
        Assert.Equal(["authorize", "read"], scene.Account.Calls);
        Assert.Equal([ChangeStatus.Failed, ChangeStatus.Failed, ChangeStatus.Failed], result.Changes.Select(change => change.Status));
        Assert.Equal(AccountErrorKind.Denied, Assert.Single(result.Failures).Kind);
        Assert.Equal(22, Assert.Single(result.StillOpen).Port);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Where_the_old_rule_cannot_be_removed_the_replacements_go_again()
    {
        var scene = Scene();
        scene.Account.On("revoke", 1, UnreliableAccount.Refused(AccountErrorKind.Rejected));

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules);
        Assert.Equal(
            ["Authorize tcp 23-25 from 0.0.0.0/0: Undone", "Authorize tcp 20-21 from 0.0.0.0/0: Undone", "Revoke tcp 20-25 from 0.0.0.0/0: Failed"],
            TighteningScene.Statuses(result));
        Assert.Equal(AccountErrorKind.Rejected, Assert.Single(result.Failures).Kind);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_rule_that_somebody_tagged_with_the_finding_is_not_taken_for_one_of_its_own()
    {
        var scene = Scene();
        await scene.SomebodyAdds("tcp 8443 from 0.0.0.0/0", TagSet.Empty.With(Planner.TagKey, Situation.FindingId));
        scene.Account.On("revoke", 1, UnreliableAccount.Refused(AccountErrorKind.Rejected));

        var result = await scene.TightenAsync();

        Assert.Equal([.. Before, "tcp 8443 from 0.0.0.0/0"], scene.Rules);
        Assert.DoesNotContain(result.Changes, change => change.Rule.Traffic is Traffic.Tcp { Ports.From: 8443 });
    }

    [Fact]
    public async Task Without_the_permission_to_revoke_the_replacements_stay_and_are_told_and_the_undo_names_them()
    {
        var scene = Scene();
        scene.Account.On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var result = await scene.TightenAsync();

        Assert.Equal(Doubled, scene.Rules);
        Assert.Equal(
            ["Authorize tcp 23-25 from 0.0.0.0/0: Done", "Authorize tcp 20-21 from 0.0.0.0/0: Done", "Revoke tcp 20-25 from 0.0.0.0/0: Failed"],
            TighteningScene.Statuses(result));
        Assert.StartsWith("The rules that were added to sg-1 could not be removed again", Assert.Single(result.Notes), StringComparison.Ordinal);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_lost_answer_to_a_request_that_was_performed_is_no_failure_and_is_told()
    {
        var scene = Scene();
        scene.Account.On("authorize", 1, UnreliableAccount.AnswerLost).On("revoke", 1, UnreliableAccount.AnswerLost);

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Done], result.Changes.Select(change => change.Status));
        Assert.Equal([], result.Failures);
        Assert.Contains("answer to the removal of sgr-1 in sg-1 was lost", Assert.Single(result.Notes), StringComparison.Ordinal);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task In_a_full_group_nothing_is_added_for_a_rule_whose_removal_has_no_answer()
    {
        var scene = new TighteningScene(rulesPerGroup: 3, Group());
        scene.Account.On("revoke", 1, UnreliableAccount.AnswerLost);

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Contains("Nothing was added in its place", Assert.Single(result.Notes), StringComparison.Ordinal);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_request_to_authorize_that_never_arrives_changes_nothing()
    {
        var scene = Scene();
        scene.Account.On("authorize", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules);
        Assert.Equal([ChangeStatus.Failed, ChangeStatus.Failed, ChangeStatus.Failed], result.Changes.Select(change => change.Status));
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_request_to_revoke_that_never_arrives_is_made_again()
    {
        var scene = Scene();
        scene.Account.On("revoke", 1, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        AssertComplete(result);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Where_no_removal_is_answered_the_replacements_stay_since_they_may_be_all_that_is_left()
    {
        var scene = Scene();
        scene.Account.On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Doubled, scene.Rules);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Failed], result.Changes.Select(change => change.Status));
        Assert.StartsWith("It is not known whether EC2 removed the old rules of sg-1", Assert.Single(result.Notes), StringComparison.Ordinal);
        Assert.Single(result.Failures);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_removal_that_was_made_and_never_answered_leaves_its_replacements_and_is_undone()
    {
        var scene = Scene();
        scene.Account.On("revoke", 1, UnreliableAccount.AnswerLost).On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Done], result.Changes.Select(change => change.Status));
        Assert.Equal([], result.Failures);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_removal_without_an_answer_in_time_is_asked_for_once_more_before_anything_is_put_back()
    {
        var scene = Scene();
        scene.Account.On("revoke", 1, UnreliableAccount.AnswerLost);
        for (var time = 2; time <= 4; time++)
            scene.Account.On("revoke", time, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Done], result.Changes.Select(change => change.Status));
        AssertUndoes(scene, result);
    }

    [Theory]
    [InlineData(AccountErrorKind.Throttled)]
    [InlineData(AccountErrorKind.Unavailable)]
    [InlineData(AccountErrorKind.Denied)]
    public async Task Whatever_is_answered_after_a_removal_whose_answer_was_lost_the_replacements_stay(AccountErrorKind kind)
    {
        // Two rules are found gone one after the other, each by requests of its own that may go wrong.
        foreach (var (first, last) in Enumerable.Range(2, 8).SelectMany(first => Enumerable.Range(first, 8), (first, last) => (first, last)))
        {
            var scene = new TighteningScene(RuleParser.Group("sg-1", ["tcp 22 from 0.0.0.0/0", .. Before]));
            scene.Account.On("revoke", 1, UnreliableAccount.AnswerLost);
            for (var time = first; time <= last; time++)
                scene.Account.On("revoke", time, UnreliableAccount.Refused(kind));

            var result = await scene.TightenAsync();

            Assert.True(Tightened.SequenceEqual(scene.Rules), $"{first} to {last}: {string.Join(", ", scene.Rules)}");
            AssertUndoes(scene, result);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_added_and_never_answered_goes_again_as_soon_as_reads_show_it(bool alone)
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromSeconds(8)), Group()) { Alone = alone };
        scene.Account.On("authorize", 1, UnreliableAccount.AnswerLost).On("authorize", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules);
        Assert.Equal([ChangeStatus.Undone, ChangeStatus.Undone, ChangeStatus.Failed], result.Changes.Select(change => change.Status));
        Assert.All(result.Changes.Take(2), change => Assert.Equal("The account says Unavailable.", change.Error));
        Assert.Equal([], result.Notes);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task What_was_added_and_neither_answered_nor_shown_in_time_is_told_and_its_undo_takes_it_back()
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromSeconds(8)), Group()) { SettleFor = TimeSpan.FromSeconds(6) };
        scene.Account.On("authorize", 1, UnreliableAccount.AnswerLost).On("authorize", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Doubled, scene.Rules);
        Assert.Equal([(ChangeStatus.Failed, true), (ChangeStatus.Failed, true), (ChangeStatus.Failed, false)], result.Changes.Select(change => (change.Status, change.IsUnknown)));
        Assert.Equal(
            "It is not known whether EC2 has made these changes of sg-1, since it did not answer and reads may not show them yet: "
            + "adding tcp 23-25 from 0.0.0.0/0; adding tcp 20-21 from 0.0.0.0/0. The undo takes them back.",
            Assert.Single(result.Notes));
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task What_was_asked_for_and_not_made_is_known_not_to_be_once_reads_cannot_be_old_any_more()
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromSeconds(8)), Group());
        var begun = scene.Time.GetUtcNow();
        scene.Account.On("authorize", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules);
        Assert.All(result.Changes, change => Assert.Equal((ChangeStatus.Failed, false), (change.Status, change.IsUnknown)));
        Assert.Equal([], result.Notes);
        Assert.InRange(scene.Time.GetUtcNow() - begun, TimeSpan.FromSeconds(12), TimeSpan.FromSeconds(16));
    }

    [Fact]
    public async Task A_removal_that_was_made_and_never_answered_is_told_as_made_as_soon_as_reads_show_it()
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromSeconds(8)), Group());
        scene.Account.On("revoke", 1, UnreliableAccount.AnswerLost).On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done, ChangeStatus.Done], result.Changes.Select(change => change.Status));
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_removal_that_was_neither_answered_nor_shown_in_time_is_told_and_its_undo_brings_the_rule_back()
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromSeconds(12)), Group()) { SettleFor = TimeSpan.FromSeconds(10) };
        scene.Account.On("revoke", 1, UnreliableAccount.AnswerLost).On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal([(ChangeStatus.Done, false), (ChangeStatus.Done, false), (ChangeStatus.Failed, true)], result.Changes.Select(change => (change.Status, change.IsUnknown)));
        Assert.Contains("removing tcp 20-25 from 0.0.0.0/0. The undo takes them back.", result.Notes[^1], StringComparison.Ordinal);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task What_was_taken_back_and_never_answered_is_not_said_to_have_been_removed_by_somebody()
    {
        var scene = new TighteningScene(ReadLag.Of(TimeSpan.FromSeconds(8)), Group());
        scene.Account.On("revoke", 1, UnreliableAccount.Refused(AccountErrorKind.Rejected))
            .On("revoke", 2, UnreliableAccount.AnswerLost)
            .On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Unavailable));

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules);
        Assert.Equal([ChangeStatus.Undone, ChangeStatus.Undone, ChangeStatus.Failed], result.Changes.Select(change => change.Status));
        Assert.StartsWith("EC2 did not answer whether it has removed the rules again that were added to sg-1.", Assert.Single(result.Notes), StringComparison.Ordinal);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task A_replacement_that_got_in_before_the_rest_was_refused_makes_room_for_the_old_rule()
    {
        var scene = new TighteningScene(rulesPerGroup: 2, Group());
        scene.Account.On("authorize", 2, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 23-25 from 0.0.0.0/0", Tags((Planner.TagKey, Situation.FindingId)))));
        scene.Account.On("authorize", 3, UnreliableAccount.Refused(AccountErrorKind.QuotaExceeded));

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Revoke tcp 20-25 from 0.0.0.0/0: Undone", "Authorize tcp 23-25 from 0.0.0.0/0: Undone", "Authorize tcp 20-21 from 0.0.0.0/0: Failed"],
            TighteningScene.Statuses(result));
        Assert.Equal([], result.Notes);
        AssertUndoes(scene, result);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_kept_of_one_rule_is_there_before_what_another_one_left_goes_unless_there_is_no_room(bool full)
    {
        var scene = new TighteningScene(RuleParser.Group("sg-1", "tcp 0-65535 from 0.0.0.0/0", "tcp 22-23 from 0.0.0.0/0"));
        ImmutableArray<string> standing = [];
        scene.Account.On("revoke", 1, UnreliableAccount.After(() => scene.SomebodyTurns("tcp 0-65535 from 0.0.0.0/0", "tcp 0-65535 from 203.0.113.5/32")))
            .On("revoke", 4, async perform =>
            {
                standing = scene.Rules;
                await perform();
            });
        if (full)
            scene.Account.On("authorize", 2, UnreliableAccount.Refused(AccountErrorKind.QuotaExceeded));

        var result = await scene.TightenAsync();

        Assert.Contains("tcp 23-65535 from 0.0.0.0/0", standing);
        Assert.Equal(!full, standing.Contains("tcp 23 from 0.0.0.0/0"));
        Assert.Equal(["tcp 0-65535 from 203.0.113.5/32", "tcp 23 from 0.0.0.0/0"], scene.Rules.Order(StringComparer.Ordinal));
        Assert.Equal([], result.Failures);
        Assert.Equal([], result.Lost);
    }

    [Fact]
    public async Task What_is_kept_of_one_rule_goes_too_where_people_have_removed_what_was_added_in_its_place()
    {
        var scene = new TighteningScene(RuleParser.Group("sg-1", "tcp 0-65535 from 0.0.0.0/0", "tcp 22-23 from 0.0.0.0/0"));
        scene.Account.On("revoke", 1, UnreliableAccount.After(() => scene.SomebodyTurns("tcp 0-65535 from 0.0.0.0/0", "tcp 0-65535 from 203.0.113.5/32")))
            .On("revoke", 4, UnreliableAccount.After(() => scene.SomebodyRemoves("tcp 23-65535 from 0.0.0.0/0")));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 0-65535 from 203.0.113.5/32"], scene.Rules);
        Assert.Contains("Authorize tcp 23 from 0.0.0.0/0: Undone", TighteningScene.Statuses(result));
        Assert.Contains("Somebody removed from sg-1 what this function had added and would have kept as tcp 23 from 0.0.0.0/0. So that was not kept either.", result.Notes);
    }

    [Fact]
    public async Task An_old_rule_that_came_back_without_an_answer_is_told_as_it_stands()
    {
        var scene = new TighteningScene(rulesPerGroup: 3, Group()) { Alone = true };
        scene.Account.On("authorize", 2, UnreliableAccount.Refused(AccountErrorKind.Rejected)).On("authorize", 3, UnreliableAccount.AnswerLost);

        var result = await scene.TightenAsync();

        Assert.Equal(Before, scene.Rules.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Revoke tcp 20-25 from 0.0.0.0/0: Undone", "Authorize tcp 23-25 from 0.0.0.0/0: Failed", "Authorize tcp 20-21 from 0.0.0.0/0: Failed"],
            TighteningScene.Statuses(result));
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Who_gives_up_while_one_group_is_full_leaves_no_group_half_changed()
    {
        using var giving = new CancellationTokenSource();
        var records = 0;
        var other = RuleParser.Group("sg-2", "tcp 20-25 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0", "tcp 80 from 0.0.0.0/0");
        var scene = new TighteningScene(rulesPerGroup: 4, Group(), other with { Rules = [.. other.Rules.Select(rule => rule with { Id = rule.Id + "-2" })] })
        {
            Record = async (_, token) =>
            {
                if (++records == 2)
                    await giving.CancelAsync();
                token.ThrowIfCancellationRequested();
            },
        };
        var before = scene.Groups.Select(group => string.Join('\n', RuleParser.Of(group).Order(StringComparer.Ordinal))).ToList();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.TightenAsync(cancellation: giving.Token));

        Assert.Equal(before, scene.Groups.Select(group => string.Join('\n', RuleParser.Of(group).Order(StringComparer.Ordinal))));
    }

    [Fact]
    public async Task Replacements_go_again_though_the_answer_to_their_addition_was_lost_where_people_had_removed_the_old_rule()
    {
        var scene = new TighteningScene(Group()) { Alone = true };
        scene.Account.On("authorize", 1, UnreliableAccount.AnswerLost).On("revoke", 1, UnreliableAccount.After(() => scene.SomebodyRemoves(Before[0])));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal(
            ["Authorize tcp 20-21 from 0.0.0.0/0: Undone", "Authorize tcp 23-25 from 0.0.0.0/0: Undone", "Revoke tcp 20-25 from 0.0.0.0/0: Already"],
            TighteningScene.Statuses(result).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Whose_trigger_another_attempt_has_taken_over_does_not_leave_a_full_group_without_what_it_kept()
    {
        var records = 0;
        var scene = new TighteningScene(rulesPerGroup: 3, Group())
        {
            Record = (_, _) => ++records == 3 ? throw new LeaseLostException("Another attempt has it.") : Task.CompletedTask,
        };

        await Assert.ThrowsAsync<LeaseLostException>(() => scene.TightenAsync());

        Assert.Equal(Tightened.Order(StringComparer.Ordinal), scene.Rules.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Groups_that_cannot_be_read_again_leave_the_change_unverified()
    {
        var scene = Scene();
        scene.Account.On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var result = await scene.TightenAsync();

        Assert.Equal(Tightened, scene.Rules);
        Assert.Equal("The account says Denied.", result.Unverified?.Message);
        Assert.Equal([], result.Failures);
    }

    [Fact]
    public async Task A_rule_that_somebody_adds_meanwhile_is_closed_in_a_second_round()
    {
        var scene = Scene();
        scene.Account.On("read", 1, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 22-30 from ::/0")));

        var result = await scene.TightenAsync();

        Assert.Equal([.. Tightened.Append("tcp 23-30 from ::/0").Order(StringComparer.Ordinal)], scene.Rules);
        Assert.Equal(["Authorize tcp 23-30 from ::/0: Done", "Revoke tcp 22-30 from ::/0: Done"], TighteningScene.Statuses(result)[3..]);
        AssertComplete(result);
    }

    [Fact]
    public async Task What_somebody_opens_again_and_again_is_told_after_the_third_round()
    {
        var scene = Scene();
        scene.Account
            .On("read", 1, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 22 from ::/0")))
            .On("read", 2, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 22 from ::/0")))
            .On("read", 3, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 22 from ::/0")));

        var result = await scene.TightenAsync();

        Assert.Equal("tcp 22 from ::/0", RuleParser.Of(Assert.Single(result.StillOpen).Rule));
    }

    [Fact]
    public async Task A_replacement_that_somebody_removes_meanwhile_stays_removed_and_is_told()
    {
        var scene = Scene();
        scene.Account.On("read", 1, UnreliableAccount.After(() => scene.SomebodyRemoves("tcp 23-25 from 0.0.0.0/0")));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal("Somebody removed tcp 23-25 from 0.0.0.0/0 from sg-1 after this function had added it. It was not added again.", Assert.Single(result.Notes));
        Assert.Equal([], result.Lost);
    }

    [Fact]
    public async Task One_round_leaves_what_somebody_removes_and_closes_what_somebody_opens()
    {
        var scene = Scene();
        scene.Account.On("read", 1, UnreliableAccount.After(async () =>
        {
            await scene.SomebodyRemoves("tcp 23-25 from 0.0.0.0/0");
            await scene.SomebodyAdds("tcp 22-30 from ::/0");
        }));

        var result = await scene.TightenAsync();

        Assert.Equal(["tcp 20-21 from 0.0.0.0/0", "tcp 23-30 from ::/0", "tcp 443 from 0.0.0.0/0"], scene.Rules);
        Assert.Equal([], result.StillOpen);
    }

    [Fact]
    public async Task A_group_that_could_not_be_changed_is_told_as_open_though_another_one_took_a_second_round()
    {
        var scene = new TighteningScene(RuleParser.Group("sg-1", "tcp 22 from 0.0.0.0/0"), RuleParser.Group("sg-2", "tcp 20-22 from 0.0.0.0/0"));
        scene.Account
            .On("authorize", 1, UnreliableAccount.Refused(AccountErrorKind.Denied))
            .On("read", 1, UnreliableAccount.After(() => scene.SomebodyAdds("tcp 22 from ::/0")));

        var result = await scene.TightenAsync();

        Assert.Equal(["sg-2"], result.StillOpen.Select(exposure => exposure.Rule.GroupId));
        Assert.Single(result.Failures);
    }

    [Fact]
    public async Task Undo_names_no_rule_that_somebody_has_removed_again()
    {
        var scene = Scene();
        scene.Account.On("read", 1, UnreliableAccount.After(() => scene.SomebodyRemoves("tcp 23-25 from 0.0.0.0/0")));

        var result = await scene.TightenAsync();

        Assert.Equal("Authorize tcp 23-25 from 0.0.0.0/0: Undone", TighteningScene.Statuses(result)[0]);
        AssertUndoes(scene, result);
    }

    [Fact]
    public async Task Undo_does_not_bring_back_a_rule_that_the_first_round_added_and_the_second_removed()
    {
        // A /9 is nobody's world until the public sources add up to more than a quarter of the internet.
        var list = new PrefixList("pl-1", [Cidr.Parse("20.0.0.0/7"), Cidr.Parse("52.0.0.0/9")]);
        var quarter = Enumerable.Range(128, 64).Select(octet => $"tcp 22 from {octet}.0.0.0/8").ToList();
        var scene = new TighteningScene(rulesPerGroup: 100, RuleParser.Group("sg-1", "tcp 22 from pl-1")) { PrefixLists = [list] };
        scene.Account.On("read", 1, UnreliableAccount.After(() => Task.WhenAll(quarter.Select(rule => scene.SomebodyAdds(rule)))));

        var result = await scene.TightenAsync();

        Assert.Equal([], scene.Rules);
        Assert.Equal(
            [
                "Authorize tcp 22 from 52.0.0.0/9: Undone",
                "Revoke tcp 22 from pl-1: Done",
                "Revoke tcp 22 from 52.0.0.0/9: Done",
                .. quarter.Select(rule => $"Revoke {rule}: Done"),
            ],
            TighteningScene.Statuses(result).OrderBy(status => status.EndsWith("/8: Done", StringComparison.Ordinal)));
        Assert.Equal(
            [.. quarter.Append("tcp 22 from pl-1").Select(rule => $"sg-1: {rule} '' {{}}").Order(StringComparer.Ordinal)], scene.Undo(result).Undone);
    }

    [Fact]
    public async Task Fifty_findings_at_once_end_in_the_same_rules_as_one()
    {
        var scene = new TighteningScene(TimeProvider.System, Group());

        var results = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => Task.Run(() => scene.TightenAsync($"finding-{number}"))));

        Assert.Equal(Tightened, scene.Rules);
        Assert.All(results, AssertComplete);
        Assert.Equal(1, results.Sum(result => result.Changes.Count(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done })));
        Assert.Equal(2, results.Sum(result => result.Changes.Count(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Done })));
    }

    private static TighteningScene Scene() => new(Group());

    private static SecurityGroup Group()
    {
        var group = RuleParser.Group("sg-1", Before);
        return group with { Rules = [group.Rules[0] with { Description = "jump hosts", Tags = Tags(("team", "a")) }, group.Rules[1]] };
    }

    private static TagSet Tags(params (string Key, string Value)[] tags) =>
        TagSet.Of(tags.Select(tag => KeyValuePair.Create(tag.Key, tag.Value)));

    private static void AssertComplete(TighteningResult result)
    {
        Assert.Equal(ImmutableArray<PortExposure>.Empty, result.StillOpen);
        Assert.Equal([], result.Lost);
        Assert.Equal([], result.Failures);
        Assert.Equal([], result.Notes);
        Assert.Null(result.Unverified);
    }

    private static void AssertUndoes(TighteningScene scene, TighteningResult result)
    {
        var (undone, before) = scene.Undo(result);
        Assert.Equal(before, undone);
    }
}
