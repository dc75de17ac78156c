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
        var byGroup = exposures.ToLookup(exposure => exposure.Rule.GroupId);
        var onPorts = new Dictionary<(RuleSource, int, int), (List<PortExposure> Open, (Traffic Traffic, RuleSource Source)[] Kept)>();
        return [.. groups.Where(group => byGroup.Contains(group.Id)).Select(PlanGroup)];

        GroupPlan PlanGroup(SecurityGroup group)
        {
            var holes = new Dictionary<string, List<PortExposure>>();
            foreach (var exposure in byGroup[group.Id])
                (CollectionsMarshal.GetValueRefOrAddDefault(holes, exposure.Rule.Id, out _) ??= new(1)).Add(exposure);
            var stays = ImmutableArray.CreateBuilder<IngressRule>();
            var exposed = ImmutableArray.CreateBuilder<IngressRule>(holes.Count);
            var tags = new Dictionary<TagSet, TagSet>();
            var planned = new HashSet<(RuleSource, int, int)>();
            var pieces = new Dictionary<RuleSource, List<Replacement>>();
            foreach (var rule in group.Rules)
            {
                if (!holes.TryGetValue(rule.Id, out var open))
                {
                    stays.Add(rule);
                    continue;
                }

                exposed.Add(rule);
                if (!tags.TryGetValue(rule.Tags, out var tagged))
                    tags[rule.Tags] = tagged = TagsFor(rule, findingId);
                AddRest(PiecesOf(rule.Source), rule, tagged, open);

                // Rules of a group with one source are open on the same ports, as far as they reach, so its first and its last open port tell what they
                // keep. Those of groups on other interfaces may be open on others.
                var key = (rule.Source, open[0].Port, open[^1].Port);
                if (!planned.Add(key))
                    continue;
                if (!onPorts.TryGetValue(key, out var known) || !AreAlike(known.Open, open))
                    onPorts[key] = known = (open, [.. OnPorts(rule, open, prefixLists, trusted)]);
                foreach (var (traffic, source) in known.Kept)
                    PiecesOf(source).Add(new(new(traffic, source, rule.Description), tagged));
            }

            var keep = WideFirst(pieces);
            var coverage = new Coverage(stays, prefixLists);
            return new(group, [.. keep.Where(piece => coverage.TryAdd(piece.Draft.Traffic, piece.Draft.Source))], exposed.ToImmutable(), keep);

            List<Replacement> PiecesOf(RuleSource source) => CollectionsMarshal.GetValueRefOrAddDefault(pieces, source, out _) ??= [];
        }
    }

    /// <summary>
    /// The pieces in an order in which none can cover one before it, unless it equals it: a list can cover blocks, a wide block narrow ones, many
    /// ports few. Those with one source come together.
    /// </summary>
    private static ImmutableArray<Replacement> WideFirst(Dictionary<RuleSource, List<Replacement>> pieces)
    {
        var ordered = new Replacement[pieces.Values.Sum(ofSource => ofSource.Count)];
        var narrowness = new long[ordered.Length];
        var next = 0;
        foreach (var (_, ofSource) in pieces.OrderBy(entry => entry.Key is RuleSource.Block block ? block.Cidr.PrefixLength : -1))
        {
            var start = next;
            foreach (var piece in ofSource)
            {
                // The place too, so that of two equal pieces the one of the first rule is added.
                var traffic = piece.Draft.Traffic;
                narrowness[next] = ((long)(PortRange.Highest - (traffic.ToPort - traffic.FromPort)) << 32) | (uint)next;
                ordered[next++] = piece;
            }

            narrowness.AsSpan(start..next).Sort(ordered.AsSpan(start..next));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(ordered);
    }

    /// <summary>Adds the traffic of an exposed rule without TCP to those ports, which come in order.</summary>
    private static void AddRest(List<Replacement> pieces, IngressRule rule, TagSet tags, List<PortExposure> exposures)
    {
        var ports = rule.Traffic.TcpPorts!.Value;
        var next = ports.From;
        foreach (var exposure in exposures)
        {
            if (exposure.Port > next)
                Add(new Traffic.Tcp(new(next, exposure.Port - 1)));
            next = exposure.Port + 1;
        }

        if (next <= ports.To)
            Add(new Traffic.Tcp(new(next, ports.To)));
        if (rule.Traffic is not Traffic.All)
            return;
        Add(AllUdp);
        Add(exposures[0].World[0].Family is IpFamily.IPv4 ? AllIcmp : AllIcmpV6);

        void Add(Traffic traffic) => pieces.Add(new(new(traffic, rule.Source, rule.Description), tags));
    }

    /// <summary>True where the same blocks are open on the same ports.</summary>
    private static bool AreAlike(List<PortExposure> one, List<PortExposure> other)
    {
        if (one.Count != other.Count)
            return false;
        for (var index = 0; index < one.Count; index++)
        {
            if (one[index].Port != other[index].Port || !one[index].World.AsSpan().SequenceEqual(other[index].World.AsSpan()))
                return false;
        }

        return true;
    }

    /// <summary>Who keeps access to exposed ports.</summary>
    private static IEnumerable<(Traffic Traffic, RuleSource Source)> OnPorts(
        IngressRule rule, List<PortExposure> exposures, IReadOnlyDictionary<string, PrefixList> prefixLists, IReadOnlyCollection<TrustedSource> trusted)
    {
        var blocks = ExposureScan.BlocksOf(rule.Source, prefixLists);
        var kept = new List<(int Port, RuleSource Source)>();
        foreach (var exposure in exposures)
        {
            foreach (var source in SourcesKept(exposure, blocks, trusted))
                kept.Add((exposure.Port, source));
        }

        return kept
            .GroupBy(entry => entry.Source, entry => entry.Port)
            .SelectMany(ports => PortRange.Runs(ports).Select(run => ((Traffic)new Traffic.Tcp(run), ports.Key)));
    }

    /// <summary>The rule's narrower entries, and the trusted sources that its world let in.</summary>
    private static IEnumerable<RuleSource> SourcesKept(PortExposure exposure, ImmutableArray<Cidr> blocks, IReadOnlyCollection<TrustedSource> trusted)
    {
        foreach (var block in blocks.Except(exposure.World))
            yield return new RuleSource.Block(block);

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
