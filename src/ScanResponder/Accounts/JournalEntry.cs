using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts;

/// <summary>What the journal knows of a finding when an attempt takes it up.</summary>
/// <param name="Changes">
/// What earlier attempts, none of which has alerted, were about to change or have changed; empty where there was none or they changed nothing.
/// How far a change has come is told by the groups, not by its status here.
/// </param>
/// <param name="Cut">How many more changes there were than an entry can hold.</param>
/// <param name="LastAlert">The last alert about the finding; null where there was none.</param>
public sealed record JournalEntry(ImmutableArray<RuleChange> Changes, int Cut, PastAlert? LastAlert)
{
    /// <summary>What is known of a finding that nobody has taken up yet.</summary>
    public static JournalEntry New { get; } = new([], 0, null);
}
