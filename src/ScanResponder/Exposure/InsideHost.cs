using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Exposure;

/// <summary>
/// A host that a trigger names as the one that tried, and that is no stranger on the internet: its address is private, or one of the VPC's own. Whoever
/// attacks from there has a host of ours, or of a network that is joined to ours. Load balancers and NAT gateways are none: they pass on what comes from others.
/// </summary>
/// <param name="Address">Its address.</param>
/// <param name="Interface">The interface that has the address; null where it is not known.</param>
/// <param name="Instance">The instance, as far as the account describes it; null where it is not known, also where the interface names one.</param>
/// <param name="VpcId">The VPC that the address belongs to; null where it is in none of those that were looked at.</param>
/// <param name="Via">What leads to it from another network, such as <c>pcx-…</c>; null where it is in the VPC, or not known.</param>
public sealed record InsideHost(string Address, NetworkInterface? Interface, Instance? Instance, string? VpcId, string? Via)
{
    /// <summary>The instance's id; null where it is not known.</summary>
    public string? InstanceId => Instance?.Id ?? Interface?.InstanceId;

    /// <summary>The addresses among those that the probes name which are private by themselves, IPv4 only, each once.</summary>
    /// <param name="probes">Who tried which port.</param>
    public static IEnumerable<string> PrivateAddresses(IEnumerable<Probe> probes) =>
        HostsOf(probes).Where(host => host.Family is IpFamily.IPv4 && World.IsPrivate(host)).Distinct().Select(TextOf);

    /// <summary>Every such host, in the order of the probes.</summary>
    /// <param name="probes">Who tried which port.</param>
    /// <param name="tables">The route tables of the VPC; none where they could not be read.</param>
    /// <param name="interfaces">Interfaces that may have the addresses.</param>
    /// <param name="instances">Instances that they may belong to.</param>
    public static ImmutableArray<InsideHost> Of(
        IEnumerable<Probe> probes, IReadOnlyCollection<RouteTable> tables, IReadOnlyCollection<NetworkInterface> interfaces, IReadOnlyCollection<Instance> instances)
    {
        // A finding may name thousands of addresses, nearly all of them strangers'.
        List<Cidr> own = [.. tables.SelectMany(table => table.Routes).Where(route => route.Target is "local").Select(route => route.Destination).OfType<RouteDestination.Block>().Select(block => block.Cidr)];
        return [.. HostsOf(probes).Where(host => World.IsPrivate(host) || IsWithin(own, host)).Distinct().Select(host => Find(host, tables, interfaces, instances)).OfType<InsideHost>()];
    }

    /// <summary>True where the interface has this address, which is spelt canonically.</summary>
    internal static bool Has(NetworkInterface networkInterface, string address) =>
        networkInterface.PrivateIps.Contains(address) || networkInterface.Ipv6Addresses.Any(own => Cidr.TryParseHost(own, out var host) && TextOf(host) == address);

    private static InsideHost? Find(Cidr host, IReadOnlyCollection<RouteTable> tables, IReadOnlyCollection<NetworkInterface> interfaces, IReadOnlyCollection<Instance> instances)
    {
        // A default route leads to everybody and tells nothing of anybody.
        var (table, route) = tables
            .SelectMany(table => table.Routes.Select(route => (Table: table, Route: route)))
            .Where(entry => entry.Route.Destination is RouteDestination.Block { Cidr: { PrefixLength: > 0 } block } && block.Contains(host))
            .OrderByDescending(entry => ((RouteDestination.Block)entry.Route.Destination).Cidr.PrefixLength)
            .FirstOrDefault();
        var inside = route?.Target is "local";
        if (!inside && !World.IsPrivate(host))
            return null;
        var address = TextOf(host);
        var having = interfaces.Where(networkInterface => Has(networkInterface, address)).DistinctBy(networkInterface => networkInterface.Id).ToList();

        // Other VPCs may use the same addresses.
        var found = having.Find(networkInterface => inside && networkInterface.VpcId == table.VpcId) ?? (!inside && having.Count == 1 ? having[0] : null);

        // Behind these stands somebody whose address is not known.
        if (found is not null && (BlastRadius.LoadBalancerOf(found) is not null || found.InterfaceType is "natGateway" or "nat_gateway"))
            return null;
        var instance = instances.FirstOrDefault(instance => instance.Id == found?.InstanceId);
        return new(address, found, instance, inside ? table.VpcId : found?.VpcId, inside || route is not { IsToNetwork: true } ? null : route.Target);
    }

    private static bool IsWithin(List<Cidr> blocks, Cidr host)
    {
        foreach (var block in blocks)
        {
            if (block.Contains(host))
                return true;
        }

        return false;
    }

    private static IEnumerable<Cidr> HostsOf(IEnumerable<Probe> probes)
    {
        foreach (var probe in probes)
        {
            if (Cidr.TryParseHost(probe.RemoteIp, out var host))
                yield return host;
        }
    }

    private static string TextOf(Cidr host) => Cidr.AddressText(host.Family, host.First);
}
