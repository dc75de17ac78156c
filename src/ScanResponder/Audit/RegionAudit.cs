using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Audit;

/// <summary>
/// Finds every security group of a Region that lets the internet reach a guarded port, who uses it and whether packets get there, and decides about each as
/// about a trigger that names it. The work grows with the number of rules, and not with that of pairs of anything.
/// </summary>
public sealed class RegionAudit
{
    private const int MostReasons = 3;

    private readonly Inventory _inventory;
    private readonly Policy _policy;
    private readonly SweepTrigger _trigger;
    private readonly DateTimeOffset _now;
    private readonly ImmutableArray<int> _ports;
    private readonly Dictionary<string, List<NetworkInterface>> _users = [];
    private readonly Dictionary<string, SecurityGroup> _groups = [];
    private readonly Dictionary<string, Instance> _instances = [];
    private readonly ILookup<string, RouteTable> _tables;
    private readonly Dictionary<string, Surroundings> _surroundings = [];
    private readonly Dictionary<(string Set, string Around), ImmutableArray<PortExposure>> _together = [];
    private readonly HashSet<string> _pieces = [];

    private RegionAudit(Inventory inventory, Policy policy, SweepTrigger trigger)
    {
        (_inventory, _trigger) = (inventory, trigger);

        // What is found is told first, whatever the mode makes of it then; and all that is guarded is in scope.
        _policy = policy with { Mode = Mode.Notify, Scope = Scope.Guarded };
        _now = trigger.UpdatedAt ?? throw new ArgumentException("A sweep is made at a time.", nameof(trigger));
        _ports = [.. policy.GuardedPorts.Distinct().Order()];
        foreach (var one in inventory.Interfaces ?? [])
        {
            foreach (var id in one.GroupIds)
                (CollectionsMarshal.GetValueRefOrAddDefault(_users, id, out _) ??= new(1)).Add(one);
        }

        foreach (var group in inventory.Groups ?? [])
            _groups[group.Id] = group;
        foreach (var instance in inventory.Instances ?? [])
            _instances[instance.Id] = instance;
        _tables = (inventory.RouteTables ?? []).ToLookup(table => table.VpcId ?? "");
    }

    /// <summary>The report. Nothing is asked of anybody, and nothing is changed.</summary>
    /// <param name="inventory">The Region as it was read.</param>
    /// <param name="policy">What is guarded and who is trusted; its mode does not count here.</param>
    /// <param name="trigger">The sweep, which says where and when; its time ends exemptions.</param>
    public static AuditReport Of(Inventory inventory, Policy policy, SweepTrigger trigger) => new RegionAudit(inventory, policy, trigger).Report();

    private AuditReport Report()
    {
        var open = new List<AuditedGroup>();
        foreach (var group in _groups.Values)
        {
            if (!MayBeOpen(group))
                continue;
            var users = _users.GetValueOrDefault(group.Id) ?? [];
            var around = Around(group, users);
            var exposures = Exposures(group, users, around);
            if (!exposures.IsEmpty)
                open.Add(Audited(group, users, exposures, around));
        }

        return new()
        {
            Scopes = [_inventory.Scope],
            PublicAccess = _inventory.PublicAccess is { } block ? [new(_inventory.Scope, block)] : [],
            GuardedPorts = _ports,
            Looked = _groups.Count,
            Groups = AuditReport.WorstFirst(open),
            Problems = [.. Problems().Select(what => new AuditProblem(_inventory.Scope.AccountId, _inventory.Scope.Region, what))],
            Notes = _inventory.Notes,
        };
    }

    private IEnumerable<string> Problems()
    {
        foreach (var failure in _inventory.Failures)
            yield return failure.Message;
        if (_inventory.Groups is null && _inventory.Failures.IsEmpty)
            yield return "The security groups could not be read.";
        var unread = _groups.Values.SelectMany(group => group.Rules)
            .Where(rule => rule.Source is RuleSource.PrefixList list && !_inventory.PrefixLists.ContainsKey(list.Id) && _ports.Any(port => Admits(rule, port)))
            .GroupBy(rule => rule.Source.ToString());
        foreach (var list in unread)
        {
            var rules = list.Take(MostReasons).Select(rule => $"{rule.Id} of {rule.GroupId}").ToList();
            var more = list.Skip(MostReasons).Count() is > 0 and var count ? string.Create(CultureInfo.InvariantCulture, $" and {count} more") : "";
            yield return $"The entries of {list.Key} are not known, so nobody knows whether {string.Join(", ", rules)}{more} let the internet in.";
        }
    }

    private static bool Admits(IngressRule rule, int port) => rule.Traffic.TcpPorts is { } range && range.Contains(port);

    /// <summary>False for most groups, and then certain: no rule that admits a guarded port names the world or a piece of it.</summary>
    private bool MayBeOpen(SecurityGroup group)
    {
        var may = false;
        foreach (var rule in group.Rules)
        {
            if (rule.Source is RuleSource.Group || !AdmitsGuarded(rule))
                continue;
            if (rule.Source is RuleSource.Block { Cidr: var block })
                Look(block);
            else
            {
                foreach (var entry in ExposureScan.BlocksOf(rule.Source, _inventory.PrefixLists))
                    Look(entry);
            }
        }

        return may;

        void Look(Cidr block)
        {
            if (World.IsWorld(block))
                may = true;
            else if (block.Family is IpFamily.IPv4 && block.PrefixLength < World.PiecePrefix)
            {
                may = true;
                _pieces.Add(group.Id);
            }
        }
    }

    private bool AdmitsGuarded(IngressRule rule)
    {
        if (rule.Traffic.TcpPorts is not { } range)
            return false;
        foreach (var port in _ports)
        {
            if (range.Contains(port))
                return true;
        }

        return false;
    }

    /// <summary>
    /// What the group leaves open on any of the interfaces that carry it. Rules that are the world by themselves are so wherever they are; whether pieces are
    /// the world depends on what else the interface admits.
    /// </summary>
    private ImmutableArray<PortExposure> Exposures(SecurityGroup group, List<NetworkInterface> users, Surroundings around)
    {
        var alone = ExposureScan.Find([group], _inventory.PrefixLists, _ports, around.Trusted ?? []);
        if (!_pieces.Contains(group.Id))
            return alone;
        var found = alone.ToDictionary(exposure => (exposure.Port, exposure.Rule.Id));
        foreach (var set in users.Where(one => one.GroupIds.Length > 1).DistinctBy(one => string.Join(' ', one.GroupIds)))
        {
            var key = (string.Join(' ', set.GroupIds), around.Key);
            if (!_together.TryGetValue(key, out var exposures))
            {
                SecurityGroup[] carried = [.. set.GroupIds.Select(id => _groups.GetValueOrDefault(id)).OfType<SecurityGroup>()];
                _together[key] = exposures = ExposureScan.Find(carried, _inventory.PrefixLists, _ports, around.Trusted ?? []);
            }

            foreach (var exposure in exposures.Where(exposure => exposure.Rule.GroupId == group.Id))
            {
                var place = (exposure.Port, exposure.Rule.Id);
                found[place] = found.TryGetValue(place, out var known) ? known with { World = [.. known.World.Union(exposure.World)] } : exposure;
            }
        }

        var order = group.Rules.Select((rule, place) => (rule.Id, place)).DistinctBy(rule => rule.Id).ToDictionary();
        return [.. found.Values.OrderBy(exposure => exposure.Port).ThenBy(exposure => order[exposure.Rule.Id])];
    }

    private AuditedGroup Audited(SecurityGroup group, List<NetworkInterface> interfaces, ImmutableArray<PortExposure> exposures, Surroundings around)
    {
        ImmutableArray<GroupUser> users =
        [
            .. interfaces.Select(one => new GroupUser(one, one.InstanceId is { } id ? _instances.GetValueOrDefault(id) : null))
                .OrderByDescending(user => user.IsRunning)
                .ThenByDescending(user => user.Addresses.Any()),
        ];
        var (reaches, danger) = Reaches(group, users, exposures, around);
        var trigger = _trigger.About(group.Id);
        var view = new AccountView
        {
            // Who may stay open is not to be closed because a group of it is looked at.
            Instance = users.Select(user => user.Instance).FirstOrDefault(instance => Refusals.IsExempt(instance?.Tags, _now)),
            Groups = [group],
            GroupsByInterface = [[group.Id]],
            PrefixLists = _inventory.PrefixLists,
            Trusted = around.Trusted,
            Sharing = _inventory.Interfaces is null ? null : [.. interfaces],
            SharingInstances = [.. users.Select(user => user.Instance).OfType<Instance>().Take(BlastRadius.MostNamed)],
            RouteTables = around.Tables,
            Failures = _inventory.Failures,
        };
        var decision = Decision.Of(trigger, view, exposures, _policy, _now);
        return new(trigger, group, [.. exposures.Zip(reaches)], users, view, decision) { Danger = danger };
    }

    /// <summary>Whether packets get to each of them. Interfaces of one subnet that have the same kinds of addresses fare alike, so one of them answers for all.</summary>
    private (ImmutableArray<Reach> Reaches, Danger Danger) Reaches(
        SecurityGroup group, ImmutableArray<GroupUser> users, ImmutableArray<PortExposure> exposures, Surroundings around)
    {
        if (_inventory.Interfaces is null)
            return ([.. exposures.Select(_ => new Reach(null, "Whether packets get there is not known: the network interfaces could not be read."))], Danger.Unknown);
        if (users.IsEmpty)
            return ([.. exposures.Select(_ => new Reach(false, $"Not reachable: no network interface carries {group.Id} now. Whatever is given it next is open."))], Danger.Unused);
        var running = Alike(users.Where(user => user.IsRunning));
        var others = Alike(users.Where(user => !user.IsRunning));
        var reaches = ImmutableArray.CreateBuilder<Reach>(exposures.Length);
        var danger = Danger.Shut;
        foreach (var exposure in exposures)
        {
            var (reach, how) = Best(exposure);
            reaches.Add(reach);
            danger = (Danger)Math.Min((int)danger, (int)how);
        }

        return (reaches.ToImmutable(), danger);

        (Reach Reach, Danger Danger) Best(PortExposure exposure)
        {
            var first = running.Count == 0 ? null : around.Reachability.Through(exposure, running);
            if (first is { Reachable: true })
                return (first, Danger.Running);
            var second = others.Count == 0 ? null : around.Reachability.Through(exposure, others);
            if (second is { Reachable: true })
                return (second with { Because = $"{second.Because.TrimEnd('.')}. {Behind(users)}" }, Danger.Path);
            if (first is { Reachable: null } || second is { Reachable: null })
                return (first is { Reachable: null } ? first : second!, Danger.Unknown);
            return (first ?? second!, Danger.Shut);
        }
    }

    private static string Behind(ImmutableArray<GroupUser> users)
    {
        var names = users.Where(user => !user.IsRunning)
            .Select(user => user.Instance is { } instance ? $"{user.Name} is {instance.State}" : $"{user.Name} is no instance")
            .Distinct()
            .Take(MostReasons);
        return $"Behind it no machine is known to run: {string.Join("; ", names)}.";
    }

    private static List<NetworkInterface> Alike(IEnumerable<GroupUser> users) =>
    [
        .. users.Select(user => user.Interface)
            .DistinctBy(one => (one.SubnetId, one.VpcId, one.PublicIps.IsEmpty, one.Ipv6Addresses.IsEmpty || !one.Ipv6Addresses.Any(IsGlobal))),
    ];

    private static bool IsGlobal(string address) => Cidr.TryParseHost(address, out var host) && !World.IsPrivate(host);

    /// <summary>Who is trusted, and how packets travel, around a group: that depends on the VPCs that it serves.</summary>
    private Surroundings Around(SecurityGroup group, List<NetworkInterface> users)
    {
        var single = users.TrueForAll(one => one.VpcId is null || one.VpcId == group.VpcId);
        string[] vpcs = single
            ? group.VpcId is null ? [] : [group.VpcId]
            : [.. users.Select(one => one.VpcId).Append(group.VpcId).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
        var key = vpcs.Length == 1 ? vpcs[0] : string.Join(' ', vpcs);
        if (_surroundings.TryGetValue(key, out var known))
            return known;
        ImmutableArray<RouteTable>? tables = _inventory.RouteTables is null ? null : [.. vpcs.SelectMany(id => _tables[id])];
        var trusted = TrustOfInventory.Of(_policy.Trusted, _inventory, vpcs, tables);
        var path = new NetworkPath { RouteTables = tables, NetworkAcls = _inventory.NetworkAcls, PrefixLists = _inventory.PrefixLists, PublicAccess = _inventory.PublicAccess };
        return _surroundings[key] = new(key, trusted, tables, Reachability.Along(path, trusted ?? []));
    }

    private sealed record Surroundings(string Key, ImmutableArray<TrustedSource>? Trusted, ImmutableArray<RouteTable>? Tables, Reachability Reachability);
}
