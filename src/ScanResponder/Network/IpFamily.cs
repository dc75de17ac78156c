namespace ScanResponder.Network;

/// <summary>The two address families that security-group rules, routes and network ACLs keep apart.</summary>
public enum IpFamily
{
    /// <summary>32-bit addresses.</summary>
    IPv4,

    /// <summary>128-bit addresses.</summary>
    IPv6,
}
