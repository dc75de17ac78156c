using Microsoft.Extensions.Time.Testing;

namespace ScanResponder.Tests;

public sealed class DeadlinesTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_deadline_ends_the_wait_when_the_clock_says_so_and_not_before()
    {
        using var deadline = Deadlines.Until(_time.GetUtcNow().AddSeconds(6), _time, CancellationToken.None);

        _time.Advance(TimeSpan.FromSeconds(6) - TimeSpan.FromMilliseconds(1));
        Assert.False(deadline.IsCancellationRequested);

        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(deadline.IsCancellationRequested);
    }

    [Fact]
    public void A_deadline_at_a_time_that_has_passed_is_over() =>
        Assert.True(Deadlines.Until(_time.GetUtcNow(), _time, CancellationToken.None).IsCancellationRequested);

    [Fact]
    public void Who_has_days_left_is_ended_by_nobody_but_the_caller()
    {
        using var caller = new CancellationTokenSource();
        using var deadline = Deadlines.Until(DateTimeOffset.MaxValue, _time, caller.Token);

        _time.Advance(TimeSpan.FromDays(2));
        Assert.False(deadline.IsCancellationRequested);

        caller.Cancel();
        Assert.True(deadline.IsCancellationRequested);
    }

    [Fact]
    public void A_caller_who_gives_up_after_the_call_ends_nothing()
    {
        using var caller = new CancellationTokenSource();
        Deadlines.Until(_time.GetUtcNow().AddSeconds(6), _time, caller.Token).Dispose();

        caller.Cancel();
        _time.Advance(TimeSpan.FromMinutes(1));
    }
}
