using System.Globalization;
using System.Runtime.InteropServices;

namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>What Linux says of another process.</summary>
internal static partial class ProcessClock
{
    /// <summary>The processor time that the process has used so far, all its threads together, those that have ended too.</summary>
    internal static TimeSpan Cpu(int processId)
    {
        // The id of a process's clock, as clock_getcpuclockid(3) makes it.
        const int ProcessWide = 2;
        var clock = (~processId << 3) | ProcessWide;
        return GetTime(clock, out var time) == 0
            ? TimeSpan.FromSeconds(time.Seconds) + TimeSpan.FromMicroseconds(time.Nanoseconds / 1_000d)
            : throw new InvalidOperationException($"Linux does not say how much processor time process {processId} has used: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>The most physical memory that the process has had so far, in megabytes.</summary>
    internal static double PeakMegabytes(int processId)
    {
        var line = File.ReadLines($"/proc/{processId}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024d;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime", SetLastError = true)]
    private static partial int GetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public nint Seconds;
        public nint Nanoseconds;
    }
}
