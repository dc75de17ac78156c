using System.Collections.Concurrent;
using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Remediation;

/// <summary>
/// Carries out the plan of one group so that it ends either made or not begun: replacements first, then the old rules; what cannot be finished is
/// put back. It never throws for what the account answers; it writes it down in <see cref="Changes"/>.
/// </summary>
/// <remarks>
/// Rules are removed by permission, which EC2 matches exactly: a rule that somebody has turned into another one meanwhile is not hit. Where the old
/// rule turns out to have been gone already, somebody wanted it gone, and what was added in its place goes too.
/// </remarks>
/// <param name="account">The account, for making changes.</param>
/// <param name="settling">The same account, for looking at what came of them and putting them back; it has more time.</param>
/// <param name="reader">Reads the group, with the time that <paramref name="settling"/> has.</param>
/// <param name="plan">The plan.</param>
/// <param name="earlier">What earlier answers have made of the same trigger's plan, as the group shows it.</param>
/// <param name="begun">Old rules that an earlier answer may have removed though they are shown, so that nobody knows who did it where they are gone.</param>
/// <param name="begunToAdd">What earlier answers were about to add, or added.</param>
/// <param name="byAnswers">Old rules that other answers have removed, relying on what earlier answers to this trigger had added.</param>
/// <param name="known">What EC2 has answered to edits of the group.</param>
/// <param name="alone">True where a lease keeps every other answer away from the group meanwhile.</param>
/// <param name="replan">The pieces that are needed where only these of the old rules are removed, and those others have gone.</param>
/// <param name="triggerId">The trigger.</param>
/// <param name="time">The clock by which it waits for others.</param>
internal sealed class GroupEdit(
    IAccount account,
    IAccount settling,
    SettledReader reader,
    GroupPlan plan,
    ImmutableArray<RuleChange> earlier,
    IReadOnlySet<string> begun,
    IReadOnlySet<Permission> begunToAdd,
    IReadOnlySet<string> byAnswers,
    AcknowledgedEdits known,
    bool alone,
    Func<IReadOnlySet<string>, IReadOnlySet<string>, ImmutableArray<Replacement>> replan,
    string triggerId,
    TimeProvider time)
{
    // Each pass follows a pause: EC2 slows callers down, and answers get lost.
    private const int Passes = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    // An answer needs a second or two for a group; one that is not done after this long has died.
    private static readonly TimeSpan LongestAnswer = TimeSpan.FromSeconds(10);

    // Other groups are edited at the same time, and what was done in all of them is written down whenever one of them needs it.
    private readonly Lock _gate = new();

    private readonly List<RuleChange> _authorize =
        [.. earlier.Where(change => change.Action is ChangeAction.Authorize), .. plan.Authorize.Select(piece => RuleChange.Of(plan.Group.Id, piece))];

    private readonly List<RuleChange> _revoke = [.. earlier.Where(change => change.Action is ChangeAction.Revoke), .. plan.Revoke.Select(RuleChange.Of)];
    private readonly TagSet _commonTags = plan.Authorize.Select(piece => piece.Tags).Aggregate((TagSet?)null, (all, tags) => all?.Intersect(tags) ?? tags) ?? TagSet.Empty;

    // The old rules of this plan by their place in the group; those of earlier answers are done with.
    private readonly HashSet<string> _own = [.. plan.Revoke.Select(rule => rule.Id)];

    // Rules that are gone, and nobody knows whether our request or somebody else removed them: its answer was lost.
    private readonly HashSet<string> _unknown = [];
    private readonly HashSet<string> _tagged = [];

    // What was added and was gone when it was to be taken back: people wanted that gone, and whatever is in it.
    private readonly List<RuleChange> _removedByPeople = [];

    // Rules whose removal was asked for, and EC2 has not answered.
    private readonly HashSet<string> _unanswered = [];

    // What EC2 was asked to add, or to put back, and may have in part: it has not answered, or refused the rest.
    private readonly HashSet<Permission> _mayStand = [];

    // Replacements that somebody had added though the read did not show it, whatever tag they gave them: no answer can have.
    private readonly HashSet<Permission> _addedByPeople = [];

    // Replacements that another answer to the same hole was faster to add; it removes the old rule too.
    private readonly HashSet<Permission> _addedByOthers = [];

    /// <summary>The group.</summary>
    internal string GroupId => plan.Group.Id;

    /// <summary>Every change of the plan, and how far it came.</summary>
    internal ImmutableArray<RuleChange> Changes
    {
        get
        {
            lock (_gate)
                return [.. (RevokesFirst ? _revoke.Concat(_authorize) : _authorize.Concat(_revoke)).Select(known.Marked)];
        }
    }

    /// <summary>True where the quota left no room to add before removing.</summary>
    internal bool RevokesFirst { get; private set; } = Reconciliation.RevokedFirst(earlier).Contains(plan.Group.Id);

    /// <summary>Why the plan was not carried out, or null.</summary>
    internal AccountException? Failure { get; private set; }

    /// <summary>True where the group was deleted meanwhile.</summary>
    internal bool IsGone { get; private set; }

    /// <summary>What people should know beside the changes.</summary>
    internal ConcurrentQueue<string> Notes { get; } = [];

    /// <summary>Asks EC2 whether it would do all of this, and does none of it.</summary>
    internal async Task DryRunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var authorize = _authorize.Count == 0
                ? Task.CompletedTask
                : account.AuthorizeAsync(GroupId, [.. _authorize.Select(change => change.Rule)], _commonTags, dryRun: true, cancellationToken);
            await Task.WhenAll(authorize, account.RevokeAsync(GroupId, [.. _revoke.Select(PermissionOf)], dryRun: true, cancellationToken));
        }
        catch (AccountException exception)
        {
            Fail(exception);
        }
    }

    /// <summary>The first of the two steps: adds the replacements.</summary>
    internal async Task AuthorizeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AddAsync(Pending(_authorize), cancellationToken);
        }
        catch (AccountException exception) when (exception.Kind is AccountErrorKind.QuotaExceeded)
        {
            RevokesFirst = true;
        }
        catch (AccountException exception)
        {
            Fail(exception);
        }
        catch (OperationCanceledException exception)
        {
            GiveUp(exception);
        }
    }

    /// <summary>The second step: removes the old rules, or puts back what the first step added.</summary>
    /// <param name="record">Writes down what was changed so far.</param>
    /// <param name="cancellationToken">Gives up; what is half done then is put back.</param>
    internal async Task RevokeAsync(Func<Task> record, CancellationToken cancellationToken)
    {
        if (IsGone)
            return;
        if (Failure is not null)
        {
            await RollBackAsync();
            return;
        }

        try
        {
            if (_addedByOthers.Count > 0 && await IsFinishedByTheOtherAsync(cancellationToken))
                return;
            if (!alone)
                await RelyOnOthersAsync(cancellationToken);
            if (RevokesFirst)
            {
                await RemoveAsync(account, Pending(_revoke), cancellationToken);
                try
                {
                    await record();
                }
                finally
                {
                    // Also where another attempt has the trigger by now: it may have read the group before the old rules went.
                    await AddAsync([.. Needed().Where(change => change.Status is ChangeStatus.Planned)], cancellationToken);
                    await TagApartAsync(cancellationToken);
                }
            }
            else
            {
                await Task.WhenAll(RemoveAsync(account, Pending(_revoke), cancellationToken), TagApartAsync(cancellationToken));
            }
        }
        catch (Exception exception) when (exception is AccountException or OperationCanceledException)
        {
            if (exception is AccountException failure)
                Fail(failure);
            else
                GiveUp(exception);
            if (!IsGone)
                await (RevokesFirst ? RestoreOldRulesAsync() : RollBackAsync());
            return;
        }

        await TakeBackWhatNobodyNeedsAsync(null);
    }

    /// <summary>Ends what an earlier answer began and nobody wants any more: its replacements go, unless the old rules have gone already.</summary>
    internal async Task FinishOrRollBackAsync(string why, CancellationToken cancellationToken)
    {
        if (!_revoke.Exists(change => change.Status is ChangeStatus.Done))
        {
            await TakeBackAsync([.. _authorize.Where(change => change.Status is ChangeStatus.Done && !_revoke.Exists(old => change.MayReplace(old) && byAnswers.Contains(old.RuleId!)))], why);
            return;
        }

        try
        {
            // The old rules have gone already, so a full group is a failure here and no reason to remove them first.
            await AddAsync(Pending(_authorize), cancellationToken);
            await TagApartAsync(cancellationToken);
        }
        catch (AccountException exception)
        {
            Fail(exception);
        }
        catch (OperationCanceledException exception)
        {
            GiveUp(exception);
        }
    }

    /// <summary>The change is given up; what was begun is put back by <see cref="RevokeAsync"/>.</summary>
    internal void GiveUp(Exception exception) => Fail(new(
        AccountErrorKind.Unavailable, "ec2:AuthorizeSecurityGroupIngress", GroupId, $"The change of {GroupId} was stopped halfway.", exception));

    /// <summary>Learns from the group as it is afterwards which ids its replacements got, whose they are, and what somebody else has done.</summary>
    /// <param name="now">The group; null where it could not be seen.</param>
    /// <param name="gone">True where it was deleted.</param>
    /// <param name="vanished">What EC2 said stands and does not stand any more.</param>
    /// <returns>True where a rule that was thought removed was turned into another one by somebody, so that its replacements went too.</returns>
    internal async Task<bool> LearnAsync(SecurityGroup? now, bool gone, IReadOnlySet<(string GroupId, Permission Permission)> vanished)
    {
        if (gone && !IsGone)
            MarkGone();
        if (IsGone || now is null)
            return false;

        var standing = now.Rules.DistinctBy(Permission.Of).ToDictionary(Permission.Of);
        var own = Added().Count;
        var found = FindsUnanswered(now);
        Update(_authorize, change => change.RuleId is null && change.Status is ChangeStatus.Done or ChangeStatus.Already, change =>
            !standing.TryGetValue(PermissionOf(change), out var rule) ? change
            : _addedByPeople.Contains(PermissionOf(change)) ? change.MadeByPeopleAs(rule)
            : IsOurs(rule) ? change with { Status = ChangeStatus.Done, RuleId = rule.Id }
            : change.MadeAs(rule));
        var learnt = Added().Count > own;
        foreach (var change in _authorize.Where(change => change is { Status: ChangeStatus.Done, RuleId: not null } && !standing.ContainsKey(PermissionOf(change))).ToList())
        {
            var byOthers = vanished.Contains((GroupId, PermissionOf(change)));
            if (byOthers)
                Notes.Enqueue($"Somebody removed {PermissionOf(change)} from {GroupId} after this function had added it. It was not added again.");
            Replace(_authorize, change, change with { Status = ChangeStatus.Undone, Error = byOthers ? "Somebody removed it after it had been added." : "A later step of this answer removed it." });
        }

        Update(_revoke, change => change.Status is ChangeStatus.Done && _mayStand.Contains(PermissionOf(change)) && standing.ContainsKey(PermissionOf(change)),
            change => change with { Status = ChangeStatus.Undone, Error = Failure?.Message });

        // What could not be removed, and is gone all the same, somebody else has removed, unless a request of ours has no answer.
        Update(_revoke, change => change.Status is ChangeStatus.Failed && !standing.ContainsKey(PermissionOf(change)),
            change => change with { Status = _unanswered.Contains(change.RuleId!) ? ChangeStatus.Done : ChangeStatus.Already, Error = null });
        if (_revoke.TrueForAll(change => change.Status is not ChangeStatus.Failed) && _authorize.TrueForAll(change => change.Status is not ChangeStatus.Failed))
            Failure = null;

        // An answer was lost, and the rule stands with another permission: it was somebody else who took the old one away.
        var changed = _revoke.Where(change => _unknown.Contains(change.RuleId!) && now.Rules.Any(rule => rule.Id == change.RuleId)).Select(change => change.RuleId).ToHashSet();
        if (changed.Count == 0)
            return learnt && (alone || found) && await TakesBackWhatNobodyNeedsAsync();
        _unknown.ExceptWith(changed!);
        Update(_revoke, change => changed.Contains(change.RuleId), change => change with { Status = ChangeStatus.Already });
        await TakeBackWhatNobodyNeedsAsync(null);
        return true;
    }

    /// <summary>
    /// What another answer had added in place of a rule that this one removed, and has taken back since: this one is to add it itself.
    /// </summary>
    /// <param name="vanished">What does not stand any more.</param>
    internal ImmutableArray<Replacement> ToReplace(IReadOnlySet<(string GroupId, Permission Permission)> vanished) =>
        _revoke.Exists(change => change.Status is ChangeStatus.Done && _own.Contains(change.RuleId!))
            ? [.. _authorize.Where(change => change.Status is ChangeStatus.Already && _addedByOthers.Contains(PermissionOf(change)) && vanished.Contains((GroupId, PermissionOf(change))))
                .Select(change => new Replacement(change.Rule, change.Tags))]
            : [];

    /// <summary>Tags that some replacements have and others have not: one call adds rules with the same tags only.</summary>
    internal async Task TagApartAsync(CancellationToken cancellationToken)
    {
        var apart = _authorize.Where(change => change is { Status: ChangeStatus.Done, RuleId: not null } && !change.Tags.Equals(_commonTags) && !_tagged.Contains(change.RuleId!)).ToList();
        if (apart.Count == 0)
            return;
        try
        {
            await Task.WhenAll(apart.GroupBy(change => change.Tags.Except(_commonTags), change => change.RuleId!)
                .Select(rules => account.TagRulesAsync([.. rules], rules.Key, cancellationToken))
                .ToList());
        }
        catch (AccountException exception)
        {
            Notes.Enqueue($"Some rules that were added to {GroupId} do not have all the tags of the rules they replace. {exception.Message}");
        }

        _tagged.UnionWith(apart.Select(change => change.RuleId!));
    }

    /// <summary>Adds the rules; where one is there already, finds it by halving the request, since EC2 makes all of a request or nothing.</summary>
    private async Task AddAsync(ImmutableArray<RuleChange> changes, CancellationToken cancellationToken, bool lost = false)
    {
        if (changes.IsEmpty)
            return;
        for (var pass = 1; ; pass++)
        {
            try
            {
                var added = await account.AuthorizeAsync(GroupId, [.. changes.Select(change => change.Rule)], _commonTags, dryRun: false, cancellationToken);
                var rules = added.DistinctBy(Permission.Of).ToDictionary(Permission.Of);
                foreach (var change in changes)
                {
                    var rule = rules.GetValueOrDefault(PermissionOf(change));
                    if (rule is null)
                        known.Stands(PermissionOf(change));
                    else
                        known.Added(rule);
                    Replace(_authorize, change, change with { Status = ChangeStatus.Done, RuleId = rule?.Id });
                }

                return;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Duplicate)
            {
                if (changes.Length > 1)
                {
                    await AddAsync(changes[..(changes.Length / 2)], cancellationToken, lost);
                    await AddAsync(changes[(changes.Length / 2)..], cancellationToken, lost);
                    return;
                }

                // Somebody was faster, or our own request was performed and its answer lost: a read will tell by the tag.
                var permission = PermissionOf(changes[0]);
                if (!lost && !alone)
                    _addedByOthers.Add(permission);
                var byPeople = !lost && alone && !_mayStand.Contains(permission) && !begunToAdd.Contains(permission);
                if (byPeople)
                    _addedByPeople.Add(permission);
                known.Stands(permission);

                // No read may come to tell whose it is: without the tag it stays when the change is undone.
                var tags = changes[0].Tags;
                Replace(_authorize, changes[0], changes[0] with { Status = ChangeStatus.Already, Tags = byPeople ? tags.Without(Planner.TagKey) : tags });
                return;
            }
            catch (Exception exception) when (MayBeDone(exception))
            {
                lost = true;
                MayStand(changes);
                if (pass >= Passes || exception is OperationCanceledException)
                    throw;
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Throttled && pass < Passes)
            {
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.QuotaExceeded)
            {
                // Whoever counts rule by rule has added the first of them.
                _mayStand.UnionWith(changes.Select(PermissionOf));
                throw;
            }
        }
    }

    /// <summary>True where nobody knows whether EC2 has done what it was asked for.</summary>
    private static bool MayBeDone(Exception exception) => exception is AccountException { Kind: AccountErrorKind.Unavailable } or OperationCanceledException;

    /// <summary>
    /// Of several answers to one hole the one that was first to add the replacements removes the old rule; the others wait for it, so that a rule that
    /// turns out to be gone tells the first one that a person removed it. True where the other one is done.
    /// </summary>
    private async Task<bool> IsFinishedByTheOtherAsync(CancellationToken cancellationToken)
    {
        for (var end = time.GetUtcNow() + LongestAnswer; time.GetUtcNow() < end; await Task.Delay(Pause, time, cancellationToken))
        {
            var rules = await ReadRulesAsync();
            var standing = rules.Select(rule => rule.Id).ToHashSet();
            if (_revoke.TrueForAll(change => !IsPending(change) || !standing.Contains(change.RuleId!)))
            {
                foreach (var change in Pending(_revoke))
                {
                    known.Gone(change.RuleId, PermissionOf(change));
                    Replace(_revoke, change, change with { Status = ChangeStatus.Already });
                }

                return true;
            }

            if (rules.Any(rule => _addedByOthers.Contains(Permission.Of(rule)) && !IsAnswers(rule)))
                return false;
        }

        return false;
    }

    /// <summary>
    /// Says of what other answers have added, and this one keeps, that it is needed: one that finds its old rule gone takes back what it added, but not what carries
    /// the tag of another answer. So it has to carry that before this one removes anything.
    /// </summary>
    private async Task RelyOnOthersAsync(CancellationToken cancellationToken)
    {
        IReadOnlyCollection<IngressRule> rules = _addedByOthers.Count > 0 ? await ReadRulesAsync() : plan.Group.Rules;
        var kept = plan.Keep.Select(piece => Permission.Of(piece.Draft)).ToHashSet();
        for (var pass = 1; ; pass++)
        {
            var needed = rules.Where(rule => IsAnswers(rule) && !IsOurs(rule) && kept.Contains(Permission.Of(rule))).Select(rule => rule.Id).ToList();
            if (needed.Count == 0)
                return;
            try
            {
                await account.TagRulesAsync(needed, TagSet.Empty.With(Planner.TagKey, triggerId), cancellationToken);
                return;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.NotFound && pass < Passes)
            {
                // The other one has just taken it back.
                var planned = _authorize.Select(PermissionOf).ToHashSet();
                lock (_gate)
                    _authorize.AddRange(plan.Keep.Where(piece => !planned.Contains(Permission.Of(piece.Draft))).Select(piece => RuleChange.Of(GroupId, piece)));
                await AddAsync(Pending(_authorize), cancellationToken);
                rules = await ReadRulesAsync();
            }
        }
    }

    /// <summary>Removes the rules; where one is not there any more, finds it by halving the request.</summary>
    private async Task RemoveAsync(IAccount by, ImmutableArray<RuleChange> changes, CancellationToken cancellationToken, bool lost = false)
    {
        if (changes.IsEmpty)
            return;
        var ids = changes.Select(change => change.RuleId!).ToList();
        for (var pass = 1; ; pass++)
        {
            try
            {
                _unanswered.UnionWith(ids);
                var unknown = await by.RevokeAsync(GroupId, [.. changes.Select(PermissionOf)], dryRun: false, cancellationToken);
                _unanswered.ExceptWith(ids);
                foreach (var change in changes)
                {
                    if (unknown.Contains(PermissionOf(change)))
                        WasGone(change, lost);
                    else
                        Removed(change);
                }

                return;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.NotFound)
            {
                // A refusal of them all says nothing of an earlier request whose answer was lost: each of them is to be asked for alone.
                if (!lost || changes.Length == 1)
                    _unanswered.ExceptWith(ids);
                if (changes.Length == 1)
                {
                    WasGone(changes[0], lost);
                    return;
                }

                await RemoveAsync(by, changes[..(changes.Length / 2)], cancellationToken, lost);
                await RemoveAsync(by, changes[(changes.Length / 2)..], cancellationToken, lost);
                return;
            }
            catch (Exception exception) when (MayBeDone(exception))
            {
                lost = true;
                MayBeGone(changes);
                if (pass >= Passes || exception is OperationCanceledException)
                    throw;
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Throttled && pass < Passes)
            {
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
            catch (AccountException)
            {
                // EC2 refused this request; an earlier one whose answer was lost may still have been performed.
                if (!lost)
                    _unanswered.ExceptWith(ids);
                throw;
            }
        }
    }

    private void MayStand(ImmutableArray<RuleChange> changes)
    {
        _mayStand.UnionWith(changes.Select(PermissionOf));
        known.MayStand(changes.Select(PermissionOf));
    }

    private void MayBeGone(ImmutableArray<RuleChange> changes) =>
        known.MayBeGone(changes.Where(change => change.RuleId is not null).Select(change => (change.RuleId!, PermissionOf(change))));

    private void Removed(RuleChange change)
    {
        known.Gone(change.RuleId, PermissionOf(change));
        Replace(_revoke, change, change with { Status = ChangeStatus.Done, Error = null });
    }

    /// <summary>The rule was not there when it was to be removed.</summary>
    private void WasGone(RuleChange change, bool lost)
    {
        known.Gone(change.RuleId, PermissionOf(change));
        if (_addedByOthers.Count > 0)
        {
            Replace(_revoke, change, change with { Status = ChangeStatus.Already });
            return;
        }

        if (!lost && !begun.Contains(change.RuleId!))
        {
            Notes.Enqueue($"{change.RuleId} ({change.Rule.Traffic} from {change.Rule.Source}) in {GroupId} was removed or changed by somebody else before this function could change it. Their change stays.");
            Replace(_revoke, change, change with { Status = ChangeStatus.Already });
            return;
        }

        _unknown.Add(change.RuleId!);

        // An earlier attempt that died here is told of anyway, and as if this read had shown the rule's end.
        if (lost || RevokesFirst)
        {
            Notes.Enqueue(
                $"EC2's answer to the removal of {change.RuleId} in {GroupId} was lost. The rule is gone: this function removed it, or somebody else did at the same moment."
                + (RevokesFirst ? " Nothing was added in its place; the undo brings it back." : ""));
        }

        Replace(_revoke, change, change with { Status = ChangeStatus.Done, Error = null });
    }

    /// <summary>The replacements of the rules that this function removed. Where it is not known who removed a rule, nothing more is added for it.</summary>
    private IEnumerable<RuleChange> Needed()
    {
        var removed = _revoke.Where(change => change.Status is ChangeStatus.Done && _own.Contains(change.RuleId!) && !(RevokesFirst && _unknown.Contains(change.RuleId!)))
            .Select(change => change.RuleId!)
            .ToHashSet();
        if (_own.SetEquals(removed) || (_addedByOthers.Count > 0 && Failure is null))
            return _authorize.Where(change => !IsForNothing(change));
        var standing = _revoke.Where(change => change.Status is not (ChangeStatus.Done or ChangeStatus.Already)).Select(change => change.RuleId!).ToHashSet();
        var gone = _own.Except(removed).Except(standing).ToHashSet();
        var pieces = removed.Count == 0 ? [] : replan(removed, gone);
        var wanted = pieces.Select(piece => Permission.Of(piece.Draft)).ToHashSet();
        var planned = _authorize.Select(PermissionOf).ToHashSet();
        lock (_gate)
            _authorize.AddRange(pieces.Where(piece => !planned.Contains(Permission.Of(piece.Draft))).Select(piece => RuleChange.Of(GroupId, piece)));
        var before = earlier.Select(PermissionOf).ToHashSet();
        return _authorize.Where(change => wanted.Contains(PermissionOf(change)) || (before.Contains(PermissionOf(change)) && !IsForNothing(change)));
    }

    /// <summary>True for what an earlier answer added before it died, where people have removed or changed all that it was to replace.</summary>
    private bool IsForNothing(RuleChange added) => added.Status is ChangeStatus.Done
        && earlier.Any(made => PermissionOf(made) == PermissionOf(added))
        && _revoke.Where(added.MayReplace).ToList() is { Count: > 0 } old
        && old.TrueForAll(removed => removed.Status is ChangeStatus.Already && !byAnswers.Contains(removed.RuleId!));

    /// <summary>Those that are missing come, and replacements of rules that somebody else has removed, or that could not be removed, go again.</summary>
    private async Task TakeBackWhatNobodyNeedsAsync(string? why)
    {
        var needed = Needed().ToHashSet();
        if (needed.Count == _authorize.Count && needed.All(change => change.Status is not ChangeStatus.Planned))
            return;
        var surplus = _authorize.Where(change => !needed.Contains(change)).Select(PermissionOf).ToHashSet();
        Update(_authorize, change => change.Status is ChangeStatus.Planned && surplus.Contains(PermissionOf(change)),
            change => change with { Status = ChangeStatus.Failed, Error = why ?? "Not added: the rule that it was to replace is gone." });
        var missing = needed.Where(change => change.Status is ChangeStatus.Planned).Select(PermissionOf).ToHashSet();

        // What is missing comes before what admits it goes, so that nobody is kept out in between. Where there is no room for both, it comes after.
        var isFull = !await AddsMissingAsync(isLast: false);
        await TakeBackAsync([.. Added().Where(change => surplus.Contains(PermissionOf(change)))], why ?? "Somebody else had removed the rule that it was to replace.");
        const string ByPeople = "Not kept: somebody removed what had been added in its place.";
        var unwanted = _authorize.Where(change => missing.Contains(PermissionOf(change)) && _removedByPeople.Exists(change.MayReplace)).ToList();
        foreach (var change in unwanted)
            Notes.Enqueue($"Somebody removed from {GroupId} what this function had added and would have kept as {PermissionOf(change)}. So that was not kept either.");
        Update(_authorize, change => change.Status is ChangeStatus.Planned && unwanted.Contains(change), change => change with { Status = ChangeStatus.Failed, Error = ByPeople });
        await TakeBackAsync([.. unwanted.Where(change => change.Status is ChangeStatus.Done)], ByPeople);
        if (isFull)
            await AddsMissingAsync(isLast: true);

        async Task<bool> AddsMissingAsync(bool isLast)
        {
            try
            {
                await AddAsync([.. Pending(_authorize).Where(change => missing.Contains(PermissionOf(change)))], CancellationToken.None);
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.QuotaExceeded && !isLast)
            {
                return false;
            }
            catch (AccountException exception)
            {
                Fail(exception);
            }

            return true;
        }
    }

    /// <summary>The same for what only a read has shown to be this answer's, as EC2's answer to the addition was lost. True where something went.</summary>
    private async Task<bool> TakesBackWhatNobodyNeedsAsync()
    {
        var added = Added();
        await TakeBackWhatNobodyNeedsAsync(Failure?.Message);
        return Added().Count < added.Count;
    }

    private List<RuleChange> Added() => [.. _authorize.Where(change => change.Status is ChangeStatus.Done)];

    /// <summary>What could not be finished is put back: replacements of rules that still stand go again.</summary>
    private async Task RollBackAsync()
    {
        var why = Failure!.Message;

        // A removal that has no answer may have been made, and then the replacements are all that is left of the rule: they go only where it stands.
        if (_unanswered.Count > 0 && !await IsAnsweredAsync())
            return;
        if (IsGone)
            return;
        if (_revoke.TrueForAll(change => change.Status is not ChangeStatus.Failed))
        {
            // What an earlier attempt removed is not replaced where this one could not add it.
            if (_authorize.TrueForAll(change => change.Status is not ChangeStatus.Failed))
                Failure = null;
            await TakeBackWhatNobodyNeedsAsync(why);
            return;
        }

        // Where a part of the old rules was removed before the rest failed, that part is finished.
        if (_revoke.Exists(change => change.Status is ChangeStatus.Done && _own.Contains(change.RuleId!)))
            await TakeBackWhatNobodyNeedsAsync(why);
        else
            await TakeBackAsync([.. _authorize.Where(change => change.Status is ChangeStatus.Done && !earlier.Any(made => PermissionOf(made) == PermissionOf(change)))], why);
    }

    /// <summary>
    /// Asks once more for the removals that have no answer: EC2 matches them exactly, so its answer tells what a read, which may be old, does not. False where
    /// there is none this time either.
    /// </summary>
    private async Task<bool> IsAnsweredAsync()
    {
        try
        {
            await RemoveAsync(settling, [.. _revoke.Where(change => _unanswered.Contains(change.RuleId!))], CancellationToken.None, lost: true);
            return true;
        }
        catch (AccountException exception) when (exception.Kind is AccountErrorKind.GroupNotFound)
        {
            MarkGone();
            return true;
        }
        catch (AccountException exception)
        {
            Notes.Enqueue(
                $"It is not known whether EC2 removed the old rules of {GroupId}, so the rules added in their place stay. They admit nothing that the old rules did not. {exception.Message}");
            return false;
        }
    }

    /// <summary>A request to add that failed may have been performed, or a part of it: what carries our tag is ours. True where there is such a rule.</summary>
    private bool FindsUnanswered(SecurityGroup now)
    {
        var before = plan.Group.Rules.Select(rule => rule.Id).ToHashSet();
        var ours = now.Rules.Where(rule => IsOurs(rule) && !before.Contains(rule.Id)).DistinctBy(Permission.Of).ToDictionary(Permission.Of);
        var failed = _authorize.Where(change => change.Status is ChangeStatus.Failed && _mayStand.Contains(PermissionOf(change)) && ours.ContainsKey(PermissionOf(change))).ToList();
        foreach (var change in failed)
        {
            known.Added(ours[PermissionOf(change)]);
            Replace(_authorize, change, change with { Status = ChangeStatus.Done, RuleId = ours[PermissionOf(change)].Id, Error = null });
        }

        return failed.Count > 0;
    }

    /// <summary>Removes what was added, but for what another answer needs; a rule that somebody has removed or changed since is theirs.</summary>
    private async Task TakeBackAsync(ImmutableArray<RuleChange> added, string why)
    {
        if (!alone && !added.IsEmpty)
        {
            var needed = await NeededByOthersAsync();
            added = added.RemoveAll(change => needed.Contains(PermissionOf(change)));
        }

        await RemoveAddedAsync(added, why);
    }

    /// <summary>What carries the tag of another answer, which relies on it; nothing where the group cannot be read.</summary>
    private async Task<HashSet<Permission>> NeededByOthersAsync()
    {
        try
        {
            return [.. (await ReadRulesAsync()).Where(rule => IsAnswers(rule) && !IsOurs(rule)).Select(Permission.Of)];
        }
        catch (AccountException)
        {
            return [];
        }
    }

    private async Task RemoveAddedAsync(ImmutableArray<RuleChange> added, string why, int pass = 1, bool lost = false)
    {
        if (added.IsEmpty)
            return;
        try
        {
            var unknown = await settling.RevokeAsync(GroupId, [.. added.Select(PermissionOf)], dryRun: false, CancellationToken.None);
            foreach (var change in added)
                Undone(change, unknown.Contains(PermissionOf(change)));
        }
        catch (AccountException exception) when (exception.Kind is AccountErrorKind.NotFound)
        {
            if (added.Length == 1)
            {
                Undone(added[0], wasGone: true);
                return;
            }

            await RemoveAddedAsync(added[..(added.Length / 2)], why, lost: lost);
            await RemoveAddedAsync(added[(added.Length / 2)..], why, lost: lost);
        }
        catch (AccountException exception) when (exception.Kind is AccountErrorKind.GroupNotFound)
        {
            MarkGone();
        }
        catch (AccountException exception) when (exception.Kind is AccountErrorKind.Throttled or AccountErrorKind.Unavailable && pass < Passes)
        {
            if (MayBeDone(exception))
                MayBeGone(added);
            await Task.Delay(Pause * pass, time, CancellationToken.None);
            await RemoveAddedAsync(added, why, pass + 1, lost || MayBeDone(exception));
        }
        catch (AccountException exception)
        {
            if (MayBeDone(exception))
                MayBeGone(added);
            Notes.Enqueue(
                (MayBeDone(exception) ? $"EC2 did not answer whether it has removed the rules again that were added to {GroupId}." : $"The rules that were added to {GroupId} could not be removed again.")
                + $" They admit nothing that its old rules do not. {exception.Message}");
        }

        void Undone(RuleChange change, bool wasGone)
        {
            known.Gone(change.RuleId, PermissionOf(change));
            Replace(_authorize, change, change with { Status = ChangeStatus.Undone, Error = why });

            // Where the answer to an own request was lost, that one may have removed it.
            if (wasGone && !lost)
                _removedByPeople.Add(change);
        }
    }

    /// <summary>There is no room for the replacements even without the old rules: those come back, with their descriptions and tags.</summary>
    private async Task RestoreOldRulesAsync()
    {
        if (_unanswered.Count > 0 && (!await IsAnsweredAsync() || IsGone))
            return;

        // Where some of the replacements got in all the same, they take the room that the old rules need.
        await TakeBackAsync([.. Added()], Failure!.Message);
        foreach (var rules in _revoke.Where(change => change.Status is ChangeStatus.Done && !_unknown.Contains(change.RuleId!)).GroupBy(change => change.Tags).ToList())
        {
            try
            {
                try
                {
                    await PutBackAsync([.. rules], rules.Key);
                }
                catch (AccountException full) when (full.Kind is AccountErrorKind.QuotaExceeded)
                {
                    // So do those that nobody knew of.
                    if ((await reader.ReadAsync([known], CancellationToken.None)).Groups is not [var now] || !FindsUnanswered(now))
                        throw;
                    await TakeBackAsync([.. Added()], Failure.Message);
                    await PutBackAsync([.. rules], rules.Key);
                }
            }
            catch (AccountException exception)
            {
                Notes.Enqueue($"Rules that were removed from {GroupId} could not be put back. Run the undo. {exception.Message}");
            }
        }
    }

    private async Task PutBackAsync(ImmutableArray<RuleChange> removed, TagSet tags)
    {
        try
        {
            foreach (var rule in await settling.AuthorizeAsync(GroupId, [.. removed.Select(change => change.Rule)], tags.WithoutAws(), dryRun: false, CancellationToken.None))
                known.Added(rule);
        }
        catch (AccountException exception) when (MayBeDone(exception))
        {
            MayStand(removed);
            throw;
        }

        foreach (var change in removed)
            Replace(_revoke, change, change with { Status = ChangeStatus.Undone, Error = Failure!.Message });
    }

    private async Task<ImmutableArray<IngressRule>> ReadRulesAsync() =>
        [.. (await settling.GroupsAsync([GroupId], CancellationToken.None)).SelectMany(group => group.Rules)];

    private static bool IsAnswers(IngressRule rule) => rule.Tags.ContainsKey(Planner.TagKey) && !Refusals.IsExempt(rule.Tags);

    private bool IsOurs(IngressRule rule) => rule.Tags.TryGetValue(Planner.TagKey, out var id) && id == triggerId;

    private void Fail(AccountException exception)
    {
        if (exception.Kind is AccountErrorKind.GroupNotFound)
        {
            MarkGone();
            return;
        }

        Failure = exception;
        Update(_authorize, IsPending, Failed);
        Update(_revoke, IsPending, Failed);

        RuleChange Failed(RuleChange change) => change with { Status = ChangeStatus.Failed, Error = exception.Message };
    }

    /// <summary>Nothing that was done in a group stands once the group is deleted, and nothing can be undone.</summary>
    private void MarkGone()
    {
        IsGone = true;
        Failure = null;
        Update(_authorize, _ => true, Gone);
        Update(_revoke, _ => true, Gone);

        RuleChange Gone(RuleChange change) => change with { Status = ChangeStatus.Undone, Error = $"{GroupId} was deleted." };
    }

    private static ImmutableArray<RuleChange> Pending(List<RuleChange> changes) => [.. changes.Where(IsPending)];

    private static bool IsPending(RuleChange change) => change.Status is ChangeStatus.Planned;

    private static Permission PermissionOf(RuleChange change) => Permission.Of(change.Rule);

    private void Replace(List<RuleChange> changes, RuleChange old, RuleChange by)
    {
        lock (_gate)
            changes[changes.FindIndex(change => ReferenceEquals(change, old))] = by;
    }

    private void Update(List<RuleChange> changes, Func<RuleChange, bool> which, Func<RuleChange, RuleChange> change)
    {
        lock (_gate)
        {
            for (var index = 0; index < changes.Count; index++)
            {
                if (which(changes[index]))
                    changes[index] = change(changes[index]);
            }
        }
    }
}
