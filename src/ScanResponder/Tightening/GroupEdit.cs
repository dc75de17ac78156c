using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Carries out the plan of one group so that it ends either made or not begun: replacements first, then the old rules; what cannot be
/// finished is put back. It never throws for what the account answers; it writes it down in <see cref="Changes"/>.
/// </summary>
/// <param name="account">The account, for making changes.</param>
/// <param name="settling">The same account, for looking at what came of them and putting them back; it has more time.</param>
/// <param name="plan">The plan.</param>
/// <param name="earlier">What earlier attempts have made of the same finding's plan, as the group shows it.</param>
/// <param name="findingId">The finding.</param>
/// <param name="time">The clock by which it waits for others.</param>
internal sealed class GroupEdit(
    IAccount account, IAccount settling, GroupPlan plan, ImmutableArray<RuleChange> earlier, string findingId, TimeProvider time)
{
    // Each pass follows a fresh look at the group: others may be changing it, and EC2 shows a change only after a moment.
    private const int Passes = 5;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>The group.</summary>
    internal string GroupId => plan.Group.Id;

    private readonly List<RuleChange> _authorize =
        [.. earlier.Where(change => change.Action is ChangeAction.Authorize), .. plan.Authorize.Select(piece => RuleChange.Of(plan.Group.Id, piece))];

    private readonly List<RuleChange> _revoke = [.. earlier.Where(change => change.Action is ChangeAction.Revoke), .. plan.Revoke.Select(RuleChange.Of)];
    private readonly TagSet _commonTags = plan.Authorize.Select(piece => piece.Tags).Aggregate((TagSet?)null, (all, tags) => all?.Intersect(tags) ?? tags) ?? TagSet.Empty;

    /// <summary>Every change of the plan, and how far it came.</summary>
    internal IEnumerable<RuleChange> Changes => RevokesFirst ? _revoke.Concat(_authorize) : _authorize.Concat(_revoke);

    /// <summary>True where the quota left no room to add before removing.</summary>
    internal bool RevokesFirst { get; private set; } = Retrospect.RevokedFirst(earlier).Contains(plan.Group.Id);

    /// <summary>Why the plan was not carried out, or null.</summary>
    internal AccountException? Failure { get; private set; }

    /// <summary>The ids of the rules that it added, as far as they are known, whether they still stand or not.</summary>
    internal IEnumerable<string> Added =>
        _authorize.Where(change => change.Status is ChangeStatus.Done or ChangeStatus.Undone).Select(change => change.RuleId).OfType<string>();

    /// <summary>True where a rule that it was to remove was not there any more: somebody else may have answered to it.</summary>
    internal bool FoundRuleGone { get; private set; }

    /// <summary>What people should know beside the changes.</summary>
    internal List<string> Notes { get; } = [];

    /// <summary>Asks EC2 whether it would do all of this, and does none of it.</summary>
    internal async Task RehearseAsync(CancellationToken cancellationToken)
    {
        try
        {
            var authorize = _authorize.Count == 0
                ? Task.CompletedTask
                : account.AuthorizeAsync(GroupId, [.. _authorize.Select(change => change.Rule)], _commonTags, dryRun: true, cancellationToken);
            await Task.WhenAll(authorize, account.RevokeAsync(GroupId, [.. _revoke.Select(change => change.RuleId!)], dryRun: true, cancellationToken));
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
            await AddReplacementsAsync(cancellationToken);
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
            Fail(GivenUp(exception));
        }
    }

    /// <summary>The second step: removes the old rules, or puts back what the first step added.</summary>
    internal async Task RevokeAsync(CancellationToken cancellationToken)
    {
        if (Failure is { } failure)
        {
            await RemoveReplacementsAsync(failure.Message);
            return;
        }

        try
        {
            if (RevokesFirst)
            {
                await RemoveOldRulesAsync(cancellationToken);
                await AddReplacementsAsync(cancellationToken);
                await TagApartAsync(cancellationToken);
            }
            else
            {
                await Task.WhenAll(RemoveOldRulesAsync(cancellationToken), TagApartAsync(cancellationToken));
            }
        }
        catch (Exception exception) when (exception is AccountException or OperationCanceledException)
        {
            Fail(exception as AccountException ?? GivenUp(exception));
            await (RevokesFirst ? RestoreOldRulesAsync() : RemoveReplacementsAsync(Failure!.Message));
        }
    }

    /// <summary>
    /// Ends what an earlier attempt began and nobody wants any more: its replacements go, unless the old rules have gone already.
    /// </summary>
    internal async Task SettleAsync(string why, CancellationToken cancellationToken)
    {
        if (!_revoke.Exists(change => change.Status is ChangeStatus.Done))
        {
            await RemoveReplacementsAsync(why);
            return;
        }

        await AuthorizeAsync(cancellationToken);
        await TagApartAsync(cancellationToken);
    }

    /// <summary>Learns from the rules that stand in the group which ids its replacements got, where EC2's answer did not say.</summary>
    internal void Identify(IEnumerable<IngressRule> standing)
    {
        var ids = standing.Where(rule => rule.GroupId == GroupId).ToLookup(rule => (rule.Traffic, rule.Source), rule => rule.Id);
        Update(_authorize, [.. _authorize.Where(change => change is { Status: ChangeStatus.Done, RuleId: null })],
            change => change with { RuleId = ids[(change.Rule.Traffic, change.Rule.Source)].FirstOrDefault() });
    }

    /// <summary>Replacements that are not among the rules that stand now were taken away again since they were added.</summary>
    internal void MarkRemovedAgain(IReadOnlySet<string> standing) => Update(
        _authorize,
        [.. _authorize.Where(change => change is { Status: ChangeStatus.Done, RuleId: { } id } && !standing.Contains(id))],
        change => change with { Status = ChangeStatus.Undone, Error = "It was removed again after it had been added." });

    private async Task AddReplacementsAsync(CancellationToken cancellationToken)
    {
        for (var pass = 1; ; pass++)
        {
            var pending = _authorize.Where(change => change.Status is ChangeStatus.Planned).ToList();
            if (pending.Count == 0)
                return;
            try
            {
                var added = await account.AuthorizeAsync(GroupId, [.. pending.Select(change => change.Rule)], _commonTags, dryRun: false, cancellationToken);
                var ids = added.ToLookup(rule => (rule.Traffic, rule.Source), rule => rule.Id);
                Update(_authorize, pending, change => change with
                {
                    Status = ChangeStatus.Done,
                    RuleId = ids[(change.Rule.Traffic, change.Rule.Source)].FirstOrDefault(),
                });
                return;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Duplicate or AccountErrorKind.Unavailable)
            {
                // Another delivery was faster, or the answer to our own request was lost: what is there tells.
                var found = (await ReadRulesAsync(CancellationToken.None)).ToLookup(rule => (rule.Traffic, rule.Source));
                foreach (var change in pending)
                {
                    if (found[(change.Rule.Traffic, change.Rule.Source)].FirstOrDefault() is { } rule)
                        Update(_authorize, [change], _ => IsOurs(rule) ? change with { Status = ChangeStatus.Done, RuleId = rule.Id } : change.MadeAs(rule));
                }

                if (_authorize.Exists(change => change.Status is ChangeStatus.Planned) && (pass == Passes || exception.Kind is AccountErrorKind.Unavailable))
                    throw;
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
        }
    }

    private async Task RemoveOldRulesAsync(CancellationToken cancellationToken)
    {
        for (var pass = 1; ; pass++)
        {
            var pending = _revoke.Where(change => change.Status is ChangeStatus.Planned).ToList();
            if (pending.Count == 0)
                return;
            try
            {
                await account.RevokeAsync(GroupId, [.. pending.Select(change => change.RuleId!)], dryRun: false, cancellationToken);
                Update(_revoke, pending, change => change with { Status = ChangeStatus.Done });
                return;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.NotFound or AccountErrorKind.Unavailable)
            {
                var standing = (await ReadRulesAsync(CancellationToken.None)).Select(rule => rule.Id).ToHashSet();
                var gone = exception.Kind is AccountErrorKind.NotFound ? ChangeStatus.Already : ChangeStatus.Done;
                Update(_revoke, Missing(pending, standing), change => change with { Status = gone });
                if (_revoke.Exists(change => change.Status is ChangeStatus.Planned) && (pass == Passes || exception.Kind is AccountErrorKind.Unavailable))
                    throw;
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
        }
    }

    /// <summary>Tags that some replacements have and others have not: one call adds rules with the same tags only.</summary>
    private async Task TagApartAsync(CancellationToken cancellationToken)
    {
        bool IsApart(RuleChange change) => change.Status is ChangeStatus.Done && !change.Tags.Equals(_commonTags);

        if (!_authorize.Exists(IsApart))
            return;
        try
        {
            if (_authorize.Exists(change => IsApart(change) && change.RuleId is null))
                Identify(await ReadRulesAsync(cancellationToken));
            var byTags = _authorize.Where(change => IsApart(change) && change.RuleId is not null).GroupBy(change => change.Tags.Except(_commonTags), change => change.RuleId!);
            await Task.WhenAll(byTags.Select(rules => account.TagRulesAsync([.. rules], rules.Key, cancellationToken)).ToList());
        }
        catch (AccountException exception)
        {
            Notes.Add($"Some rules that were added to {GroupId} could not be given all the tags of those they replace. {exception.Message}");
        }
    }

    /// <summary>The old rules could not be removed: the replacements, which admit nothing that those do not, go again.</summary>
    private async Task RemoveReplacementsAsync(string why)
    {
        // A call whose answer was lost may still have been performed.
        var unsure = Failure is { Kind: AccountErrorKind.Unavailable };
        if (!unsure && !_authorize.Exists(change => change.Status is ChangeStatus.Done))
            return;
        try
        {
            // Where an old rule is gone after all, a replacement may be all that keeps its traffic.
            var rules = await ReadRulesAsync(CancellationToken.None);
            var standing = rules.Select(rule => rule.Id).ToHashSet();
            Update(_revoke, Missing(_revoke.Where(change => change.Status is ChangeStatus.Failed), standing),
                change => change with { Status = ChangeStatus.Done, Error = null });
            FindReplacements(rules);
            if (_revoke.TrueForAll(change => change.Status is not ChangeStatus.Failed))
                Failure = null;
            if (_revoke.Exists(change => change.Status is not ChangeStatus.Failed))
                return;
            Identify(rules);
            var added = _authorize.Where(change => change is { Status: ChangeStatus.Done, RuleId: not null } && standing.Contains(change.RuleId)).ToList();
            if (added.Count == 0)
                return;
            await settling.RevokeAsync(GroupId, [.. added.Select(change => change.RuleId!)], dryRun: false, CancellationToken.None);
            Update(_authorize, added, change => change with { Status = ChangeStatus.Undone, Error = why });
        }
        catch (AccountException exception)
        {
            Notes.Add($"The rules that were added to {GroupId} could not be taken back; they admit nothing that its old rules do not. {exception.Message}");
        }
    }

    /// <summary>Replacements that were added although the call seemed to fail.</summary>
    private void FindReplacements(ImmutableArray<IngressRule> standing)
    {
        var before = plan.Group.Rules.Select(rule => rule.Id).ToHashSet();
        var ours = standing.Where(rule => IsOurs(rule) && !before.Contains(rule.Id)).ToLookup(rule => (rule.Traffic, rule.Source), rule => rule.Id);
        Update(_authorize, [.. _authorize.Where(change => change.Status is ChangeStatus.Failed && ours.Contains((change.Rule.Traffic, change.Rule.Source)))],
            change => change with { Status = ChangeStatus.Done, RuleId = ours[(change.Rule.Traffic, change.Rule.Source)].First(), Error = null });
    }

    /// <summary>There is no room for the replacements even without the old rules: those come back, with their descriptions and tags.</summary>
    private async Task RestoreOldRulesAsync()
    {
        try
        {
            // Where some of the replacements got in all the same, they take the room that the old rules need.
            var pieces = _authorize.Select(change => (change.Rule.Traffic, change.Rule.Source)).ToHashSet();
            var strays = (await ReadRulesAsync(CancellationToken.None)).Where(rule => IsOurs(rule) && pieces.Contains((rule.Traffic, rule.Source))).ToList();
            if (strays.Count > 0)
                await settling.RevokeAsync(GroupId, [.. strays.Select(rule => rule.Id)], dryRun: false, CancellationToken.None);
            foreach (var rules in _revoke.Where(change => change.Status is ChangeStatus.Done).GroupBy(change => change.Tags).Select(group => group.ToList()).ToList())
            {
                await settling.AuthorizeAsync(GroupId, [.. rules.Select(change => change.Rule)], rules[0].Tags.WithoutAws(), dryRun: false, CancellationToken.None);
                Update(_revoke, rules, change => change with { Status = ChangeStatus.Undone, Error = Failure!.Message });
            }
        }
        catch (AccountException exception)
        {
            Notes.Add($"Rules that were removed from {GroupId} could not be put back; run the undo. {exception.Message}");
        }
    }

    private List<RuleChange> Missing(IEnumerable<RuleChange> toRemove, HashSet<string> standing)
    {
        var missing = toRemove.Where(change => !standing.Contains(change.RuleId!)).ToList();
        FoundRuleGone |= missing.Count > 0;
        return missing;
    }

    private async Task<ImmutableArray<IngressRule>> ReadRulesAsync(CancellationToken cancellationToken) =>
        [.. (await settling.GroupsAsync([GroupId], cancellationToken)).SelectMany(group => group.Rules)];

    private bool IsOurs(IngressRule rule) => rule.Tags.TryGetValue(Planner.TagKey, out var id) && id == findingId;

    private AccountException GivenUp(Exception exception) => new(
        AccountErrorKind.Unavailable, "ec2:AuthorizeSecurityGroupIngress", GroupId, $"The change of {GroupId} was given up half-way.", exception);

    private void Fail(AccountException exception)
    {
        Failure = exception;
        Update(_authorize, [.. _authorize.Where(change => change.Status is ChangeStatus.Planned)], Failed);
        Update(_revoke, [.. _revoke.Where(change => change.Status is ChangeStatus.Planned)], Failed);

        RuleChange Failed(RuleChange change) => change with { Status = ChangeStatus.Failed, Error = exception.Message };
    }

    private static void Update(List<RuleChange> changes, IReadOnlyCollection<RuleChange> which, Func<RuleChange, RuleChange> change)
    {
        for (var index = 0; index < changes.Count; index++)
        {
            if (which.Contains(changes[index]))
                changes[index] = change(changes[index]);
        }
    }
}
