using System.Globalization;

namespace ScanResponder.Network;

/// <summary>
/// Which packets a security-group rule speaks of, whoever sends them: a protocol and its ports or types.
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html"/>.
/// </summary>
public abstract record Traffic
{
    private Traffic()
    {
    }

    /// <summary>Every protocol and port: EC2's <c>-1</c>.</summary>
    public sealed record All : Traffic;

    /// <summary>TCP to these ports.</summary>
    public sealed record Tcp(PortRange Ports) : Traffic;

    /// <summary>UDP to these ports.</summary>
    public sealed record Udp(PortRange Ports) : Traffic;

    /// <summary>ICMP for IPv4; type and code 0 to 255, or -1 for all.</summary>
    public sealed record Icmp(int Type, int Code) : Traffic;

    /// <summary>ICMP for IPv6; type and code 0 to 255, or -1 for all.</summary>
    public sealed record IcmpV6(int Type, int Code) : Traffic;

    /// <summary>Any other IP protocol, by its number as EC2 writes it; such protocols have no ports.</summary>
    public sealed record Other(string Number) : Traffic;

    /// <summary>EC2's name for the protocol: <c>tcp</c>, <c>udp</c>, <c>icmp</c>, <c>icmpv6</c>, <c>-1</c> or a number.</summary>
    public string Protocol => this switch
    {
        All => "-1",
        Tcp => "tcp",
        Udp => "udp",
        Icmp => "icmp",
        IcmpV6 => "icmpv6",
        Other other => other.Number,
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>EC2's FromPort: the lowest port, the ICMP type, or -1 where neither applies.</summary>
    public int FromPort => this switch
    {
        Tcp tcp => tcp.Ports.From,
        Udp udp => udp.Ports.From,
        Icmp icmp => icmp.Type,
        IcmpV6 icmp => icmp.Type,
        _ => -1,
    };

    /// <summary>EC2's ToPort: the highest port, the ICMP code, or -1 where neither applies.</summary>
    public int ToPort => this switch
    {
        Tcp tcp => tcp.Ports.To,
        Udp udp => udp.Ports.To,
        Icmp icmp => icmp.Code,
        IcmpV6 icmp => icmp.Code,
        _ => -1,
    };

    /// <summary>The TCP ports that this traffic includes, or null where it includes none.</summary>
    public PortRange? TcpPorts => this switch
    {
        All => PortRange.All,
        Tcp tcp => tcp.Ports,
        _ => null,
    };

    /// <summary>
    /// Reads what EC2 writes. Protocols come by name or number; the ports of an all-traffic rule may be missing or -1; TCP and UDP rules
    /// without ports, or with -1, mean all ports.
    /// </summary>
    /// <exception cref="FormatException">The protocol is missing, or a port is out of range.</exception>
    public static Traffic FromEc2(string? protocol, int? fromPort, int? toPort) => protocol?.ToLowerInvariant() switch
    {
        null or "" => throw new FormatException("a security-group rule has no IpProtocol"),
        "-1" => new All(),
        "tcp" or "6" => new Tcp(PortsOf(protocol, fromPort, toPort)),
        "udp" or "17" => new Udp(PortsOf(protocol, fromPort, toPort)),
        "icmp" or "1" => new Icmp(fromPort ?? -1, toPort ?? -1),
        "icmpv6" or "58" => new IcmpV6(fromPort ?? -1, toPort ?? -1),
        var other => new Other(other),
    };

    /// <summary>True where every packet of <paramref name="other"/> is a packet of this traffic.</summary>
    public bool Covers(Traffic other) => (this, other) switch
    {
        (All, _) => true,
        (Tcp mine, Tcp theirs) => mine.Ports.Contains(theirs.Ports),
        (Udp mine, Udp theirs) => mine.Ports.Contains(theirs.Ports),
        (Icmp mine, Icmp theirs) => CoversType(mine.Type, mine.Code, theirs.Type, theirs.Code),
        (IcmpV6 mine, IcmpV6 theirs) => CoversType(mine.Type, mine.Code, theirs.Type, theirs.Code),
        (Other mine, Other theirs) => mine.Number == theirs.Number,
        _ => false,
    };

    /// <summary><c>tcp 22</c>, <c>udp 0-65535</c>, <c>icmp all</c>, <c>all traffic</c>, <c>protocol 47</c>.</summary>
    public sealed override string ToString() => this switch
    {
        All => "all traffic",
        Tcp tcp => $"tcp {tcp.Ports}",
        Udp udp => $"udp {udp.Ports}",
        Icmp icmp => $"icmp {TypeText(icmp.Type, icmp.Code)}",
        IcmpV6 icmp => $"icmpv6 {TypeText(icmp.Type, icmp.Code)}",
        _ => $"protocol {Protocol}",
    };

    private static PortRange PortsOf(string protocol, int? from, int? to)
    {
        if (from is null or -1 && to is null or -1)
            return PortRange.All;
        if (from is not (>= 0 and <= PortRange.Highest) || to is not (>= 0 and <= PortRange.Highest) || from > to)
            throw new FormatException($"{protocol} ports {from}-{to} are not a range within 0-{PortRange.Highest}");
        return new(from.Value, to.Value);
    }

    private static bool CoversType(int type, int code, int otherType, int otherCode) =>
        type == -1 || (type == otherType && (code == -1 || code == otherCode));

    private static string TypeText(int type, int code) =>
        type == -1 ? "all" : code == -1 ? type.ToString(CultureInfo.InvariantCulture) : $"{type}/{code}";
}
