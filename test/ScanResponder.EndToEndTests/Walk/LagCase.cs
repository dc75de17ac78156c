using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>How the function is deployed, and how EC2's reads lag behind the edits.</summary>
/// <param name="Mode">RESPONDER_MODE.</param>
/// <param name="Journal">True where it has a journal.</param>
/// <param name="Lag">The lag of the replica that is furthest behind.</param>
/// <param name="Flapping">True where each read goes to any of three replicas: one up to date, one half as late, one late.</param>
/// <param name="Seed">Which read goes to which replica.</param>
internal sealed record LagCase(string Mode, bool Journal, Lag Lag, bool Flapping = false, int Seed = 0)
{
    /// <summary>True where the groups are in a default VPC, which answers a revoke of what is not there in a way of its own.</summary>
    internal bool IsDefaultVpc { get; init; }

    internal Lag[] Replicas => Flapping ? [Lag.None, new(Lag.Additions / 2, Lag.Removals / 2), Lag] : [Lag];

    public override string ToString() => string.Join(
        ", ",
        new[]
        {
            Mode, Journal ? "journal" : "no journal", Lag.ToString(), Flapping ? $"flapping with seed {Seed}" : "monotonic", IsDefaultVpc ? "default VPC" : null,
        }.OfType<string>());
}
