using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Findings;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>What earlier attempts at a finding began before they died, as far as it can be seen in the groups.</summary>
/// <param name="Changes">Their changes, with the status that the groups show.</param>
/// <param name="Groups">The groups of the finding, and those that the attempts changed.</param>
/// <param name="Unseen">Changes whose groups could not be read; their status is what was noted.</param>
internal sealed record Unfinished(
    ImmutableArray<RuleChange> Changes, ImmutableArray<SecurityGroup> Groups, ImmutableArray<RuleChange> Unseen)
{
    /// <summary>True where something was changed.</summary>
    internal bool IsMade => Changes.Any(change => change.Status is ChangeStatus.Done);

    /// <summary>What people should know about it, a sentence each.</summary>
    internal IEnumerable<string> Notes
    {
        get
        {
            if (IsMade)
                yield return "An earlier attempt at this finding was cut short; what it had changed was looked up and is listed with the rest.";
            if (!Unseen.IsEmpty)
            {
                yield return $"An earlier attempt at this finding was about to change {string.Join(", ", Unseen.Select(change => change.GroupId).Distinct())}, "
                    + "which could not be read again: look at it, and run the undo if rules are missing.";
            }
        }
    }

    /// <summary>Looks up what became of it. One more round trip where an attempt changed a group that the instance has lost since.</summary>
    internal static async Task<Unfinished> LookAsync(
        Finding finding, IAccount? account, AccountView view, Casework work, TimeProvider time, CancellationToken cancellationToken)
    {
        var groups = view.Groups ?? [];
        if (work.Begun.IsEmpty)
            return new([], groups, []);
        var others = work.Begun.Select(change => change.GroupId).Except(groups.Select(group => group.Id)).ToList();
        if (account is not null && others.Count > 0)
        {
            try
            {
                var more = await new PunctualAccount(account, work.Attempt.ChangeBy, time).GroupsAsync(others, cancellationToken);
                groups = [.. groups, .. more];
                others.Clear();
            }
            catch (AccountException)
            {
                // They stay unseen, and the note says so.
            }
        }

        return new(
            Retrospect.Of(work.Begun, groups, finding.Id), groups, [.. work.Begun.Where(change => others.Contains(change.GroupId))]);
    }

    /// <summary>The outcome of an attempt that made no changes and could not look at all of what was begun.</summary>
    internal Outcome Blind(Outcome outcome, Finding finding) => WithUnseen(outcome.With(Notes), finding);

    /// <summary>The outcome with what was begun and could not be looked at, and the undo of that.</summary>
    internal Outcome WithUnseen(Outcome outcome, Finding finding) => outcome with
    {
        Changes = [.. outcome.Changes, .. Unseen],
        Undo = RuleCommands.Joined(
            outcome.Undo,
            RuleCommands.Undo(finding.AccountId, finding.Region, Unseen.Select(change => change with { Status = ChangeStatus.Done }), Retrospect.RevokedFirst(Unseen))),
    };

    /// <summary>The outcome where what was begun is not wanted any more, and was settled.</summary>
    internal Outcome Settled(Outcome outcome, TighteningResult result, Finding finding)
    {
        var settled = outcome with { Changes = result.Changes, Undo = RuleCommands.Undo(finding.AccountId, finding.Region, result.Changes, result.RevokedFirst) };
        return WithUnseen(settled.With([.. Notes, .. result.Notes, .. result.Failures.Select(failure => failure.Message)]), finding);
    }
}
