using System.Net;

namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>Something that a source stands for: a block of addresses, or a name that nobody can look into.</summary>
/// <param name="Text">The CIDR or the name.</param>
/// <param name="Senders">The lane's word for it.</param>
/// <param name="Addresses">The addresses; the one address 0 for a name.</param>
internal sealed record Entry(string Text, string Senders, Interval Addresses)
{
    internal static Entry OfName(string name) => new(name, name, new(0, 0));

    internal static Entry OfCidr(string cidr)
    {
        var slash = cidr.IndexOf('/', StringComparison.Ordinal);
        var bytes = IPAddress.Parse(cidr[..slash]).GetAddressBytes();
        var first = bytes.Aggregate(UInt128.Zero, (number, octet) => (number << 8) | octet);
        var free = (bytes.Length * 8) - int.Parse(cidr[(slash + 1)..]);
        var last = first;
        for (var bit = 0; bit < free; bit++)
            last |= UInt128.One << bit;
        return new(cidr, bytes.Length == 4 ? "IPv4" : "IPv6", new(first, last));
    }
}
