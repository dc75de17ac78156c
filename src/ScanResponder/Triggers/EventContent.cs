using System.Collections.Immutable;

namespace ScanResponder.Triggers;

/// <summary>What an event of a source that is answered brings.</summary>
/// <param name="Triggers">In the event's order; empty where it is nothing to us.</param>
/// <param name="Nothing">Why it is nothing to us, a sentence; null where it brings a trigger.</param>
public sealed record EventContent(ImmutableArray<Trigger> Triggers, string? Nothing)
{
    /// <summary>An event that brings these.</summary>
    internal static EventContent Of(params ImmutableArray<Trigger> triggers) => new(triggers, null);

    /// <summary>An event that is nothing to us.</summary>
    /// <param name="why">A sentence.</param>
    internal static EventContent None(string why) => new([], why);
}
