using System.Globalization;

namespace ScanResponder.Lambda;

/// <summary>
/// Keeps the heap well below what Lambda gives the function. Lambda kills a function that takes more, and with it the alert; the garbage collector
/// refuses it to whoever asks for it, and the rest goes on.
/// </summary>
internal static class MemoryLimit
{
    private const ulong MegaByte = 1024 * 1024;

    /// <summary>Limits the heap to three quarters of the function's memory.</summary>
    /// <param name="memory">The function's memory in MB, as Lambda says it; where it does not, nothing is limited.</param>
    internal static void Set(string? memory)
    {
        if (!ulong.TryParse(memory, NumberStyles.None, CultureInfo.InvariantCulture, out var megabytes) || megabytes == 0)
            return;
        AppContext.SetData("GCHeapHardLimit", megabytes * MegaByte * 3 / 4);
        GC.RefreshMemoryLimit();
    }
}
