using System.Collections.Immutable;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>
/// Remembers over all deliveries of a trigger what was begun, what was done and what people were told, and lets one answer at a time edit a group.
/// Each member is one step that happens or does not, whoever else asks at the same moment; repeating it does no harm.
/// </summary>
/// <remarks>
/// Every member throws <see cref="JournalException"/> where the journal does not answer. An entry that cannot be read counts as none.
/// </remarks>
public interface IJournal
{
    /// <summary>
    /// Claims the trigger, unless another lease holds it or this revision was answered before. It is held until the lease ends or until
    /// <see cref="CloseAsync"/>.
    /// </summary>
    Task<Claim> ClaimAsync(AwsScope scope, TriggerKey trigger, Lease lease, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Writes down all changes that the answer and those before it are about to make or have made, in place of what stood there.</summary>
    /// <exception cref="LeaseLostException">The lease does not hold the trigger any more.</exception>
    Task RecordAsync(
        AwsScope scope, TriggerKey trigger, Lease lease, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>Claims a group for editing, and writes down what is about to be changed in it, unless it is <see cref="GroupClaim.Granted.TakenOver"/>.</summary>
    Task<GroupClaim> ClaimGroupAsync(
        AwsScope scope,
        string groupId,
        TriggerKey trigger,
        Lease lease,
        ImmutableArray<RuleChange> planned,
        DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>
    /// Writes down what was changed in a group and gives it back. Nothing happens where another lease has taken the group meanwhile; that one has
    /// found what was planned.
    /// </summary>
    /// <param name="scope">The group's account and Region.</param>
    /// <param name="groupId">The group.</param>
    /// <param name="trigger">The trigger that was answered.</param>
    /// <param name="lease">The lease that holds the group.</param>
    /// <param name="records">What was changed in the group, this time and before, the oldest first; as many of the latest are kept as there is room for.</param>
    /// <param name="unfinished">What an earlier attempt at the trigger died over there, and this one has not looked into; null for nothing.</param>
    /// <param name="edited">True where something was changed this time.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task ReleaseGroupAsync(
        AwsScope scope,
        string groupId,
        TriggerKey trigger,
        Lease lease,
        ImmutableArray<RecordedChange> records,
        RecordedChange? unfinished,
        bool edited,
        DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>Writes down that the revision was answered, and gives the trigger back.</summary>
    /// <param name="scope">The trigger's account and Region.</param>
    /// <param name="trigger">The trigger.</param>
    /// <param name="lease">The lease that holds it.</param>
    /// <param name="alert">What people were told; null where there was no news, so that the alert before it stands.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LeaseLostException">The lease does not hold the trigger any more.</exception>
    Task CloseAsync(AwsScope scope, TriggerKey trigger, Lease lease, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>What was changed in these groups, or is being changed, for whichever trigger.</summary>
    Task<ImmutableArray<RecordedChange>> RecordedChangesAsync(
        AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps what people need to decide about an alert later, beside what is kept of it already. What is null, empty or the same there stays.
    /// </summary>
    /// <param name="scope">The trigger's account and Region.</param>
    /// <param name="triggerId">The trigger.</param>
    /// <param name="origin">The event that brought it; null where it stays.</param>
    /// <param name="groupIds">Groups that are changed.</param>
    /// <param name="asked">What people were asked to approve, in place of what they were asked before.</param>
    /// <param name="decision">What somebody has decided, beside what was decided before.</param>
    /// <param name="now">The time.</param>
    /// <param name="cancellationToken">Gives up.</param>
    Task RememberAsync(
        AwsScope scope,
        string triggerId,
        string? origin,
        ImmutableArray<string> groupIds,
        Asked? asked,
        PersonDecision? decision,
        DateTimeOffset now,
        CancellationToken cancellationToken);

    /// <summary>What is kept of an alert; null where nothing is.</summary>
    Task<Remembered?> RecallAsync(AwsScope scope, string triggerId, CancellationToken cancellationToken);

    /// <summary>Writes down what people keep open in a group, in place of what stood there. Only who holds the group writes it.</summary>
    Task KeepOpenAsync(AwsScope scope, string groupId, ImmutableArray<KeptOpen> kept, CancellationToken cancellationToken);

    /// <summary>What people keep open in these groups, also where its time is over.</summary>
    Task<ImmutableArray<KeptOpen>> KeptOpenAsync(AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken);
}
