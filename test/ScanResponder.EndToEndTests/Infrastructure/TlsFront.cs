using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>TLS before a server that has none, as AWS has it. Its certificate is signed by a root that it puts beside the machine's own.</summary>
public sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory();
    private readonly TaskCompletionSource<int> behind = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource stopping = new();
    private readonly SslStreamCertificateContext certificate;
    private readonly Task accepting;
    private int connections;

    public TlsFront()
    {
        using X509Certificate2 root = Root();
        certificate = SslStreamCertificateContext.Create(Certificate(root), null, offline: true);
        using var machine = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        File.WriteAllLines(Roots, machine.Certificates.Append(root).Select(trusted => trusted.ExportCertificatePem()));
        listener.Start();
        accepting = AcceptAsync();
    }

    /// <summary>Where it is, and whom to trust: for OpenSSL, and so for .NET, and for boto3.</summary>
    public IEnumerable<(string Name, string Value)> Environment =>
    [
        ("AWS_ENDPOINT_URL", $"https://localhost:{((IPEndPoint)listener.LocalEndpoint).Port}"),
        ("SSL_CERT_FILE", Roots),
        ("SSL_CERT_DIR", folder.CreateSubdirectory("none").FullName),
        ("AWS_CA_BUNDLE", Roots),
    ];

    /// <summary>How many connections were made so far.</summary>
    public int Connections => Volatile.Read(ref connections);

    private string Roots => Path.Combine(folder.FullName, "roots.pem");

    /// <summary>Passes everything on to this port of the machine. Until it is known, connections are made and what comes over them waits.</summary>
    public void LeadTo(int port) => behind.SetResult(port);

    public async ValueTask DisposeAsync()
    {
        // It may be between two connections and ask for the next one: so the listener goes last.
        await stopping.CancelAsync();
        await accepting;
        listener.Dispose();
        behind.TrySetCanceled();
        stopping.Dispose();
        folder.Delete(recursive: true);
    }

    private static X509Certificate2 Root()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        return request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
    }

    private static X509Certificate2 Certificate(X509Certificate2 root)
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 signed = request.Create(root, root.NotBefore, root.NotAfter, [1]);
        return signed.CopyWithPrivateKey(key);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync(stopping.Token);
                Interlocked.Increment(ref connections);
                _ = ServeAsync(client);
            }
        }
        catch (OperationCanceledException)
        {
            // It is disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var server = new TcpClient { NoDelay = true };
        try
        {
            client.NoDelay = true;
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = certificate });
            await server.ConnectAsync(IPAddress.Loopback, await behind.Task);
            await Task.WhenAny(tls.CopyToAsync(server.GetStream()), server.GetStream().CopyToAsync(tls));
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException or OperationCanceledException)
        {
            // The function was killed, as each is after its answer, or does not trust it.
        }
        finally
        {
            client.Dispose();
        }
    }
}
