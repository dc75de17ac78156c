using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What a person has decided about an alert, and what came of it.</summary>
/// <param name="Kind">What they decided.</param>
/// <param name="At">When.</param>
/// <param name="Who">Who, for a sentence.</param>
/// <param name="Why">Why; null where they did not say.</param>
/// <param name="Verdict">What came of it.</param>
/// <param name="Until">Of an undo: until when it is kept open; null for ever.</param>
public sealed record PersonDecision(DecisionKind Kind, DateTimeOffset At, string Who, string? Why, Verdict Verdict, DateTimeOffset? Until);
