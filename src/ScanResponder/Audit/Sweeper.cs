using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Exposure;
using ScanResponder.Journal;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Audit;

/// <summary>
/// The whole answer to a sweep: reads the account and Region, does with each open group what the mode asks, and tells people once, of what is open or was closed;
/// nothing where nothing is.
/// </summary>
/// <param name="accounts">The accounts that can be reached.</param>
/// <param name="channel">Where the message goes.</param>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What was done before; null where each sweep stands alone.</param>
public sealed class Sweeper(IAccounts accounts, IAlertChannel channel, Policy policy, TimeProvider time, IJournal? journal = null)
{
    /// <summary>Looks, closes what is to be closed, and tells.</summary>
    /// <param name="trigger">The sweep.</param>
    /// <param name="deadlines">Who asks, and until when.</param>
    /// <param name="cancellationToken">Gives up; a change that is half done then is put back first.</param>
    /// <returns>What was found; an empty report where another attempt answers this sweep, or has answered it.</returns>
    /// <exception cref="AlertNotDeliveredException">The message could not be published.</exception>
    public async Task<AuditReport> SweepAsync(SweepTrigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        var readAt = time.GetUtcNow();
        var at = trigger.UpdatedAt is null ? SweepTrigger.Of(trigger.Scope, readAt) with { Origin = trigger.Origin } : trigger;
        using var session = new JournalSession(journal, at.Scope, at.Key, deadlines, time);
        if (await session.ClaimAsync(cancellationToken) is { } other)
            return new() { Trigger = trigger, Scopes = [trigger.Scope], Notes = [other.Leave(trigger.Id).Reason] };
        var (account, inventory) = await ReadAsync(at, deadlines, cancellationToken);
        var report = RegionAudit.Of(inventory, policy, at) with { Trigger = at };

        // What was changed is written down before anybody is told: where this attempt dies, the next one finds the groups closed and has to say who did it.
        var changed = session.Begun;
        if (account is not null)
        {
            report = await new AuditRemediation(policy, time, journal).ApplyAsync(
                report,
                account,
                readAt,
                deadlines,
                group =>
                {
                    changed = [.. changed, .. group.Outcome.Changes];
                    return group.Outcome.Changes.IsEmpty ? Task.CompletedTask : session.RecordAsync(changed, cancellationToken);
                },
                cancellationToken);
        }

        ImmutableArray<string> ended = account is null ? [] : await new EndedAllowances(policy, time).RemoveAsync(account, inventory.Groups ?? [], cancellationToken);
        report = report with { Interrupted = [.. session.Begun.Except(report.Groups.SelectMany(group => group.Outcome.Changes))], Notes = [.. report.Notes, .. ended, .. session.Notes] };
        if (!report.Groups.IsEmpty || !report.Problems.IsEmpty || !report.Interrupted.IsEmpty || !ended.IsEmpty)
            await PublishAsync(report, deadlines, cancellationToken);
        await session.CloseAsync(null, cancellationToken);
        return report;
    }

    private async Task PublishAsync(AuditReport report, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var timeout = Deadlines.Until(deadlines.PublishBy, time, cancellationToken);
        try
        {
            await channel.PublishAsync(SweepMessage.Of(report), timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AlertNotDeliveredException("The topic did not accept the message of the sweep before the invocation ran out of time. Lambda retries the event.", exception);
        }
    }

    private async Task<(IAccount? Account, Inventory Inventory)> ReadAsync(SweepTrigger trigger, Deadlines deadlines, CancellationToken cancellationToken)
    {
        ImmutableArray<string> lists = [.. policy.Trusted.OfType<Trust.PrefixList>().Select(list => list.Id)];
        using var timeout = Deadlines.Until(deadlines.ReadBy, time, cancellationToken);
        try
        {
            var account = await accounts.OpenAsync(trigger.Scope, trigger.Key, timeout.Token);
            return account is IInventory all
                ? (account, await all.InventoryAsync(trigger.Scope, lists, progress: null, timeout.Token))
                : throw new AccountException(AccountErrorKind.Rejected, "ec2:DescribeSecurityGroups", null, "This account cannot be read as a whole.");
        }
        catch (AccountException exception)
        {
            return (null, new(trigger.Scope) { Failures = [exception] });
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, new(trigger.Scope)
            {
                Failures = [new(AccountErrorKind.Unavailable, "ec2:DescribeSecurityGroups", null, $"{trigger.Region} of account {trigger.AccountId} could not be read in time: give the function a longer timeout.", exception)],
            });
        }
    }
}
