using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// Works out the exact changes that take a port away from the world and leave every other packet alone. EC2 cannot narrow a rule's ports or
/// protocol, so a rule that covers more than the port is replaced by the rest of it:
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_RevokeSecurityGroupIngress.html"/>.
/// </summary>
public static class Planner
{
    /// <summary>The key of the tag that every added rule carries, with the finding's id, and that exempts groups and instances.</summary>
    public const string TagKey = "scan-responder";

    /// <summary>The changes that close these exposures, one plan for each group that has one.</summary>
    /// <param name="exposures">The exposures to close, all of them rules of <paramref name="groups"/>.</param>
    /// <param name="groups">The groups as they are.</param>
    /// <param name="prefixLists">The prefix lists that the rules name, by id.</param>
    /// <param name="trusted">Who keeps access to the ports, as far as an exposed rule admitted them.</param>
    /// <param name="findingId">The finding that asks for it, for the tags.</param>
    public static ImmutableArray<GroupPlan> Plan(
        IReadOnlyCollection<PortExposure> exposures,
        IReadOnlyCollection<SecurityGroup> groups,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IReadOnlyCollection<TrustedSource> trusted,
        string findingId)
    {
        var byGroup = exposures.ToLookup(exposure => exposure.Rule.GroupId);
        return [.. groups.Where(group => byGroup.Contains(group.Id)).Select(group => PlanGroup(group, byGroup[group.Id], prefixLists, trusted, findingId))];
    }

    private static GroupPlan PlanGroup(
        SecurityGroup group,
        IEnumerable<PortExposure> exposures,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IReadOnlyCollection<TrustedSource> trusted,
        string findingId)
    {
        var exposed = exposures.ToLookup(exposure => exposure.Rule.Id);
        var revoke = group.Rules.Where(rule => exposed.Contains(rule.Id)).ToImmutableArray();
        var coverage = new Coverage(group.Rules.Where(rule => !exposed.Contains(rule.Id)), prefixLists);

        // Wide pieces first, so that a narrow one is dropped where a wide one covers it.
        var keep = revoke
            .SelectMany(rule => Pieces(rule, [.. exposed[rule.Id]], prefixLists, trusted)
                .Select(piece => new Replacement(new(piece.Traffic, piece.Source, rule.Description), TagsFor(rule, findingId))))
            .OrderBy(piece => piece.Draft.Source is RuleSource.Block block ? block.Cidr.PrefixLength : int.MaxValue)
            .ThenByDescending(piece => piece.Draft.Traffic.ToPort - piece.Draft.Traffic.FromPort)
            .ToImmutableArray();
        return new(group, [.. keep.Where(piece => coverage.TryAdd(piece.Draft.Traffic, piece.Draft.Source))], revoke, keep);
    }

    private static IEnumerable<(Traffic Traffic, RuleSource Source)> Pieces(
        IngressRule rule,
        IReadOnlyCollection<PortExposure> exposures,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IReadOnlyCollection<TrustedSource> trusted)
    {
        var blocks = ExposureScan.BlocksOf(rule.Source, prefixLists);
        var kept = Rest(rule.Traffic, exposures.Select(exposure => exposure.Port), blocks).Select(traffic => (traffic, rule.Source));
        var onPorts = exposures
            .SelectMany(exposure => SourcesKept(exposure, blocks, trusted).Select(source => (exposure.Port, Source: source)))
            .GroupBy(entry => entry.Source, entry => entry.Port)
            .SelectMany(ports => PortRange.Runs(ports).Select(run => ((Traffic)new Traffic.Tcp(run), ports.Key)));
        return kept.Concat(onPorts);
    }

    /// <summary>The traffic of an exposed rule without TCP to those ports.</summary>
    private static IEnumerable<Traffic> Rest(Traffic traffic, IEnumerable<int> ports, ImmutableArray<Cidr> blocks)
    {
        foreach (var range in traffic.TcpPorts!.Value.Without(ports))
            yield return new Traffic.Tcp(range);
        if (traffic is not Traffic.All)
            yield break;
        yield return new Traffic.Udp(PortRange.All);
        if (blocks.Any(block => block.Family is IpFamily.IPv4))
            yield return new Traffic.Icmp(-1, -1);
        if (blocks.Any(block => block.Family is IpFamily.IPv6))
            yield return new Traffic.IcmpV6(-1, -1);
    }

    /// <summary>Who keeps access to an exposed port: the rule's narrower entries, and the trusted sources that its world let in.</summary>
    private static IEnumerable<RuleSource> SourcesKept(
        PortExposure exposure, ImmutableArray<Cidr> blocks, IReadOnlyCollection<TrustedSource> trusted)
    {
        bool LetIn(Cidr block) => exposure.World.Any(world => world.Contains(block));

        foreach (var block in blocks.Except(exposure.World))
            yield return new RuleSource.Block(block);
        foreach (var source in trusted)
        {
            if (source.Blocks.Length > 0 && source.Blocks.All(LetIn))
            {
                yield return source.Source;
                continue;
            }

            foreach (var block in source.Blocks.Where(LetIn))
                yield return new RuleSource.Block(block);
        }
    }

    private static TagSet TagsFor(IngressRule rule, string findingId)
    {
        var own = rule.Tags.WithoutAws();
        var tagged = own.With(TagKey, findingId);
        return tagged.Count <= TagSet.Most ? tagged : own;
    }
}
