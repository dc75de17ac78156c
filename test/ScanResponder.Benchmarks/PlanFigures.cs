using System.Globalization;
using ScanResponder.Benchmarks.ColdStart;

namespace ScanResponder.Benchmarks;

/// <summary>
/// How long the plan of <see cref="PlanBenchmark"/> takes for each mix of rules, in little time and on a machine that does other things too: the mixes
/// take turns, and of each the median and the least are told. Counted is processor time, which others who want the processors make little longer.
/// </summary>
internal static class PlanFigures
{
    private const int WarmUps = 5;

    /// <summary>Measures each mix so often and prints a table.</summary>
    /// <param name="runs">How often.</param>
    /// <param name="names">The mixes; all where none is named.</param>
    internal static void Measure(int runs, string[] names)
    {
        var mixes = (names.Length > 0 ? names.Select(Enum.Parse<RuleMix>) : Enum.GetValues<RuleMix>()).Select(mix => new PlanBenchmark { Mix = mix }).ToList();
        mixes.ForEach(mix => mix.Setup());
        var measured = mixes.ToDictionary(mix => mix, _ => new List<(double Milliseconds, double Kilobytes, int Collections)>());
        for (var run = -WarmUps; run < runs; run++)
        {
            foreach (var mix in mixes)
            {
                GC.Collect();
                var allocated = GC.GetAllocatedBytesForCurrentThread();
                var collections = GC.CollectionCount(0);
                var begin = ProcessClock.Cpu(Environment.ProcessId);
                mix.Plan();
                var time = ProcessClock.Cpu(Environment.ProcessId) - begin;
                if (run >= 0)
                    measured[mix].Add((time.TotalMilliseconds, (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024d, GC.CollectionCount(0) - collections));
            }
        }

        Console.WriteLine("| mix | ms, median | ms, least | KB allocated | collections |");
        Console.WriteLine("|---|--:|--:|--:|--:|");
        foreach (var mix in mixes)
        {
            var times = measured[mix].Select(run => run.Milliseconds).Order().ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {mix.Mix} | {times[times.Count / 2]:0.0} | {times[0]:0.0} | {measured[mix].Min(run => run.Kilobytes):0} | {measured[mix].Max(run => run.Collections)} |"));
        }
    }
}
