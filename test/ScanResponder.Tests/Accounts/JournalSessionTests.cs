using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Tests.Evidence;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Accounts;

public sealed class JournalSessionTests
{
    private static readonly DateTimeOffset Told = LogFinding.Last.AddMinutes(5);

    private readonly InMemoryJournal _journal = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(30, true)]
    [InlineData(-10, true)]
    [InlineData(null, true)]
    [InlineData(-40, false)]
    public async Task A_stranger_who_has_logged_in_since_the_last_alert_is_news(int? minutesAfter, bool news)
    {
        await AnswerAsync();
        var later = LogFinding.Ssh with { UpdatedAt = LogFinding.Last.AddHours(6) };
        using var session = await ClaimAsync(later);

        Assert.Equal(news, session.IsNews(Alert(Told.AddHours(6)), changed: false, [minutesAfter is { } minutes ? Told.AddMinutes(minutes) : null]));
    }

    [Fact]
    public async Task The_same_again_is_no_news_until_a_day_has_passed()
    {
        await AnswerAsync();
        using var session = await ClaimAsync(LogFinding.Ssh with { UpdatedAt = LogFinding.Last.AddHours(6) });

        Assert.False(session.IsNews(Alert(Told.AddHours(24).AddSeconds(-1)), changed: false, []));
        Assert.True(session.IsNews(Alert(Told.AddHours(24)), changed: false, []));
        Assert.True(session.IsNews(Alert(Told.AddHours(1)), changed: true, []));
    }

    [Fact]
    public async Task A_group_that_is_claimed_shows_others_what_is_about_to_be_done_there_by_now()
    {
        using var session = await ClaimAsync(LogFinding.Ssh);
        await session.ClaimGroupsAsync([Planned("sgr-1")], ["sg-2"], Told, Token);
        Assert.Equal(["sgr-1 Planned"], await PlansAsync());

        Assert.True(await session.ClaimGroupsAsync([Planned("sgr-2")], [], Told, Token));
        Assert.Equal(["sgr-2 Planned"], await PlansAsync());

        // Nothing was done in the group until it was given back, and nothing is about to be.
        await session.ReleaseGroupsAsync([], Token);
        await session.ClaimGroupsAsync([], ["sg-1"], Told, Token);
        Assert.Empty(await PlansAsync());
    }

    [Fact]
    public async Task What_an_earlier_attempt_was_about_to_do_in_a_group_is_shown_on_where_its_retry_plans_nothing_there()
    {
        var invocation = Deadlines.Unhurried(TimeProvider.System);
        using (var session = await ClaimAsync(LogFinding.Ssh, invocation))
            await session.ClaimGroupsAsync([Planned("sgr-1")], [], Told, Token);

        using var retry = await ClaimAsync(LogFinding.Ssh, invocation);
        Assert.Equal(["sgr-1"], retry.Begun.Select(change => change.RuleId));
        await retry.RecordedChangesAsync(["sg-1"], Token);
        await retry.ClaimGroupsAsync([], ["sg-1"], Told, Token);

        Assert.Equal(["sgr-1 Planned"], await PlansAsync());
    }

    [Fact]
    public async Task What_an_earlier_attempt_was_about_to_do_in_a_group_is_shown_on_where_its_retry_lets_go_of_it()
    {
        var invocation = Deadlines.Unhurried(TimeProvider.System);
        using (var session = await ClaimAsync(LogFinding.Ssh, invocation))
            await session.ClaimGroupsAsync([Planned("sgr-1")], [], Told, Token);

        using var retry = await ClaimAsync(LogFinding.Ssh, invocation);
        var attempt = Assert.Single(await retry.RecordedChangesAsync(["sg-1"], Token));
        await retry.ClaimGroupsAsync([Planned("sgr-1"), Planned("sgr-2")], [], Told, Token);
        await retry.LetGoOfGroupsAsync(Token);

        // Whether the attempt removed the rule before it died, only EC2 knows: whoever comes now may not take it for his own.
        Assert.Equal(["sgr-1 Planned"], await PlansAsync());
        Assert.Equal(attempt.At, Assert.Single(await _journal.RecordedChangesAsync(LogFinding.Ssh.Scope, ["sg-1"], Token)).At);
        await retry.ClaimGroupsAsync([], ["sg-1"], Told, Token);
        await retry.ReleaseGroupsAsync([], Token);
        Assert.Empty(await PlansAsync());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_people_were_told_of_and_no_group_has_as_done_outlives_the_answers_to_later_updates(bool isAskedFor)
    {
        var invocation = Deadlines.Unhurried(TimeProvider.System);
        using (var session = await ClaimAsync(LogFinding.Ssh, invocation))
        {
            // The group is not given back: the journal did not answer then.
            await session.ClaimGroupsAsync([Planned("sgr-1")], [], Told, Token);
            Assert.Null(await session.CloseAsync(Alert(TimeProvider.System.GetUtcNow()), Token));
        }

        using (var update = await ClaimAsync(LogFinding.Ssh with { UpdatedAt = Told.AddHours(6) }, invocation))
        {
            if (isAskedFor)
                await update.RecordedChangesAsync(["sg-1"], Token);
            await update.ClaimGroupsAsync([], ["sg-1"], Told, Token);
            await update.ReleaseGroupsAsync([], Token);
            Assert.Null(await update.CloseAsync(null, Token));
        }

        Assert.Equal(["sgr-1 Planned"], await PlansAsync());

        using var last = await ClaimAsync(LogFinding.Ssh with { UpdatedAt = Told.AddHours(12) }, invocation);
        await last.ClaimGroupsAsync([Planned("sgr-2")], [], Told, Token);
        await last.ReleaseGroupsAsync([Planned("sgr-2") with { Status = ChangeStatus.Done }], Token);

        var record = Assert.Single(await _journal.RecordedChangesAsync(LogFinding.Ssh.Scope, ["sg-1"], Token));
        Assert.Equal([("sgr-1", ChangeStatus.Done), ("sgr-2", ChangeStatus.Done)], record.Every.Select(change => (change.RuleId, change.Status)));
    }

    [Fact]
    public async Task A_plan_of_which_nothing_came_is_not_what_the_next_answer_finds_begun()
    {
        var invocation = Deadlines.Unhurried(TimeProvider.System);
        using (var session = await ClaimAsync(LogFinding.Ssh, invocation))
        {
            await session.ClaimGroupsAsync([Planned("sgr-1")], [], Told, Token);
            await session.ForgetPlanAsync(Token);
        }

        using var retry = await ClaimAsync(LogFinding.Ssh, invocation);

        Assert.Empty(retry.Begun);
    }

    private static RuleChange Planned(string ruleId) => RuleChange.Of(RuleParser.Rule("sg-1", ruleId, "tcp 22 from 0.0.0.0/0"));

    /// <summary>What the journal tells anybody else of the group.</summary>
    private async Task<IEnumerable<string>> PlansAsync() =>
        from record in await _journal.RecordedChangesAsync(LogFinding.Ssh.Scope, ["sg-1"], Token)
        from change in record.Changes!.Value
        select $"{change.RuleId} {change.Status}";

    private static PastAlert Alert(DateTimeOffset at) => new(at, Verdict.LeftOpen, [22], 5);

    private async Task AnswerAsync()
    {
        using var session = await ClaimAsync(LogFinding.Ssh);
        Assert.Null(await session.CloseAsync(Alert(Told), Token));
    }

    private async Task<JournalSession> ClaimAsync(Finding finding, Deadlines? invocation = null)
    {
        var session = new JournalSession(_journal, finding.Scope, finding.Key, invocation ?? Deadlines.Unhurried(TimeProvider.System), TimeProvider.System);
        Assert.Null(await session.ClaimAsync(Token));
        return session;
    }
}
