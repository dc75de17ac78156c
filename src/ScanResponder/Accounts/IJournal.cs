using System.Collections.Immutable;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts;

/// <summary>
/// Remembers over all deliveries of a finding what was begun, what was done and what people were told. Each member is one step that happens or
/// does not, whoever else asks at the same moment; repeating it does no harm.
/// </summary>
/// <remarks>Every member throws <see cref="JournalException"/> where the journal does not answer.</remarks>
public interface IJournal
{
    /// <summary>
    /// Takes the finding up, unless another attempt holds it or this update was answered before. An attempt holds it until its deadline or until
    /// <see cref="CloseAsync"/>.
    /// </summary>
    Task<Turn> TakeUpAsync(Finding finding, Attempt attempt, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes down all changes that the attempt and those before it are about to make or have made, in place of what was noted before.</summary>
    /// <exception cref="LeaseLostException">The attempt does not hold the finding any more.</exception>
    Task NoteAsync(Finding finding, Attempt attempt, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes down that the update was answered, and gives the finding back.</summary>
    /// <param name="finding">The finding.</param>
    /// <param name="attempt">The attempt that holds it.</param>
    /// <param name="alert">What people were told; null where there was no news, so that the alert before it stands.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LeaseLostException">The attempt does not hold the finding any more.</exception>
    Task CloseAsync(Finding finding, Attempt attempt, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What was changed in these groups of the finding's account and Region, for whichever finding.</summary>
    Task<ImmutableArray<Closing>> ClosingsAsync(Finding finding, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);
}
