using System.Collections.Immutable;
using ScanResponder.Journal;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.InMemory;

/// <summary>A journal that lives as long as the process. It can be used from several threads at once.</summary>
public sealed class InMemoryJournal : IJournal, IJournalHistory
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Account, string Region, string Source, string Id), Page> _pages = [];
    private readonly Dictionary<(string Account, string Region, string GroupId), GroupPage> _groups = [];
    private readonly Dictionary<(string Account, string Region, string TriggerId), Remembered> _remembered = [];
    private readonly Dictionary<(string Account, string Region, string GroupId), ImmutableArray<KeptOpen>> _kept = [];

    /// <inheritdoc/>
    public Task<Claim> ClaimAsync(AwsScope scope, TriggerKey trigger, Lease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var page = _pages.GetValueOrDefault(KeyOf(scope, trigger), Page.Empty);
            if (page.Answered is { } answered && string.CompareOrdinal(answered, trigger.Revision) >= 0)
                return Task.FromResult<Claim>(new Claim.Answered(page.Alert?.At) { Revision = answered, Alert = page.Alert });
            if (page.Lease is { } other && other.Holder != lease.Holder && other.Until > now)
                return Task.FromResult<Claim>(new Claim.Held(other.Holder, other.Until, lease.IsForEvent(other.Event) && string.CompareOrdinal(page.Revision, trigger.Revision) >= 0));
            _pages[KeyOf(scope, trigger)] = page with { Lease = lease, Revision = trigger.Revision };
            return Task.FromResult<Claim>(new Claim.Granted(new(page.Changes, 0, page.Alert) { HeldUntil = page.Lease?.Until }));
        }
    }

    /// <inheritdoc/>
    public Task RecordAsync(
        AwsScope scope, TriggerKey trigger, Lease lease, ImmutableArray<RuleChange> changes, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _pages[KeyOf(scope, trigger)] = Held(scope, trigger, lease) with { Changes = changes };
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<GroupClaim> ClaimGroupAsync(
        AwsScope scope,
        string groupId,
        TriggerKey trigger,
        Lease lease,
        ImmutableArray<RuleChange> planned,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var key = (scope.AccountId, scope.Region, groupId);
            var page = _groups.GetValueOrDefault(key, GroupPage.Empty);
            if (page.Lease is { } other && other.Holder != lease.Holder && other.Until > now)
                return Task.FromResult<GroupClaim>(new GroupClaim.Held(page.HeldFor, other.Holder, other.Until));
            var left = page.Current;
            var takenOver = left is not null && left.TriggerId != trigger.Id;
            page = takenOver
                ? new(lease, trigger.Id, null, [.. page.Records.Where(record => record.TriggerId != left!.TriggerId), left!.After(page.Records)], now)
                : page with { Lease = lease, HeldFor = trigger.Id, Current = new(trigger.Id, now, planned) };
            _groups[key] = page;
            return Task.FromResult<GroupClaim>(new GroupClaim.Granted(page.Records, page.ChangedAt) { TakenOver = takenOver, Left = takenOver || left?.At == now ? null : left });
        }
    }

    /// <inheritdoc/>
    public Task ReleaseGroupAsync(
        AwsScope scope,
        string groupId,
        TriggerKey trigger,
        Lease lease,
        ImmutableArray<RecordedChange> records,
        RecordedChange? unfinished,
        bool edited,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var key = (scope.AccountId, scope.Region, groupId);
            if (_groups.TryGetValue(key, out var page) && page.Lease?.Holder == lease.Holder)
                _groups[key] = new(null, "", unfinished, [.. records.TakeLast(JournalFormat.MostRecords)], edited ? now : page.ChangedAt);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task CloseAsync(AwsScope scope, TriggerKey trigger, Lease lease, PastAlert? alert, DateTimeOffset now, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var page = _pages.GetValueOrDefault(KeyOf(scope, trigger), Page.Empty);
            if (page.Lease is null && page.AnsweredBy == lease.Holder)
                return Task.CompletedTask;
            page = Held(scope, trigger, lease);
            _pages[KeyOf(scope, trigger)] = new(null, "", [], trigger.Revision, lease.Holder, alert ?? page.Alert);
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<RecordedChange>> RecordedChangesAsync(AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            return Task.FromResult(groupIds.Distinct()
                .Select(id => _groups.GetValueOrDefault((scope.AccountId, scope.Region, id), GroupPage.Empty))
                .SelectMany(page => page.Current is { } current ? page.Records.Where(record => record.TriggerId != current.TriggerId).Append(current.After(page.Records)) : page.Records)
                .ToImmutableArray());
        }
    }

    /// <inheritdoc/>
    public Task RememberAsync(
        AwsScope scope,
        string triggerId,
        string? origin,
        ImmutableArray<string> groupIds,
        Asked? asked,
        PersonDecision? decision,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var key = (scope.AccountId, scope.Region, triggerId);
            var known = _remembered.GetValueOrDefault(key, new("", [], null, []));
            _remembered[key] = new(
                origin ?? known.Origin,
                [.. known.GroupIds.Union(groupIds).Order(StringComparer.Ordinal)],
                asked ?? known.Asked,
                decision is null ? known.Decisions : known.Decisions.Add(decision));
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<Remembered?> RecallAsync(AwsScope scope, string triggerId, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return Task.FromResult(_remembered.TryGetValue((scope.AccountId, scope.Region, triggerId), out var known) && known.Origin.Length > 0 ? known : null);
    }

    /// <inheritdoc/>
    public Task KeepOpenAsync(AwsScope scope, string groupId, ImmutableArray<KeptOpen> kept, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            _kept[(scope.AccountId, scope.Region, groupId)] = kept;
            return Task.CompletedTask;
        }
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<KeptOpen>> KeptOpenAsync(AwsScope scope, IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
            return Task.FromResult(groupIds.Distinct().SelectMany(id => _kept.GetValueOrDefault((scope.AccountId, scope.Region, id), [])).ToImmutableArray());
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FindingHistory>> HistoryAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        lock (_gate)
        {
            var changes = _groups.SelectMany(group => group.Value.Records, (group, record) => (Key: (group.Key.Account, group.Key.Region, record.TriggerId), Record: record)).ToLookup(one => one.Key, one => one.Record);
            return Task.FromResult(changes.Select(one => one.Key).Union(_remembered.Where(one => !one.Value.Decisions.IsEmpty).Select(one => one.Key))
                .Select(key => new FindingHistory(
                    AwsScope.Of(key.Account, key.Region), key.Item3, [.. changes[key].OrderBy(record => record.At)], _remembered.TryGetValue(key, out var known) ? known.Decisions : []))
                .ToImmutableArray());
        }
    }

    private Page Held(AwsScope scope, TriggerKey trigger, Lease lease) =>
        _pages.TryGetValue(KeyOf(scope, trigger), out var page) && page.Lease?.Holder == lease.Holder
            ? page
            : throw new LeaseLostException($"Another invocation has taken over finding {trigger.Id}.");

    private static (string Account, string Region, string Source, string Id) KeyOf(AwsScope scope, TriggerKey trigger) =>
        (scope.AccountId, scope.Region, trigger.Source, trigger.Id);

    private sealed record Page(Lease? Lease, string Revision, ImmutableArray<RuleChange> Changes, string? Answered, string? AnsweredBy, PastAlert? Alert)
    {
        internal static Page Empty { get; } = new(null, "", [], null, null, null);
    }

    private sealed record GroupPage(Lease? Lease, string HeldFor, RecordedChange? Current, ImmutableArray<RecordedChange> Records, DateTimeOffset? ChangedAt)
    {
        internal static GroupPage Empty { get; } = new(null, "", null, [], null);
    }
}
