using System.Diagnostics;
using System.Globalization;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// A process with exactly the environment that it is given: nothing of the machine's own, so no AWS profile or key of whoever runs the
/// tests can reach it. Disposing it kills it, by its process id, if it still runs.
/// </summary>
public sealed class ChildProcess : IAsyncDisposable
{
    private readonly Process process;
    private readonly bool startsOthers;
    private readonly Task outputRead;

    private ChildProcess(Process process, bool startsOthers, Action<string>? onLine)
    {
        this.process = process;
        this.startsOthers = startsOthers;
        AppDomain.CurrentDomain.ProcessExit += KillAtExit;
        outputRead = Task.WhenAll(
            StandardOutput.ReadAsync(process.StandardOutput, onLine),
            StandardError.ReadAsync(process.StandardError, onLine));
        Exited = ExitAsync();
    }

    public int Id => process.Id;

    public ProcessOutput StandardOutput { get; } = new();

    public ProcessOutput StandardError { get; } = new();

    /// <summary>
    /// Completes with the exit code once the process has ended and all its output was read; 128 + n if signal n ended it.
    /// </summary>
    public Task<int> Exited { get; }

    /// <summary>
    /// The most physical memory that the process has had so far (VmHWM), in bytes; null once it has ended, since the kernel keeps it no
    /// longer.
    /// </summary>
    public long? PeakMemory => MemoryIn("VmHWM:");

    /// <summary>The physical memory that the process has now (VmRSS), in bytes; null once it has ended.</summary>
    public long? Memory => MemoryIn("VmRSS:");

    /// <summary>
    /// Whether all its threads sleep. A thread that could go on is never asleep, however long it waits for a processor. True for a process that
    /// has ended.
    /// </summary>
    public bool StandsStill
    {
        get
        {
            try
            {
                // The state comes after the name, which is in brackets.
                return Directory.GetDirectories($"/proc/{process.Id}/task").All(thread => File.ReadAllText($"{thread}/stat").Split(") ")[^1][0] == 'S');
            }
            catch (IOException)
            {
                return process.HasExited;
            }
        }
    }

    /// <param name="path">The executable.</param>
    /// <param name="environment">The whole environment of the process.</param>
    /// <param name="arguments">Its arguments, unquoted.</param>
    /// <param name="workingDirectory">Where it starts; the tests' own directory if null.</param>
    /// <param name="onLine">Called with every line that it writes to either stream.</param>
    /// <param name="startsOthers">Whether it may start processes, which end with it. To look for them is to look through all processes of the machine.</param>
    public static ChildProcess Start(
        string path,
        IReadOnlyDictionary<string, string> environment,
        IEnumerable<string>? arguments = null,
        string? workingDirectory = null,
        Action<string>? onLine = null,
        bool startsOthers = true)
    {
        var start = new ProcessStartInfo(path, arguments ?? [])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? AppContext.BaseDirectory,
        };
        start.Environment.Clear();
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }

        Process process = Process.Start(start) ?? throw new InvalidOperationException($"{path} did not start.");
        process.StandardInput.Close();
        return new ChildProcess(process, startsOthers, onLine);
    }

    /// <summary>Ends the process at once, as a machine that dies would: no handler runs, nothing is flushed.</summary>
    public void Kill()
    {
        try
        {
            // Of a process that has ended nobody knows which others it has started.
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: startsOthers);
            }
        }
        catch (InvalidOperationException)
        {
            // It had ended by itself.
        }
    }

    public async ValueTask DisposeAsync()
    {
        Kill();
        await Exited;
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        process.Dispose();
    }

    public override string ToString() =>
        $"{process.StartInfo.FileName} {string.Join(' ', process.StartInfo.ArgumentList)}\n{StandardOutput}{StandardError}";

    private async Task<int> ExitAsync()
    {
        await process.WaitForExitAsync();
        await outputRead;
        return process.ExitCode;
    }

    private void KillAtExit(object? sender, EventArgs e) => Kill();

    private long? MemoryIn(string field)
    {
        try
        {
            string? line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(line => line.StartsWith(field, StringComparison.Ordinal));
            return line is null
                ? null
                : long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return null;
        }
    }
}
