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
        var byGroup = ByGroup(exposures);
        Cidr[] trustedInOrder = [.. trusted.SelectMany(source => source.Blocks).Order()];
        var onPorts = new Dictionary<(RuleSource, int, int), (List<PortExposure> Open, List<RuleDraft> Kept)>();

        // Emptied for each group: with thousands of rules, memory is what takes the time.
        var planned = new HashSet<(RuleSource, int, int)>();
        var pieces = new Pieces();
        var coverage = new Coverage(prefixLists);
        var authorize = new List<Replacement>();
        var exposed = new List<IngressRule>();
        List<PortExposure>?[] holes = [];
        var spare = new Stack<List<PortExposure>>();
        return [.. groups.Where(group => byGroup.ContainsKey(group.Id)).Select(PlanGroup)];

        GroupPlan PlanGroup(SecurityGroup group)
        {
            planned.Clear();
            pieces.Clear();
            coverage.Clear();
            FindHoles(group);
            exposed.Clear();
            var (tags, tagged) = (TagSet.Empty, TagsFor(TagSet.Empty, findingId));
            for (var place = 0; place < group.Rules.Length; place++)
            {
                var rule = group.Rules[place];
                if (holes[place] is not { } open)
                {
                    coverage.Add(rule);
                    continue;
                }

                exposed.Add(rule);
                if (!ReferenceEquals(rule.Tags, tags))
                    (tags, tagged) = (rule.Tags, TagsFor(rule.Tags, findingId));
                AddRest(pieces, rule, tagged, open);

                // Rules of a group with one source are open on the same ports, as far as they reach, so its first and its last open port tell what they
                // keep. Those of groups on other interfaces may be open on others.
                var key = (rule.Source, open[0].Port, open[^1].Port);
                if (MayKeep(rule.Source) && planned.Add(key))
                {
                    if (!onPorts.TryGetValue(key, out var known) || !AreAlike(known.Open, open))
                        onPorts[key] = known = ([.. open], OnPorts(rule, open, prefixLists, trusted));
                    foreach (var draft in known.Kept)
                        pieces.Add(new(draft.Description == rule.Description ? draft : draft with { Description = rule.Description }, tagged));
                }

                open.Clear();
                spare.Push(open);
                holes[place] = null;
            }

            authorize.Clear();
            var keep = pieces.WideFirst();
            foreach (var piece in keep)
            {
                if (coverage.TryAdd(piece.Draft.Traffic, piece.Draft.Source))
                    authorize.Add(piece);
            }

            return new(group, [.. authorize], [.. exposed], keep);
        }

        // Finds what is open of each rule, null for nothing. The exposures of a port come in the order of the rules, so each is a few steps after the one before.
        void FindHoles(SecurityGroup group)
        {
            var (rules, place) = (group.Rules, 0);
            if (holes.Length < rules.Length)
                holes = new List<PortExposure>?[rules.Length];
            foreach (var exposure in byGroup[group.Id])
            {
                var steps = 0;
                for (; steps < rules.Length && rules[place].Id != exposure.Rule.Id; steps++)
                    place = place + 1 < rules.Length ? place + 1 : 0;
                if (steps < rules.Length)
                    (holes[place] ??= spare.TryPop(out var list) ? list : new(1)).Add(exposure);
            }
        }

        // False for a block that no trusted one lies in: nobody keeps access to its ports.
        bool MayKeep(RuleSource source)
        {
            if (source is not RuleSource.Block { Cidr: var block })
                return true;
            var place = Array.BinarySearch(trustedInOrder, block);
            place = place < 0 ? ~place : place;
            return place < trustedInOrder.Length && block.Contains(trustedInOrder[place]);
        }
    }

    private static Dictionary<string, List<PortExposure>> ByGroup(IEnumerable<PortExposure> exposures)
    {
        var byGroup = new Dictionary<string, List<PortExposure>>();
        string? group = null;
        List<PortExposure> ofGroup = [];
        foreach (var exposure in exposures)
        {
            // Those of one group come one after the other.
            if (exposure.Rule.GroupId != group)
            {
                group = exposure.Rule.GroupId;
                if (!byGroup.TryGetValue(group, out var known))
                    byGroup[group] = known = new(ofGroup.Count);
                ofGroup = known;
            }

            ofGroup.Add(exposure);
        }

        return byGroup;
    }

    /// <summary>Adds the traffic of an exposed rule without TCP to those ports, which come in order.</summary>
    private static void AddRest(Pieces pieces, IngressRule rule, TagSet tags, List<PortExposure> exposures)
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
        Add((rule.Source is RuleSource.Block block ? block.Cidr : exposures[0].World[0]).Family is IpFamily.IPv4 ? AllIcmp : AllIcmpV6);

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
    private static List<RuleDraft> OnPorts(
        IngressRule rule, List<PortExposure> exposures, IReadOnlyDictionary<string, PrefixList> prefixLists, IReadOnlyCollection<TrustedSource> trusted)
    {
        var blocks = ExposureScan.BlocksOf(rule.Source, prefixLists);
        var kept = new List<(PortRange Ports, RuleSource Source)>();
        var lastOf = new Dictionary<RuleSource, int>();
        foreach (var exposure in exposures)
        {
            foreach (var source in SourcesKept(exposure, blocks, trusted))
            {
                ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(lastOf, source, out var known);
                if (known && kept[last].Ports.To == exposure.Port)
                    continue;
                if (known && kept[last].Ports.To == exposure.Port - 1)
                {
                    kept[last] = (new(kept[last].Ports.From, exposure.Port), source);
                    continue;
                }

                last = kept.Count;
                kept.Add((PortRange.Of(exposure.Port), source));
            }
        }

        var drafts = new List<RuleDraft>(kept.Count);
        Traffic.Tcp? traffic = null;
        foreach (var (ports, source) in kept)
        {
            if (traffic?.Ports != ports)
                traffic = new(ports);
            drafts.Add(new(traffic, source, rule.Description));
        }

        return drafts;
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

    private static TagSet TagsFor(TagSet tags, string findingId)
    {
        var own = tags.WithoutAws();
        var tagged = own.With(TagKey, findingId);
        return tagged.Count <= TagSet.Most ? tagged : own;
    }
}
