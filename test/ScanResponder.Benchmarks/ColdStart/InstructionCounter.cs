using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>
/// Counts the instructions of another process outside the kernel, all its threads together, where the machine has such a counter and Linux lets us have it:
/// <see href="https://man7.org/linux/man-pages/man2/perf_event_open.2.html"/>.
/// </summary>
internal sealed partial class InstructionCounter : IDisposable
{
    private const uint Hardware = 0;
    private const ulong Instructions = 1;
    private const ulong Inherit = 1 << 1;
    private const ulong ExcludeKernel = 1 << 5;
    private const ulong ExcludeHypervisor = 1 << 6;
    private const nuint CloseOnExec = 1 << 3;
    private const int AnyProcessor = -1;
    private const int NoGroup = -1;
    private const int NotPermitted = 1;
    private const int NoSuchEntry = 2;
    private const int AccessDenied = 13;
    private const int NotSupported = 95;

    private readonly SafeFileHandle _handle;

    private InstructionCounter(SafeFileHandle handle) => _handle = handle;

    /// <summary>Counts from now on; null where it cannot.</summary>
    /// <param name="processId">The process, which has one thread so far: others are counted only from their beginning.</param>
    /// <param name="why">Why it cannot; null where it can.</param>
    internal static InstructionCounter? TryStart(int processId, out string? why)
    {
        nint? perfEventOpen = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 298,
            Architecture.Arm64 => 241,
            _ => null,
        };
        if (perfEventOpen is not { } call)
        {
            why = $"nobody has told this program how to ask on {RuntimeInformation.ProcessArchitecture}";
            return null;
        }

        var counted = new EventAttributes { Type = Hardware, Size = (uint)Marshal.SizeOf<EventAttributes>(), Config = Instructions, Flags = Inherit | ExcludeKernel | ExcludeHypervisor };
        var handle = Call(call, in counted, processId, AnyProcessor, NoGroup, CloseOnExec);
        why = handle < 0 ? Text(Marshal.GetLastPInvokeError()) : null;
        return handle < 0 ? null : new(new(handle, ownsHandle: true));
    }

    /// <summary>How many so far.</summary>
    internal long Read() => Read(_handle, out var count, sizeof(long)) == sizeof(long)
        ? count
        : throw new InvalidOperationException($"Linux does not say how many instructions there were: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}.");

    public void Dispose() => _handle.Dispose();

    private static string Text(int error) => error switch
    {
        NotPermitted or AccessDenied => "Linux does not allow it (kernel.perf_event_paranoid)",
        NoSuchEntry or NotSupported => "this machine shows no counter of them",
        _ => Marshal.GetPInvokeErrorMessage(error),
    };

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial nint Call(nint number, in EventAttributes attributes, int processId, int processor, int group, nuint flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle handle, out long count, nuint size);

    // What its first version had, which every kernel takes.
    [StructLayout(LayoutKind.Sequential)]
    private struct EventAttributes
    {
        public uint Type;
        public uint Size;
        public ulong Config;
        public ulong SamplePeriod;
        public ulong SampleType;
        public ulong ReadFormat;
        public ulong Flags;
        public uint WakeUp;
        public uint BreakpointType;
        public ulong BreakpointAddress;
    }
}
