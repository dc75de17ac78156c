using System.Collections.Immutable;
using ScanResponder.Journal;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Accounts;

/// <summary>What every <see cref="IJournal"/> promises.</summary>
public abstract class JournalContract
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private static readonly Finding Probe = new()
    {
        Id = "bdc189941acf780de956fe5d1483d7a5",
        Type = "Recon:EC2/PortProbeUnprotectedPort",
        Kind = FindingKind.Of("Recon:EC2/PortProbeUnprotectedPort"),
        AccountId = "123456789012",
        Region = "eu-west-1",
        Partition = "aws",
        UpdatedAt = Now,
    };

    private static readonly Finding Later = Probe with { UpdatedAt = Now.AddHours(6) };
    private static readonly Lease First = LeaseOf("first");
    private static readonly Lease Second = LeaseOf("second");
    private static readonly PastAlert Told = new(Now, Verdict.Tightened, [22, 3389], 5.3) { Rules = "sgr-1 tcp 22 from 0.0.0.0/0", About = "i-1" };

    private static readonly ImmutableArray<RuleChange> Changes =
    [
        new(
            ChangeAction.Authorize, "sg-1", "sgr-2", new(new Traffic.Tcp(new(20, 21)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), "it's \"mail\" ✉"),
            TagSet.Empty.With("owner", "a=b").With("scan-responder", "x"), ChangeStatus.Planned),
        new(ChangeAction.Authorize, "sg-1", null, new(new Traffic.IcmpV6(-1, -1), new RuleSource.PrefixList("pl-1"), null), TagSet.Empty, ChangeStatus.Already),
        new(ChangeAction.Revoke, "sg-1", "sgr-1", new(new Traffic.All(), new RuleSource.Group("sg-9", "222222222222"), null), TagSet.Empty, ChangeStatus.Done),
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>An empty journal.</summary>
    protected abstract Task<IJournal> ArrangeAsync();

    [Fact]
    public async Task A_new_finding_is_taken_up_without_a_past()
    {
        var taken = Assert.IsType<Claim.Granted>(await (await ArrangeAsync()).ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token));

        Assert.Empty(taken.Entry.Changes);
        Assert.Null(taken.Entry.LastAlert);
    }

    [Fact]
    public async Task Another_attempt_finds_it_held_until_the_deadline_and_takes_over_after_it()
    {
        var journal = await ArrangeAsync();
        await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token);

        Assert.Equal(new Claim.Held("first", First.Until, SameRevision: true), await journal.ClaimAsync(Probe.Scope, Probe.Key, Second, First.Until.AddMilliseconds(-1), Token));
        Assert.Equal(new Claim.Held("first", First.Until, SameRevision: false), await journal.ClaimAsync(Later.Scope, Later.Key, Second, Now, Token));
        Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Probe.Scope, Probe.Key, Second, First.Until, Token));
    }

    [Fact]
    public async Task Who_holds_it_for_another_event_does_not_answer_this_one()
    {
        var journal = await ArrangeAsync();
        await journal.ClaimAsync(Later.Scope, Later.Key, First with { Event = "0-made-up" }, Now, Token);

        foreach (var finding in new[] { Probe, Later })
        {
            Assert.Equal(new Claim.Held("first", First.Until, SameRevision: false), await journal.ClaimAsync(finding.Scope, finding.Key, Second with { Event = "0-real" }, Now, Token));
            Assert.Equal(new Claim.Held("first", First.Until, SameRevision: true), await journal.ClaimAsync(finding.Scope, finding.Key, Second with { Event = "0-made-up" }, Now, Token));
            Assert.Equal(new Claim.Held("first", First.Until, SameRevision: true), await journal.ClaimAsync(finding.Scope, finding.Key, Second, Now, Token));
        }
    }

    [Fact]
    public async Task Whoever_takes_it_over_learns_until_when_it_was_held()
    {
        var journal = await ArrangeAsync();
        Assert.Null(Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token)).Entry.HeldUntil);

        Assert.Equal(First.Until, Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Probe.Scope, Probe.Key, Second, First.Until, Token)).Entry.HeldUntil);

        await journal.CloseAsync(Probe.Scope, Probe.Key, Second, null, First.Until, Token);
        Assert.Null(Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Later.Scope, Later.Key, First, First.Until, Token)).Entry.HeldUntil);
    }

    [Fact]
    public async Task The_same_attempt_resumes_at_once_with_what_it_had_noted()
    {
        var journal = await ArrangeAsync();
        await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token);
        await journal.RecordAsync(Probe.Scope, Probe.Key, First, Changes, Now, Token);

        var taken = Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token));

        Assert.Equal(Changes, taken.Entry.Changes);
        Assert.Equal(0, taken.Entry.Cut);
    }

    [Fact]
    public async Task What_was_answered_is_not_answered_again_and_a_later_update_begins_anew_with_the_last_alert()
    {
        var journal = await ArrangeAsync();
        await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token);
        await journal.RecordAsync(Probe.Scope, Probe.Key, First, Changes, Now, Token);
        await journal.CloseAsync(Probe.Scope, Probe.Key, First, Told, Now, Token);
        await journal.CloseAsync(Probe.Scope, Probe.Key, First, Told, Now, Token);

        Assert.Equal(Now, Assert.IsType<Claim.Answered>(await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token)).At);
        var answered = Assert.IsType<Claim.Answered>(await journal.ClaimAsync(Probe.Scope, Probe.Key, Second, Now, Token));
        Assert.Equal((Now, Told.Verdict, Told.About), (answered.At, answered.Alert!.Verdict, answered.Alert.About));
        var taken = Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Later.Scope, Later.Key, Second, Now, Token));
        Assert.Empty(taken.Entry.Changes);
        Assert.Equal((Told.At, Told.Verdict, Told.Severity, "22,3389"), (taken.Entry.LastAlert!.At, taken.Entry.LastAlert.Verdict, taken.Entry.LastAlert.Severity, string.Join(',', taken.Entry.LastAlert.Ports)));
        Assert.Equal((Told.Rules, Told.About), (taken.Entry.LastAlert.Rules, taken.Entry.LastAlert.About));
    }

    [Fact]
    public async Task An_answer_without_news_leaves_the_last_alert_as_it_was()
    {
        var journal = await ArrangeAsync();
        await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token);
        await journal.CloseAsync(Probe.Scope, Probe.Key, First, Told, Now, Token);
        await journal.ClaimAsync(Later.Scope, Later.Key, Second, Now, Token);

        await journal.CloseAsync(Later.Scope, Later.Key, Second, null, Now, Token);

        Assert.Equal(Now, Assert.IsType<Claim.Answered>(await journal.ClaimAsync(Later.Scope, Later.Key, First, Now, Token)).At);
    }

    [Fact]
    public async Task An_attempt_that_was_overtaken_writes_nothing_any_more()
    {
        var journal = await ArrangeAsync();
        await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token);
        await journal.ClaimAsync(Probe.Scope, Probe.Key, Second, First.Until, Token);

        await Assert.ThrowsAsync<LeaseLostException>(() => journal.RecordAsync(Probe.Scope, Probe.Key, First, Changes, Now, Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => journal.CloseAsync(Probe.Scope, Probe.Key, First, Told, Now, Token));
        Assert.Empty(Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Probe.Scope, Probe.Key, Second, Now, Token)).Entry.Changes);
    }

    [Fact]
    public async Task A_group_is_edited_by_one_lease_at_a_time_and_tells_the_next_what_was_done()
    {
        var journal = await ArrangeAsync();
        var other = Probe with { Id = "other" };

        Assert.Equal((0, null), Seen(await ClaimGroupAsync(journal, Probe, First, Now)));
        Assert.Equal(new GroupClaim.Held(Probe.Id, "first", First.Until), await ClaimGroupAsync(journal, other, Second, Now));
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [new(Probe.Id, Now, Changes)], null, edited: true, Now, Token);
        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, other, Second, Now.AddSeconds(1)));

        Assert.Equal((1, Now), Seen(granted));
        Assert.Equal(Changes, granted.Earlier[0].Changes!.Value);
    }

    [Fact]
    public async Task The_same_lease_gets_its_group_again_and_a_release_without_a_change_is_none()
    {
        var journal = await ArrangeAsync();
        await ClaimGroupAsync(journal, Probe, First, Now);

        Assert.Equal((0, null), Seen(await ClaimGroupAsync(journal, Probe, First, Now)));
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [], null, edited: false, Now, Token);
        Assert.Equal((0, null), Seen(await ClaimGroupAsync(journal, Probe, Second, Now)));
    }

    [Fact]
    public async Task Whoever_takes_a_group_over_from_a_dead_one_is_told_what_that_was_about_to_do()
    {
        var journal = await ArrangeAsync();
        var other = Probe with { Id = "other" };
        await ClaimGroupAsync(journal, Probe, First, Now);

        var second = Second with { Until = First.Until.AddMinutes(1) };
        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, other, second, First.Until));
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [new(Probe.Id, Now, Changes)], null, edited: true, Now, Token);

        Assert.Equal((1, First.Until), Seen(granted));
        Assert.Equal((Probe.Id, Now), (granted.Earlier[0].TriggerId, granted.Earlier[0].At));

        // Its own plan was made without that, and is none until it claims the group again.
        Assert.True(granted.TakenOver);
        Assert.Equal([(Probe.Id, Changes.Length)], await PlansAsync());
        Assert.False(Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, other, second, First.Until.AddSeconds(1))).TakenOver);
        Assert.Equal([(Probe.Id, Changes.Length), ("other", Changes.Length)], await PlansAsync());
        Assert.IsType<GroupClaim.Held>(await ClaimGroupAsync(journal, Probe, First, First.Until));

        async Task<IEnumerable<(string, int)>> PlansAsync() =>
            (await journal.RecordedChangesAsync(Probe.Scope, ["sg-1"], Token)).Select(record => (record.TriggerId, record.Changes!.Value.Length));
    }

    [Fact]
    public async Task Who_claims_a_group_again_for_the_same_trigger_is_told_of_the_plan_that_this_replaces()
    {
        var journal = await ArrangeAsync();

        Assert.Null(await LeftAsync(Probe, First, Now));

        // Its own write, repeated as its answer was lost, is nothing that was left.
        Assert.Null(await LeftAsync(Probe, First, Now));
        var left = await LeftAsync(Later, Second with { Until = First.Until.AddMinutes(1) }, First.Until);
        Assert.Equal((Probe.Id, Now), (left!.TriggerId, left.At));
        Assert.Equal(Changes, left.Changes!.Value);

        async Task<RecordedChange?> LeftAsync(Finding finding, Lease lease, DateTimeOffset now) => Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, finding, lease, now)).Left;
    }

    [Fact]
    public async Task What_a_dead_one_was_about_to_do_outlives_the_next_one_that_dies()
    {
        var journal = await ArrangeAsync();
        var minute = TimeSpan.FromMinutes(1);
        await ClaimGroupAsync(journal, Probe, First, Now);
        await ClaimGroupAsync(journal, Probe with { Id = "other" }, Second with { Until = First.Until + minute }, First.Until);
        await ClaimGroupAsync(journal, Probe with { Id = "other" }, Second with { Until = First.Until + minute }, First.Until);

        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, Probe with { Id = "third" }, LeaseOf("third") with { Until = First.Until + 2 * minute }, First.Until + minute));

        Assert.Equal([(Probe.Id, Now), ("other", First.Until)], granted.Earlier.Select(record => (record.TriggerId, record.At)));
        Assert.All(granted.Earlier, record => Assert.Equal(Changes, record.Changes!.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_an_attempt_died_over_stays_in_the_group_that_its_retry_gives_back_undone(bool isUnknown)
    {
        var journal = await ArrangeAsync();
        var died = new RecordedChange(Probe.Id, Now.AddMinutes(-2), isUnknown ? null : Changes);
        await ClaimGroupAsync(journal, Probe, First, Now);

        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [], died, edited: false, Now, Token);

        AssertIsThere(await journal.RecordedChangesAsync(Probe.Scope, ["sg-1"], Token));
        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, Probe with { Id = "other" }, Second, Now.AddSeconds(1)));
        AssertIsThere(granted.Earlier);
        Assert.Equal(Now.AddSeconds(1), granted.ChangedAt);

        void AssertIsThere(ImmutableArray<RecordedChange> records)
        {
            var record = Assert.Single(records);
            Assert.Equal((died.TriggerId, died.At), (record.TriggerId, record.At));
            Assert.Equal(died.Changes ?? [], record.Changes ?? []);
            Assert.Equal(isUnknown, record.Changes is null);
        }
    }

    [Fact]
    public async Task What_was_changed_in_groups_is_told_with_what_is_being_changed()
    {
        var journal = await ArrangeAsync();
        var other = Probe with { Id = "other" };
        await ClaimGroupAsync(journal, Probe, First, Now);
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [new(Probe.Id, Now, Changes)], null, edited: true, Now, Token);
        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, other, Second, Now.AddSeconds(1)));
        Assert.Single(granted.Earlier);

        var records = await journal.RecordedChangesAsync(Probe.Scope, ["sg-1", "sg-2"], Token);

        Assert.Equal([(Probe.Id, Now), ("other", Now.AddSeconds(1))], records.Select(record => (record.TriggerId, record.At)));
        Assert.All(records, record => Assert.Equal(Changes, record.Changes!.Value));
        Assert.Empty(await journal.RecordedChangesAsync(Probe.Scope with { Region = "eu-north-1" }, ["sg-1"], Token));
    }

    [Fact]
    public async Task A_record_keeps_what_earlier_answers_to_the_trigger_changed_also_while_the_next_one_is_under_way()
    {
        var journal = await ArrangeAsync();
        await ClaimGroupAsync(journal, Probe, First, Now);
        var record = new RecordedChange(Probe.Id, Now, [Changes[2]]) { Earlier = [Changes[1]] };
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [record], null, edited: true, Now, Token);

        var kept = Assert.Single(await journal.RecordedChangesAsync(Probe.Scope, ["sg-1"], Token));
        await ClaimGroupAsync(journal, Later, Second, Now.AddSeconds(1));
        var under = Assert.Single(await journal.RecordedChangesAsync(Probe.Scope, ["sg-1"], Token));
        var third = LeaseOf("third") with { Until = Second.Until.AddMinutes(1) };
        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, Probe with { Id = "other" }, third, Second.Until));

        Assert.Equal([.. record.Earlier, .. record.Changes!], kept.All);
        Assert.Equal(Changes, under.Changes!.Value);
        Assert.Equal([Changes[1]], under.Earlier);
        Assert.Equal(under.Earlier, Assert.Single(granted.Earlier).Earlier);
    }

    [Fact]
    public async Task What_people_need_to_decide_later_is_kept_beside_what_is_kept_already()
    {
        var journal = await ArrangeAsync();
        var asked = new Asked(Now, Changes);
        var approved = new PersonDecision(DecisionKind.Approved, Now.AddHours(1), "alice", "it's \"odd\" ✉", Verdict.Tightened, null);
        var undone = new PersonDecision(DecisionKind.Undone, Now.AddHours(2), "bob", null, Verdict.LeftOpen, Now.AddDays(400));
        Assert.Null(await journal.RecallAsync(Probe.Scope, Probe.Id, Token));

        await journal.RememberAsync(Probe.Scope, Probe.Id, "{}", ["sg-2"], null, null, Now, Token);
        Assert.Equal(("{}", "sg-2", null, 0), Seen(await journal.RecallAsync(Probe.Scope, Probe.Id, Token)));
        await journal.RememberAsync(Probe.Scope, Probe.Id, null, ["sg-2", "sg-1"], asked, null, Now, Token);
        await journal.RememberAsync(Probe.Scope, Probe.Id, null, [], null, approved, Now, Token);
        await journal.RememberAsync(Probe.Scope, Probe.Id, """{"index":0}""", [], null, undone, Now, Token);

        var known = await journal.RecallAsync(Probe.Scope, Probe.Id, Token);
        Assert.Equal(("""{"index":0}""", "sg-1,sg-2", asked, 2), Seen(known));
        Assert.Equal([approved, undone], known!.Decisions);
        Assert.Null(await journal.RecallAsync(Probe.Scope with { AccountId = "222222222222" }, Probe.Id, Token));
        Assert.Null(await journal.RecallAsync(Probe.Scope with { Region = "eu-north-1" }, Probe.Id, Token));
        Assert.Null(await journal.RecallAsync(Probe.Scope, "other", Token));
        var later = new Asked(Now.AddHours(3), [Changes[0]]);
        await journal.RememberAsync(Probe.Scope, Probe.Id, null, [], later, null, Now, Token);
        Assert.Equal(later, (await journal.RecallAsync(Probe.Scope, Probe.Id, Token))!.Asked);

        static (string, string, Asked?, int) Seen(Remembered? known) => (known!.Origin, string.Join(',', known.GroupIds), known.Asked, known.Decisions.Length);
    }

    [Fact]
    public async Task What_is_kept_open_in_a_group_is_told_until_something_else_is_written_there()
    {
        var journal = await ArrangeAsync();
        var always = new KeptOpen("sg-1", new Traffic.Tcp(new(20, 25)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), [22], null, "alice", "the build", Probe.Id);
        var once = new KeptOpen("sg-1", new Traffic.All(), new RuleSource.Group("sg-9", "222222222222"), [], Now.AddDays(1), "bob", null, Probe.Id);
        Assert.Empty(await journal.KeptOpenAsync(Probe.Scope, ["sg-1"], Token));

        await journal.KeepOpenAsync(Probe.Scope, "sg-1", [always, once], Token);
        await journal.KeepOpenAsync(Probe.Scope, "sg-2", [once with { GroupId = "sg-2" }], Token);

        Assert.Equal([always, once, once with { GroupId = "sg-2" }], await journal.KeptOpenAsync(Probe.Scope, ["sg-1", "sg-2", "sg-3"], Token));
        Assert.Empty(await journal.KeptOpenAsync(Probe.Scope with { Region = "eu-north-1" }, ["sg-1"], Token));
        await journal.KeepOpenAsync(Probe.Scope, "sg-1", [once], Token);
        Assert.Equal([once], await journal.KeptOpenAsync(Probe.Scope, ["sg-1"], Token));
        await journal.KeepOpenAsync(Probe.Scope, "sg-1", [], Token);
        Assert.Empty(await journal.KeptOpenAsync(Probe.Scope, ["sg-1"], Token));
    }

    [Fact]
    public async Task The_history_has_what_was_changed_or_decided_and_not_what_was_only_asked()
    {
        var journal = await ArrangeAsync();
        var history = Assert.IsAssignableFrom<IJournalHistory>(journal);
        var approved = new PersonDecision(DecisionKind.Approved, Now, "alice", null, Verdict.NotOpen, null);
        Assert.Empty(await history.HistoryAsync(Token));

        await ClaimGroupAsync(journal, Probe, First, Now);
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [new(Probe.Id, Now, Changes)], null, edited: true, Now, Token);
        await journal.RememberAsync(Probe.Scope, Probe.Id, "{}", ["sg-1"], null, null, Now, Token);
        await journal.RememberAsync(Probe.Scope, "decided", "{}", [], null, approved, Now, Token);
        await journal.RememberAsync(Probe.Scope, "asked", "{}", ["sg-2"], new(Now, Changes), null, Now, Token);

        var findings = (await history.HistoryAsync(Token)).OrderBy(finding => finding.TriggerId, StringComparer.Ordinal).ToList();
        Assert.Equal([Probe.Id, "decided"], findings.Select(finding => finding.TriggerId));
        Assert.All(findings, finding => Assert.Equal(Probe.Scope, finding.Scope));
        Assert.Equal(Changes, Assert.Single(findings[0].Changes).All);
        Assert.Equal([approved], findings[1].Decisions);
    }

    [Fact]
    public async Task Of_two_that_claim_a_group_at_once_one_gets_it()
    {
        var journal = await ArrangeAsync();
        var leases = Enumerable.Range(0, 8).Select(number => LeaseOf($"lease-{number}")).ToList();

        var claims = await Task.WhenAll(leases.Select(lease => ClaimGroupAsync(journal, Probe with { Id = lease.Holder }, lease, Now)));

        Assert.Single(claims.OfType<GroupClaim.Granted>());
    }

    private static Task<GroupClaim> ClaimGroupAsync(IJournal journal, Finding finding, Lease lease, DateTimeOffset now) =>
        journal.ClaimGroupAsync(finding.Scope, "sg-1", finding.Key, lease, Changes, now, Token);

    private static (int Records, DateTimeOffset? ChangedAt) Seen(GroupClaim claim) =>
        claim is GroupClaim.Granted granted ? (granted.Earlier.Length, granted.ChangedAt) : throw new InvalidOperationException($"The group is held: {claim}");

    private static Lease LeaseOf(string id) => new(id, Now.AddSeconds(-1), Now.AddSeconds(59));
}
