using System.Globalization;

namespace ScanResponder.Tests;

/// <summary>
/// How many cases a property is tried with: a commit tries a tenth of what a night does. <see cref="Variable"/> says how many times as many as in a
/// commit, so 10 by night.
/// </summary>
internal static class Cases
{
    internal const string Variable = "SCANRESPONDER_TEST_SCALE";

    internal const string SeedVariable = "SCANRESPONDER_TEST_SEED";

#if MUTATION
    private const double Share = 1.0 / 8;
#else
    private const double Share = 1;
#endif

    private static readonly int FirstSeed =
        Environment.GetEnvironmentVariable(SeedVariable) is { Length: > 0 } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next(1 << 30);

    private static readonly double Scale = Share * ScaleOf(Environment.GetEnvironmentVariable(Variable));

    /// <summary>True where enough are tried that rare cases come up too.</summary>
    internal static bool AreEnough => Scale >= 1;

    /// <summary>That many, which is a commit's number, times the scale; and a small share of them for each mutant in the mutation tests.</summary>
    internal static int Of(int count) => Math.Max(1, (int)(count * Scale));

    /// <summary>
    /// That many seeds, as <see cref="Of"/> counts, one after the other; the first is another in each run, or what <see cref="SeedVariable"/> says, so that the
    /// seed which a failure prints is the first of the run that tries it again.
    /// </summary>
    internal static IEnumerable<int> Seeds(int count) => Enumerable.Range(FirstSeed, Of(count));

    /// <summary>What the text says; 1 where there is none.</summary>
    internal static double ScaleOf(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return 1;
        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var scale) && scale is > 0 and <= 1_000
            ? scale
            : throw new FormatException($"{Variable} is \"{text}\", and must be a number above 0, at most 1000: 1 as in a commit, 10 as by night.");
    }
}
