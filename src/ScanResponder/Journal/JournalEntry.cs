using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What the journal knows of a trigger when an answer claims it.</summary>
/// <param name="Changes">
/// What earlier answers, none of which has alerted, were about to change or have changed; empty where there was none or they changed nothing.
/// A change that stands here as done was acknowledged by EC2; how far a planned one has come is told by the groups.
/// </param>
/// <param name="Cut">How many more changes there were than an entry can hold.</param>
/// <param name="LastAlert">The last alert about the trigger; null where there was none.</param>
public sealed record JournalEntry(ImmutableArray<RuleChange> Changes, int Cut, PastAlert? LastAlert)
{
    /// <summary>What is known of a trigger that nobody has claimed yet.</summary>
    public static JournalEntry New { get; } = new([], 0, null);

    /// <summary>When the lease of the answer that began them ends or ended; null where it was given back, or there was none.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>Why what stood there could not be read, so that it counts as nothing; null where it could.</summary>
    public string? Unreadable { get; init; }
}
