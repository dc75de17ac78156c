using ScanResponder.Tests.Accounts;

namespace ScanResponder.Tests.Simulation;

/// <summary>
/// A clock that stands still while anybody has something to do, and then moves on to the next timer. Everything runs on one thread, one step after the
/// other, so that the same seed gives the same run.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<Alarm, (long Due, long Number)> _alarms = new();
    private readonly StepQueue _steps = new();
    private DateTimeOffset _now = new(2026, 11, 20, 8, 0, 0, TimeSpan.Zero);
    private long _lastNumber;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => _now.Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, () => callback(state));
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Waits that long.</summary>
    internal Task DelayAsync(TimeSpan delay) => Task.Delay(delay, this, CancellationToken.None);

    /// <summary>Runs this to its end.</summary>
    internal T Run<T>(Func<Task<T>> work)
    {
        var outside = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_steps);
        try
        {
            var running = work();
            _steps.RunAll();
            while (!running.IsCompleted)
            {
                Assert.True(_alarms.TryDequeue(out var alarm, out var at), "Nobody has anything to do any more, and nobody is done.");
                if (!alarm.IsDue(at.Number))
                    continue;
                _now = new(at.Due, TimeSpan.Zero);
                alarm.Ring();
                _steps.RunAll();
            }

            return running.GetAwaiter().GetResult();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private sealed class Alarm(VirtualTime time, Action callback) : ITimer
    {
        private long? _set;

        internal bool IsDue(long number) => _set == number;

        internal void Ring()
        {
            _set = null;
            callback();
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            _set = null;
            if (dueTime == Timeout.InfiniteTimeSpan)
                return true;
            _set = ++time._lastNumber;
            time._alarms.Enqueue(this, ((time._now + dueTime).Ticks, time._lastNumber));
            return true;
        }

        public void Dispose() => _set = null;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
