using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What the answer to one trigger changed, or was about to change, in one group.</summary>
/// <param name="TriggerId">The trigger.</param>
/// <param name="At">When.</param>
/// <param name="Changes">The changes; null where they were too many to keep.</param>
public sealed record RecordedChange(string TriggerId, DateTimeOffset At, ImmutableArray<RuleChange>? Changes);
