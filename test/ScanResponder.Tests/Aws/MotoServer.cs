using System.ComponentModel;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Amazon;
using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Tests.Aws;

[assembly: AssemblyFixture(typeof(MotoServer))]

namespace ScanResponder.Tests.Aws;

/// <summary>moto, which answers as AWS does, in a process of its own. It is started by the first test that asks for it.</summary>
public sealed class MotoServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Lazy<Task<(Process? Process, Uri? Endpoint)>> _started = new(StartAsync);

    /// <summary>Where it listens. Without moto on the machine the test is skipped; where CI=true it fails.</summary>
    public async Task<Uri> EndpointAsync()
    {
        var (_, endpoint) = await _started.Value;
        if (endpoint is null && Environment.GetEnvironmentVariable("CI") == "true")
            Assert.Fail("moto_server is not installed (pip install 'moto[server]').");
        Assert.SkipWhen(endpoint is null, "moto_server is not installed (pip install 'moto[server]').");
        return endpoint!;
    }

    /// <summary>A client for the EC2 of an account; each account is a world of its own.</summary>
    internal async Task<AmazonEC2Client> Ec2Async(string accountId = "123456789012")
    {
        var config = new AmazonEC2Config
        {
            ServiceURL = (await EndpointAsync()).ToString(),
            AuthenticationRegion = RegionEndpoint.EUWest1.SystemName,
            RetryMode = RequestRetryMode.Standard,
        };
        var client = new AmazonEC2Client(new BasicAWSCredentials("test", "test"), config);
        client.BeforeRequestEvent += (_, request) => ((WebServiceRequestEventArgs)request).Headers["x-moto-account-id"] = accountId;
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_started.IsValueCreated || (await _started.Value).Process is not { } process)
            return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private static async Task<(Process? Process, Uri? Endpoint)> StartAsync()
    {
        var port = FreePort();
        var start = new ProcessStartInfo("moto_server", ["-H", "127.0.0.1", "-p", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        Process process;
        try
        {
            process = Process.Start(start)!;
        }
        catch (Win32Exception)
        {
            return (null, null);
        }

        // Nobody reads its log, and a full pipe would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        var endpoint = new Uri($"http://127.0.0.1:{port}");
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(endpoint, "/moto-api/data.json"));
                return (process, endpoint);
            }
            catch (HttpRequestException) when (!process.HasExited && waited.Elapsed < Patience)
            {
                await Task.Delay(100);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
