namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>A block of packets in a lane: all of these numbers from all of these addresses.</summary>
internal readonly record struct Box(Lane Lane, int From, int To, Interval Addresses)
{
    internal bool Holds(Box other) => Lane == other.Lane && From <= other.From && other.To <= To && Addresses.Holds(other.Addresses);
}
