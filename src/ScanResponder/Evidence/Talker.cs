namespace ScanResponder.Evidence;

/// <summary>An address that sent packets to a port.</summary>
/// <param name="Address">The address.</param>
/// <param name="Kind">What is known of it.</param>
/// <param name="Accepted">Packets that got through; <see cref="long.MaxValue"/> means that many or more.</param>
/// <param name="Rejected">Packets that were stopped; likewise.</param>
/// <param name="First">The first of them; null where the log does not say.</param>
/// <param name="Last">The last of them; null where the log does not say.</param>
public sealed record Talker(string Address, TalkerKind Kind, long Accepted, long Rejected, DateTimeOffset? First, DateTimeOffset? Last)
{
    /// <summary>All its packets; <see cref="long.MaxValue"/> means that many or more.</summary>
    public long Packets => Tally.Of(Accepted, Rejected);
}
