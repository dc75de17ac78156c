namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>How large the account and the finding are that are answered.</summary>
/// <param name="Rules">Ingress rules of each group; the first of the first group lets the world in to port 22.</param>
/// <param name="Groups">Security groups of the instance's one interface.</param>
/// <param name="Probes">Addresses that the finding names.</param>
internal sealed record Scale(int Rules, int Groups, int Probes)
{
    /// <summary>What most findings are about.</summary>
    internal static readonly Scale Usual = new(5, 1, 2);
}
