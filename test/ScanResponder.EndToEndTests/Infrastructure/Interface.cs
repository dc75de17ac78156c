namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>A network interface of an instance.</summary>
/// <param name="Id">eni-…</param>
/// <param name="PrivateIp">Its primary private IPv4 address.</param>
/// <param name="PublicIp">Its public IPv4 address; null if it has none.</param>
/// <param name="Ipv6">Its IPv6 address; null if it has none.</param>
/// <param name="Groups">The groups attached to it.</param>
public sealed record Interface(string Id, string PrivateIp, string? PublicIp, string? Ipv6, IReadOnlyList<SecurityGroup> Groups);
