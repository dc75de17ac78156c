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
    private static readonly PastAlert Told = new(Now, Verdict.Tightened, [22, 3389], 5.3) { Rules = "sgr-1 tcp 22 from 0.0.0.0/0" };

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

        Assert.Equal(new Claim.Answered(Now), await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token));
        Assert.Equal(new Claim.Answered(Now), await journal.ClaimAsync(Probe.Scope, Probe.Key, Second, Now, Token));
        var taken = Assert.IsType<Claim.Granted>(await journal.ClaimAsync(Later.Scope, Later.Key, Second, Now, Token));
        Assert.Empty(taken.Entry.Changes);
        Assert.Equal((Told.At, Told.Verdict, Told.Severity, "22,3389"), (taken.Entry.LastAlert!.At, taken.Entry.LastAlert.Verdict, taken.Entry.LastAlert.Severity, string.Join(',', taken.Entry.LastAlert.Ports)));
        Assert.Equal(Told.Rules, taken.Entry.LastAlert.Rules);
    }

    [Fact]
    public async Task An_answer_without_news_leaves_the_last_alert_as_it_was()
    {
        var journal = await ArrangeAsync();
        await journal.ClaimAsync(Probe.Scope, Probe.Key, First, Now, Token);
        await journal.CloseAsync(Probe.Scope, Probe.Key, First, Told, Now, Token);
        await journal.ClaimAsync(Later.Scope, Later.Key, Second, Now, Token);

        await journal.CloseAsync(Later.Scope, Later.Key, Second, null, Now, Token);

        Assert.Equal(new Claim.Answered(Now), await journal.ClaimAsync(Later.Scope, Later.Key, First, Now, Token));
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
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [new(Probe.Id, Now, Changes)], edited: true, Now, Token);
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
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [], edited: false, Now, Token);
        Assert.Equal((0, null), Seen(await ClaimGroupAsync(journal, Probe, Second, Now)));
    }

    [Fact]
    public async Task Whoever_takes_a_group_over_from_a_dead_one_is_told_what_that_was_about_to_do()
    {
        var journal = await ArrangeAsync();
        var other = Probe with { Id = "other" };
        await ClaimGroupAsync(journal, Probe, First, Now);

        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, other, Second with { Until = First.Until.AddMinutes(1) }, First.Until));
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [new(Probe.Id, Now, Changes)], edited: true, Now, Token);

        Assert.Equal((1, First.Until), Seen(granted));
        Assert.Equal((Probe.Id, Now), (granted.Earlier[0].TriggerId, granted.Earlier[0].At));
        Assert.IsType<GroupClaim.Held>(await ClaimGroupAsync(journal, Probe, First, First.Until));
    }

    [Fact]
    public async Task What_a_dead_one_was_about_to_do_outlives_the_next_one_that_dies()
    {
        var journal = await ArrangeAsync();
        var minute = TimeSpan.FromMinutes(1);
        await ClaimGroupAsync(journal, Probe, First, Now);
        await ClaimGroupAsync(journal, Probe with { Id = "other" }, Second with { Until = First.Until + minute }, First.Until);

        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, Probe with { Id = "third" }, LeaseOf("third") with { Until = First.Until + 2 * minute }, First.Until + minute));

        Assert.Equal([(Probe.Id, Now), ("other", First.Until)], granted.Earlier.Select(record => (record.TriggerId, record.At)));
        Assert.All(granted.Earlier, record => Assert.Equal(Changes, record.Changes!.Value));
    }

    [Fact]
    public async Task What_was_changed_in_groups_is_told_with_what_is_being_changed()
    {
        var journal = await ArrangeAsync();
        var other = Probe with { Id = "other" };
        await ClaimGroupAsync(journal, Probe, First, Now);
        await journal.ReleaseGroupAsync(Probe.Scope, "sg-1", Probe.Key, First, [new(Probe.Id, Now, Changes)], edited: true, Now, Token);
        var granted = Assert.IsType<GroupClaim.Granted>(await ClaimGroupAsync(journal, other, Second, Now.AddSeconds(1)));
        Assert.Single(granted.Earlier);

        var records = await journal.RecordedChangesAsync(Probe.Scope, ["sg-1", "sg-2"], Token);

        Assert.Equal([(Probe.Id, Now), ("other", Now.AddSeconds(1))], records.Select(record => (record.TriggerId, record.At)));
        Assert.All(records, record => Assert.Equal(Changes, record.Changes!.Value));
        Assert.Empty(await journal.RecordedChangesAsync(Probe.Scope with { Region = "eu-north-1" }, ["sg-1"], Token));
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
