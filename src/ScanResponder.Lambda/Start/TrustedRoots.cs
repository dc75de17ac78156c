using System.Security.Cryptography.X509Certificates;

namespace ScanResponder.Lambda.Start;

/// <summary>
/// The machine's root certificates. Whoever checks the first certificate of a server reads all of them, some hundred and fifty, once a process. Read beside the
/// example, they are there for the connections that are made after it (<see cref="ScanResponder.Aws.ReadyConnections"/>), which would all wait for them.
/// </summary>
internal static class TrustedRoots
{
    /// <summary>Reads them, and checks one of them as a server's certificate is checked. Nobody else is asked anything.</summary>
    /// <param name="endpoint">Where all of AWS is; null for where AWS has it. Without TLS, as for tests, nobody needs them and nothing is read.</param>
    internal static void Read(string? endpoint)
    {
        if (endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) ?? false)
            return;
        using var roots = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        var certificates = roots.Certificates;
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        if (certificates is [var first, ..])
            chain.Build(first);
        foreach (var certificate in certificates)
            certificate.Dispose();
    }
}
