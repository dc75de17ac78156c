namespace ScanResponder.Evidence;

/// <summary>
/// Adds up counts of logs, which strangers can drive up and logs can get wrong. What is too much for a <see cref="long"/> counts as
/// <see cref="long.MaxValue"/>, which means "that many or more": an alert never fails because of a number.
/// </summary>
public static class Tally
{
    /// <summary>One count and another; <see cref="long.MaxValue"/> where that is too much.</summary>
    /// <param name="one">Not negative.</param>
    /// <param name="other">Not negative.</param>
    public static long Of(long one, long other) => one > long.MaxValue - other ? long.MaxValue : one + other;

    /// <summary>All the counts together, 0 for none; <see cref="long.MaxValue"/> where that is too much.</summary>
    /// <param name="counts">Counts, none of them negative.</param>
    public static long Of(IEnumerable<long> counts) => counts.Aggregate(0L, Of);
}
