using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Findings;
using ScanResponder.Network;
using ScanResponder.Tightening;

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
    private static readonly Attempt First = AttemptOf("first");
    private static readonly Attempt Second = AttemptOf("second");
    private static readonly PastAlert Told = new(Now, Verdict.Tightened, [22, 3389], 5.3);

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
        var taken = Assert.IsType<Turn.Taken>(await (await ArrangeAsync()).TakeUpAsync(Probe, First, Now, Token));

        Assert.Empty(taken.Entry.Changes);
        Assert.Null(taken.Entry.LastAlert);
    }

    [Fact]
    public async Task Another_attempt_finds_it_held_until_the_deadline_and_takes_over_after_it()
    {
        var journal = await ArrangeAsync();
        await journal.TakeUpAsync(Probe, First, Now, Token);

        Assert.Equal(new Turn.Held("first", First.Deadline, SameUpdate: true), await journal.TakeUpAsync(Probe, Second, First.Deadline.AddMilliseconds(-1), Token));
        Assert.Equal(new Turn.Held("first", First.Deadline, SameUpdate: false), await journal.TakeUpAsync(Later, Second, Now, Token));
        Assert.IsType<Turn.Taken>(await journal.TakeUpAsync(Probe, Second, First.Deadline, Token));
    }

    [Fact]
    public async Task The_same_attempt_resumes_at_once_with_what_it_had_noted()
    {
        var journal = await ArrangeAsync();
        await journal.TakeUpAsync(Probe, First, Now, Token);
        await journal.NoteAsync(Probe, First, Changes, Now, Token);

        var taken = Assert.IsType<Turn.Taken>(await journal.TakeUpAsync(Probe, First, Now, Token));

        Assert.Equal(Changes, taken.Entry.Changes);
        Assert.Equal(0, taken.Entry.Cut);
    }

    [Fact]
    public async Task What_was_answered_is_not_answered_again_and_a_later_update_begins_anew_with_the_last_alert()
    {
        var journal = await ArrangeAsync();
        await journal.TakeUpAsync(Probe, First, Now, Token);
        await journal.NoteAsync(Probe, First, Changes, Now, Token);
        await journal.CloseAsync(Probe, First, Told, Now, Token);
        await journal.CloseAsync(Probe, First, Told, Now, Token);

        Assert.Equal(new Turn.Answered(Now), await journal.TakeUpAsync(Probe, First, Now, Token));
        Assert.Equal(new Turn.Answered(Now), await journal.TakeUpAsync(Probe, Second, Now, Token));
        var taken = Assert.IsType<Turn.Taken>(await journal.TakeUpAsync(Later, Second, Now, Token));
        Assert.Empty(taken.Entry.Changes);
        Assert.Equal((Told.At, Told.Verdict, Told.Severity, "22,3389"), (taken.Entry.LastAlert!.At, taken.Entry.LastAlert.Verdict, taken.Entry.LastAlert.Severity, string.Join(',', taken.Entry.LastAlert.Ports)));
    }

    [Fact]
    public async Task An_answer_without_news_leaves_the_last_alert_as_it_was()
    {
        var journal = await ArrangeAsync();
        await journal.TakeUpAsync(Probe, First, Now, Token);
        await journal.CloseAsync(Probe, First, Told, Now, Token);
        await journal.TakeUpAsync(Later, Second, Now, Token);

        await journal.CloseAsync(Later, Second, null, Now, Token);

        Assert.Equal(new Turn.Answered(Now), await journal.TakeUpAsync(Later, First, Now, Token));
    }

    [Fact]
    public async Task An_attempt_that_was_overtaken_writes_nothing_any_more()
    {
        var journal = await ArrangeAsync();
        await journal.TakeUpAsync(Probe, First, Now, Token);
        await journal.TakeUpAsync(Probe, Second, First.Deadline, Token);

        await Assert.ThrowsAsync<LeaseLostException>(() => journal.NoteAsync(Probe, First, Changes, Now, Token));
        await Assert.ThrowsAsync<LeaseLostException>(() => journal.CloseAsync(Probe, First, Told, Now, Token));
        Assert.Empty(Assert.IsType<Turn.Taken>(await journal.TakeUpAsync(Probe, Second, Now, Token)).Entry.Changes);
    }

    [Fact]
    public async Task A_group_remembers_every_finding_that_changed_it()
    {
        var journal = await ArrangeAsync();
        var other = Probe with { Id = "other" };
        await journal.TakeUpAsync(Probe, First, Now, Token);
        await journal.TakeUpAsync(other, Second, Now, Token);
        await Task.WhenAll(
            journal.NoteAsync(Probe, First, Changes, Now, Token),
            journal.NoteAsync(other, Second, Changes, Now.AddSeconds(1), Token));

        var closings = await journal.ClosingsAsync(Probe, ["sg-1", "sg-2"], Token);

        Assert.Equal([("bdc189941acf780de956fe5d1483d7a5", Now), ("other", Now.AddSeconds(1))], closings.Select(closing => (closing.FindingId, closing.At)).Order());
        Assert.All(closings, closing => Assert.Equal(Changes, closing.Changes!.Value));
        Assert.Empty(await journal.ClosingsAsync(Probe with { Region = "eu-north-1" }, ["sg-1"], Token));
    }

    private static Attempt AttemptOf(string id) => new(id, Now.AddSeconds(-1), Now.AddSeconds(59));
}
