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
        if (policy.Mode is Mode.Notify && journal is null)
            return report;
        var groups = report.Groups.ToArray();
        using var telling = new SemaphoreSlim(1, 1);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, groups.Length).Where(index => groups[index].Outcome.Why is Reason.NotifyOnly),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) =>
            {
                groups[index] = policy.Mode is Mode.Notify or Mode.Ask
                    ? await AskAsync(groups[index], deadlines, token)
                    : await ApplyAsync(groups[index], account, readAt, deadlines, token);
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

    /// <summary>What people keep open is told as that; of the rest, in the mode ask, they are asked whether it is to be closed. Nothing is edited, so nothing is claimed.</summary>
    private async Task<AuditedGroup> AskAsync(AuditedGroup group, Deadlines deadlines, CancellationToken cancellationToken)
    {
        var trigger = group.Trigger.ToDecideAbout(group.Group.Id);
        using var session = new JournalSession(journal, trigger.Scope, trigger.Key, deadlines, time) { Answered = trigger };
        var kept = await session.KeptOpenAsync([group.Group.Id], cancellationToken);
        var now = time.GetUtcNow();
        group = group.With(Decision.Of(trigger, group.View, [.. group.Exposures.Select(entry => entry.Exposure)], policy with { Scope = Scope.Guarded }, now, kept));
        if (policy.Approvals is not { } approvals || group.Outcome is not { Why: Reason.WaitsForApproval, Planned: { IsEmpty: false } planned })
            return group with { Outcome = group.Outcome.With(session.Notes) };
        return await session.RememberAskedAsync([group.Group.Id], new(now, planned), cancellationToken)
            ? group with { Approve = ApprovalCommands.Of(approvals, trigger) }
            : group with { Outcome = group.Outcome.With(["It cannot be approved, since no journal remembers what is shown here. The lines that close it work all the same.", .. session.Notes]) };
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
