namespace ScanResponder.Findings;

/// <summary>One remote host's attempt at one local port. What the finding does not say is null.</summary>
/// <param name="Port">The local TCP port, 0 to 65535.</param>
/// <param name="PortName">GuardDuty's name for it, such as <c>SSH</c>.</param>
/// <param name="RemoteIp">The remote address.</param>
/// <param name="Country">The country GuardDuty places the address in.</param>
/// <param name="Organization">Who runs the address's network.</param>
/// <param name="ThreatList">The threat list that names the address.</param>
/// <param name="LocalIp">The instance's private address that was tried.</param>
public sealed record Probe(
    int? Port,
    string? PortName,
    string? RemoteIp,
    string? Country,
    string? Organization,
    string? ThreatList,
    string? LocalIp);
