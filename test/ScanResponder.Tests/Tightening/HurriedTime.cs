namespace ScanResponder.Tests.Tightening;

/// <summary>A clock for which every wait is over at once. Only patience, whose end cancels what it was for, lasts as long as it says.</summary>
internal sealed class HurriedTime : TimeProvider
{
    /// <summary>The time, if it is not to be the machine's.</summary>
    internal DateTimeOffset? Now { get; set; }

    public override DateTimeOffset GetUtcNow() => Now ?? base.GetUtcNow();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan || state is CancellationTokenSource ? dueTime : TimeSpan.Zero, period);
}
