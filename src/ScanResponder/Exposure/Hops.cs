using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Exposure;

/// <summary>
/// The way to one port, place by place, for people who look at it. It follows one address of the internet: one that was seen at the port, else any; whether
/// anybody at all gets through is for <see cref="Reachability"/> to say.
/// </summary>
internal static class Hops
{
    // Of the blocks that are set aside for documentation: nobody's routes or network ACLs name them.
    private static readonly ImmutableArray<Cidr> Anybody = [Cidr.Parse("198.51.100.1/32"), Cidr.Parse("2001:db8::1/128")];

    /// <summary>The hops, from the outside inwards.</summary>
    /// <param name="port">The TCP port.</param>
    /// <param name="exposure">The rule that lets the world in there; null where none does.</param>
    /// <param name="groupsRead">True where the rules are known, so that without an exposure the groups are shut.</param>
    /// <param name="path">The way, as far as it could be read.</param>
    /// <param name="probes">Who was seen at which port.</param>
    internal static ImmutableArray<Hop> To(int port, PortExposure? exposure, bool groupsRead, NetworkPath path, IEnumerable<Probe> probes)
    {
        var seen = probes.Where(probe => probe.Port == port)
            .Select(probe => Cidr.TryParseHost(probe.RemoteIp, out var host) ? host : (Cidr?)null)
            .OfType<Cidr>()
            .Where(host => !World.IsPrivate(host) && (exposure is null || exposure.World.Any(block => block.Contains(host))))
            .Take(1)
            .ToList();
        var remote = seen is [var host] ? host : Sample(exposure);
        var (at, address) = Entrance(path, exposure, remote.Family);
        var gates = at is null ? null : new SubnetGates(at, path, remote.Family, port);
        return
        [
            new(HopKind.Source, HopState.Open, seen.Count > 0 ? Cidr.AddressText(remote.Family, remote.First) : null, ""),
            Gate(HopKind.Route, gates?.RouteTo(remote)),
            Gate(HopKind.NetworkAcl, gates?.ThroughAcl(remote)),
            Group(port, exposure, groupsRead),
            at is null
                ? new(HopKind.Interface, HopState.Unknown, path.Instance?.PublicIp, "the network interface is not known")
                : address is null
                    ? new(HopKind.Interface, HopState.Shut, at.Id, $"no public {remote.Family} address")
                    : new(HopKind.Interface, HopState.Open, at.Id, $"public address {address}"),
        ];
    }

    private static Cidr Sample(PortExposure? exposure)
    {
        var block = exposure?.World.FirstOrDefault() is { } first && exposure.World.Length > 0 ? first : Cidr.Everything(IpFamily.IPv4);
        var anybody = Anybody[block.Family is IpFamily.IPv4 ? 0 : 1];
        return block.Contains(anybody) ? anybody : Cidr.Of(block.Family, block.First, Cidr.BitsOf(block.Family));
    }

    /// <summary>The interface that the packets come to: one that carries the group, with a public address if there is such a one.</summary>
    private static (NetworkInterface? Interface, string? Address) Entrance(NetworkPath path, PortExposure? exposure, IpFamily family)
    {
        var candidates = (path.Interfaces ?? [])
            .Where(networkInterface => exposure is null || networkInterface.GroupIds.Contains(exposure.Rule.GroupId))
            .Select(networkInterface => (Interface: (NetworkInterface?)networkInterface, Address: Reachability.PublicAddress(networkInterface, family)))
            .ToList();
        return candidates.OrderBy(candidate => candidate.Address is null).FirstOrDefault();
    }

    private static Hop Gate(HopKind kind, Passage? passage) => passage switch
    {
        Passage.Open open => new(kind, HopState.Open, null, open.Way),
        Passage.Closed closed => new(kind, HopState.Shut, null, closed.Gate),
        Passage.Unknown unknown => new(kind, HopState.Unknown, null, unknown.Why),
        _ => new(kind, HopState.Unknown, null, "not looked at"),
    };

    private static Hop Group(int port, PortExposure? exposure, bool groupsRead) => exposure switch
    {
        { Rule: var rule } => new(HopKind.SecurityGroup, HopState.Open, rule.GroupId, $"{rule.Id}: {rule.Traffic} from {rule.Source}"),
        null when groupsRead => new(HopKind.SecurityGroup, HopState.Shut, null, $"no rule lets the internet in to TCP {port.ToString(System.Globalization.CultureInfo.InvariantCulture)}"),
        null => new(HopKind.SecurityGroup, HopState.Unknown, null, "the security groups could not be read"),
    };
}
