using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Amazon;
using Amazon.DynamoDBv2;
using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Aws.Ec2;
using ScanResponder.Tests.Aws;
using ScanResponder.Tests.Infrastructure;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace ScanResponder.Tests.Aws;

/// <summary>
/// moto, which answers as AWS does: a process for each core, since one does one thing at a time. Each is started by the first test that comes to it.
/// </summary>
public sealed partial class MotoServer : IAsyncDisposable
{
    private readonly Lazy<Task<(Process? Process, Uri? Endpoint)>>[] _started =
        [.. Enumerable.Range(0, Environment.ProcessorCount).Select(_ => new Lazy<Task<(Process? Process, Uri? Endpoint)>>(StartAsync))];

    private int _accounts;

    /// <summary>A client for the EC2 of an account that nobody else uses: a world of its own, and a small one, in which moto finds things fast.</summary>
    internal async Task<(AmazonEC2Client Ec2, string AccountId)> Ec2Async()
    {
        var account = Interlocked.Increment(ref _accounts);
        var accountId = (123_456_780_000 + account).ToString(CultureInfo.InvariantCulture);
        var config = new AmazonEC2Config
        {
            ServiceURL = (await EndpointAsync(account)).ToString(),
            AuthenticationRegion = RegionEndpoint.EUWest1.SystemName,
            RetryMode = RequestRetryMode.Standard,
        };
        var client = new Ec2Client(new BasicAWSCredentials("test", "test"), config);
        client.BeforeRequestEvent += (_, request) => ((WebServiceRequestEventArgs)request).Headers["x-moto-account-id"] = accountId;
        return (client, accountId);
    }

    /// <summary>A client for DynamoDB.</summary>
    internal async Task<AmazonDynamoDBClient> DynamoAsync() => new(
        new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret"),
        new AmazonDynamoDBConfig { ServiceURL = (await EndpointAsync(0)).ToString(), AuthenticationRegion = RegionEndpoint.EUWest1.SystemName });

    public async ValueTask DisposeAsync()
    {
        foreach (var started in _started.Where(started => started is { IsValueCreated: true, Value.IsCompletedSuccessfully: true }))
        {
            if ((await started.Value).Process is not { } process)
                continue;
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }

    /// <summary>Where it listens. Without moto on the machine the test is skipped; where CI=true it fails.</summary>
    internal async Task<Uri> EndpointAsync(int account = 0)
    {
        var (_, endpoint) = await _started[account % _started.Length].Value;
        if (endpoint is null && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("moto_server is not installed (pip install 'moto[server]').");
        Assert.SkipWhen(endpoint is null, "moto_server is not installed (pip install 'moto[server]').");
        return endpoint!;
    }

    private static async Task<(Process? Process, Uri? Endpoint)> StartAsync()
    {
        // On port 0 the system chooses a free one, and moto says which.
        var start = new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", "0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // moto would make hundreds of images for each account that is used, and look through them for each instance. It needs none to start one.
        start.Environment["MOTO_EC2_LOAD_DEFAULT_AMIS"] = "false";
        start.Environment["PYTHONPATH"] = Repository.Locate("test/ScanResponder.EndToEndTests/Infrastructure/moto");
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return (null, null);
        }

        // All of its log is read, or a full pipe would stop it.
        var listening = new TaskCompletionSource<Uri>(TaskCreationOptions.RunContinuationsAsynchronously);
        var said = new ConcurrentQueue<string>();
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (await Task.WhenAny(listening.Task, process.WaitForExitAsync()) != listening.Task)
            Assert.Fail($"moto_server ended before it listened:\n{string.Join('\n', said)}");
        return (process, await listening.Task);

        void Read(string? line)
        {
            if (line is null || listening.Task.IsCompleted)
                return;
            said.Enqueue(line);
            if (Address().Match(line) is { Success: true } address)
                listening.TrySetResult(new(address.Value));
        }
    }

    [GeneratedRegex(@"(?<=Running on )http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
