using System.Collections.Immutable;
using ScanResponder.Tightening;

namespace ScanResponder.Journal;

/// <summary>What people were asked to approve.</summary>
/// <param name="At">When.</param>
/// <param name="Shown">The changes that they were shown.</param>
public sealed record Asked(DateTimeOffset At, ImmutableArray<RuleChange> Shown)
{
    /// <inheritdoc/>
    public bool Equals(Asked? other) => other is not null && At == other.At && Shown.SequenceEqual(other.Shown);

    /// <inheritdoc/>
    public override int GetHashCode() => At.GetHashCode();
}
