using System.Collections.Immutable;
using System.Runtime.InteropServices;
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

    private static readonly Traffic AllUdp = new Traffic.Udp(PortRange.All);
    private static readonly Traffic AllIcmp = new Traffic.Icmp(-1, -1);
    private static readonly Traffic AllIcmpV6 = new Traffic.IcmpV6(-1, -1);

    /// <summary>The changes that close these exposures, one plan for each group that has one.</summary>
    /// <param name="exposures">
    /// The exposures to close, all of them rules of <paramref name="groups"/>, by port as <see cref="ExposureScan"/> finds them.
    /// </param>
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
        var holes = exposures.ToLookup(exposure => exposure.Rule.Id);
        return [.. groups.Where(group => group.Rules.Any(rule => holes.Contains(rule.Id))).Select(group => PlanGroup(group, holes, prefixLists, trusted, findingId))];
    }

    private static GroupPlan PlanGroup(
        SecurityGroup group,
        ILookup<string, PortExposure> holes,
        IReadOnlyDictionary<string, PrefixList> prefixLists,
        IReadOnlyCollection<TrustedSource> trusted,
        string findingId)
    {
        var exposed = group.Rules.ToLookup(rule => holes.Contains(rule.Id));
        var coverage = new Coverage(exposed[false], prefixLists);
        var tags = new Dictionary<TagSet, TagSet>();
        var known = new HashSet<(RuleSource, int, int)>();
        var keep = new List<Replacement>();
        foreach (var rule in exposed[true])
        {
            var open = holes[rule.Id].ToList();
            if (!tags.TryGetValue(rule.Tags, out var tagged))
                tags[rule.Tags] = tagged = TagsFor(rule, findingId);
            foreach (var traffic in Rest(rule.Traffic, open))
                keep.Add(new(new(traffic, rule.Source, rule.Description), tagged));

            // Rules with one source are open on the same ports, as far as they reach: those between two ports are the same for all of them.
            if (!known.Add((rule.Source, open[0].Port, open[^1].Port)))
                continue;
            foreach (var (traffic, source) in OnPorts(rule, open, prefixLists, trusted))
                keep.Add(new(new(traffic, source, rule.Description), tagged));
        }

        var ordered = WideFirst(keep);
        return new(group, [.. ordered.Where(piece => coverage.TryAdd(piece.Draft.Traffic, piece.Draft.Source))], [.. exposed[true]], ordered);
    }

    /// <summary>
    /// The pieces in an order in which none can cover one before it, unless it equals it: a list can cover blocks, a wide block narrow ones, many
    /// ports few.
    /// </summary>
    private static ImmutableArray<Replacement> WideFirst(List<Replacement> pieces)
    {
        // From the highest bits down: how wide the source is, how wide the traffic is, and the place in the list, so that of two equal pieces the
        // one of the first rule is added. Numbers sort many times faster than tuples.
        var keys = new long[pieces.Count];
        for (var place = 0; place < keys.Length; place++)
        {
            var (traffic, source, _) = pieces[place].Draft;
            var length = source is RuleSource.Block block ? block.Cidr.PrefixLength + 1 : 0;
            var narrowness = PortRange.Highest - (traffic.ToPort - traffic.FromPort);
            keys[place] = ((long)length << 52) | ((long)narrowness << 32) | (uint)place;
        }

        var ordered = pieces.ToArray();
        Array.Sort(keys, ordered);
        return ImmutableCollectionsMarshal.AsImmutableArray(ordered);
    }

    /// <summary>The traffic of an exposed rule without TCP to those ports.</summary>
    private static IEnumerable<Traffic> Rest(Traffic traffic, List<PortExposure> exposures)
    {
        foreach (var range in traffic.TcpPorts!.Value.Without(exposures.ConvertAll(exposure => exposure.Port)))
            yield return new Traffic.Tcp(range);
        if (traffic is not Traffic.All)
            yield break;
        yield return AllUdp;
        yield return exposures[0].World[0].Family is IpFamily.IPv4 ? AllIcmp : AllIcmpV6;
    }

    /// <summary>Who keeps access to exposed ports.</summary>
    private static IEnumerable<(Traffic Traffic, RuleSource Source)> OnPorts(
        IngressRule rule, List<PortExposure> exposures, IReadOnlyDictionary<string, PrefixList> prefixLists, IReadOnlyCollection<TrustedSource> trusted)
    {
        var blocks = ExposureScan.BlocksOf(rule.Source, prefixLists);
        var kept = new List<(int Port, RuleSource Source)>(0);
        foreach (var exposure in exposures)
        {
            foreach (var source in SourcesKept(exposure, blocks, trusted))
                kept.Add((exposure.Port, source));
        }

        return kept.Count == 0
            ? []
            : kept.GroupBy(entry => entry.Source, entry => entry.Port)
                .SelectMany(ports => PortRange.Runs(ports).Select(run => ((Traffic)new Traffic.Tcp(run), ports.Key)));
    }

    /// <summary>The rule's narrower entries, and the trusted sources that its world let in.</summary>
    private static IEnumerable<RuleSource> SourcesKept(PortExposure exposure, ImmutableArray<Cidr> blocks, IReadOnlyCollection<TrustedSource> trusted)
    {
        if (exposure.World.Length < blocks.Length)
        {
            foreach (var block in blocks.Except(exposure.World))
                yield return new RuleSource.Block(block);
        }

        foreach (var source in trusted)
        {
            var letIn = 0;
            foreach (var block in source.Blocks)
                letIn += LetsIn(exposure, block) ? 1 : 0;
            if (letIn == 0)
                continue;
            if (letIn == source.Blocks.Length)
            {
                yield return source.Source;
                continue;
            }

            foreach (var block in source.Blocks)
            {
                if (LetsIn(exposure, block))
                    yield return new RuleSource.Block(block);
            }
        }
    }

    private static bool LetsIn(PortExposure exposure, Cidr block)
    {
        foreach (var world in exposure.World)
        {
            if (world.Contains(block))
                return true;
        }

        return false;
    }

    private static TagSet TagsFor(IngressRule rule, string findingId)
    {
        var own = rule.Tags.WithoutAws();
        var tagged = own.With(TagKey, findingId);
        return tagged.Count <= TagSet.Most ? tagged : own;
    }
}
