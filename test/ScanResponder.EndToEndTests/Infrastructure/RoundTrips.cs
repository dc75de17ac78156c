namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>How long a walk takes when every call takes the same time.</summary>
public static class RoundTrips
{
    /// <summary>
    /// The length of the longest chain of calls in which each started after the one before it had been answered. Calls that overlap cost
    /// one round trip together; a call that waited for an answer costs another. A call that was never answered can only end a chain.
    /// </summary>
    /// <remarks>
    /// Calls are intervals in time and a chain is a set of disjoint ones; taking the interval that ends first, again and again, finds the
    /// largest such set.
    /// </remarks>
    public static int InSequence(IEnumerable<AwsCall> calls)
    {
        int chain = 0;
        long answered = long.MinValue;
        foreach (AwsCall call in calls.OrderBy(call => call.EndedAt ?? long.MaxValue))
        {
            if (call.StartedAt >= answered)
            {
                chain++;
                answered = call.EndedAt ?? long.MaxValue;
            }
        }

        return chain;
    }

    /// <summary>How much of the time from one moment to another no call was under way: what the caller waited for is not AWS.</summary>
    /// <param name="from">On the clock of <see cref="TimeProvider.GetTimestamp"/>.</param>
    /// <param name="to">On the same clock.</param>
    /// <param name="calls">The calls.</param>
    public static TimeSpan IdleBetween(long from, long to, IEnumerable<AwsCall> calls)
    {
        TimeSpan idle = TimeSpan.Zero;
        long busyUntil = from;
        foreach (AwsCall call in calls.Where(call => call.StartedAt < to).OrderBy(call => call.StartedAt))
        {
            if (call.StartedAt > busyUntil)
            {
                idle += TimeProvider.System.GetElapsedTime(busyUntil, call.StartedAt);
            }

            busyUntil = Math.Max(busyUntil, call.EndedAt ?? to);
        }

        return busyUntil < to ? idle + TimeProvider.System.GetElapsedTime(busyUntil, to) : idle;
    }
}
