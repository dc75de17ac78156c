using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>
/// One answer's dealings with the journal. Where there is no journal, or it does not answer, the walk goes on as if the trigger had come for the first
/// time, and <see cref="Notes"/> says so.
/// </summary>
/// <param name="journal">The journal, or null.</param>
/// <param name="scope">Where it happened.</param>
/// <param name="trigger">What is answered.</param>
/// <param name="deadlines">The invocation's time.</param>
/// <param name="time">The clock.</param>
public sealed class JournalSession(IJournal? journal, AwsScope scope, TriggerKey trigger, Deadlines deadlines, TimeProvider time) : IDisposable
{
    /// <summary>After this long a trigger that goes on without news is told again.</summary>
    public static readonly TimeSpan NewsAfter = TimeSpan.FromHours(24);

    // A login shortly before the last alert may not have been in the log by then.
    private static readonly TimeSpan LogsComeLate = TimeSpan.FromMinutes(15);

    // DynamoDB answers in milliseconds; a journal that does not is no reason to keep people waiting.
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(6);

    private static readonly TimeSpan WaitForGroup = TimeSpan.FromMilliseconds(500);

    // One write at a time: groups are edited side by side, and the journal keeps the last word.
    private readonly SemaphoreSlim _writing = new(1, 1);

    // The groups that are claimed: what was changed in them before, and what they have as this answer's plan.
    private readonly ConcurrentDictionary<string, (ImmutableArray<RecordedChange> Earlier, ImmutableArray<RuleChange> Plan)> _groups = [];
    private readonly ConcurrentDictionary<string, bool> _unread = [];

    // What earlier attempts at the same trigger have left in the groups, which claiming a group replaces.
    private readonly ConcurrentDictionary<string, RecordedChange> _attempts = [];
    private readonly Lease _lease = new(deadlines.Id, deadlines.Begun, deadlines.Deadline);

    // What two triggers of one event do to a group is told apart by their leases too.
    private readonly Lease _groupLease = new($"{deadlines.Id}/{trigger.Id}", deadlines.Begun, deadlines.Deadline);

    // What was planned later than that this answer has planned itself.
    private readonly DateTimeOffset _begun = time.GetUtcNow();

    private ImmutableArray<RuleChange>? _recorded;
    private JournalEntry _entry = JournalEntry.New;
    private bool _claimed;
    private string? _trouble;

    /// <summary>The trigger that is answered, which is kept where groups are changed for it, so that people can have it undone; null to keep nothing.</summary>
    public Trigger? Answered { get; init; }

    /// <summary>The trigger whose changes are written down in the groups where they are not this one's own; null where they are.</summary>
    public string? RecordsOf { get; init; }

    /// <summary>Where it happened.</summary>
    public AwsScope Scope => scope;

    /// <summary>The invocation's time.</summary>
    public Deadlines Deadlines => deadlines;

    /// <summary>What earlier answers began and nobody was told of yet.</summary>
    public ImmutableArray<RuleChange> Begun => _entry.Changes;

    /// <summary>
    /// Until when those who began it can have edited a group; null where none can. Their invocation had its time shared out as this one has.
    /// </summary>
    public DateTimeOffset? BegunUntil => _entry.HeldUntil is { } until && deadlines.Deadline < DateTimeOffset.MaxValue ? until - (deadlines.Deadline - deadlines.SettleBy) : _entry.HeldUntil;

    /// <summary>When people were last told of it; null where they were not, or nobody knows.</summary>
    public DateTimeOffset? AlertedAt => _entry.LastAlert?.At;

    /// <summary>True where the trigger is claimed in a journal.</summary>
    public bool IsOpen => _claimed;

    /// <summary>What people should know about the journal, a sentence each.</summary>
    public IEnumerable<string> Notes
    {
        get
        {
            if (_trouble is not null)
                yield return $"The journal could not be updated; you may get this alert again. {_trouble}";
            if (_entry.Unreadable is { } unreadable)
                yield return $"The journal's entry for this finding could not be read and was ignored: {unreadable}.";
            if (_entry.Cut > 0)
                yield return $"An earlier attempt changed {_entry.Cut} more rules than the journal could hold; the undo leaves them out.";
        }
    }

    /// <summary>Claims the trigger; null where it may be answered, else why it may not.</summary>
    public async Task<Claim?> ClaimAsync(CancellationToken cancellationToken)
    {
        if (journal is null)
            return null;
        var claim = await AskAsync(token => journal.ClaimAsync(scope, trigger, _lease with { Event = Answered?.Origin.Digest() }, time.GetUtcNow(), token), deadlines.ReadBy, cancellationToken);
        if (claim is not Claim.Granted granted)
            return claim;
        _claimed = true;
        _entry = granted.Entry;
        return null;
    }

    /// <summary>
    /// Claims the groups in which these changes are to be made, and writes the changes down, before the first of them. Waits where another answer is
    /// editing one of them.
    /// </summary>
    /// <param name="planned">All changes that are about to be made, and those that earlier answers made.</param>
    /// <param name="others">More groups to claim, in which nothing is planned.</param>
    /// <param name="knownTo">What was changed in the groups until then, the plan knows of.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>False where somebody else has been at one of the groups since then, so that the plan may be out of date.</returns>
    /// <exception cref="LeaseLostException">Another invocation has taken the trigger over.</exception>
    /// <exception cref="TriggerHeldException">A group is being edited for longer than there is time to wait; the trigger must come again.</exception>
    public async Task<bool> ClaimGroupsAsync(
        ImmutableArray<RuleChange> planned, IEnumerable<string> others, DateTimeOffset knownTo, CancellationToken cancellationToken)
    {
        var byGroup = planned.ToLookup(change => change.GroupId);
        var all = byGroup.Select(group => group.Key).Union(others).ToList();
        var wanted = all.Where(id => !_groups.ContainsKey(id)).ToList();
        var recording = planned.IsEmpty ? Task.CompletedTask : Task.WhenAll(RecordAsync(planned, cancellationToken), RememberAsync([.. byGroup.Select(group => group.Key)], null, null, cancellationToken));

        // A group that is claimed has what is about to be done there now, for whoever looks at it if this answer dies. Nobody else has been at it since.
        var replanned = byGroup.Select(group => group.Key).Where(id => _groups.TryGetValue(id, out var group) && !group.Plan.SequenceEqual(byGroup[id])).ToList();
        var claiming = Task.WhenAll(wanted.Select(ClaimAsync));
        var replanning = Task.WhenAll(replanned.Select(ClaimAsync));
        var claims = await claiming;
        var replans = await replanning;
        await recording;
        if (claims.Concat(replans).All(claim => claim is not GroupClaim.Held))
            return claims.All(IsUnchanged);

        // Whoever has some and waits for others lets go first, and then takes all of them, one after the other in the same order as everybody else.
        all = [.. all.Union(_groups.Keys).Order(StringComparer.Ordinal)];
        await LetGoOfGroupsAsync(cancellationToken);
        foreach (var id in all)
        {
            while (await ClaimAsync(id) is GroupClaim.Held held)
            {
                if (time.GetUtcNow() + WaitForGroup >= deadlines.ChangeBy)
                {
                    await LetGoOfGroupsAsync(cancellationToken);

                    // Nothing of the plan was begun, and the next attempt must not take what stands for its own.
                    await RecordAsync(Begun, cancellationToken);
                    throw new TriggerHeldException(
                        $"Invocation {held.Holder} is changing {id} in answer to finding {held.TriggerId}, until "
                        + $"{held.Until.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture)} at the latest. Lambda retries finding {trigger.Id} after that.");
                }

                await Task.Delay(WaitForGroup, time, cancellationToken);
            }
        }

        return false;

        bool IsUnchanged(GroupClaim? claim) => claim is not GroupClaim.Granted { ChangedAt: { } at } || at < knownTo;

        async Task<GroupClaim?> ClaimAsync(string groupId)
        {
            if (!_claimed)
                return null;

            // Where this call plans nothing, what earlier attempts have left there still counts; who never got at the group has left nothing.
            ImmutableArray<RuleChange> plan = byGroup.Contains(groupId) ? [.. byGroup[groupId]]
                : _attempts.ContainsKey(groupId) || _unread.ContainsKey(groupId) ? [.. (_recorded ?? Begun).Where(change => change.GroupId == groupId)]
                : [];
            var claim = await AskAsync(
                token => journal!.ClaimGroupAsync(scope, groupId, trigger, _groupLease, plan, time.GetUtcNow(), token), deadlines.SettleBy, cancellationToken);
            if (claim is not GroupClaim.Granted granted)
                return claim;
            if (granted.Left is { } left && left.At < _begun)
                _attempts.TryAdd(groupId, left);
            _groups[groupId] = (granted.Earlier, granted.TakenOver ? [] : plan);
            return claim;
        }
    }

    /// <summary>What was changed before in the groups that are claimed, the oldest first.</summary>
    public IEnumerable<RecordedChange> EarlierChanges => _groups.SelectMany(group => group.Value.Earlier).OrderBy(record => record.At);

    /// <summary>Writes down what is about to be changed, or what was.</summary>
    /// <exception cref="LeaseLostException">Another invocation has taken the trigger over.</exception>
    public async Task RecordAsync(ImmutableArray<RuleChange> changes, CancellationToken cancellationToken)
    {
        if (!_claimed)
            return;
        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (_recorded is { } recorded && recorded.SequenceEqual(changes))
                return;
            if (await AskAsync(token => journal!.RecordAsync(scope, trigger, _lease, changes, time.GetUtcNow(), token), deadlines.SettleBy, cancellationToken))
                _recorded = changes;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <summary>Takes back what was written down as about to be changed, where nothing was: a later answer would take it for what this one began.</summary>
    /// <exception cref="LeaseLostException">Another invocation has taken the trigger over.</exception>
    public Task ForgetPlanAsync(CancellationToken cancellationToken) => _recorded is { IsEmpty: false } ? RecordAsync([], cancellationToken) : Task.CompletedTask;

    /// <summary>
    /// Keeps the trigger that is answered, with groups that are changed, what people are asked, or what somebody has decided. False where the journal does
    /// not take it.
    /// </summary>
    public async Task<bool> RememberAsync(ImmutableArray<string> groupIds, Asked? asked, PersonDecision? decision, CancellationToken cancellationToken) =>
        _claimed && Answered is { } answered && await AskAsync(
            token => journal!.RememberAsync(scope, answered.Id, answered.Origin.ToJson(), groupIds, asked, decision, time.GetUtcNow(), token), deadlines.PublishBy, cancellationToken);

    /// <summary>Keeps what people are asked about groups of which none is claimed. False where there is no journal, or it does not take it.</summary>
    public async Task<bool> RememberAskedAsync(ImmutableArray<string> groupIds, Asked asked, CancellationToken cancellationToken) =>
        journal is not null && Answered is { } answered && await AskAsync(
            token => journal.RememberAsync(scope, answered.Id, answered.Origin.ToJson(), groupIds, asked, null, time.GetUtcNow(), token), deadlines.PublishBy, cancellationToken);

    /// <summary>What people keep open in these groups; nothing where the journal does not say.</summary>
    public async Task<ImmutableArray<KeptOpen>> KeptOpenAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken) =>
        journal is not null && groupIds.Count > 0
            && await AskAsync(async token => (Found: true, Kept: await journal.KeptOpenAsync(scope, groupIds, token)), deadlines.SettleBy, cancellationToken) is { Found: true, Kept: var kept }
                ? kept
                : [];

    /// <summary>Writes down what people keep open in a group that is claimed. False where the journal does not take it.</summary>
    public Task<bool> KeepOpenAsync(string groupId, ImmutableArray<KeptOpen> kept, CancellationToken cancellationToken) =>
        AskAsync(token => journal!.KeepOpenAsync(scope, groupId, kept, token), deadlines.SettleBy, cancellationToken);

    /// <summary>Writes down what was changed in the groups that were claimed, and gives them back. Nothing that goes wrong here is thrown.</summary>
    public async Task ReleaseGroupsAsync(ImmutableArray<RuleChange> changes, CancellationToken cancellationToken)
    {
        var byGroup = changes.ToLookup(change => change.GroupId);
        await Task.WhenAll(_groups.Select(group =>
        {
            var earlier = WithTold(group.Key, group.Value.Earlier);
            ImmutableArray<RuleChange> own = [.. byGroup[group.Key]];
            var edited = own.Any(change => change.Status is ChangeStatus.Done or ChangeStatus.Undone);
            ImmutableArray<RecordedChange> records = edited
                ? [.. earlier.Where(record => record.TriggerId != trigger.Id && (RecordsOf is null || !Recollection.IsOf(record, RecordsOf))), RecordOf(own, earlier, time.GetUtcNow())]
                : earlier;
            return ReleaseAsync(group.Key, records, null, edited, cancellationToken);
        }));
    }

    /// <summary>
    /// Gives back the groups that were claimed before anything was done in them. What an earlier attempt died over there stays: whether it was done, nobody has
    /// been told. Nothing that goes wrong here is thrown.
    /// </summary>
    public async Task LetGoOfGroupsAsync(CancellationToken cancellationToken) => await Task.WhenAll(_groups.Select(group =>
    {
        var earlier = group.Value.Earlier;
        var unfinished = _attempts.TryGetValue(group.Key, out var attempt) && !earlier.Any(record => record.TriggerId == trigger.Id && record.At == attempt.At) ? attempt : null;
        return ReleaseAsync(group.Key, earlier, unfinished, false, cancellationToken);
    }));

    private async Task ReleaseAsync(string groupId, ImmutableArray<RecordedChange> records, RecordedChange? unfinished, bool edited, CancellationToken cancellationToken)
    {
        _groups.TryRemove(groupId, out _);
        await AskAsync(
            token => journal!.ReleaseGroupAsync(scope, groupId, trigger, _groupLease, records, unfinished, edited, time.GetUtcNow(), token), deadlines.PublishBy, cancellationToken);
    }

    /// <summary>
    /// What was changed in a group before, with what the answer to an earlier update did there, of which people were told and which could not be written down at its end:
    /// this one's claim has replaced its plan.
    /// </summary>
    private ImmutableArray<RecordedChange> WithTold(string groupId, ImmutableArray<RecordedChange> earlier) =>
        _attempts.TryGetValue(groupId, out var attempt) && IsTold(attempt) && !earlier.Any(record => record.TriggerId == trigger.Id && record.At == attempt.At)
            ? [.. earlier.Where(record => record.TriggerId != trigger.Id), attempt.After(earlier)]
            : earlier;

    private bool IsTold(RecordedChange record) => record.TriggerId == trigger.Id && record.At <= AlertedAt;

    /// <summary>
    /// An undo knows all that was changed before, and writes down what is left of it beside what it has taken back. Of which people were told is done, though only the plan is known.
    /// </summary>
    private RecordedChange RecordOf(ImmutableArray<RuleChange> own, ImmutableArray<RecordedChange> before, DateTimeOffset now) => RecordsOf is { } undone
        ? new(undone, now, [.. own.Where(change => change.Status is ChangeStatus.Undone)]) { Earlier = [.. own.Where(change => change.Status is not ChangeStatus.Undone)] }
        : new RecordedChange(trigger.Id, now, own).After(before.Select(record => IsTold(record) ? AsDone(record) : record));

    private static RecordedChange AsDone(RecordedChange record) => record with
    {
        Changes = record.Changes?.Select(change => change.Status is ChangeStatus.Planned ? change with { Status = ChangeStatus.Done } : change).ToImmutableArray(),
    };

    /// <summary>
    /// What was changed in these groups before this answer; empty where nobody knows. Of a group that is claimed here the claim has told it: the journal
    /// has by now what this answer was about to do, which is not what it did.
    /// </summary>
    public async Task<ImmutableArray<RecordedChange>> RecordedChangesAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        ImmutableArray<RecordedChange> told = [.. groupIds.SelectMany(Told)];
        List<string> others = [.. groupIds.Where(id => !_groups.ContainsKey(id))];
        if (!_claimed || others.Count == 0)
            return told;
        if (await AskAsync(async token => (Found: true, Records: await journal!.RecordedChangesAsync(scope, others, token)), deadlines.SettleBy, cancellationToken) is { Found: true, Records: var records })
        {
            foreach (var (id, record) in records.Where(record => record.TriggerId == trigger.Id).SelectMany(record => record.Changes ?? [], (record, change) => (change.GroupId, record)))
                _attempts[id] = record;
            return told.AddRange(records);
        }

        others.ForEach(id => _unread[id] = true);
        return told;

        IEnumerable<RecordedChange> Told(string groupId) =>
            !_groups.TryGetValue(groupId, out var group) ? [] : _attempts.TryGetValue(groupId, out var attempt) ? group.Earlier.Add(attempt) : group.Earlier;
    }

    /// <summary>
    /// Where an earlier attempt was cut off, and the trigger's entry did not take down what it was about to do: what the groups say of it counts as begun.
    /// </summary>
    public async Task LookForBegunAsync(IReadOnlyCollection<string> groupIds, CancellationToken cancellationToken)
    {
        if (!Begun.IsEmpty || _entry.HeldUntil is null || groupIds.Count == 0)
            return;
        var records = await RecordedChangesAsync(groupIds, cancellationToken);
        _entry = _entry with
        {
            Changes = [.. records.Where(record => record.TriggerId == trigger.Id && (AlertedAt is not { } told || record.At > told)).SelectMany(record => record.Changes ?? [])],
        };
    }

    /// <summary>Groups of which the journal was asked what was changed, and did not say; those that are claimed since have told it.</summary>
    public IEnumerable<string> Unread => _unread.Keys.Where(id => !_groups.ContainsKey(id));

    /// <summary>
    /// True where people do not know yet what they would be told: other ports or rules, another instance, another outcome, changed rules, a stranger who has logged in since, more
    /// severe, or a day later.
    /// </summary>
    /// <param name="alert">What they would be told.</param>
    /// <param name="changed">True where rules were changed.</param>
    /// <param name="strangers">When strangers last logged in; null where that is not known.</param>
    public bool IsNews(PastAlert alert, bool changed, IEnumerable<DateTimeOffset?> strangers) =>
        _entry.LastAlert is not { } last
        || alert.Verdict != last.Verdict
        || changed
        || strangers.Any(login => login is not { } at || at > last.At - LogsComeLate)
        || alert.Severity > last.Severity
        || !alert.Ports.SequenceEqual(last.Ports)
        || alert.Rules != last.Rules
        || last.IsAboutAnother(alert.About)
        || alert.At - last.At >= NewsAfter;

    /// <summary>Writes down that the trigger was answered. People have been told by now, so nothing that goes wrong here is thrown.</summary>
    /// <param name="alert">What people were told; null where they were not.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Why it could not be written down; null where it was, or there is no journal.</returns>
    public async Task<string?> CloseAsync(PastAlert? alert, CancellationToken cancellationToken)
    {
        if (!_claimed)
            return _trouble;
        try
        {
            await AskAsync(token => journal!.CloseAsync(scope, trigger, _lease, alert, time.GetUtcNow(), token), deadlines.PublishBy, cancellationToken);
        }
        catch (LeaseLostException exception)
        {
            _trouble = exception.Message;
        }

        return _trouble;
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private Task<bool> AskAsync(Func<CancellationToken, Task> ask, DateTimeOffset by, CancellationToken cancellationToken) => AskAsync(
        async token =>
        {
            await ask(token);
            return true;
        },
        by,
        cancellationToken);

    /// <summary>Asks the journal; one question that it does not answer is no reason not to ask it the next.</summary>
    private async Task<T?> AskAsync<T>(Func<CancellationToken, Task<T>> ask, DateTimeOffset by, CancellationToken cancellationToken)
    {
        var soon = time.GetUtcNow() + Timeout;
        using var timeout = Deadlines.Until(by < soon ? by : soon, time, cancellationToken);
        try
        {
            return await ask(timeout.Token);
        }
        catch (JournalException exception)
        {
            _trouble = exception.Message;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _trouble = "The journal did not answer in time.";
        }

        return default;
    }
}
