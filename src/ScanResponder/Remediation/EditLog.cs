using System.Collections.Concurrent;

namespace ScanResponder.Remediation;

/// <summary>What EC2 has answered to the edits of one answer, group by group.</summary>
/// <param name="time">The clock.</param>
internal sealed class EditLog(TimeProvider time)
{
    private readonly ConcurrentDictionary<string, AcknowledgedEdits> _groups = [];

    /// <summary>The edits of this group.</summary>
    internal AcknowledgedEdits Of(string groupId) => _groups.GetOrAdd(groupId, id => new(id, time));
}
