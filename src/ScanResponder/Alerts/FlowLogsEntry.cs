using System.Collections.Immutable;
using ScanResponder.Evidence;

namespace ScanResponder.Alerts;

/// <summary>What flow logs saw, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Place">Where they are.</param>
/// <param name="QueryId">The query, by which all its rows can be read; null where none was run.</param>
/// <param name="Ports">The ports that were tried and had traffic, at most four.</param>
public sealed record FlowLogsEntry(string Place, string? QueryId, ImmutableArray<PortTrafficEntry> Ports)
{
    internal static FlowLogsEntry Of(LogEvidence.Traffic traffic, Alert alert) =>
        new(traffic.Place, traffic.QueryId, [.. alert.Traffic.Select(PortTrafficEntry.Of)]);
}
