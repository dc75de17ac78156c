using System.Globalization;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>How thorough this test run is: 1 for every commit, 10 at night.</summary>
public static class TestScale
{
    /// <summary>The variable that sets it.</summary>
    public const string Variable = "SCANRESPONDER_TEST_SCALE";

    /// <summary>The scale; 1 where nothing is set.</summary>
    public static double Value { get; } =
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? double.Parse(text, CultureInfo.InvariantCulture) : 1;

    /// <summary>True where every case is run, however long it takes.</summary>
    public static bool IsNightly => Value >= 10;
}
