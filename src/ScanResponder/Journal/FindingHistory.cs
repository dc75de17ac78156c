using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>What was done about a trigger, and what people have decided about it.</summary>
/// <param name="Scope">Where it happened; its partition is that of the Region.</param>
/// <param name="TriggerId">The trigger.</param>
/// <param name="Changes">What was changed, the oldest first.</param>
/// <param name="Decisions">What people have decided, the oldest first.</param>
public sealed record FindingHistory(AwsScope Scope, string TriggerId, ImmutableArray<RecordedChange> Changes, ImmutableArray<PersonDecision> Decisions);
