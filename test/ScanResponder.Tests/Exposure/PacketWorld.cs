namespace ScanResponder.Tests.Exposure;

/// <summary>
/// A small internet in plain numbers, and a network that forwards its packets one by one. It shares nothing with the code under test: blocks
/// are an address and a length, ports are numbers, and every packet is walked through every gate.
/// </summary>
internal sealed record PacketWorld
{
    /// <summary>Three hosts in each sixteenth of the address space, of which two may have rules and routes of their own.</summary>
    internal static uint[] Hosts { get; } =
        [.. from sixteenth in Enumerable.Range(0, 16) from host in new uint[] { 5, 6, 7 } select ((uint)sixteenth << 28) | 0x01050500u | host];

    /// <summary>Ports on both sides of every edge that <see cref="Edges"/> allows.</summary>
    internal static int[] ClientPorts { get; } = [1024, 1025, 1999, 2000, 2001, 32767, 32768, 32769, 60998, 60999, 61000, 65534, 65535];

    /// <summary>The first and last ports that rules name.</summary>
    internal static int[] Edges { get; } = [0, 21, 22, 23, 1024, 2000, 32768, 60999, 65535];

    internal required string State { get; init; }

    internal required Interface[] Interfaces { get; init; }

    internal required Subnet[] Subnets { get; init; }

    internal required Block[] World { get; init; }

    internal required Block[] Trusted { get; init; }

    internal required uint[] Probes { get; init; }

    /// <summary>What becomes of the strangers whom the rule admits.</summary>
    internal bool? Reachable()
    {
        if (State is "stopped" or "terminated")
            return false;
        var strangers = Hosts.Where(host => IsStranger(host) && World.Any(block => block.Has(host))).ToList();
        if (Interfaces.Any(networkInterface => networkInterface.CarriesGroup && networkInterface.HasPublicAddress && strangers.Exists(host => Connects(Subnets[networkInterface.Subnet], host) is true)))
            return true;
        return Interfaces.Any(networkInterface => networkInterface.CarriesGroup && networkInterface.HasPublicAddress && strangers.Exists(host => Connects(Subnets[networkInterface.Subnet], host) is null)) ? null : false;
    }

    /// <summary>The probes that are strangers, are admitted and get through at some interface.</summary>
    internal IEnumerable<uint> ProbesThatGetThrough() => Probes.Where(host =>
        IsStranger(host)
        && World.Any(block => block.Has(host))
        && Interfaces.Any(networkInterface => networkInterface.CarriesGroup && networkInterface.HasPublicAddress && Connects(Subnets[networkInterface.Subnet], host) is true));

    private bool IsStranger(uint host) =>
        (host >> 24) is not (0 or 10 or 127 or >= 224) && !Trusted.Any(block => block.Has(host));

    /// <summary>Null where an appliance has the last word.</summary>
    private static bool? Connects(Subnet subnet, uint host)
    {
        if (!Passes(subnet.Rules, false, host, 22))
            return false;
        if (!ClientPorts.Any(port => Passes(subnet.Rules, true, host, port)))
            return false;
        Hop? best = null;
        foreach (var hop in subnet.Hops)
        {
            if (hop.To.Has(host) && (best is null || hop.To.Length > best.To.Length))
                best = hop;
        }

        return best switch
        {
            { Works: true, Target: "igw-1" } => true,
            { Works: true, Target: "eni-9" } => null,
            _ => false,
        };
    }

    private static bool Passes(Rule[] rules, bool outwards, uint host, int port)
    {
        foreach (var rule in rules.OrderBy(rule => rule.Number))
        {
            if (rule.Outwards == outwards && rule.Protocol is "-1" or "6" && rule.Block.Has(host)
                && (rule.Protocol == "-1" || (rule.From <= port && port <= rule.To)))
            {
                return rule.Allows;
            }
        }

        return false;
    }

    internal sealed record Interface(int Subnet, bool CarriesGroup, bool HasPublicAddress);

    // Without a table of its own a subnet has the hops of the VPC's main table.
    internal sealed record Subnet(bool OwnTable, Hop[] Hops, Rule[] Rules);

    internal sealed record Hop(Block To, string Target, bool Works, bool FromList);

    internal sealed record Rule(int Number, bool Outwards, bool Allows, string Protocol, int From, int To, Block Block);

    internal sealed record Block(uint Address, int Length)
    {
        internal bool Has(uint host) => Length == 0 || host >> (32 - Length) == Address >> (32 - Length);

        internal string Text => $"{Address >> 24}.{(Address >> 16) & 255}.{(Address >> 8) & 255}.{Address & 255}/{Length}";
    }
}
