using System.Collections.Concurrent;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Runs many cases of one test side by side and tells of all that fail, each by its name.</summary>
internal static class Cases
{
    internal static async Task RunAsync<T>(IReadOnlyCollection<T> cases, int atOnce, Func<T, CancellationToken, Task> run)
    {
        Assert.NotEmpty(cases);
        var failures = new ConcurrentQueue<string>();
        await Parallel.ForEachAsync(
            cases,
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
        Assert.True(failures.IsEmpty, $"{failures.Count} of {cases.Count} cases failed:\n{string.Join("\n", failures.Order(StringComparer.Ordinal).Take(25))}");
    }
}
