using ScanResponder.Triggers;

namespace ScanResponder.Alerts.Document;

/// <summary>One remote host's attempt at one port, in an <see cref="AlertDocument"/>. What the finding does not say is null.</summary>
/// <param name="Port">The local TCP port.</param>
/// <param name="PortName">GuardDuty's name for it.</param>
/// <param name="RemoteIp">The remote address.</param>
/// <param name="Country">The country GuardDuty places the address in.</param>
/// <param name="Organization">Who runs the address's network.</param>
/// <param name="ThreatList">The threat list that names the address.</param>
public sealed record ProbeEntry(int? Port, string? PortName, string? RemoteIp, string? Country, string? Organization, string? ThreatList)
{
    internal static ProbeEntry Of(Probe probe) =>
        new(probe.Port, probe.PortName, probe.RemoteIp, probe.Country, probe.Organization, probe.ThreatList);
}
