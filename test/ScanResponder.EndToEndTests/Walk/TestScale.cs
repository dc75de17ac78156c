using System.Globalization;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>
/// How much of all that can be tried is tried in a run, and which part. Each run draws anew, by a seed that a failure prints; at night
/// (<c>.ci/nightly</c>) all is tried.
/// </summary>
internal static class TestScale
{
    private const string FactorVariable = "SCANRESPONDER_TEST_SCALE";
    private const string SeedVariable = "SCANRESPONDER_TEST_SEED";

    /// <summary>What a commit tries of all that a night does.</summary>
    internal const double Tenth = 0.1;

    /// <summary>1 before a commit, 10 at night.</summary>
    internal static double Factor { get; } =
        Environment.GetEnvironmentVariable(FactorVariable) is { Length: > 0 } given ? double.Parse(given, CultureInfo.InvariantCulture) : 1;

    /// <summary>What makes a run try the same again.</summary>
    internal static string Reproduction => string.Create(CultureInfo.InvariantCulture, $"{SeedVariable}={Seed} {FactorVariable}={Factor}");

    private static int Seed { get; } =
        Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();

    /// <summary>A share of the cases, times the factor, with at least one for every value of each trait.</summary>
    internal static IReadOnlyList<T> Draw<T>(IReadOnlyCollection<T> all, double share, params Func<T, object>[] traits)
    {
        var random = new Random(Seed);
        var seen = traits.Select(_ => new HashSet<object>()).ToList();
        var shuffled = all.OrderBy(_ => random.Next()).ToList();
        var needed = shuffled.Where(one => traits.Zip(seen).Aggregate(false, (isNew, trait) => trait.Second.Add(trait.First(one)) | isNew)).ToList();
        var count = Math.Max(needed.Count, (int)Math.Ceiling(all.Count * Math.Min(1, share * Factor)));
        return [.. needed.Concat(shuffled.Except(needed)).Take(count)];
    }
}
