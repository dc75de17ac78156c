using ScanResponder.Accounts;
using ScanResponder.Journal;
using ScanResponder.Remediation;
using ScanResponder.Tightening;

namespace ScanResponder.Audit;

/// <summary>Does with what an audit found what the mode asks, each group through the same walk as a trigger that is about it.</summary>
/// <param name="policy">What the operator wants done.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What was done before; null where each sweep stands alone.</param>
public sealed class AuditRemediation(Policy policy, TimeProvider time, IJournal? journal = null)
{
    // Each edits a group of its own with a few calls; EC2 lets an account change groups a few times a second.
    private const int AtOnce = 4;

    /// <summary>The report with what came of each group that may be closed.</summary>
    /// <param name="report">What was found, in one account and Region.</param>
    /// <param name="account">That account and Region.</param>
    /// <param name="readAt">When reading it was begun.</param>
    /// <param name="deadlines">Who asks, and until when.</param>
    /// <param name="done">Called with each group as soon as it is dealt with, one at a time; may be null.</param>
    /// <param name="cancellationToken">Gives up; a change that is half done then is put back first.</param>
    public async Task<AuditReport> ApplyAsync(
        AuditReport report, IAccount account, DateTimeOffset readAt, Deadlines deadlines, Func<AuditedGroup, Task>? done, CancellationToken cancellationToken)
    {
        if (policy.Mode is Mode.Notify or Mode.Ask)
            return report;
        var groups = report.Groups.ToArray();
        using var telling = new SemaphoreSlim(1, 1);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, groups.Length).Where(index => groups[index].Outcome.Why is Reason.NotifyOnly),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                groups[index] = await ApplyAsync(groups[index], account, readAt, deadlines, token);
                if (done is null)
                    return;
                await telling.WaitAsync(CancellationToken.None);
                try
                {
                    await done(groups[index]);
                }
                finally
                {
                    telling.Release();
                }
            });
        return report with { Groups = [.. groups] };
    }

    private async Task<AuditedGroup> ApplyAsync(AuditedGroup group, IAccount account, DateTimeOffset readAt, Deadlines deadlines, CancellationToken cancellationToken)
    {
        using var session = new JournalSession(journal, group.Trigger.Scope, group.Trigger.Key, deadlines, time) { Answered = group.Trigger };
        if (await session.ClaimAsync(cancellationToken) is { } other)
            return group with { Outcome = other.Leave(group.Trigger.Id) };
        var remediator = new Remediator(group.Trigger, account, policy with { Scope = Scope.Guarded }, session, time);
        try
        {
            var outcome = await remediator.ApplyAsync(group.View, readAt, [.. group.Exposures.Select(entry => entry.Exposure)], cancellationToken);
            await session.ReleaseGroupsAsync(outcome.Changes, cancellationToken);
            await session.CloseAsync(new(time.GetUtcNow(), outcome.Verdict, [], 0), cancellationToken);
            return group with { Outcome = outcome.With(session.Notes) };
        }
        catch (TriggerHeldException exception)
        {
            return group with { Outcome = group.Outcome.With([exception.Message]) };
        }
    }
}
