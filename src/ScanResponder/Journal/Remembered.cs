using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Journal;

/// <summary>What is kept of an alert, so that people can decide about it later.</summary>
/// <param name="Origin">The event that brought its trigger, as <see cref="TriggerOrigin.ToJson"/> writes it.</param>
/// <param name="GroupIds">The groups that the answer changed, or was about to; in order, each once.</param>
/// <param name="Asked">What people were asked to approve; null where they were not, or it was too much to keep.</param>
/// <param name="Decisions">What people have decided, the oldest first.</param>
public sealed record Remembered(string Origin, ImmutableArray<string> GroupIds, Asked? Asked, ImmutableArray<PersonDecision> Decisions);
