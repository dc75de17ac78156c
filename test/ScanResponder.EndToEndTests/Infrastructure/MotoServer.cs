using System.Globalization;
using ScanResponder.EndToEndTests.Infrastructure;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// moto as AWS: a process for each core, since one serves no two calls at a time, and one more for DynamoDB, each started when a test first asks for it.
/// Tests don't see each other in it, since each works in an account of its own (<see cref="AwsWorld"/>).
/// </summary>
/// <remarks>
/// The function gives the journal a third of the time that it gives EC2. In one process with the EC2 of other tests, whose calls come in dozens at once, a
/// call of the journal had waited for so many of them on a busy machine that the function gave it up, and said so.
/// </remarks>
public sealed class MotoServer : IAsyncDisposable
{
    private readonly Lazy<Task<ChildProcess>>[] processes;
    private readonly TaskCompletionSource<Uri>[] addresses;
    private long lastAccount = 400_000_000_000;

    public MotoServer()
    {
        addresses = [.. Enumerable.Range(0, Environment.ProcessorCount + 1)
            .Select(_ => new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously))];
        processes = [.. addresses.Select(address => new Lazy<Task<ChildProcess>>(() => StartAsync(address)))];
    }

    /// <summary>
    /// Where the process listens that has this account; the first caller waits for it to start. Skips the test where moto is not installed.
    /// </summary>
    public Task<Uri> AddressAsync(string accountId) =>
        AddressAsync((int)(long.Parse(accountId, CultureInfo.InvariantCulture) % (processes.Length - 1)));

    /// <summary>Where DynamoDB listens. It does not know the accounts of the others, and takes all callers for one account.</summary>
    public Task<Uri> DynamoDbAddressAsync() => AddressAsync(processes.Length - 1);

    /// <summary>The number of an account that no other test uses.</summary>
    public string NewAccountId() => Interlocked.Increment(ref lastAccount).ToString("D12", CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        foreach (Lazy<Task<ChildProcess>> process in processes.Where(process => process is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            await (await process.Value).DisposeAsync();
        }
    }

    private async Task<Uri> AddressAsync(int process)
    {
        await processes[process].Value;
        return await addresses[process].Task;
    }

    /// <summary>Starts a process of its own, which the caller ends.</summary>
    /// <param name="address">Gets to know where it listens.</param>
    /// <param name="settings">What is in its environment beside what all have.</param>
    internal static async Task<ChildProcess> StartAsync(TaskCompletionSource<Uri> address, params (string Name, string Value)[] settings)
    {
        string path = RequiredTool.Find("moto_server", "pip install 'moto[server]==5.2.*'");
        Dictionary<string, string> environment = MachineEnvironment.WithoutAws();

        // moto makes all its images anew for each account that is used for the first time, and that takes longer than a whole test. One is enough.
        environment["MOTO_AMIS_PATH"] = Repository.Locate("test", "ScanResponder.EndToEndTests", "Infrastructure", "images.json");

        environment["PYTHONPATH"] = Repository.Locate("test", "ScanResponder.EndToEndTests", "Infrastructure", "moto");
        foreach (var (name, value) in settings)
        {
            environment[name] = value;
        }

        // On port 0 the system chooses a free one, and moto says which.
        ChildProcess process = ChildProcess.Start(path, environment, ["-H", "127.0.0.1", "-p", "0"], onLine: line =>
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

        return process;
    }
}
