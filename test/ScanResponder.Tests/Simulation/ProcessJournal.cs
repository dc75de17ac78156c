using System.Collections.Immutable;
using ScanResponder.Journal;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Simulation;

/// <summary>The journal as a process gets at it.</summary>
/// <param name="process">The process.</param>
/// <param name="journal">The journal.</param>
internal sealed class ProcessJournal(Process process, IJournal journal) : IJournal
{
    /// <summary>Is told when a trigger was closed.</summary>
    internal Action Closed { get; init; } = () => { };

    public Task<Claim> ClaimAsync(AwsScope scope, TriggerKey trigger, Lease lease, DateTimeOffset now, CancellationToken cancellationToken) =>
        AskAsync("claim", () => journal.ClaimAsync(scope, trigger, lease, now, cancellationToken));

    public Task RecordAsync(
        AwsScope scope, TriggerKey trigger, Lease lease, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync("record", () => journal.RecordAsync(scope, trigger, lease, changes, now, cancellationToken));

    public Task<GroupClaim> ClaimGroupAsync(
        AwsScope scope, string groupId, TriggerKey trigger, Lease lease, ImmutableArray<RuleChange> planned, DateTimeOffset now, CancellationToken cancellationToken) =>
        AskAsync("claim-group", () => journal.ClaimGroupAsync(scope, groupId, trigger, lease, planned, now, cancellationToken));

    public Task ReleaseGroupAsync(
        AwsScope scope,
        string groupId,
        TriggerKey trigger,
        Lease lease,
        ImmutableArray<RecordedChange> records,
        RecordedChange? unfinished,
        bool edited,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        WriteAsync("release", () => journal.ReleaseGroupAsync(scope, groupId, trigger, lease, records, unfinished, edited, now, cancellationToken));

    public Task CloseAsync(AwsScope scope, TriggerKey trigger, Lease lease, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken) =>
        WriteAsync("close", async () =>
        {
            await journal.CloseAsync(scope, trigger, lease, alert, now, cancellationToken);
            Closed();
        });

    public Task<ImmutableArray<RecordedChange>> RecordedChangesAsync(AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("recorded", () => journal.RecordedChangesAsync(scope, groupIds, cancellationToken));

    public Task RememberAsync(
        AwsScope scope,
        string triggerId,
        string? origin,
        ImmutableArray<string> groupIds,
        Asked? asked,
        PersonDecision? decision,
        DateTimeOffset now,
        CancellationToken cancellationToken) =>
        WriteAsync("remember", () => journal.RememberAsync(scope, triggerId, origin, groupIds, asked, decision, now, cancellationToken));

    public Task<Remembered?> RecallAsync(AwsScope scope, string triggerId, CancellationToken cancellationToken) =>
        AskAsync("recall", () => journal.RecallAsync(scope, triggerId, cancellationToken));

    public Task KeepOpenAsync(AwsScope scope, string groupId, ImmutableArray<KeptOpen> kept, CancellationToken cancellationToken) =>
        WriteAsync("keep-open", () => journal.KeepOpenAsync(scope, groupId, kept, cancellationToken));

    public Task<ImmutableArray<KeptOpen>> KeptOpenAsync(AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        AskAsync("kept-open", () => journal.KeptOpenAsync(scope, groupIds, cancellationToken));

    private Task<bool> WriteAsync(string call, Func<Task> write) => AskAsync(call, async () =>
    {
        await write();
        return true;
    });

    private Task<T> AskAsync<T>(string call, Func<Task<T>> ask) => process.CallAsync(call, ask, fault => new JournalException($"The journal was not to be reached: {fault}."));
}
