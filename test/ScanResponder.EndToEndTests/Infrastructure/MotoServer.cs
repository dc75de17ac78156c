using System.Globalization;
using ScanResponder.EndToEndTests.Infrastructure;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// moto as AWS: one server for the whole test run, started when the first test asks for it. Tests don't see each other in it, since each
/// works in an account of its own (<see cref="AwsWorld"/>).
/// </summary>
public sealed class MotoServer : IAsyncDisposable
{
    private readonly Lazy<Task<Uri>> starting;
    private ChildProcess? process;
    private long lastAccount = 400_000_000_000;

    public MotoServer() => starting = new(StartAsync);

    /// <summary>Where it listens; the first caller waits for it to start. Skips the test where moto is not installed.</summary>
    public Task<Uri> AddressAsync() => starting.Value;

    /// <summary>The number of an account that no other test uses.</summary>
    public string NewAccountId() => Interlocked.Increment(ref lastAccount).ToString("D12", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }
    }

    private async Task<Uri> StartAsync()
    {
        string path = RequiredTool.Find("moto_server", "pip install 'moto[server]==5.2.*'");
        var address = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        // On port 0 the system chooses a free one, and moto says which.
        process = ChildProcess.Start(path, MachineEnvironment.WithoutAws(), ["-H", "127.0.0.1", "-p", "0"], onLine: line =>
        {
            const string Announcement = "Running on ";
            int at = line.IndexOf(Announcement, StringComparison.Ordinal);
            if (at >= 0)
            {
                address.TrySetResult(new Uri(line[(at + Announcement.Length)..].Trim()));
            }
        });
        if (await Task.WhenAny(address.Task, process.Exited) != address.Task)
        {
            Assert.Fail($"moto_server ended before it listened:\n{process}");
        }

        return await address.Task;
    }
}
