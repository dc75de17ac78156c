using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>Somebody has taken an answer back, and keeps open what it had closed.</summary>
/// <param name="GroupId">The security group.</param>
/// <param name="Traffic">What the rule admits that was opened again.</param>
/// <param name="Source">Whom it admits.</param>
/// <param name="Ports">The guarded ports that are kept open.</param>
/// <param name="Until">Until when; null for ever.</param>
/// <param name="By">Who has decided it, for a sentence.</param>
/// <param name="Why">Why; null where they did not say.</param>
/// <param name="TriggerId">The trigger whose answer was taken back.</param>
public sealed record KeptOpen(
    string GroupId, Traffic Traffic, RuleSource Source, ImmutableArray<int> Ports, DateTimeOffset? Until, string By, string? Why, string TriggerId)
{
    /// <summary>False where its time is over.</summary>
    public bool Holds(DateTimeOffset now) => Until is not { } until || now < until;

    /// <summary>True where this is what is kept open.</summary>
    public bool Spares(PortExposure exposure) => exposure.Rule.GroupId == GroupId && Source.Equals(exposure.Rule.Source) && Ports.Contains(exposure.Port) && Traffic.Covers(exposure.Rule.Traffic);

    /// <inheritdoc/>
    public bool Equals(KeptOpen? other) => other is not null && IsSame(other) && Until == other.Until && By == other.By && Why == other.Why && TriggerId == other.TriggerId
        && Ports.SequenceEqual(other.Ports);

    /// <summary>True where the other one keeps the same rule open, so that it stands in the place of this one.</summary>
    public bool IsSame(KeptOpen other) => GroupId == other.GroupId && Traffic == other.Traffic && Source.Equals(other.Source);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(GroupId, Traffic, Source, Until);
}
