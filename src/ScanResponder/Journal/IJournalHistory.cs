using System.Collections.Immutable;

namespace ScanResponder.Journal;

/// <summary>A journal as a whole, for people who look into it.</summary>
public interface IJournalHistory
{
    /// <summary>All that was changed or decided, as long as it is kept, by trigger; in no particular order.</summary>
    /// <exception cref="JournalException">The journal does not answer.</exception>
    Task<ImmutableArray<FindingHistory>> HistoryAsync(CancellationToken cancellationToken);
}
