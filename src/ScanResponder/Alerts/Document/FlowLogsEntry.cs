using System.Collections.Immutable;
using ScanResponder.Evidence;

namespace ScanResponder.Alerts.Document;

/// <summary>What flow logs saw, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Place">Where they are.</param>
/// <param name="QueryId">The query, by which all its rows can be read; null where none was run.</param>
/// <param name="Ports">The ports that were tried and had traffic, those with the most packets first; at most <see cref="Most"/>.</param>
/// <param name="LeftOut">How many more ports there were.</param>
public sealed record FlowLogsEntry(string Place, string? QueryId, ImmutableArray<PortTrafficEntry> Ports, int LeftOut)
{
    /// <summary>How many ports are told, so that an alert stays readable whatever was scanned.</summary>
    public const int Most = 4;

    internal static FlowLogsEntry Of(LogEvidence.Traffic traffic, Alert alert) =>
        new(traffic.Place, traffic.QueryId, [.. alert.Traffic.Take(Most).Select(PortTrafficEntry.Of)], Math.Max(0, alert.Traffic.Length - Most));
}
