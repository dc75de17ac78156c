using Microsoft.Extensions.Time.Testing;
using ScanResponder.Accounts;
using ScanResponder.Evidence;
using ScanResponder.InMemory;
using ScanResponder.Journal;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Evidence;

/// <summary>That evidence neither delays nor loses an alert.</summary>
public sealed class EvidenceSearchTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_sources_say_is_reported_in_their_order()
    {
        var report = await Look(Source("a", _ => Note("one")), Source("b", _ => Note("two")));

        Assert.Equal(["one", "two"], report.Notes);
    }

    [Fact]
    public async Task A_source_that_hangs_ends_at_the_timeout_and_says_so()
    {
        var looking = Look(Source("flow logs", async token =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            return await Note("never");
        }));
        _time.Advance(LongestWait - TimeSpan.FromMilliseconds(1));
        Assert.False(looking.IsCompleted);

        _time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(["The flow logs had not answered after 20 s, when the alert had to go out."], (await looking).Notes);
    }

    [Fact]
    public async Task A_source_that_does_not_even_stop_is_left_alone()
    {
        var looking = Look(Source("flow logs", _ => new TaskCompletionSource<LogEvidence>().Task), Source("b", _ => Note("two")));

        _time.Advance(LongestWait + TimeSpan.FromSeconds(1));

        Assert.Equal(["The flow logs had not answered after 20 s, when the alert had to go out.", "two"], (await looking).Notes);
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(-1, 0)]
    public async Task A_search_ends_when_it_is_time_to_publish(int left, int waited)
    {
        var looking = new EvidenceSearch([Source("flow logs", _ => new TaskCompletionSource<LogEvidence>().Task)], LongestWait, _time)
            .LookAsync(LogFinding.Ssh, Task.FromResult(true), _time.GetUtcNow().AddSeconds(left), Token);

        _time.Advance(TimeSpan.FromSeconds(waited + 1));

        Assert.Equal([$"The flow logs had not answered after {waited} s, when the alert had to go out."], (await looking).Notes);
    }

    [Fact]
    public async Task A_search_that_nobody_wants_any_more_ends_at_once()
    {
        using var abandoned = new CancellationTokenSource();
        var stopped = false;
        var looking = new EvidenceSearch(
            [
                Source("flow logs", async token =>
                {
                    try
                    {
                        await Task.Delay(Timeout.InfiniteTimeSpan, token);
                    }
                    finally
                    {
                        stopped = true;
                    }

                    return await Note("never");
                }),
            ],
            LongestWait,
            _time).LookAsync(LogFinding.Ssh, Task.FromResult(true), DateTimeOffset.MaxValue, abandoned.Token);

        await abandoned.CancelAsync();

        await looking.WaitAsync(TimeSpan.FromMinutes(1), Token);
        Assert.True(stopped);
    }

    [Fact]
    public async Task Logs_are_not_asked_any_longer_once_another_attempt_has_taken_the_finding_over()
    {
        var account = new InMemoryAccount(AccountSnapshot.Empty);
        var asked = new TaskCompletionSource();
        var stopped = false;
        var source = Source("flow logs", async token =>
        {
            asked.SetResult();
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, token);
            }
            finally
            {
                stopped = true;
            }

            return await Note("never");
        });
        var responder = new Responder(new LostLease(asked.Task), account, new Policy(), TimeProvider.System) { Evidence = new([source], TimeSpan.FromHours(1), TimeProvider.System) };

        await Assert.ThrowsAsync<LeaseLostException>(() => responder.RespondAsync(LogFinding.Ssh, Token));

        Assert.True(stopped);
    }

    [Fact]
    public async Task Errors_are_told_in_their_own_words()
    {
        var report = await Look(
            Source("a", _ => throw new AccountException(AccountErrorKind.Denied, "logs:StartQuery", "g", "Grant logs:StartQuery.")),
            Source("b", _ => throw new InvalidOperationException("It broke.")));

        Assert.Equal(["Grant logs:StartQuery.", "The b could not be read: It broke."], report.Notes);
    }

    [Fact]
    public void Samples_and_attackers_are_not_looked_into()
    {
        Assert.Null(LogQuestion.Of(LogFinding.Ssh with { Sample = true }));
        Assert.Null(LogQuestion.Of(LogFinding.Ssh with { ResourceIsActor = true }));
        Assert.Null(LogQuestion.Of(LogFinding.Ssh with { Instance = null }));
    }

    [Fact]
    public void A_time_that_cannot_be_is_not_searched() => Assert.Null(LogQuestion.Of(LogFinding.Ssh with { LastSeen = DateTimeOffset.MaxValue }));

    [Fact]
    public void A_finding_of_weeks_is_asked_about_its_last_day()
    {
        var question = LogQuestion.Of(LogFinding.Ssh with { FirstSeen = LogFinding.First.AddDays(-40) })!;

        Assert.Equal((LogFinding.Last.AddDays(-1).AddMinutes(-10), LogFinding.Last.AddMinutes(10)), (question.From, question.To));
    }

    [Fact]
    public void Logins_are_searched_back_to_the_launch_and_seven_days_at_most()
    {
        static DateTimeOffset Since(DateTimeOffset? launch) =>
            LogQuestion.Of(LogFinding.Ssh with { Instance = LogFinding.Ssh.Instance! with { LaunchTime = launch } })!.LoginsFrom;

        Assert.Equal(LogFinding.Last.AddDays(-7), Since(LogFinding.First.AddDays(-40)));
        Assert.Equal(LogFinding.Last.AddDays(-7), Since(null));
        Assert.Equal(LogFinding.First.AddDays(-3), Since(LogFinding.First.AddDays(-3)));
        Assert.Equal(LogFinding.First.AddMinutes(-10), Since(LogFinding.First.AddMinutes(-1)));
    }

    [Fact]
    public async Task What_costs_money_is_asked_only_where_the_answer_is_wanted_and_the_rest_at_once()
    {
        var wanted = new TaskCompletionSource<bool>();
        var asked = new List<string>();
        ScriptedSource Source(string name, bool free) => new(name, _ => Asked(name)) { IsFree = free };

        Task<LogEvidence> Asked(string name)
        {
            asked.Add(name);
            return Task.FromResult<LogEvidence>(new LogEvidence.Nothing(name));
        }

        var looking = new EvidenceSearch([Source("free", true), Source("paid", false)], LongestWait, _time)
            .LookAsync(LogFinding.Ssh, wanted.Task, DateTimeOffset.MaxValue, Token);
        Assert.Equal(["free"], asked);
        wanted.SetResult(false);
        await looking;

        Assert.Equal(["free"], asked);
    }

    private Task<EvidenceReport> Look(params IEvidenceSource[] sources) =>
        new EvidenceSearch([.. sources], LongestWait, _time).LookAsync(LogFinding.Ssh, Task.FromResult(true), DateTimeOffset.MaxValue, Token);

    private static Task<LogEvidence> Note(string text) => Task.FromResult<LogEvidence>(new LogEvidence.Nothing(text));

    /// <summary>While the account is opened, another attempt takes the finding over.</summary>
    private sealed class LostLease(Task asked) : IAccounts
    {
        public async Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken)
        {
            await asked;
            throw new LeaseLostException("Another attempt has it.");
        }
    }

    private static ScriptedSource Source(string name, Func<CancellationToken, Task<LogEvidence>> look) => new(name, look);
}
