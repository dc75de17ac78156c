using ScanResponder.Accounts;
using ScanResponder.Accounts.InMemory;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Findings;
using ScanResponder.Tests.Evidence;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Accounts;

public sealed class CaseworkTests
{
    private static readonly DateTimeOffset Told = LogFinding.Last.AddMinutes(5);

    private readonly InMemoryJournal _journal = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("203.0.113.140", 1, 30, true)]
    [InlineData("203.0.113.140", 1, -10, true)]
    [InlineData("203.0.113.140", 1, null, true)]
    [InlineData("203.0.113.140", 1, -40, false)]
    [InlineData("203.0.113.140", 0, 30, false)]
    public async Task A_stranger_who_has_logged_in_since_the_last_alert_is_news(string source, long accepted, int? minutesAfter, bool news)
    {
        await AnswerAsync();
        var later = LogFinding.Ssh with { UpdatedAt = LogFinding.Last.AddHours(6) };
        var work = await TakeUpAsync(later);

        Assert.Equal(news, work.BringsNews(Alert(Told.AddHours(6)) with
        {
            Evidence = new([new LogEvidence.Logins("log group g", "q-1", [new(source, "root", accepted, 4, null, minutesAfter is { } minutes ? Told.AddMinutes(minutes) : null)], [])]),
        }));
    }

    [Fact]
    public async Task The_same_again_is_no_news_until_a_day_has_passed()
    {
        await AnswerAsync();
        var work = await TakeUpAsync(LogFinding.Ssh with { UpdatedAt = LogFinding.Last.AddHours(6) });

        Assert.False(work.BringsNews(Alert(Told.AddHours(24).AddSeconds(-1))));
        Assert.True(work.BringsNews(Alert(Told.AddHours(24))));
    }

    private static Alert Alert(DateTimeOffset at) => new(LogFinding.Ssh, new(), [], [22], Outcome.Of(Verdict.LeftOpen, "The mode is notify."), at);

    private async Task AnswerAsync() => Assert.Null(await (await TakeUpAsync(LogFinding.Ssh)).CloseAsync(Alert(Told), told: true, Token));

    private async Task<Casework> TakeUpAsync(Finding finding)
    {
        var work = new Casework(_journal, finding, Attempt.Unhurried(TimeProvider.System), TimeProvider.System);
        Assert.Null(await work.TakeUpAsync(Token));
        return work;
    }

    [Fact]
    public async Task Of_thousands_of_ports_the_journal_keeps_as_many_as_people_can_tell_apart()
    {
        var swept = LogFinding.Ssh with { MorePorts = [.. Enumerable.Range(1, 65_535)] };
        var work = await TakeUpAsync(swept);
        Assert.Null(await work.CloseAsync(Alert(Told) with { Finding = swept }, told: true, Token));
        var later = swept with { UpdatedAt = LogFinding.Last.AddHours(6) };

        var turn = await _journal.TakeUpAsync(later, Attempt.Unhurried(TimeProvider.System), Told.AddHours(6), Token);

        Assert.Equal(1_000, Assert.IsType<Turn.Taken>(turn).Entry.LastAlert!.Ports.Length);
    }
}
