namespace ScanResponder.Tests.Tightening;

/// <summary>
/// A clock for which every wait is over at once: it moves on by as much. Only a timeout, whose end cancels what it was for, lasts as long as it says.
/// </summary>
internal sealed class HurriedTime : TimeProvider
{
    private long _waited;

    /// <summary>The time, if it is not to be the machine's.</summary>
    internal DateTimeOffset? Now { get; set; }

    public override DateTimeOffset GetUtcNow() => (Now ?? base.GetUtcNow()).AddTicks(Interlocked.Read(ref _waited));

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime == Timeout.InfiniteTimeSpan || state is CancellationTokenSource)
            return base.CreateTimer(callback, state, dueTime, period);
        Interlocked.Add(ref _waited, dueTime.Ticks);
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
