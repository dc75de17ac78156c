using System.Collections.Immutable;
using ScanResponder.InMemory;

namespace ScanResponder.Tests.Simulation;

/// <summary>How far reads are behind the edits.</summary>
internal static class Lags
{
    private static readonly double[] Seconds = [0, 0, 0.3, 1, 3, 8, 10];

    /// <summary>One replica, or a few between which reads flap; additions and removals lag by up to 10 seconds, each for itself.</summary>
    internal static ImmutableArray<ReadLag> Any(Random random) =>
        [.. Enumerable.Range(0, random.Next(3) == 0 ? random.Next(2, 4) : 1).Select(_ => new ReadLag(AnyTime(random), AnyTime(random)))];

    private static TimeSpan AnyTime(Random random) => TimeSpan.FromSeconds(Seconds[random.Next(Seconds.Length)]);
}
