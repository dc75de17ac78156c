using System.Diagnostics;
using System.Globalization;
using ScanResponder.Audit;
using ScanResponder.Audit.Document;
using ScanResponder.InMemory;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Benchmarks;

/// <summary>Measures one audit of a large copy, as a user has it: reading the file, looking, writing; with the most memory that the process ever had.</summary>
internal static class SweepFigures
{
    private const double Megabyte = 1 << 20;

    /// <summary>Writes a copy of the large Region to a file.</summary>
    internal static void WriteCopy(string path)
    {
        using var file = File.Create(path);
        SnapshotWriter.Write(LargeRegion.Make(), DateTimeOffset.UnixEpoch, file);
    }

    /// <summary>Audits a copy, and says what each step took.</summary>
    internal static async Task AuditAsync(string path)
    {
        var clock = Stopwatch.StartNew();
        var processors = TimeSpan.Zero;
        using (var file = File.OpenRead(path))
        {
            var copy = DescribeOutputReader.Read(file);
            var inventory = await new InMemoryAccount(copy).InventoryAsync(LargeRegion.Scope, [], null, CancellationToken.None);
            Say("read");
            var report = RegionAudit.Of(inventory, new Policy(), SweepTrigger.Of(LargeRegion.Scope, DateTimeOffset.UnixEpoch));
            Say("audited");
            SweepJson.Write(report, TextWriter.Null);
            Say("written");
            Console.WriteLine(report.Summary);
        }

        void Say(string step)
        {
            using var process = Process.GetCurrentProcess();
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{step}: {clock.Elapsed.TotalSeconds:0.00} s, of processors {(process.TotalProcessorTime - processors).TotalSeconds:0.00} s; heap {GC.GetTotalMemory(forceFullCollection: false) / Megabyte:0} MB, live {GC.GetTotalMemory(forceFullCollection: true) / Megabyte:0} MB, peak of the process {process.PeakWorkingSet64 / Megabyte:0} MB"));
            processors = process.TotalProcessorTime;
            clock.Restart();
        }
    }
}
