namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>
/// Packets of one protocol from one kind of sender. What tells them apart within a lane is a number (a port; 256 times the ICMP type plus the
/// code; for the lane <c>other</c> the number of the IP protocol) and the sender's address.
/// </summary>
/// <param name="Protocol"><c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c> or <c>other</c>.</param>
/// <param name="Senders">
/// <c>IPv4</c>, <c>IPv6</c>, or the name of something that nobody can look into, which then has the one address 0: a security group, a list
/// without known entries.
/// </param>
internal readonly record struct Lane(string Protocol, string Senders);
