using System.Diagnostics;
using System.Globalization;

namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>
/// What an alert waits for after a cold start: each function in its own process, from the start to the answered finding. The functions take turns, so
/// that whatever else the machine does falls on all of them, and the medians are compared within one run.
/// </summary>
internal static class ColdBenchmark
{
    private const int WarmUps = 3;

    /// <summary>Measures and prints a table.</summary>
    /// <param name="bootstraps">The published binaries; the names of more than one are told apart by their paths.</param>
    /// <param name="floor">The published echo; null for none.</param>
    /// <param name="runs">How often each function starts.</param>
    /// <param name="grow">Also with more rules, groups and probes.</param>
    internal static async Task RunAsync(string[] bootstraps, string? floor, int runs, bool grow)
    {
        Candidate[] modes =
        [
            .. bootstraps.SelectMany(path => new[] { "notify", "dry-run", "remediate" }
                .Select(mode => new Candidate(bootstraps.Length > 1 ? $"{mode} {path}" : mode, [Path.GetFullPath(path)], ("RESPONDER_MODE", mode)))),
        ];
        Candidate[] others =
        [
            .. floor is null ? Array.Empty<Candidate>() : [new Candidate("floor (echo)", [Path.GetFullPath(floor)])],
            .. HasBoto3() ? [new Candidate("boto3", ["/usr/bin/env", "python3", Path.Combine(AppContext.BaseDirectory, "ColdStart", "naive.py")], ("PATH", Environment.GetEnvironmentVariable("PATH") ?? ""))] : Array.Empty<Candidate>(),
        ];
        using (var counter = InstructionCounter.TryStart(Environment.ProcessId, out var why))
        {
            if (why is not null)
                Console.WriteLine($"Instructions are not counted: {why}.");
        }

        await TableAsync("Answers at once", [.. others, .. modes], Scale.Usual, TimeSpan.Zero, runs);
        await TableAsync("Each call takes 20 ms", [.. others, .. modes], Scale.Usual, TimeSpan.FromMilliseconds(20), runs);
        await TableAsync("Over TLS, each call takes 20 ms", [.. others, .. modes], Scale.Usual, TimeSpan.FromMilliseconds(20), runs, tls: true);
        if (!grow)
            return;
        foreach (var rules in (int[])[1, 10, 100, 1_000])
            await TableAsync(Text($"{rules} rules"), modes[..1], Scale.Usual with { Rules = rules }, TimeSpan.Zero, runs);
        foreach (var groups in (int[])[1, 10, 100, 1_000])
            await TableAsync(Text($"{groups} groups"), modes[..1], Scale.Usual with { Groups = groups }, TimeSpan.Zero, runs);
        foreach (var probes in (int[])[1, 10, 100, 1_000, 10_000])
            await TableAsync(Text($"{probes} probes"), modes[..1], Scale.Usual with { Probes = probes }, TimeSpan.Zero, runs);
    }

    private static async Task TableAsync(string title, Candidate[] candidates, Scale scale, TimeSpan delay, int runs, bool tls = false)
    {
        await using var stage = new ColdStage(scale, delay, tls);
        var measured = candidates.ToDictionary(candidate => candidate, _ => new List<ColdRun>());
        for (var run = -WarmUps; run < runs; run++)
        {
            foreach (var candidate in candidates)
            {
                var figures = await stage.RunAsync(candidate);
                if (run >= 0)
                    measured[candidate].Add(figures);
            }
        }

        Console.WriteLine(Text($"\n{title}; medians of {runs}\n"));
        var counted = measured.Values.All(figures => figures.TrueForAll(run => run.Instructions is not null));
        Console.WriteLine(
            $"| function | wall ms | of it to the first poll | CPU ms | of it to the first poll | after it | peak MB | calls |{(tls ? " connections |" : "")}{(counted ? " instructions, millions | after the first poll |" : "")}");
        Console.WriteLine($"|---|--:|--:|--:|--:|--:|--:|--:|{(tls ? "--:|" : "")}{(counted ? "--:|--:|" : "")}");
        foreach (var (candidate, figures) in measured)
        {
            Console.WriteLine(Text(
                $"| {candidate.Name} | {Median(run => run.Wall):0} | {Median(run => run.WallToPoll):0} | {Median(run => run.Cpu):0} | {Median(run => run.CpuToPoll):0} | {Median(run => run.Cpu - run.CpuToPoll):0.0} | {Median(run => run.PeakMegabytes):0.0} | {Counts(run => run.Calls, run => run.CallsBefore)} |{(tls ? $" {Counts(run => run.Connections, run => run.ConnectionsBefore)} |" : "")}{(counted ? Text($" {Median(run => run.Instructions!.Value):0} | {Median(run => run.Instructions!.Value - run.InstructionsToPoll!.Value):0.0} |") : "")}"));

            string Counts(Func<ColdRun, int> all, Func<ColdRun, int> before) =>
                string.Join(" or ", figures.Select(run => before(run) == 0 ? Text($"{all(run)}") : Text($"{all(run)}, {before(run)} before the first poll")).Distinct().Order());

            double Median(Func<ColdRun, double> figure)
            {
                var sorted = figures.Select(figure).Order().ToList();
                return (sorted[(sorted.Count - 1) / 2] + sorted[sorted.Count / 2]) / 2;
            }
        }
    }

    private static bool HasBoto3()
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", "import boto3"]) { RedirectStandardError = true });
            python!.WaitForExit();
            return python.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
