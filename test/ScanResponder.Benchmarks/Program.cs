using BenchmarkDotNet.Running;
using ScanResponder.Benchmarks;

switch (args)
{
    case ["write-copy", var path]:
        SweepFigures.WriteCopy(path);
        break;
    case ["audit-copy", var path]:
        await SweepFigures.AuditAsync(path);
        break;
    default:
        BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
        break;
}
