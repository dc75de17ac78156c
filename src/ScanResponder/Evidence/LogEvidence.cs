using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Evidence;

/// <summary>What one source of evidence says.</summary>
/// <param name="Place">Where it was found, such as <c>log group /vpc/flow</c>; empty where nothing was asked.</param>
/// <param name="QueryId">The query, by which it can be read again; null where none was run.</param>
/// <param name="Notes">What people should know about it, a sentence each.</param>
public abstract record LogEvidence(string Place, string? QueryId, ImmutableArray<string> Notes)
{
    /// <summary>Packets to the ports that were tried.</summary>
    /// <param name="Place">Where it was found.</param>
    /// <param name="QueryId">The query.</param>
    /// <param name="Counts">The packets, by source, port and verdict; the most first.</param>
    /// <param name="Notes">What people should know about it.</param>
    public sealed record Traffic(string Place, string? QueryId, ImmutableArray<PacketCount> Counts, ImmutableArray<string> Notes)
        : LogEvidence(Place, QueryId, Notes);

    /// <summary>Logins that were tried.</summary>
    /// <param name="Place">Where it was found.</param>
    /// <param name="QueryId">The query.</param>
    /// <param name="Counts">The logins, by source and user; accepted ones first, then the most.</param>
    /// <param name="Notes">What people should know about it.</param>
    public sealed record Logins(string Place, string? QueryId, ImmutableArray<LoginCount> Counts, ImmutableArray<string> Notes)
        : LogEvidence(Place, QueryId, Notes);

    /// <summary>Calls that may have opened a port.</summary>
    /// <param name="Calls">The calls.</param>
    /// <param name="Notes">What people should know about it.</param>
    public sealed record History(ImmutableArray<RecordedCall> Calls, ImmutableArray<string> Notes) : LogEvidence("CloudTrail's event history", null, Notes);

    /// <summary>Nothing, and why.</summary>
    /// <param name="Note">The reason, as a sentence.</param>
    public sealed record Nothing(string Note) : LogEvidence("", null, [Note]);
}
