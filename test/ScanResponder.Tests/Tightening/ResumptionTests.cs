using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Tightening;

/// <summary>What becomes of an answer whose process ended half-way, when the event is delivered again.</summary>
public class ResumptionTests
{
    private const string Range = "tcp 20-22 from 0.0.0.0/0";
    private const string Piece = "tcp 20-21 from 0.0.0.0/0";
    private const string CutShort = "An earlier attempt to answer this finding was interrupted. Its changes are listed here too.";

    private const string Unread = "An earlier attempt to answer this finding may have changed sg-1, which could not be read again. Check it, and run the undo if rules are missing.";

    [Fact]
    public async Task What_was_only_about_to_be_done_is_done_without_a_word()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("authorize");

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Piece], scene.Rules);
        Assert.Equal((Verdict.Tightened, "Access from the internet was removed, and the groups were read again to check it."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([], outcome.Notes);
    }

    [Fact]
    public async Task What_was_begun_is_finished_and_told_with_its_undo()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("revoke");

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Piece], scene.Rules);
        Assert.Equal(Verdict.Tightened, outcome.Verdict);
        Assert.Equal([CutShort], outcome.Notes);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task What_was_finished_before_anybody_was_told_is_told()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("read");

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Piece], scene.Rules);
        Assert.Equal(Verdict.Tightened, outcome.Verdict);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done], outcome.Changes.Select(change => change.Status));
        Assert.Equal([CutShort], outcome.Notes);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Theory]
    [InlineData("finding-0", "finding-1", true)]
    [InlineData("finding-1", "finding-0", true)]
    [InlineData("finding-0", "finding-1", false)]
    [InlineData("finding-1", "finding-0", false)]
    public async Task What_two_answers_were_about_to_remove_is_told_by_the_last_one_that_looked_at_the_group_when_it_had_it(string first, string last, bool looked)
    {
        const string Ssh = "tcp 22 from 0.0.0.0/0";
        var (journal, time, token) = (new InMemoryJournal(), new HurriedTime { Now = new(2026, 11, 20, 8, 15, 21, TimeSpan.Zero) }, TestContext.Current.CancellationToken);
        var group = RemediationScene.Group("sg-1", Ssh);
        var scene = new RemediationScene(group) { Journal = journal, Time = time, Finding = RemediationScene.Probe("finding-0", 22) };
        ImmutableArray<RuleChange> plan = [RuleChange.Of(group.Rules[0])];
        foreach (var finding in new[] { first, last }.Select(id => RemediationScene.Probe(id, 22)))
        {
            // Neither lives to say what it did. The second one, which has taken the group over, looks at it again and then claims it with what is left to do.
            var lease = new Lease($"invocation-0/{finding.Id}", time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromMinutes(1));
            await journal.ClaimAsync(finding.Scope, finding.Key, lease, time.GetUtcNow(), token);
            await journal.RecordAsync(finding.Scope, finding.Key, lease, plan, time.GetUtcNow(), token);
            for (var claim = 0; claim < (finding.Id == last && looked ? 2 : 1); claim++)
                Assert.IsType<GroupClaim.Granted>(await journal.ClaimGroupAsync(finding.Scope, "sg-1", finding.Key, lease, plan, time.GetUtcNow(), token));
            time.Now += TimeSpan.FromMinutes(2);
        }

        await scene.SomebodyRemoves(Ssh);

        var outcome = await scene.AnswerAsync();

        var isOwn = (looked ? last : first) == "finding-0";
        Assert.Equal(isOwn ? [ChangeStatus.Done] : [], outcome.Changes.Select(change => change.Status));
        Assert.Equal(isOwn ? Verdict.Tightened : Verdict.NotOpen, outcome.Verdict);
    }

    [Fact]
    public async Task What_the_group_remembers_to_be_removed_is_undone_whoever_was_about_to_remove_it_after_that()
    {
        var (journal, time, token) = (new InMemoryJournal(), new HurriedTime { Now = new(2026, 11, 20, 8, 15, 21, TimeSpan.Zero) }, TestContext.Current.CancellationToken);
        var group = RemediationScene.Group("sg-1", Range);
        var scene = new RemediationScene(group) { Journal = journal, Time = time, Finding = RemediationScene.Probe("finding-0", 22) };
        var (finding, other) = (scene.Finding, RemediationScene.Probe("finding-1", 22));
        var piece = new Replacement(RuleParser.Draft(Piece), TagSet.Empty.With(Planner.TagKey, finding.Id));
        ImmutableArray<RuleChange> plan = [RuleChange.Of("sg-1", piece), RuleChange.Of(group.Rules[0])];
        Lease LeaseOf(Trigger trigger) => new($"invocation-0/{trigger.Id}", time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromMinutes(1));

        // What it did is in the group's entry and, since a call of the journal failed, not in its own. People are not told: the topic did not answer.
        var lease = LeaseOf(finding);
        await journal.ClaimAsync(finding.Scope, finding.Key, lease, time.GetUtcNow(), token);
        await journal.RecordAsync(finding.Scope, finding.Key, lease, plan, time.GetUtcNow(), token);
        Assert.IsType<GroupClaim.Granted>(await journal.ClaimGroupAsync(finding.Scope, "sg-1", finding.Key, lease, plan, time.GetUtcNow(), token));
        var added = Assert.Single(await scene.Account.AuthorizeAsync("sg-1", [piece.Draft], piece.Tags, dryRun: false, token));
        await scene.SomebodyRemoves(Range);
        ImmutableArray<RuleChange> done = [plan[0] with { Status = ChangeStatus.Done, RuleId = added.Id }, plan[1] with { Status = ChangeStatus.Done }];
        await journal.ReleaseGroupAsync(finding.Scope, "sg-1", finding.Key, lease, [new(finding.Id, time.GetUtcNow(), done)], null, edited: true, time.GetUtcNow(), token);

        // Another answer, which has read the group before, gets it with the same plan, finds nothing to do, and cannot say so.
        time.Now += TimeSpan.FromSeconds(1);
        Assert.IsType<GroupClaim.Granted>(await journal.ClaimGroupAsync(other.Scope, "sg-1", other.Key, LeaseOf(other), plan, time.GetUtcNow(), token));
        time.Now += TimeSpan.FromMinutes(2);

        var outcome = await scene.AnswerAsync();

        Assert.Equal([ChangeStatus.Done, ChangeStatus.Done], outcome.Changes.Select(change => change.Status));
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task What_another_finding_removed_before_its_last_update_is_that_ones()
    {
        const string Ssh = "tcp 22 from 0.0.0.0/0";
        var (journal, time, token) = (new InMemoryJournal(), new HurriedTime { Now = new(2026, 11, 20, 8, 15, 21, TimeSpan.Zero) }, TestContext.Current.CancellationToken);
        var group = RemediationScene.Group("sg-1", Ssh);
        var scene = new RemediationScene(group) { Journal = journal, Time = time, Finding = RemediationScene.Probe("finding-0", 22) };
        var (removal, other) = (RuleChange.Of(group.Rules[0]), RemediationScene.Probe("finding-1", 22));
        Lease LeaseOf(Trigger trigger) => new($"invocation-0/{trigger.Id}", time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromMinutes(1));

        // It dies before it gets at the group, which the other one closes; and an update of that one, which finds it closed, writes that down as done before it.
        var lease = LeaseOf(scene.Finding);
        await journal.ClaimAsync(scene.Finding.Scope, scene.Finding.Key, lease, time.GetUtcNow(), token);
        await journal.RecordAsync(scene.Finding.Scope, scene.Finding.Key, lease, [removal], time.GetUtcNow(), token);
        lease = LeaseOf(other);
        Assert.IsType<GroupClaim.Granted>(await journal.ClaimGroupAsync(other.Scope, "sg-1", other.Key, lease, [removal], time.GetUtcNow(), token));
        await scene.SomebodyRemoves(Ssh);
        var record = new RecordedChange(other.Id, time.GetUtcNow(), []) { Earlier = [removal with { Status = ChangeStatus.Done }] };
        await journal.ReleaseGroupAsync(other.Scope, "sg-1", other.Key, lease, [record], null, edited: true, time.GetUtcNow(), token);
        time.Now += TimeSpan.FromMinutes(2);

        var outcome = await scene.AnswerAsync();

        Assert.Empty(outcome.Changes);
        Assert.Equal((Verdict.NotOpen, "No rule of sg-1 lets the internet reach TCP 22."), (outcome.Verdict, outcome.Reason));
    }

    [Fact]
    public async Task What_was_begun_is_put_back_where_the_mode_is_notify_by_now()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("revoke");
        scene.Policy = new();

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Range], scene.Rules);
        Assert.Equal((Verdict.LeftOpen, "The mode is notify, so nothing was changed."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([(ChangeStatus.Undone, "The mode is notify, so nothing was changed.")], outcome.Changes.Where(change => change.Action is ChangeAction.Authorize).Select(change => (change.Status, change.Error!)));
        Assert.Equal([CutShort], outcome.Notes);
        Assert.Equal([], outcome.Undo);
    }

    [Fact]
    public async Task What_was_begun_is_put_back_only_when_no_other_answer_has_the_group()
    {
        var (scene, until) = await BegunWhereAnotherHasTheGroupAsync();
        scene.Policy = new();
        DateTimeOffset? at = null;
        scene.Account.On("revoke", 2, UnreliableAccount.After(() =>
        {
            at = scene.Time.GetUtcNow();
            return Task.CompletedTask;
        }));

        var outcome = await scene.AnswerAsync();

        Assert.True(at >= until, $"{at}");
        Assert.Equal([Range], scene.Rules);
        Assert.Equal(Verdict.LeftOpen, outcome.Verdict);
    }

    [Fact]
    public async Task What_was_begun_is_told_where_only_the_group_has_taken_it_down()
    {
        var (journal, time, token) = (new InMemoryJournal(), new HurriedTime { Now = new(2026, 11, 20, 8, 15, 21, TimeSpan.Zero) }, TestContext.Current.CancellationToken);
        var group = RemediationScene.Group("sg-1", Range);
        var scene = new RemediationScene(group) { Journal = journal, Time = time, Limit = TimeSpan.FromMinutes(1) };
        var lease = new Lease($"invocation-1/{scene.Finding.Id}", time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromMinutes(1));
        var piece = new Replacement(RuleParser.Draft(Piece), TagSet.Empty.With(Planner.TagKey, scene.Finding.Id));
        await journal.ClaimAsync(scene.Finding.Scope, scene.Finding.Key, lease, time.GetUtcNow(), token);
        await journal.ClaimGroupAsync(scene.Finding.Scope, "sg-1", scene.Finding.Key, lease, [RuleChange.Of("sg-1", piece), RuleChange.Of(group.Rules[0])], time.GetUtcNow(), token);
        await scene.Account.AuthorizeAsync("sg-1", [piece.Draft], piece.Tags, dryRun: false, token);
        time.Now += TimeSpan.FromMinutes(2);

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Piece], scene.Rules);
        Assert.Equal([ChangeAction.Authorize, ChangeAction.Revoke], outcome.Changes.Select(change => change.Action));
        Assert.Equal([CutShort], outcome.Notes);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task What_was_begun_is_told_with_its_undo_where_it_cannot_be_looked_at_again()
    {
        var (scene, _) = await BegunWhereAnotherHasTheGroupAsync();
        scene.Account.On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Equal(Verdict.Failed, outcome.Verdict);
        Assert.Equal([Piece, Range], scene.Rules);
        Assert.Equal([ChangeStatus.Done, ChangeStatus.Planned], outcome.Changes.Select(change => change.Status));
        Assert.Contains(CutShort, outcome.Notes);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task What_was_begun_is_put_back_where_the_mode_is_dry_run_by_now()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("revoke");
        scene.Policy = new() { Mode = Mode.DryRun };

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Range], scene.Rules);
        Assert.Equal((Verdict.LeftOpen, "The mode is dry-run now, so nothing more was changed."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([CutShort], outcome.Notes);
    }

    [Fact]
    public async Task Why_nothing_is_to_be_done_goes_before_the_mode()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("revoke");
        scene.Policy = new() { Mode = Mode.DryRun };
        scene.Finding = scene.Finding with { Archived = true };

        Assert.Equal("The finding is archived, so nothing was changed.", (await scene.AnswerAsync()).Reason);
    }

    [Fact]
    public async Task A_dry_run_after_an_attempt_that_changed_nothing_is_a_dry_run()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("authorize");
        scene.Policy = new() { Mode = Mode.DryRun };

        Assert.Equal(Verdict.WouldTighten, (await scene.AnswerAsync()).Verdict);
    }

    [Fact]
    public async Task What_could_not_be_put_back_is_told_with_its_undo()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("revoke");
        scene.Policy = new();
        scene.Account.On("revoke", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Piece, Range], scene.Rules);
        Assert.Equal(
            [CutShort, "The rules that were added to sg-1 could not be removed again. They admit nothing that its old rules do not. The account says Denied."],
            outcome.Notes);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task Where_the_old_rule_has_gone_already_its_rest_comes_whatever_the_mode_is_by_now()
    {
        var scene = Scene(rulesPerGroup: 1);
        scene.Account.On("authorize", 2, _ => throw new InvalidOperationException("The process has ended."));
        await Assert.ThrowsAsync<InvalidOperationException>(scene.AnswerAsync);
        Assert.Equal([], scene.Rules);
        scene.Policy = new();
        scene.Finding = scene.Finding with { Archived = true };

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Piece], scene.Rules);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task What_a_settling_account_refuses_is_told()
    {
        var scene = Scene(rulesPerGroup: 1);
        scene.Account
            .On("authorize", 2, _ => throw new InvalidOperationException("The process has ended."))
            .On("authorize", 3, UnreliableAccount.Refused(AccountErrorKind.Denied));
        await Assert.ThrowsAsync<InvalidOperationException>(scene.AnswerAsync);
        scene.Finding = scene.Finding with { Kind = FindingKind.Of("Recon:EC2/Portscan") };

        var outcome = await scene.AnswerAsync();

        Assert.Equal([CutShort, "The account says Denied."], outcome.Notes);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task What_cannot_be_finished_is_not_told_as_done()
    {
        var scene = Scene(rulesPerGroup: 1);
        scene.Account
            .On("authorize", 2, _ => throw new InvalidOperationException("The process has ended."))
            .On("authorize", 3, UnreliableAccount.Refused(AccountErrorKind.Denied));
        await Assert.ThrowsAsync<InvalidOperationException>(scene.AnswerAsync);

        var outcome = await scene.AnswerAsync();

        Assert.Equal(Verdict.PartlyTightened, outcome.Verdict);
        Assert.Contains("The account says Denied.", outcome.Reason, StringComparison.Ordinal);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Fact]
    public async Task What_has_no_room_any_more_is_told_with_the_undo()
    {
        var scene = Scene(rulesPerGroup: 1);
        scene.Account.On("authorize", 2, _ => throw new InvalidOperationException("The process has ended."));
        await Assert.ThrowsAsync<InvalidOperationException>(scene.AnswerAsync);
        await scene.SomebodyAdds("tcp 443 from 0.0.0.0/0");
        scene.Policy = new();

        var outcome = await scene.AnswerAsync();

        Assert.Contains(outcome.Notes, note => note.Contains("may have 1", StringComparison.Ordinal));
        Assert.Contains(ChangeStatus.Failed, outcome.Changes.Select(change => change.Status));
        Assert.Contains(outcome.Undo, line => line.Contains("authorize-security-group-ingress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_group_that_the_instance_has_lost_since_is_finished_too()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("revoke");
        scene.Attached = [];

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
        Assert.Equal([CutShort], outcome.Notes);
        Assert.Equal([Piece, Range], scene.Rules);
    }

    [Fact]
    public async Task Without_a_way_back_into_the_account_people_get_the_undo_of_what_may_have_been_done()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("read");
        scene.Seen = _ => AccountView.Unreadable(null, RemediationScene.Error("sts:AssumeRole"));

        var outcome = await scene.AnswerAsync(null);

        Assert.Equal((Verdict.Failed, "The account could not be read, so nothing was changed. sts:AssumeRole is not granted."), (outcome.Verdict, outcome.Reason));
        Assert.Equal([Unread], outcome.Notes);
        Assert.Equal(2, outcome.Changes.Length);
        Assert.Contains(outcome.Undo, command => command.Contains("authorize-security-group-ingress", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_a_way_into_the_account_there_is_nothing_to_undo_where_nothing_was_begun()
    {
        var scene = Scene();
        scene.Seen = _ => AccountView.Unreadable(null, RemediationScene.Error("sts:AssumeRole"));

        var outcome = await scene.AnswerAsync(null);

        Assert.Equal([], outcome.Changes);
        Assert.Equal([], outcome.Notes);
    }

    [Fact]
    public async Task What_was_begun_is_put_back_though_the_groups_could_not_be_read_at_first()
    {
        var scene = Scene();
        await scene.DieBeforeAsync("revoke");
        scene.Seen = view => view with { Groups = null, Failures = [RemediationScene.Error("ec2:DescribeSecurityGroups")] };

        var outcome = await scene.AnswerAsync();

        Assert.Equal([Range], scene.Rules);
        Assert.Equal(Verdict.Failed, outcome.Verdict);
        Assert.Equal([CutShort], outcome.Notes);
    }

    [Theory]
    [InlineData(Mode.Remediate)]
    [InlineData(Mode.Notify)]
    public async Task A_lost_group_that_cannot_be_read_is_told_with_its_undo(Mode mode)
    {
        var scene = Scene();
        await scene.DieBeforeAsync("read");
        scene.Attached = [];
        scene.Policy = new() { Mode = mode };
        scene.Account.On("read", 0, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Equal(Verdict.NotOpen, outcome.Verdict);
        Assert.Equal([Unread], outcome.Notes);
        Assert.Equal(2, outcome.Changes.Length);
        Assert.Equal([Range], scene.RulesAfterUndo(outcome));
    }

    [Theory]
    [InlineData(Mode.Remediate)]
    [InlineData(Mode.Notify)]
    public async Task A_lost_group_that_cannot_be_read_is_undone_with_the_one_that_can(Mode mode)
    {
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Range), RemediationScene.Group("sg-2", Range)) { Journal = new InMemoryJournal() };
        await scene.DieBeforeAsync("read");
        scene.Attached = ["sg-1"];
        scene.Policy = new() { Mode = mode };
        scene.Account.On("read", 2, UnreliableAccount.Refused(AccountErrorKind.Denied));

        var outcome = await scene.AnswerAsync();

        Assert.Contains(Unread.Replace("sg-1", "sg-2", StringComparison.Ordinal), outcome.Notes);
        Assert.Equal(["sg-1", "sg-2"], outcome.Changes.Select(change => change.GroupId).Distinct());
        Assert.Equal([Range, Range], scene.RulesAfterUndo(outcome));
    }

    /// <summary>An attempt has died before it removed the old rule; half an hour later another answer has the group, for five seconds more.</summary>
    private static async Task<(RemediationScene Scene, DateTimeOffset Until)> BegunWhereAnotherHasTheGroupAsync()
    {
        var (journal, time, token) = (new InMemoryJournal(), new HurriedTime { Now = new(2026, 11, 20, 8, 15, 21, TimeSpan.Zero) }, TestContext.Current.CancellationToken);
        var scene = new RemediationScene(RemediationScene.Group("sg-1", Range)) { Journal = journal, Time = time, Limit = TimeSpan.FromMinutes(1) };
        await scene.DieBeforeAsync("revoke");
        time.Now += TimeSpan.FromMinutes(30);
        var other = RemediationScene.Probe("finding-2", 22);
        var lease = new Lease("invocation-2/finding-2", time.GetUtcNow(), time.GetUtcNow() + TimeSpan.FromSeconds(5));
        Assert.IsType<GroupClaim.Granted>(await journal.ClaimGroupAsync(other.Scope, "sg-1", other.Key, lease, [], time.GetUtcNow(), token));
        return (scene, lease.Until);
    }

    private static RemediationScene Scene(int rulesPerGroup = InMemoryAccount.DefaultRulesPerGroup) =>
        new(rulesPerGroup, RemediationScene.Group("sg-1", Range)) { Journal = new InMemoryJournal() };
}
