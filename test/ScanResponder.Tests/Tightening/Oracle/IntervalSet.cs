namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>A set of addresses. Its intervals are in order and neither overlap nor touch, so equal sets have equal intervals.</summary>
internal sealed class IntervalSet : IEquatable<IntervalSet>
{
    private readonly List<Interval> _intervals;

    private IntervalSet(List<Interval> intervals) => _intervals = intervals;

    internal static IntervalSet Empty { get; } = new([]);

    internal bool IsEmpty => _intervals.Count == 0;

    internal static IntervalSet Of(params IEnumerable<Interval> intervals) => OfOrdered(intervals.OrderBy(interval => interval.First));

    /// <summary>The union of intervals that come in the order of their first addresses.</summary>
    internal static IntervalSet OfOrdered(IEnumerable<Interval> ordered)
    {
        var union = new List<Interval>();
        foreach (var next in ordered)
        {
            if (union.Count > 0 && Touches(union[^1], next))
                union[^1] = new(union[^1].First, UInt128.Max(union[^1].Last, next.Last));
            else
                union.Add(next);
        }

        return new(union);
    }

    internal bool Holds(Interval interval) => _intervals.Exists(mine => mine.Holds(interval));

    /// <summary>True where the set has more than this many addresses.</summary>
    internal bool IsLargerThan(UInt128 count)
    {
        foreach (var interval in _intervals)
        {
            if (interval.Last - interval.First >= count)
                return true;
            count -= interval.Last - interval.First + 1;
        }

        return false;
    }

    internal IntervalSet Union(IntervalSet other) => IsEmpty ? other : other.IsEmpty ? this : Of(_intervals.Concat(other._intervals));

    internal IntervalSet Except(IntervalSet other)
    {
        if (IsEmpty || other.IsEmpty)
            return this;
        var left = new List<Interval>();
        foreach (var interval in _intervals)
        {
            var first = interval.First;
            var rest = true;
            foreach (var cut in other._intervals.Where(cut => cut.Last >= interval.First && cut.First <= interval.Last))
            {
                if (cut.First > first)
                    left.Add(new(first, cut.First - 1));
                rest = cut.Last < interval.Last;
                if (rest)
                    first = cut.Last + 1;
            }

            if (rest)
                left.Add(new(first, interval.Last));
        }

        return new(left);
    }

    public bool Equals(IntervalSet? other) => other is not null && _intervals.SequenceEqual(other._intervals);

    public override bool Equals(object? obj) => Equals(obj as IntervalSet);

    public override int GetHashCode() => _intervals.Count == 0 ? 0 : _intervals[0].GetHashCode();

    public override string ToString() => string.Join(' ', _intervals.Select(interval => $"{interval.First:x}-{interval.Last:x}"));

    private static bool Touches(Interval earlier, Interval later) => later.First <= earlier.Last || later.First - earlier.Last == 1;
}
