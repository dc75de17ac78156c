using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ScanResponder.Network;

/// <summary>
/// A block of addresses in canonical form, as EC2 stores it: host bits are cleared, so <c>100.68.0.18/18</c> equals <c>100.68.0.0/18</c>.
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html"/>.
/// </summary>
/// <remarks>
/// Not <see cref="IPNetwork"/>: that type refuses host bits, which other tools leave in place, and keeps no order to calculate with.
/// <para>
/// <c>default</c> is no block: it equals no other one, and its length, and all that depends on it, throws
/// <see cref="InvalidOperationException"/>. So what somebody forgot to set is never taken for 0.0.0.0/0.
/// </para>
/// </remarks>
public readonly record struct Cidr : IComparable<Cidr>
{
    // 2^64 by the golden ratio, as in Fibonacci hashing: https://en.wikipedia.org/wiki/Hash_function#Fibonacci_hashing.
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15;

    // One more than the length, so that zero, which is in memory that nobody has written, is no length.
    private readonly int _lengthAndOne;

    private Cidr(IpFamily family, UInt128 first, int prefixLength)
    {
        Family = family;
        _lengthAndOne = prefixLength + 1;
        First = first & ~HostMask(family, prefixLength);
    }

    /// <summary>The family of every address in the block.</summary>
    public IpFamily Family { get; }

    /// <summary>Leading bits that all addresses share: 0 to 32 for IPv4, 0 to 128 for IPv6.</summary>
    public int PrefixLength => _lengthAndOne > 0 ? _lengthAndOne - 1 : throw NoBlock();

    /// <summary>The lowest address, as a number; IPv4 uses the low 32 bits.</summary>
    public UInt128 First { get; }

    /// <summary>The highest address, as a number.</summary>
    public UInt128 Last => First | HostMask(Family, PrefixLength);

    /// <summary>All addresses of a family: <c>0.0.0.0/0</c> or <c>::/0</c>.</summary>
    public static Cidr Everything(IpFamily family) => new(family, 0, 0);

    /// <summary>The block of this length that <paramref name="address"/> lies in.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The prefix is longer than the family's addresses, or negative.</exception>
    public static Cidr Of(IpFamily family, UInt128 address, int prefixLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(prefixLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(prefixLength, BitsOf(family));
        return new(family, address, prefixLength);
    }

    /// <summary>Reads <c>address/length</c>. An address alone is not a block and is refused.</summary>
    /// <exception cref="FormatException">The text is not a block of addresses.</exception>
    public static Cidr Parse(string text) => TryParse(text, out var cidr)
        ? cidr
        : throw new FormatException($"'{text}' is not a CIDR block such as 192.0.2.0/24 or 2001:db8::/32.");

    /// <summary>Reads <c>address/length</c>; false where the text is null or no such block.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out Cidr cidr)
    {
        cidr = default;
        if (text is null || text.IndexOf('/', StringComparison.Ordinal) is var slash && slash <= 0)
            return false;
        if (!int.TryParse(text.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || !TryParseAddress(text.AsSpan(0, slash), out var family, out var address)
            || length > BitsOf(family))
        {
            return false;
        }

        cidr = new(family, address, length);
        return true;
    }

    /// <summary>The block that holds just this address; false where the text is null or no address.</summary>
    public static bool TryParseHost([NotNullWhen(true)] string? text, out Cidr host)
    {
        host = default;
        if (!TryParseAddress(text, out var family, out var address))
            return false;
        host = new(family, address, BitsOf(family));
        return true;
    }

    /// <summary>True where every address of <paramref name="other"/> is in this block.</summary>
    public bool Contains(Cidr other) =>
        Family == other.Family && PrefixLength <= other.PrefixLength && (other.First & ~HostMask(Family, PrefixLength)) == First;

    /// <summary>The block one bit wider, or null for a whole family.</summary>
    public Cidr? Parent => PrefixLength == 0 ? null : new(Family, First, PrefixLength - 1);

    /// <inheritdoc/>
    public bool Equals(Cidr other) => First == other.First && _lengthAndOne == other._lengthAndOne && Family == other.Family;

    /// <inheritdoc/>
    // A plan of thousands of rules looks up blocks more than it does anything else. What the compiler would write asks UInt128 for a hash of its own.
    public override int GetHashCode()
    {
        var number = ((ulong)(First >> 64) * Spread) ^ (ulong)First ^ ((ulong)_lengthAndOne << 40);
        return (int)((number * Spread) >> 32);
    }

    /// <inheritdoc/>
    public int CompareTo(Cidr other) =>
        (Family, First, PrefixLength).CompareTo((other.Family, other.First, other.PrefixLength));

    /// <summary>The text that EC2 shows: <c>192.0.2.0/24</c>, <c>2001:db8::/32</c>.</summary>
    public override string ToString() => $"{AddressText(Family, First)}/{PrefixLength}";

    internal static int BitsOf(IpFamily family) => family is IpFamily.IPv4 ? 32 : 128;

    internal static string AddressText(IpFamily family, UInt128 address)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return new IPAddress(family is IpFamily.IPv4 ? bytes[12..] : bytes).ToString();
    }

    private static InvalidOperationException NoBlock() => new("This is no block of addresses: nobody has set it.");

    private static bool TryParseAddress(ReadOnlySpan<char> text, out IpFamily family, out UInt128 value)
    {
        family = default;
        value = default;

        // IPAddress also takes "1", "0x7f.1", octal "010.0.0.1" and "fe80::1%eth0"; EC2 writes none of them.
        if (text.Contains('%') || !IPAddress.TryParse(text, out var address))
            return false;
        family = address.AddressFamily is AddressFamily.InterNetwork ? IpFamily.IPv4 : IpFamily.IPv6;
        Span<char> written = stackalloc char[15];
        if (family is IpFamily.IPv4 && !(address.TryFormat(written, out var length) && text.SequenceEqual(written[..length])))
            return false;
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        address.TryWriteBytes(family is IpFamily.IPv4 ? bytes[12..] : bytes, out _);
        value = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        return true;
    }

    private static UInt128 HostMask(IpFamily family, int prefixLength)
    {
        if (family is IpFamily.IPv4)
            return (1UL << (32 - prefixLength)) - 1;
        var host = 128 - prefixLength;
        return host == 128 ? UInt128.MaxValue : (UInt128.One << host) - 1;
    }
}
