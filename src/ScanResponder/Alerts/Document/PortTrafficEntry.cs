using System.Collections.Immutable;
using ScanResponder.Evidence;

namespace ScanResponder.Alerts.Document;

/// <summary>Who talked to a port, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Port">The TCP port.</param>
/// <param name="Talkers">The ten public addresses with the most packets.</param>
/// <param name="PrivateTalkers">The ten private addresses with the most packets.</param>
/// <param name="LeftOut">How many more addresses there were.</param>
public sealed record PortTrafficEntry(int Port, ImmutableArray<TalkerEntry> Talkers, ImmutableArray<TalkerEntry> PrivateTalkers, int LeftOut)
{
    internal static PortTrafficEntry Of(PortTraffic traffic) => new(
        traffic.Port, [.. traffic.Talkers.Select(TalkerEntry.Of)], [.. traffic.PrivateTalkers.Select(TalkerEntry.Of)], traffic.LeftOut);
}
