namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>Consecutive addresses, both ends included.</summary>
internal readonly record struct Interval(UInt128 First, UInt128 Last)
{
    internal bool Holds(Interval other) => First <= other.First && other.Last <= Last;
}
