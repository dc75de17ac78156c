using BenchmarkDotNet.Running;
using ScanResponder.Benchmarks;
using ScanResponder.Benchmarks.ColdStart;

switch (args)
{
    case ["write-copy", var path]:
        SweepFigures.WriteCopy(path);
        break;
    case ["audit-copy", var path]:
        await SweepFigures.AuditAsync(path);
        break;
    case ["plan", var runs, .. var mixes]:
        PlanFigures.Measure(int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture), mixes);
        break;
    case ["cold", var runs, var floor, .. var bootstraps] when bootstraps.Length > 0:
        await ColdBenchmark.RunAsync(bootstraps, floor == "-" ? null : floor, int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture), grow: false);
        break;
    case ["cold-and-growth", var runs, var floor, .. var bootstraps] when bootstraps.Length > 0:
        await ColdBenchmark.RunAsync(bootstraps, floor == "-" ? null : floor, int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture), grow: true);
        break;
    case ["first-calls", var runs, var program]:
        await FirstCalls.RunAsync(program, int.Parse(runs, System.Globalization.CultureInfo.InvariantCulture));
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
