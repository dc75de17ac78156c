using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Network;

namespace ScanResponder.Remediation;

/// <summary>
/// Reads groups after edits, again and again with growing pauses while a read contradicts what EC2 answered to the edits, as long as there is time.
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
        for (var pause = Step; ; pause = pause + Step > LongestPause ? LongestPause : pause + Step)
        {
            Dictionary<string, SecurityGroup> read;
            try
            {
                read = (await account.GroupsAsync([.. edits.Select(edit => edit.GroupId)], cancellationToken)).ToDictionary(group => group.Id);
                unanswered = 0;
            }
            catch (AccountException exception) when (exception.Kind is AccountErrorKind.Throttled or AccountErrorKind.Unavailable
                && ++unanswered < ReadsWithoutAnswer && time.GetUtcNow() + pause < end)
            {
                await Task.Delay(pause, time, cancellationToken);
                continue;
            }

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
                if (edit.ShowsWhatIsGone(group))
                    late.Add(edit.GroupId);
                else if (hidden.Any(permission => !edit.IsChanged(permission, group)) && now - edit.Last < LongestLag)
                    late.Add(edit.GroupId);
                else
                    vanished.UnionWith(hidden.Select(permission => (edit.GroupId, permission)));
            }

            if (late.Count == 0 || now + pause >= end)
            {
                foreach (var (groupId, permission) in vanished)
                    edits.First(edit => edit.GroupId == groupId).Forget(permission);
                return new(
                    [.. edits.Where(edit => read.ContainsKey(edit.GroupId)).Select(edit => edit.Correct(read[edit.GroupId]))],
                    late.ToImmutable(),
                    vanished.ToImmutable(),
                    [.. edits.Select(edit => edit.GroupId).Where(id => absent[id] >= ReadsWithoutGroup)]);
            }

            await Task.Delay(pause, time, cancellationToken);
        }
    }
}
