using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Tests.Evidence;
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

    private static PastAlert Alert(DateTimeOffset at) => new(at, Verdict.LeftOpen, [22], 5);

    private async Task AnswerAsync()
    {
        using var session = await ClaimAsync(LogFinding.Ssh);
        Assert.Null(await session.CloseAsync(Alert(Told), Token));
    }

    private async Task<JournalSession> ClaimAsync(Finding finding)
    {
        var session = new JournalSession(_journal, finding.Scope, finding.Key, Deadlines.Unhurried(TimeProvider.System), TimeProvider.System);
        Assert.Null(await session.ClaimAsync(Token));
        return session;
    }
}
