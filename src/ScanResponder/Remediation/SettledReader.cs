using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Remediation;

/// <summary>
/// Reads groups after edits, again and again with growing pauses while a read contradicts what EC2 answered to the edits, or may be too old to show what it did
/// without an answer, as long as there is time.
/// </summary>
/// <param name="account">The account.</param>
/// <param name="by">When there is no more time for it.</param>
/// <param name="time">The clock.</param>
internal sealed class SettledReader(IAccount account, DateTimeOffset by, TimeProvider time)
{
    /// <summary>
    /// A rule that reads do not show this long after EC2 said that it stands was removed by somebody. Reads usually lag below a second, in public reports
    /// up to several: <see href="https://github.com/hashicorp/terraform/issues/6256"/>. What reads show that is gone needs no such limit, since rule
    /// ids are never used twice.
    /// </summary>
    internal static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(12);

    // Whoever has no deadline waits no longer than this for a read that agrees.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(200);

    // A group that reads leave out this often was deleted; one read alone may come from a replica that has not heard of it.
    private const int ReadsWithoutGroup = 3;

    // EC2 slows callers down; who gets no answer so often in a row gets none.
    private const int ReadsWithoutAnswer = 4;

    /// <exception cref="AccountException">The account does not answer.</exception>
    internal async Task<SettledRead> ReadAsync(IReadOnlyCollection<AcknowledgedEdits> edits, CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        var end = by - begun > Longest ? begun + Longest : by;
        var unanswered = 0;
        var absent = edits.ToDictionary(edit => edit.GroupId, _ => 0);
        SettledRead? last = null;
        for (var pause = Step; ; pause = pause + Step > LongestPause ? LongestPause : pause + Step)
        {
            try
            {
                last = ReadOf(edits, (await account.GroupsAsync([.. edits.Select(edit => edit.GroupId)], cancellationToken)).ToDictionary(group => group.Id), absent);
                unanswered = 0;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Throttled or AccountErrorKind.Unavailable)
            {
                // A read that the end of the time cuts off says nothing against the one before.
                var isOver = time.GetUtcNow() + pause >= end;
                if (isOver ? last is null : ++unanswered >= ReadsWithoutAnswer)
                    throw;
            }

            if (last is not null && ((unanswered == 0 && last.Late.IsEmpty) || time.GetUtcNow() + pause >= end))
            {
                var byId = edits.ToDictionary(edit => edit.GroupId);
                foreach (var (groupId, permission) in last.Vanished)
                    byId[groupId].Forget(permission);
                foreach (var group in last.Groups)
                    byId[group.Id].Learn(group, last.Late.Contains(group.Id));
                return last with { Groups = [.. last.Groups.Select(group => byId[group.Id].Correct(group))] };
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }

    /// <summary>What one read shows; its groups are not corrected yet.</summary>
    /// <param name="edits">What EC2 has answered.</param>
    /// <param name="read">The groups that the read shows.</param>
    /// <param name="absent">How many reads in a row have left each group out.</param>
    private SettledRead ReadOf(IReadOnlyCollection<AcknowledgedEdits> edits, Dictionary<string, SecurityGroup> read, Dictionary<string, int> absent)
    {
        var now = time.GetUtcNow();
        var late = ImmutableHashSet.CreateBuilder<string>();
        var vanished = ImmutableHashSet.CreateBuilder<(string, Permission)>();
        foreach (var edit in edits)
        {
            if (!read.TryGetValue(edit.GroupId, out var group))
            {
                if (++absent[edit.GroupId] < ReadsWithoutGroup)
                    late.Add(edit.GroupId);
                continue;
            }

            absent[edit.GroupId] = 0;
            var hidden = edit.NotShown(group);
            if (edit.ShowsWhatIsGone(group) || (now - edit.Last < LongestLag && (edit.IsSilentOn(group) || hidden.Any(permission => !edit.IsChanged(permission, group)))))
                late.Add(edit.GroupId);
            else
                vanished.UnionWith(hidden.Select(permission => (edit.GroupId, permission)));
        }

        return new(
            [.. read.Values],
            late.ToImmutable(),
            vanished.ToImmutable(),
            [.. edits.Select(edit => edit.GroupId).Where(id => absent[id] >= ReadsWithoutGroup)]);
    }
}
