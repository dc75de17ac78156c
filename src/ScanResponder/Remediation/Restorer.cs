using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Remediation;

/// <summary>
/// Carries out a <see cref="Restoration"/>, so that the group ends either restored or as it was: the old rules come back first, then those that were added in
/// their place go. It never throws for what the account answers.
/// </summary>
/// <param name="account">The account, for making changes.</param>
/// <param name="settling">The same account, for putting them back; it has more time.</param>
/// <param name="reader">Reads the group, with that time.</param>
/// <param name="known">What EC2 has answered to edits of the group.</param>
/// <param name="time">The clock by which it waits.</param>
internal sealed class Restorer(IAccount account, IAccount settling, SettledReader reader, AcknowledgedEdits known, TimeProvider time)
{
    private const int Passes = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private readonly List<RuleChange> _changes = [];

    /// <summary>What was changed, in order.</summary>
    internal ImmutableArray<RuleChange> Changes => [.. _changes.Select(known.Marked)];

    /// <summary>Why it was not carried out; null where it was.</summary>
    internal AccountException? Failure { get; private set; }

    /// <summary>True where somebody has changed a rule meanwhile that was to go, so that it is to be worked out again.</summary>
    internal bool IsOutOfDate { get; private set; }

    /// <summary>Carries it out.</summary>
    /// <param name="plan">What is to be done.</param>
    /// <param name="record">Writes down what is being done, at each step.</param>
    /// <param name="cancellationToken">Gives up; what is half done then is put back.</param>
    internal async Task RestoreAsync(Restoration plan, Func<ImmutableArray<RuleChange>, Task> record, CancellationToken cancellationToken)
    {
        _changes.AddRange(plan.Changes);
        try
        {
            await record(Changes);
            await AddAsync(account, [.. Pending(ChangeAction.Authorize)], cancellationToken);
            await record(Changes);
            await RemoveAsync(account, [.. Pending(ChangeAction.Revoke)], cancellationToken);
            if (IsOutOfDate)
                await PutBackAsync("Somebody has changed a rule meanwhile that was to be removed.");
        }
        catch (AccountException exception) when (exception.Kind is AccountErrorKind.QuotaExceeded && plan.Remove.Length > 0)
        {
            await RemoveFirstAsync(record, cancellationToken);
        }
        catch (AccountException exception)
        {
            await FailAsync(exception);
        }
        catch (OperationCanceledException exception)
        {
            await FailAsync(new(AccountErrorKind.Unavailable, "ec2:AuthorizeSecurityGroupIngress", plan.Group.Id, $"The undo in {plan.Group.Id} was stopped halfway.", exception));
        }
    }

    /// <summary>The group has no room for both.</summary>
    private async Task RemoveFirstAsync(Func<ImmutableArray<RuleChange>, Task> record, CancellationToken cancellationToken)
    {
        _changes.Sort((one, other) => other.Action.CompareTo(one.Action));
        try
        {
            // What got in before the rest was refused, and that they go first now, is to be known before they do.
            await record(Changes);
            await RemoveAsync(account, [.. Pending(ChangeAction.Revoke)], cancellationToken);
            if (IsOutOfDate)
            {
                await PutBackAsync("Somebody has changed a rule meanwhile that was to be removed.");
                return;
            }

            await AddAsync(account, [.. Pending(ChangeAction.Authorize)], cancellationToken);
        }
        catch (AccountException exception)
        {
            await FailAsync(exception);
        }
        catch (OperationCanceledException exception)
        {
            await FailAsync(new(AccountErrorKind.Unavailable, "ec2:AuthorizeSecurityGroupIngress", known.GroupId, $"The undo in {known.GroupId} was stopped halfway.", exception));
        }
    }

    private async Task FailAsync(AccountException exception)
    {
        Failure = exception;
        await PutBackAsync(exception.Message);
    }

    /// <summary>Puts back what was done, and says why; what was not done has failed.</summary>
    private async Task PutBackAsync(string why)
    {
        try
        {
            // Requests whose answers were lost may have been performed.
            if (Failure is { Kind: AccountErrorKind.Unavailable })
                await FindAsync();
            var removed = _changes.Where(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done }).ToList();
            var added = _changes.Where(change => change is { Action: ChangeAction.Authorize, Status: ChangeStatus.Done }).ToList();
            if (!IsOutOfDate && _changes.TrueForAll(change => change.Status is ChangeStatus.Done or ChangeStatus.Already))
            {
                Failure = null;
                return;
            }

            foreach (var rules in removed.GroupBy(change => change.Tags))
            {
                await HalvingAsync([.. rules], AccountErrorKind.Duplicate, async some =>
                {
                    foreach (var rule in await settling.AuthorizeAsync(known.GroupId, [.. some.Select(change => change.Rule)], rules.Key.WithoutAws(), dryRun: false, CancellationToken.None))
                        known.Added(rule);
                });
                foreach (var change in rules)
                    Replace(change, change with { Status = ChangeStatus.Undone, Error = why });
            }

            await HalvingAsync(
                [.. added], AccountErrorKind.NotFound, some => settling.RevokeAsync(known.GroupId, [.. some.Select(change => Permission.Of(change.Rule))], dryRun: false, CancellationToken.None));
            foreach (var change in added)
            {
                known.Gone(change.RuleId, Permission.Of(change.Rule));
                Replace(change, change with { Status = ChangeStatus.Undone, Error = why });
            }
        }
        catch (AccountException exception)
        {
            Failure ??= exception;
        }

        foreach (var change in _changes.Where(change => change.Status is ChangeStatus.Planned).ToList())
            Replace(change, change with { Status = ChangeStatus.Failed, Error = why });
    }

    /// <summary>
    /// Asks for all at once, which EC2 refuses as a whole where one of them stands or is gone already: then for each half. What is refused alone is as it is to be.
    /// </summary>
    private static async Task HalvingAsync(ImmutableArray<RuleChange> changes, AccountErrorKind already, Func<ImmutableArray<RuleChange>, Task> ask)
    {
        if (changes.IsEmpty)
            return;
        try
        {
            await ask(changes);
        }
        catch (AccountException exception) when (exception.Kind == already)
        {
            if (changes.Length == 1)
                return;
            await HalvingAsync(changes[..(changes.Length / 2)], already, ask);
            await HalvingAsync(changes[(changes.Length / 2)..], already, ask);
        }
    }

    /// <summary>Finds out by the group itself what was done, as soon as it can be seen.</summary>
    private async Task FindAsync()
    {
        var standing = (await reader.ReadAsync([known], CancellationToken.None)).Groups.SelectMany(group => group.Rules).ToLookup(Permission.Of);
        foreach (var change in _changes.Where(change => change.Status is ChangeStatus.Planned).ToList())
        {
            var equal = standing[Permission.Of(change.Rule)].FirstOrDefault();
            if (change.Action is ChangeAction.Authorize && equal is not null)
                Replace(change, change with { Status = ChangeStatus.Done, RuleId = equal.Id });
            else if (change.Action is ChangeAction.Revoke && equal is null)
                Replace(change, change with { Status = ChangeStatus.Done });
        }
    }

    /// <summary>Adds the rules, those with the same tags at once; where one is there already, finds it by halving the request.</summary>
    private async Task AddAsync(IAccount by, ImmutableArray<RuleChange> changes, CancellationToken cancellationToken)
    {
        foreach (var rules in changes.GroupBy(change => change.Tags))
            await AddAsync(by, [.. rules], rules.Key, lost: false, cancellationToken);
    }

    private async Task AddAsync(IAccount by, ImmutableArray<RuleChange> changes, TagSet tags, bool lost, CancellationToken cancellationToken)
    {
        for (var pass = 1; ; pass++)
        {
            try
            {
                var added = (await by.AuthorizeAsync(known.GroupId, [.. changes.Select(change => change.Rule)], tags, dryRun: false, cancellationToken)).DistinctBy(Permission.Of).ToDictionary(Permission.Of);
                foreach (var change in changes)
                {
                    var rule = added.GetValueOrDefault(Permission.Of(change.Rule));
                    if (rule is null)
                        known.Stands(Permission.Of(change.Rule));
                    else
                        known.Added(rule);
                    Replace(change, change with { Status = ChangeStatus.Done, RuleId = rule?.Id });
                }

                return;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Duplicate)
            {
                if (changes.Length > 1)
                {
                    await AddAsync(by, changes[..(changes.Length / 2)], tags, lost, cancellationToken);
                    await AddAsync(by, changes[(changes.Length / 2)..], tags, lost, cancellationToken);
                    return;
                }

                known.Stands(Permission.Of(changes[0].Rule));
                Replace(changes[0], changes[0] with { Status = lost ? ChangeStatus.Done : ChangeStatus.Already });
                return;
            }
            catch (Exception exception) when (exception is AccountException { Kind: AccountErrorKind.Unavailable } or OperationCanceledException)
            {
                lost = true;
                known.MayStand(changes.Select(change => Permission.Of(change.Rule)));
                if (pass >= Passes || exception is OperationCanceledException)
                    throw;
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Throttled && pass < Passes)
            {
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
        }
    }

    /// <summary>Removes the rules; one that is not there any more was removed or changed by somebody else.</summary>
    private async Task RemoveAsync(IAccount by, ImmutableArray<RuleChange> changes, CancellationToken cancellationToken, bool lost = false)
    {
        if (changes.IsEmpty)
            return;
        for (var pass = 1; ; pass++)
        {
            try
            {
                var unknown = await by.RevokeAsync(known.GroupId, [.. changes.Select(change => Permission.Of(change.Rule))], dryRun: false, cancellationToken);
                foreach (var change in changes)
                    Removed(change, unknown.Contains(Permission.Of(change.Rule)) && !lost);
                return;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.NotFound)
            {
                if (changes.Length == 1)
                {
                    Removed(changes[0], !lost);
                    return;
                }

                await RemoveAsync(by, changes[..(changes.Length / 2)], cancellationToken, lost);
                await RemoveAsync(by, changes[(changes.Length / 2)..], cancellationToken, lost);
                return;
            }
            catch (Exception exception) when (exception is AccountException { Kind: AccountErrorKind.Unavailable } or OperationCanceledException)
            {
                lost = true;
                known.MayBeGone(changes.Select(change => (change.RuleId!, Permission.Of(change.Rule))));
                if (pass >= Passes || exception is OperationCanceledException)
                    throw;
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Throttled && pass < Passes)
            {
                await Task.Delay(Pause * pass, time, cancellationToken);
            }
        }
    }

    private void Removed(RuleChange change, bool byOthers)
    {
        known.Gone(change.RuleId, Permission.Of(change.Rule));
        IsOutOfDate |= byOthers;
        Replace(change, change with { Status = byOthers ? ChangeStatus.Already : ChangeStatus.Done });
    }

    private IEnumerable<RuleChange> Pending(ChangeAction action) => _changes.Where(change => change.Action == action && change.Status is ChangeStatus.Planned);

    private void Replace(RuleChange old, RuleChange by) => _changes[_changes.FindIndex(change => ReferenceEquals(change, old))] = by;
}
