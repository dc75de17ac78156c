using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>When a source is so wide that a rule which names it is open to the world.</summary>
public static class World
{
    /// <summary>
    /// An IPv4 block with a shorter prefix is the world. No organisation holds more than a /8 of its own, so a wider block always lets
    /// strangers in, however it is written: 0.0.0.0/0, its halves, or a mask that somebody mistyped.
    /// </summary>
    public const int IPv4Prefix = 8;

    /// <summary>
    /// An IPv6 block with a shorter prefix is the world. Registries hand out /12 and /16 at the most to one holder; 2000::/3 and the halves of
    /// ::/0 are everybody.
    /// </summary>
    public const int IPv6Prefix = 16;

    /// <summary>
    /// Where the public sources that are not the world by themselves cover more than this share of the IPv4 space together (one in four), they
    /// are the world in pieces, and each of them with a prefix shorter than <see cref="PiecePrefix"/> is a piece of it. A source that is the
    /// world by itself does not count, and neither does a trusted one: they make nothing of what stands beside them. So those that a change leaves
    /// are no more of the world after it than before.
    /// </summary>
    public const int ShareOfIPv4 = 4;

    /// <summary>
    /// A block of this length or longer is never a piece of the world: it takes 16,384 of them to cover a quarter of the IPv4 space, more
    /// than a security group can hold.
    /// </summary>
    public const int PiecePrefix = 16;

    // RFC 1918, RFC 6598, loopback, link-local; unique local and link-local IPv6.
    internal static readonly ImmutableArray<Cidr> PrivateBlocks =
    [
        .. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "fc00::/7", "fe80::/10", "::1/128" }
            .Select(Cidr.Parse),
    ];

    /// <summary>True where no address of the block is routed on the internet.</summary>
    public static bool IsPrivate(Cidr block)
    {
        foreach (var reserved in PrivateBlocks)
        {
            if (reserved.Contains(block))
                return true;
        }

        return false;
    }

    /// <summary>True where the block alone is the world.</summary>
    public static bool IsWorld(Cidr block) =>
        block.PrefixLength < (block.Family is IpFamily.IPv4 ? IPv4Prefix : IPv6Prefix) && !IsPrivate(block);

    /// <summary>Which of these sources, all admitted to one port and none of them trusted, are the world, alone or together.</summary>
    public static IReadOnlySet<Cidr> Among(IEnumerable<Cidr> sources) => Among(sources, _ => false);

    /// <summary>Which of these sources, all admitted to one port, are the world, alone or together.</summary>
    /// <param name="sources">The sources.</param>
    /// <param name="isTrusted">True for those of them that are trusted, which do not count where others are added up.</param>
    public static IReadOnlySet<Cidr> Among(IEnumerable<Cidr> sources, Func<Cidr, bool> isTrusted)
    {
        var world = new HashSet<Cidr>();
        var pieces = new HashSet<Cidr>();
        foreach (var block in sources)
        {
            if (IsWorld(block))
                world.Add(block);
            else if (block.Family is IpFamily.IPv4 && block.PrefixLength < PiecePrefix && !IsPrivate(block))
                pieces.Add(block);
        }

        if (pieces.Count == 0)
            return world;
        var counted = sources.Where(block => !world.Contains(block) && !IsPrivate(block) && !isTrusted(block));
        if (AddressSet.Of(IpFamily.IPv4, counted).Count > (UInt128.One << 32) / ShareOfIPv4)
            world.UnionWith(pieces);
        return world;
    }
}
