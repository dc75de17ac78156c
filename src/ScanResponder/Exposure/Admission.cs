using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Exposure;

/// <summary>Finds the rules that let in the addresses that a trigger names, the world's or not.</summary>
public static class Admission
{
    /// <summary>The most answers that are given. Whoever asks about thousands of addresses learns of the first ones.</summary>
    public const int Most = 1_000;

    /// <summary>One answer for each address, port and rule that lets it in, in the order of the probes and of the rules; nothing for an address that no rule lets in.</summary>
    /// <param name="probes">Who tried which port. A probe without an address or a port is passed over.</param>
    /// <param name="groups">The groups that let in, together or each for itself.</param>
    /// <param name="prefixLists">The prefix lists that the rules name, by id; a rule whose list is missing here is passed over.</param>
    /// <param name="exposures">What lets the world in to the same ports.</param>
    /// <param name="members">Interfaces that may be members of the groups that rules name as sources.</param>
    public static ImmutableArray<AdmittedBy> Of(
        IEnumerable<Probe> probes,
        IReadOnlyCollection<SecurityGroup> groups,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IReadOnlyCollection<PortExposure> exposures,
        IReadOnlyCollection<NetworkInterface> members)
    {
        var world = exposures.DistinctBy(exposure => (exposure.Port, exposure.Rule.Id)).ToDictionary(exposure => (exposure.Port, exposure.Rule.Id), exposure => exposure.World);
        var ports = new Dictionary<int, RulesOfPort>();
        var found = ImmutableArray.CreateBuilder<AdmittedBy>();
        foreach (var (port, address) in probes.Select(probe => (probe.Port, probe.RemoteIp)).Distinct())
        {
            if (port is not { } tried || !Cidr.TryParseHost(address, out var host))
                continue;
            if (!ports.TryGetValue(tried, out var rules))
                ports[tried] = rules = new(tried, groups, prefixLists);
            foreach (var rule in rules.Admitting(host, members))
            {
                if (found.Count == Most)
                    return found.ToImmutable();
                found.Add(new(address!, tried, rule, world.TryGetValue((tried, rule.Id), out var blocks) && blocks.Any(block => block.Contains(host))));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>The rules that admit anybody to a port, arranged so that an address takes a look-up for each length of prefix that occurs.</summary>
    private sealed class RulesOfPort
    {
        private readonly Dictionary<Cidr, List<(int Place, IngressRule Rule)>> _byBlock = [];
        private readonly HashSet<(IpFamily Family, int PrefixLength)> _lengths = [];
        private readonly List<(int Place, IngressRule Rule, string GroupId)> _byGroup = [];

        internal RulesOfPort(int port, IEnumerable<SecurityGroup> groups, IReadOnlyDictionary<string, PrefixList> prefixLists)
        {
            var place = 0;
            foreach (var rule in groups.SelectMany(group => group.Rules).Where(rule => rule.Traffic.TcpPorts is { } range && range.Contains(port)))
            {
                place++;
                if (rule.Source is RuleSource.Group group)
                    _byGroup.Add((place, rule, group.Id));
                foreach (var block in ExposureScan.BlocksOf(rule.Source, prefixLists))
                {
                    _lengths.Add((block.Family, block.PrefixLength));
                    (CollectionsMarshal.GetValueRefOrAddDefault(_byBlock, block, out _) ??= new(1)).Add((place, rule));
                }
            }
        }

        internal IEnumerable<IngressRule> Admitting(Cidr host, IEnumerable<NetworkInterface> members)
        {
            var text = Cidr.AddressText(host.Family, host.First);
            var carried = _byGroup.Count == 0 ? [] : members.Where(networkInterface => InsideHost.Has(networkInterface, text)).SelectMany(networkInterface => networkInterface.GroupIds).ToHashSet();
            return _lengths
                .Where(length => length.Family == host.Family)
                .Select(length => _byBlock.GetValueOrDefault(Cidr.Of(host.Family, host.First, length.PrefixLength)))
                .SelectMany(rules => rules ?? [])
                .Concat(_byGroup.Where(entry => carried.Contains(entry.GroupId)).Select(entry => (entry.Place, entry.Rule)))
                .DistinctBy(entry => entry.Place)
                .OrderBy(entry => entry.Place)
                .Select(entry => entry.Rule);
        }
    }
}
