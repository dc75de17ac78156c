using BenchmarkDotNet.Attributes;
using ScanResponder.Accounts;
using ScanResponder.Audit;
using ScanResponder.Audit.Document;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Benchmarks;

/// <summary>An audit of a large Region once it is read, and writing what it found.</summary>
[MemoryDiagnoser]
public class SweepBenchmark
{
    private Inventory? _inventory;

    /// <summary>Builds the Region.</summary>
    [GlobalSetup]
    public void Setup() => _inventory = LargeRegion.Make();

    /// <summary>Finds the open groups.</summary>
    [Benchmark]
    public AuditReport Audit() => RegionAudit.Of(_inventory!, new Policy(), SweepTrigger.Of(LargeRegion.Scope, DateTimeOffset.UnixEpoch));

    /// <summary>Finds them, and writes the document with all commands.</summary>
    [Benchmark]
    public void AuditAndWrite() => SweepJson.Write(Audit(), TextWriter.Null);
}
