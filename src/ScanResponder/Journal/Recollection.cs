using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>What a journal still knows of an alert that somebody decides about.</summary>
/// <param name="Trigger">What was answered.</param>
/// <param name="Kept">What is kept of it.</param>
/// <param name="Changes">What was changed for it, the oldest first; several records where it was changed for parts of it.</param>
public sealed record Recollection(Trigger Trigger, Remembered Kept, ImmutableArray<RecordedChange> Changes)
{
    // DynamoDB answers in milliseconds.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6);

    /// <summary>Looks it up; null where nothing is known of it.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="scope">The account and Region.</param>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="JournalException">The journal does not answer.</exception>
    public static async Task<Recollection?> OfAsync(IJournal journal, AwsScope scope, string triggerId, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(time.GetUtcNow() + Timeout, time, cancellationToken);
        try
        {
            if ((await journal.RecallAsync(scope, triggerId, timeout.Token) ?? await OfPartAsync(journal, scope, triggerId, timeout.Token)) is not { } kept)
                return null;
            var changes = kept.GroupIds.IsEmpty ? [] : await journal.RecordedChangesAsync(scope, kept.GroupIds, timeout.Token);
            return new(TriggerOrigin.Read(kept.Origin, triggerId, kept.GroupIds), kept, OfTrigger(changes, triggerId));
        }
        catch (FormatException error)
        {
            throw new JournalException($"What the journal keeps of {triggerId} cannot be read: {error.Message}.", error);
        }
        catch (OperationCanceledException error) when (!cancellationToken.IsCancellationRequested)
        {
            throw new JournalException("The journal did not answer in time.", error);
        }
    }

    /// <summary>Those records that are about the trigger, or about a part of it: a sweep answers group by group.</summary>
    public static ImmutableArray<RecordedChange> OfTrigger(IEnumerable<RecordedChange> records, string triggerId) =>
        [.. records.Where(record => IsOf(record, triggerId)).OrderBy(record => record.At)];

    /// <summary>True where the record is about the trigger, or about a part of it.</summary>
    internal static bool IsOf(RecordedChange record, string triggerId) => record.TriggerId == triggerId || record.TriggerId.StartsWith($"{triggerId}/", StringComparison.Ordinal);

    /// <summary>Of a sweep that has closed several groups, what is kept of one of them: the sweep's id, a slash, and the group's.</summary>
    private static async Task<Remembered?> OfPartAsync(IJournal journal, AwsScope scope, string triggerId, CancellationToken cancellationToken)
    {
        var slash = triggerId.LastIndexOf('/');
        if (slash <= 0)
            return null;
        var groupId = triggerId[(slash + 1)..];
        return await journal.RecallAsync(scope, triggerId[..slash], cancellationToken) is { } whole && whole.GroupIds.Contains(groupId)
            ? new(whole.Origin, [groupId], null, [])
            : null;
    }

    /// <inheritdoc/>
    public bool Equals(Recollection? other) => other is not null && Trigger == other.Trigger && Kept == other.Kept && Changes.SequenceEqual(other.Changes);

    /// <inheritdoc/>
    public override int GetHashCode() => Trigger.GetHashCode();
}
