using System.Collections.Frozen;
using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Exposure;

/// <summary>
/// Follows packets from the internet to the ports that rules leave open: a public address of an interface that carries the group, a route of its
/// subnet to an internet gateway, VPC Block Public Access, the network ACL in both directions, the rule.
/// <see href="https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html"/>.
/// </summary>
/// <remarks>
/// A NAT gateway, an egress-only internet gateway, a transit gateway and a load balancer are no way in to the instance. Where the subnet's packets
/// leave through an appliance (an interface or a Gateway Load Balancer endpoint), what that lets through is not known. The routes of the internet
/// gateway itself and what the host does are not looked at.
/// </remarks>
public sealed class Reachability
{
    private const int MostReasons = 3;

    // Addresses that nobody on the internet sends from: beside the private ones, "this" network, multicast, and what is not given out.
    private static readonly ImmutableArray<Cidr> NotInternet =
    [
        .. World.PrivateBlocks,
        .. new[] { "0.0.0.0/8", "224.0.0.0/3", "::/3", "4000::/2", "8000::/1" }.Select(Cidr.Parse),
    ];

    private readonly NetworkPath _path;
    private readonly ImmutableArray<Cidr> _strangersNot;
    private readonly ImmutableArray<(int Port, Cidr Remote)> _probes;
    private readonly Dictionary<(string? Subnet, string? Vpc, IpFamily Family, int Port), Strangers> _strangers = [];

    private Reachability(NetworkPath path, IEnumerable<Probe> probes, IEnumerable<TrustedSource> trusted)
    {
        _path = path;
        _strangersNot = [.. NotInternet, .. trusted.SelectMany(source => source.Blocks).Distinct()];
        _probes = [.. probes.Select(HostOf).OfType<(int Port, Cidr Remote)>().Where(probe => IsStranger(probe.Remote)).Distinct()];
    }

    /// <summary>One answer for each exposure, by its port and its rule's id.</summary>
    /// <param name="exposures">The rules and ports that are open to the world.</param>
    /// <param name="path">The way to the instance, as far as it could be read.</param>
    /// <param name="probes">
    /// Who was seen at which port. Where one of them gets through, the answer names it; otherwise it is about any address of the internet that the
    /// rule admits.
    /// </param>
    /// <param name="trusted">Sources that are not strangers: that they get through makes nothing reachable.</param>
    public static IReadOnlyDictionary<(int Port, string RuleId), Reach> Of(
        IReadOnlyCollection<PortExposure> exposures, NetworkPath path, IEnumerable<Probe> probes, IEnumerable<TrustedSource> trusted)
    {
        var reachability = new Reachability(path, probes, trusted);
        return exposures
            .DistinctBy(exposure => (exposure.Port, exposure.Rule.Id))
            .ToFrozenDictionary(exposure => (exposure.Port, exposure.Rule.Id), reachability.Of);
    }

    private Reach Of(PortExposure exposure)
    {
        var instance = _path.Instance?.Id ?? "the instance";
        if (_path.Instance?.State is "stopped" or "terminated")
            return Stopped($"{instance} is {_path.Instance.State}");
        if (_path.Interfaces is not { } interfaces)
        {
            var why = _path.Unread.IsEmpty ? "" : $" ({_path.Unread[0].TrimEnd('.')})";
            return Unknown([$"the network interfaces of {instance} could not be read{why}"]);
        }

        var carriers = interfaces.Where(networkInterface => networkInterface.GroupIds.Contains(exposure.Rule.GroupId)).ToList();
        if (carriers.Count == 0)
        {
            return Stopped(interfaces.IsEmpty
                ? $"{instance} has no network interface"
                : $"no network interface of {instance} carries {exposure.Rule.GroupId}");
        }

        return Through(exposure, carriers);
    }

    /// <summary>
    /// Answers for many exposures and interfaces, however many there are: what is found out about a subnet is kept. Of the path only what lies outside of the
    /// interfaces counts.
    /// </summary>
    internal static Reachability Along(NetworkPath path, IEnumerable<TrustedSource> trusted) => new(path, [], trusted);

    /// <summary>Whether strangers get through by one of these interfaces, all of which carry the group.</summary>
    internal Reach Through(PortExposure exposure, IReadOnlyCollection<NetworkInterface> carriers)
    {
        var families = exposure.World.Select(block => block.Family).Distinct().Order().ToList();
        var passages = carriers.SelectMany(networkInterface => families.Select(family => Through(networkInterface, family, exposure))).ToList();
        if (passages.OfType<Passage.Open>().OrderByDescending(open => open.Seen).ThenBy(open => open.Partial).FirstOrDefault() is { } open)
            return new(true, $"Reachable: {open.Way}.");
        var unknown = passages.OfType<Passage.Unknown>().Select(passage => passage.Why).Distinct().ToList();
        return unknown.Count > 0
            ? Unknown(unknown)
            : Stopped(passages.OfType<Passage.Closed>().Select(passage => passage.Gate));
    }

    private Passage Through(NetworkInterface networkInterface, IpFamily family, PortExposure exposure)
    {
        if (PublicAddress(networkInterface, family) is not { } address)
            return new Passage.Closed(0, $"{networkInterface.Id} has no {(family is IpFamily.IPv4 ? "public IPv4" : "global IPv6")} address");
        var (gates, seen, regions) = StrangersTo(networkInterface, family, exposure.Port);
        var behind = $"{exposure.Rule.GroupId} rule {exposure.Rule.Id} → {networkInterface.Id} ({address})";

        var probes = seen.Where(probe => exposure.World.Any(block => block.Contains(probe.Remote))).ToList();
        foreach (var (remote, passage) in probes.OrderBy(probe => probe.Passage is Passage.Open { Partial: true }))
        {
            if (passage is Passage.Open open)
                return open with { Way = $"{Shown(remote)} → {open.Way} → {behind}", Seen = true };
        }

        // Some address of each region that the rule admits; all of its addresses fare alike.
        var strangers = exposure.World
            .SelectMany(block => regions.Select(region =>
                (region.Passage, First: UInt128.Max(region.First, block.First), Last: UInt128.Min(region.Last, block.Last))))
            .Where(part => part.First <= part.Last)
            .Select(part => (part.Passage, Sample: Cidr.Of(family, part.First, Cidr.BitsOf(family))))
            .ToList();
        if (strangers.Count == 0)
            return new Passage.Closed(0, $"no stranger has an address of {exposure.Rule.Source}");
        var sample = strangers.MinBy(part => Rank(part.Passage)).Sample;
        var who = strangers.TrueForAll(part => part.Passage is Passage.Open { Partial: false })
            ? $"any address of {exposure.Rule.Source}"
            : $"some addresses of {exposure.Rule.Source}, such as {Shown(sample)}";
        return gates.At(sample) switch
        {
            Passage.Open open => open with { Way = $"{who} → {open.Way} → {behind}{Turned(probes)}" },
            Passage.Closed closed => probes.Select(probe => probe.Passage).OfType<Passage.Closed>().FirstOrDefault() ?? closed,
            var unknown => unknown,
        };
    }

    /// <summary>Open first, then what is not known, then what got furthest.</summary>
    private static int Rank(Passage passage) => passage switch
    {
        Passage.Open { Partial: false } => 0,
        Passage.Open => 1,
        Passage.Unknown => 2,
        Passage.Closed closed => 10 - closed.Gates,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    private static string Turned(List<(Cidr Remote, Passage Passage)> probes) =>
        probes.FirstOrDefault(probe => probe.Passage is Passage.Closed) is { Passage: Passage.Closed closed } turned
            ? $"; but not from {Shown(turned.Remote)}: {closed.Gate}"
            : "";

    private Strangers StrangersTo(NetworkInterface networkInterface, IpFamily family, int port)
    {
        var key = (networkInterface.SubnetId, networkInterface.VpcId, family, port);
        if (_strangers.TryGetValue(key, out var known))
            return known;
        var gates = new SubnetGates(networkInterface, _path, family, port);
        var probes = _probes
            .Where(probe => probe.Port == port && probe.Remote.Family == family)
            .Select(probe => (probe.Remote, Passage: gates.At(probe.Remote)));
        return _strangers[key] = new(gates, [.. probes], [.. RegionsOf(gates, family)]);
    }

    private IEnumerable<Region> RegionsOf(SubnetGates gates, IpFamily family)
    {
        var all = Cidr.Everything(family);
        UInt128[] starts =
        [
            .. gates.Blocks.Concat(_strangersNot)
                .Where(block => block.Family == family)
                .SelectMany(block => block.Last == all.Last ? [block.First] : new[] { block.First, block.Last + 1 })
                .Append(all.First)
                .Distinct()
                .Order(),
        ];
        for (var index = 0; index < starts.Length; index++)
        {
            var sample = Cidr.Of(family, starts[index], Cidr.BitsOf(family));
            if (IsStranger(sample))
                yield return new(starts[index], index + 1 < starts.Length ? starts[index + 1] - 1 : all.Last, gates.At(sample));
        }
    }

    private bool IsStranger(Cidr host)
    {
        foreach (var block in _strangersNot)
        {
            if (block.Contains(host))
                return false;
        }

        return true;
    }

    /// <summary>An address of the interface at which the internet can reach it; null where it has none of that family.</summary>
    internal static string? PublicAddress(NetworkInterface networkInterface, IpFamily family) =>
        family is IpFamily.IPv4
            ? networkInterface.PublicIps.FirstOrDefault()
            : networkInterface.Ipv6Addresses.FirstOrDefault(address =>
                Cidr.TryParseHost(address, out var host) && !NotInternet.Any(block => block.Contains(host)));

    private static (int Port, Cidr Remote)? HostOf(Probe probe) =>
        probe.Port is { } port && Cidr.TryParseHost(probe.RemoteIp, out var remote) ? (port, remote) : null;

    private static Reach Stopped(params IEnumerable<string> gates) => new(false, $"Not reachable: {Sentence(gates)}.");

    private static Reach Unknown(IEnumerable<string> reasons) =>
        new(null, $"Whether packets get there is not known: {Sentence(reasons)}.");

    private static string Sentence(IEnumerable<string> reasons)
    {
        var all = reasons.Distinct().ToList();
        return all.Count <= MostReasons
            ? string.Join("; ", all)
            : $"{string.Join("; ", all.Take(MostReasons))}; and {all.Count - MostReasons} other reasons";
    }

    private static string Shown(Cidr host) => Cidr.AddressText(host.Family, host.First);

    /// <summary>How the probes, and all other strangers, fare at the edge of a subnet.</summary>
    private sealed record Strangers(SubnetGates Gates, ImmutableArray<(Cidr Remote, Passage Passage)> Probes, ImmutableArray<Region> Regions);

    /// <summary>Neighbouring addresses that all fare alike.</summary>
    private readonly record struct Region(UInt128 First, UInt128 Last, Passage Passage);
}
