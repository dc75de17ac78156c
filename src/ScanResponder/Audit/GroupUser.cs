using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Audit;

/// <summary>A network interface that carries a group, and the machine that it belongs to.</summary>
/// <param name="Interface">The interface.</param>
/// <param name="Instance">Its instance; null where it belongs to none, or to one that could not be read.</param>
public sealed record GroupUser(NetworkInterface Interface, Instance? Instance)
{
    /// <summary>True where a machine runs behind it, or may: of an instance that could not be read nobody knows that it does not.</summary>
    public bool IsRunning => Interface.InstanceId is not null && Instance?.State is null or "running" or "pending";

    /// <summary>Its public addresses, IPv4 first.</summary>
    public IEnumerable<string> Addresses => Interface.PublicIps.Concat(Interface.Ipv6Addresses);

    /// <summary>What people call it: <c>web-1 (i-…)</c>, <c>load balancer shop</c>.</summary>
    public string Name => BlastRadius.NameOf(Interface, Instance);
}
