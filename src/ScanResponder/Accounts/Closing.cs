using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Accounts;

/// <summary>What the answer to one finding changed, or was about to change, in one group.</summary>
/// <param name="FindingId">The finding.</param>
/// <param name="At">When.</param>
/// <param name="Changes">The changes; null where they were too many to note.</param>
public sealed record Closing(string FindingId, DateTimeOffset At, ImmutableArray<RuleChange>? Changes);
