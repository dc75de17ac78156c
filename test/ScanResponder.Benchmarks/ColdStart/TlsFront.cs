using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>TLS before a server that has none, as AWS has it. Its certificate is signed by a root that it puts beside the machine's own.</summary>
internal sealed class TlsFront : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory();
    private readonly SslStreamCertificateContext _certificate;
    private readonly int _behind;
    private readonly Task _accepting;

    /// <param name="behind">The port of this machine to which everything is passed on.</param>
    internal TlsFront(int behind)
    {
        _behind = behind;
        using var root = Root();
        _certificate = SslStreamCertificateContext.Create(Certificate(root), null, offline: true);
        using var machine = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        File.WriteAllLines(Roots, machine.Certificates.Append(root).Select(certificate => certificate.ExportCertificatePem()));
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it is, and whom to trust: for OpenSSL, and so for .NET, and for boto3.</summary>
    internal IEnumerable<(string Name, string Value)> Environment =>
    [
        ("AWS_ENDPOINT_URL", $"https://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}"),
        ("SSL_CERT_FILE", Roots),
        ("SSL_CERT_DIR", _folder.CreateSubdirectory("none").FullName),
        ("AWS_CA_BUNDLE", Roots),
    ];

    private string Roots => Path.Combine(_folder.FullName, "roots.pem");

    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await _accepting;
        _folder.Delete(recursive: true);
    }

    private static X509Certificate2 Root()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=Benchmark", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
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
        using var signed = request.Create(root, root.NotBefore, root.NotAfter, [1]);
        return signed.CopyWithPrivateKey(key);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is disposed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var behind = new TcpClient { NoDelay = true };
        try
        {
            client.NoDelay = true;
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificateContext = _certificate });
            await behind.ConnectAsync(IPAddress.Loopback, _behind);
            await Task.WhenAny(tls.CopyToAsync(behind.GetStream()), behind.GetStream().CopyToAsync(tls));
        }
        catch (Exception exception) when (exception is IOException or SocketException or AuthenticationException)
        {
            // The function was killed, as each is after its answer.
        }
        finally
        {
            client.Dispose();
        }
    }
}
