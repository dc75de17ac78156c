namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>What DESIGN.md calls the world, in numbers of addresses.</summary>
internal static class Internet
{
    private static readonly UInt128 IPv4Of8Bits = (UInt128)1 << 24;
    private static readonly UInt128 IPv4Of16Bits = (UInt128)1 << 16;
    private static readonly UInt128 IPv6Of16Bits = (UInt128)1 << 112;
    private static readonly UInt128 QuarterOfIPv4 = (UInt128)1 << 30;

    private static readonly List<Entry> Private =
    [
        .. new[]
        {
            "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128",
        }.Select(Entry.OfCidr),
    ];

    /// <summary>Those of the entries that are the world where all of them are admitted to one port.</summary>
    internal static HashSet<Entry> Among(IReadOnlyCollection<Entry> entries)
    {
        var open = entries.Where(IsWorld).ToHashSet();
        var ipv4 = entries.Where(entry => entry.Senders == "IPv4" && IsPublic(entry) && !IsWorld(entry)).ToList();
        if (IntervalSet.Of(ipv4.Select(entry => entry.Addresses)).IsLargerThan(QuarterOfIPv4))
            open.UnionWith(ipv4.Where(entry => IsLargerThan(entry, IPv4Of16Bits, 0)));
        return open;
    }

    /// <summary>True where the entry is the world by itself.</summary>
    internal static bool IsWorld(Entry entry) => IsPublic(entry) && IsLargerThan(entry, IPv4Of8Bits, IPv6Of16Bits);

    private static bool IsPublic(Entry entry) =>
        entry.Senders is "IPv4" or "IPv6" && !Private.Exists(block => block.Senders == entry.Senders && block.Addresses.Holds(entry.Addresses));

    private static bool IsLargerThan(Entry entry, UInt128 ipv4, UInt128 ipv6) =>
        entry.Addresses.Last - entry.Addresses.First >= (entry.Senders == "IPv4" ? ipv4 : ipv6);
}
