namespace ScanResponder.Triggers;

/// <summary>
/// One remote host's attempt at one local port. What the finding does not say is null. Where the instance is the actor, the remote host is
/// the one that it attacks, and no local port was tried.
/// </summary>
/// <param name="Port">The local TCP port, 0 to 65535.</param>
/// <param name="PortName">GuardDuty's name for it, such as <c>SSH</c>; null where that is only <c>Unknown</c>.</param>
/// <param name="RemoteIp">The remote address, IPv4 or IPv6, in its canonical spelling.</param>
/// <param name="Country">The country GuardDuty places the address in.</param>
/// <param name="Organization">Who runs the address's network: a name, or <c>AS</c> and a number.</param>
/// <param name="ThreatList">The threat lists that name the address, separated by commas, or else what it is known for.</param>
/// <param name="LocalIp">The instance's private address that was tried.</param>
public sealed record Probe(
    int? Port,
    string? PortName,
    string? RemoteIp,
    string? Country,
    string? Organization,
    string? ThreatList,
    string? LocalIp)
{
    /// <summary>The instance's network interface that was tried, <c>eni-…</c>; null where the finding does not say.</summary>
    public string? LocalInterface { get; init; }
}
