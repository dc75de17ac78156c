using ScanResponder.Evidence;

namespace ScanResponder.Alerts.Document;

/// <summary>An address that sent packets, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Address">The address.</param>
/// <param name="NamedByGuardDuty">True where the finding names it; false where nobody does.</param>
/// <param name="Packets">All its packets.</param>
/// <param name="Accepted">Those that got through.</param>
/// <param name="Rejected">Those that were stopped.</param>
/// <param name="FirstSeen">The first of them, UTC, or null.</param>
/// <param name="LastSeen">The last of them, UTC, or null.</param>
public sealed record TalkerEntry(string Address, bool NamedByGuardDuty, long Packets, long Accepted, long Rejected, DateTime? FirstSeen, DateTime? LastSeen)
{
    internal static TalkerEntry Of(Talker talker) => new(
        talker.Address,
        talker.Kind is TalkerKind.Named,
        talker.Packets,
        talker.Accepted,
        talker.Rejected,
        talker.First?.UtcDateTime,
        talker.Last?.UtcDateTime);
}
