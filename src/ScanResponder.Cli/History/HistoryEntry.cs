using System.Collections.Immutable;

namespace ScanResponder.Cli.History;

/// <summary>What was done about one finding, as a line of JSON.</summary>
/// <param name="At">When something was last changed or decided, UTC.</param>
/// <param name="Finding">The finding, or whatever else was answered.</param>
/// <param name="AccountId">The account.</param>
/// <param name="Region">The Region.</param>
/// <param name="Changes">What was changed, in words.</param>
/// <param name="Decisions">What people have decided, in words.</param>
/// <param name="Now">How it is now, in words.</param>
internal sealed record HistoryEntry(
    DateTime At, string Finding, string AccountId, string Region, ImmutableArray<string> Changes, ImmutableArray<string> Decisions, string Now);
