namespace ScanResponder.Evidence;

/// <summary>Packets that flow logs saw.</summary>
/// <param name="Source">The address that sent them, in its canonical spelling.</param>
/// <param name="Port">The TCP port that they were sent to.</param>
/// <param name="Accepted">True where the security groups and network ACLs let them pass.</param>
/// <param name="Packets">How many.</param>
/// <param name="First">When the first of them may have come; null where the log does not say.</param>
/// <param name="Last">When the last of them had come; null where the log does not say.</param>
public sealed record PacketCount(string Source, int Port, bool Accepted, long Packets, DateTimeOffset? First, DateTimeOffset? Last);
