using ScanResponder.EndToEndTests.Deploy;
using ScanResponder.EndToEndTests.Infrastructure;
using ScanResponder.EndToEndTests.Walk;
using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(LongestFirst))]

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// Begins with the classes that take longest: the tests of a class run one after another, and a long one that begins last would run alone, with one core
/// idle.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        typeof(LaggingReadsTests).FullName!,
        typeof(OpeningTests).FullName!,
        typeof(OtherHandsTests).FullName!,
        typeof(EvidenceTests).FullName!,
        typeof(SoakTests).FullName!,
        typeof(JournalTests).FullName!,
        typeof(KillTests).FullName!,
        typeof(OrganizationSweepTests).FullName!,
    ];

    public IReadOnlyCollection<TTestCollection> OrderTestCollections<TTestCollection>(IReadOnlyCollection<TTestCollection> testCollections)
        where TTestCollection : ITestCollection =>
        [.. testCollections.OrderByDescending(collection => Longest.Any(name => collection.TestCollectionDisplayName.Contains($"{name} ", StringComparison.Ordinal)))];
}
