namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// Reads who tried what out of the parts of <c>service.action</c>:
/// <see href="https://docs.aws.amazon.com/guardduty/latest/APIReference/API_Action.html"/>.
/// </summary>
internal static class ProbeReader
{
    /// <summary>Every port and remote of a <c>portProbeAction</c>.</summary>
    public static IEnumerable<Probe> OfPortProbes(JsonPart action) =>
        action["portProbeDetails"].Items.SelectMany(detail => Read(detail, detail["localPortDetails"]));

    /// <summary>
    /// The one remote of a <c>networkConnectionAction</c> or of any action with <c>remoteIpDetails</c>. The local port of an outgoing
    /// connection is a passing one that nobody tried, and a port of another protocol than TCP is not what <see cref="Probe.Port"/> means.
    /// </summary>
    public static IEnumerable<Probe> OfConnection(JsonPart action)
    {
        var isTcp = action["protocol"].Text?.ToUpperInvariant() is null or "TCP" or "6";
        var localPortWasTried = isTcp && !Says(action["connectionDirection"], "OUTBOUND");
        return Read(action, localPortWasTried ? action["localPortDetails"] : default);
    }

    /// <summary>What the parts of an action tell, whatever GuardDuty calls them.</summary>
    public static IEnumerable<Probe> OfAny(JsonPart action) =>
        action.Values.SelectMany(part => part["portProbeDetails"].IsArray ? OfPortProbes(part) : OfConnection(part));

    /// <summary>The attempt; two where the remote host is named by an address of either family, since it may have come from both.</summary>
    private static IEnumerable<Probe> Read(JsonPart part, JsonPart localPort)
    {
        var (remote, local) = (part["remoteIpDetails"], part["localIpDetails"]);
        var (ipv4, ipv6) = (local["ipAddressV4"].Address, local["ipAddressV6"].Address);
        var probe = new Probe(
            localPort["port"].Port,
            Says(localPort["portName"], "Unknown") ? null : localPort["portName"].Text,
            remote["ipAddressV4"].Address,
            remote["country"]["countryName"].Text ?? remote["country"]["countryCode"].Text,
            OrganizationOf(remote["organization"]),
            ThreatList: null,
            ipv4 ?? ipv6)
        {
            LocalInterface = part["localNetworkInterface"].ResourceId("eni"),
        };
        var other = remote["ipAddressV6"].Address is { } address ? probe with { RemoteIp = address, LocalIp = ipv6 ?? ipv4 } : null;
        if (probe.RemoteIp is not null || (other is null && probe.Port is not null))
            yield return probe;
        if (other is not null)
            yield return other;
    }

    private static string? OrganizationOf(JsonPart organization) =>
        organization["org"].Text
        ?? organization["asnOrg"].Text
        ?? organization["isp"].Text
        ?? (organization["asn"].Integer is > 0 and var number ? $"AS{number}" : null);

    private static bool Says(JsonPart part, string word) => word.Equals(part.Text, StringComparison.OrdinalIgnoreCase);
}
