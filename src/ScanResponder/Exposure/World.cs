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

    private const ulong Share = (1UL << 32) / ShareOfIPv4;

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

    /// <summary>True where the block is a piece of the world if those that stand beside it make it one: see <see cref="ShareOfIPv4"/>.</summary>
    public static bool IsPiece(Cidr block) =>
        block.Family is IpFamily.IPv4 && block.PrefixLength is >= IPv4Prefix and < PiecePrefix && !IsPrivate(block);

    /// <summary>Which of these sources, all admitted to one port and none of them trusted, are the world, alone or together.</summary>
    public static IReadOnlySet<Cidr> Among(IReadOnlyCollection<Cidr> sources)
    {
        var pieces = IsInPieces(sources);
        return sources.Where(block => IsWorld(block) || (pieces && IsPiece(block))).ToHashSet();
    }

    /// <summary>True where those of these sources, all admitted to one port, that are not the world by themselves are the world together.</summary>
    /// <param name="sources">The sources, without those that are trusted.</param>
    internal static bool IsInPieces(IEnumerable<Cidr> sources)
    {
        // A number for each block, its first address and then its length: numbers sort many times faster than blocks.
        var blocks = new List<ulong>();
        var sum = 0UL;
        foreach (var block in sources)
        {
            if (block.Family is not IpFamily.IPv4 || IsWorld(block) || IsPrivate(block))
                continue;
            blocks.Add(((ulong)block.First << 6) | (uint)block.PrefixLength);
            sum += 1UL << (32 - block.PrefixLength);
        }

        if (sum <= Share)
            return false;
        blocks.Sort();
        var (covered, end) = (0UL, 0UL);
        foreach (var block in blocks)
        {
            var first = block >> 6;
            var after = first + (1UL << (32 - (int)(block & 63)));
            if (after <= end)
                continue;
            covered += after - Math.Max(first, end);
            end = after;
        }

        return covered > Share;
    }
}
