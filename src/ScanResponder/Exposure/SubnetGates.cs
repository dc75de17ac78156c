using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>The gates at the edge of a subnet, for connections to one TCP port from one family of addresses.</summary>
internal sealed class SubnetGates
{
    // Clients of every operating system send from these ports, load balancers and NAT gateways too:
    // https://docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports
    private static readonly PortRange Ephemeral = new(1024, PortRange.Highest);

    private readonly string _subnet;
    private readonly RouteTable? _table;
    private readonly NetworkAcl? _acl;
    private readonly PublicAccessBlock? _block;
    private readonly bool _isBlocked;
    private readonly string _unread;
    private readonly IpFamily _family;
    private readonly int _port;
    private readonly ImmutableArray<(Cidr Block, Route Route)> _routes;
    private readonly ImmutableArray<Route> _unresolved;

    /// <summary>The gates of the interface's subnet, as far as they are known.</summary>
    internal SubnetGates(NetworkInterface networkInterface, NetworkPath path, IpFamily family, int port)
    {
        _subnet = networkInterface.SubnetId ?? "the subnet";
        _table = path.RouteTables is { } tables
            ? tables.FirstOrDefault(table => networkInterface.SubnetId is { } id && table.SubnetIds.Contains(id))
                ?? tables.FirstOrDefault(table => table.IsMain && table.VpcId is not null && table.VpcId == networkInterface.VpcId)
            : null;
        _acl = path.NetworkAcls is { } acls ? acls.FirstOrDefault(acl => networkInterface.SubnetId is { } id && acl.SubnetIds.Contains(id)) : null;
        _block = path.PublicAccess;
        _isBlocked = _block?.Stops(networkInterface.VpcId, networkInterface.SubnetId) ?? false;
        ImmutableArray<AclEntry> entries = _acl?.Entries ?? [];
        _unread = path.Unread.IsEmpty ? "" : $" ({string.Join(" ", path.Unread).TrimEnd('.')})";
        _family = family;
        _port = port;
        ImmutableArray<Route> routes = _table?.Routes ?? [];
        _routes = [.. routes.SelectMany(route => BlocksOf(route, path)).Where(entry => entry.Block.Family == family)];

        // The addresses of S3 and DynamoDB are nobody's to scan from, so nobody needs to read their lists.
        _unresolved =
        [
            .. routes.Where(route =>
                route.Destination is RouteDestination.PrefixList list && !path.PrefixLists.ContainsKey(list.Id) && !route.IsToAwsService),
        ];
        Blocks = [.. _routes.Select(entry => entry.Block), .. entries.Select(entry => entry.Block)];
    }

    /// <summary>Blocks between whose edges all addresses fare alike.</summary>
    internal ImmutableArray<Cidr> Blocks { get; }

    /// <summary>How this address fares.</summary>
    /// <param name="remote">An address of the family, as a block of one.</param>
    internal Passage At(Cidr remote)
    {
        // A gate that is known to be shut settles it, even where another one is not known.
        var route = RouteTo(remote);
        if (route is Passage.Closed)
            return route;
        var acl = ThroughAcl(remote);
        return (route, acl) switch
        {
            (_, Passage.Closed) => acl,
            (Passage.Open { Way: var gateway }, Passage.Open { Way: var rules, Partial: var partial }) => new Passage.Open($"{gateway} → {rules}", partial),
            (Passage.Unknown, _) => route,
            _ => acl,
        };
    }

    /// <summary>How this address fares at the route table alone: replies must lead to an internet gateway.</summary>
    internal Passage RouteTo(Cidr remote)
    {
        if (_table is null)
            return new Passage.Unknown($"the route table of {_subnet} could not be read{_unread}");
        var best = Best(remote);
        var leadsOut = best is { Active: true, IsToInternetGateway: true };
        if (_unresolved.FirstOrDefault(route => (route is { Active: true, IsToInternetGateway: true }) != leadsOut) is { } unresolved)
        {
            return new Passage.Unknown(
                $"{_table.Id} routes {unresolved.Destination} to {TargetOf(unresolved)}, and the entries of that list could not be read{_unread}");
        }

        if (leadsOut)
            return ThroughGateway(best!.Target);
        if (best is { Active: true, IsToAppliance: true })
            return new Passage.Unknown($"{_table.Id} hands packets to {AddressOf(remote)} to {best.Target}, which may pass them on or not");
        if (best is { Active: false })
            return new Passage.Closed(0, $"the route {best.Destination} of {_subnet}'s route table {_table.Id} is a black hole ({TargetOf(best)})");
        return best is null || !_routes.Any(entry => entry.Route is { Active: true, IsToInternetGateway: true })
            ? new Passage.Closed(0, $"{_subnet}'s route table {_table.Id} has no route to an internet gateway for {_family}")
            : new Passage.Closed(
                0,
                $"{_subnet}'s route table {_table.Id} sends replies to {AddressOf(remote)} to {TargetOf(best)} (route {best.Destination}), "
                + "not to an internet gateway");
    }

    private Passage ThroughGateway(string gateway) => _block switch
    {
        null => new Passage.Open($"{gateway} (VPC Block Public Access could not be read)"),
        { Changing: true } => new Passage.Unknown($"VPC Block Public Access ({_block.Mode}) of the Region is being changed"),
        _ when _isBlocked => new Passage.Closed(0, $"VPC Block Public Access ({_block.Mode}) of the Region stops packets at {gateway}"),
        _ => new Passage.Open(gateway),
    };

    /// <summary>
    /// The longest prefix decides. Among equals a route that somebody made goes before one that a gateway announced, and one for a block before
    /// one for a prefix list.
    /// </summary>
    private Route? Best(Cidr remote) => _routes
        .Where(entry => entry.Block.Contains(remote))
        .OrderByDescending(entry => entry.Block.PrefixLength)
        .ThenBy(entry => entry.Route.Propagated)
        .ThenBy(entry => entry.Route.Destination is RouteDestination.PrefixList)
        .Select(entry => entry.Route)
        .FirstOrDefault();

    /// <summary>How this address fares at the network ACL alone, in both directions.</summary>
    internal Passage ThroughAcl(Cidr remote)
    {
        if (_acl is null)
            return new Passage.Unknown($"the network ACL of {_subnet} could not be read{_unread}");
        switch (_acl.FirstMatch(egress: false, remote, _port))
        {
            case null:
                return new Passage.Closed(1, $"{_acl.Id} has no rule that allows TCP {Number(_port)} inbound from {AddressOf(remote)}");
            case { Allow: false } denies:
                return new Passage.Closed(1, $"{_acl.Id} {denies.Name} denies TCP {Number(_port)} inbound from {denies.Block}");
            case { } allows:
                return Replies(remote, $"{_acl.Id} {allows.Name} allows TCP {Number(_port)} in");
        }
    }

    /// <summary>
    /// Whoever scans chooses the port to send from, so it is enough that replies get out to one ephemeral port.
    /// </summary>
    private Passage Replies(Cidr remote, string way)
    {
        var spans = Spans().Select(ports => (Ports: ports, Rule: _acl!.FirstMatch(egress: true, remote, ports.From))).ToList();
        var allowed = spans.Where(span => span.Rule is { Allow: true }).ToList();
        if (allowed.Count == 0)
        {
            return new Passage.Closed(2, spans.Select(span => span.Rule).Distinct().ToList() is [{ } denies]
                ? $"{_acl!.Id} {denies.Name} denies replies (TCP {Ephemeral} outbound to {denies.Block})"
                : $"{_acl!.Id} has no rule that allows replies (TCP {Ephemeral} outbound to {AddressOf(remote)})");
        }

        var rules = string.Join(
            " and ",
            allowed.Select(span => span.Rule!).DistinctBy(rule => rule.Number).OrderBy(rule => rule.Number).Select(rule => rule.Name));
        var partial = allowed.Count < spans.Count;
        var ports = partial ? $" to ports {string.Join(", ", Joined(allowed.Select(span => span.Ports)))} only" : "";
        return new Passage.Open($"{way}, {rules} replies out{ports}", partial);
    }

    /// <summary>The ephemeral ports in ranges that no rule divides.</summary>
    private IEnumerable<PortRange> Spans()
    {
        IEnumerable<int> edges =
        [
            Ephemeral.From,
            .. _acl!.Entries.Select(entry => entry.Traffic.TcpPorts).OfType<PortRange>().SelectMany(ports => new[] { ports.From, ports.To + 1 }),
        ];
        int[] starts = [.. edges.Where(Ephemeral.Contains).Distinct().Order()];
        return starts.Select((start, index) => new PortRange(start, index + 1 < starts.Length ? starts[index + 1] - 1 : Ephemeral.To));
    }

    private static List<PortRange> Joined(IEnumerable<PortRange> spans)
    {
        List<PortRange> joined = [];
        foreach (var span in spans)
        {
            if (joined.Count > 0 && joined[^1].To + 1 == span.From)
                joined[^1] = new(joined[^1].From, span.To);
            else
                joined.Add(span);
        }

        return joined;
    }

    private static IEnumerable<(Cidr Block, Route Route)> BlocksOf(Route route, NetworkPath path) => route.Destination switch
    {
        RouteDestination.Block block => [(block.Cidr, route)],
        RouteDestination.PrefixList list when path.PrefixLists.TryGetValue(list.Id, out var known) => known.Entries.Select(entry => (entry, route)),
        _ => [],
    };

    private static string TargetOf(Route route) => route.Target switch
    {
        "" => "no target",
        "local" => "the VPC itself",
        var id => id,
    };

    private static string AddressOf(Cidr remote) => Cidr.AddressText(remote.Family, remote.First);

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
