using System.Collections.Concurrent;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Runs many cases of one test side by side and tells of all that fail, each by its name.</summary>
internal static class Cases
{
    /// <summary>
    /// How many at once: enough to keep every core busy, and no more. What the function waits for AWS is measured in seconds of the clock, so each
    /// walk must get its part of the machine.
    /// </summary>
    private static readonly int Busy = 2 * Environment.ProcessorCount;

    /// <summary>How many that do nothing but wait, beside those.</summary>
    private const int Waiting = 12;

    internal static async Task RunAsync<T>(IReadOnlyCollection<T> cases, Func<T, CancellationToken, Task> run, Func<T, bool>? waits = null)
    {
        Assert.NotEmpty(cases);
        var failures = new ConcurrentQueue<string>();
        var patient = cases.ToLookup(one => waits?.Invoke(one) ?? false);
        await Task.WhenAll(LaneAsync(patient[true], Waiting), LaneAsync(patient[false], Busy));
        Assert.True(
            failures.IsEmpty,
            $"{failures.Count} of {cases.Count} cases failed. The same are tried with {TestScale.Reproduction}:\n"
            + string.Join("\n", failures.Order(StringComparer.Ordinal).Take(25)));

        Task LaneAsync(IEnumerable<T> lane, int atOnce) => Parallel.ForEachAsync(
            lane,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = TestContext.Current.CancellationToken },
            async (one, cancellationToken) =>
            {
                try
                {
                    await run(one, cancellationToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    failures.Enqueue($"{one}: {exception.Message}");
                }
            });
    }
}
