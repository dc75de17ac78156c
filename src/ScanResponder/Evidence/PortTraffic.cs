using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Evidence;

/// <summary>Who talked to one of the ports that were tried.</summary>
/// <param name="Port">The TCP port.</param>
/// <param name="Talkers">Public addresses, the most packets first; at most <see cref="Most"/>.</param>
/// <param name="PrivateTalkers">Private addresses, likewise.</param>
/// <param name="LeftOut">How many more addresses there were.</param>
public sealed record PortTraffic(int Port, ImmutableArray<Talker> Talkers, ImmutableArray<Talker> PrivateTalkers, int LeftOut)
{
    /// <summary>How many addresses of each kind are told.</summary>
    public const int Most = 10;

    /// <summary>The ports with traffic, those with the most packets first.</summary>
    /// <param name="counts">What flow logs saw.</param>
    /// <param name="named">The addresses that the finding names.</param>
    /// <param name="own">The instance's own addresses: what they send is an answer, or a connection of its own.</param>
    public static ImmutableArray<PortTraffic> Of(IEnumerable<PacketCount> counts, IReadOnlySet<string> named, IReadOnlySet<string> own) =>
    [
        .. counts.Where(count => !own.Contains(count.Source))
            .GroupBy(count => count.Port)
            .OrderByDescending(port => Tally.Of(port.Select(count => count.Packets)))
            .ThenBy(port => port.Key)
            .Select(port => OfPort(port.Key, port, named)),
    ];

    private static PortTraffic OfPort(int port, IEnumerable<PacketCount> counts, IReadOnlySet<string> named)
    {
        var talkers = counts.GroupBy(count => count.Source)
            .Select(source => new Talker(
                source.Key,
                named.Contains(source.Key) ? TalkerKind.Named : IsPrivate(source.Key) ? TalkerKind.Private : TalkerKind.Unnamed,
                Tally.Of(source.Where(count => count.Accepted).Select(count => count.Packets)),
                Tally.Of(source.Where(count => !count.Accepted).Select(count => count.Packets)),
                source.Min(count => count.First),
                source.Max(count => count.Last)))
            .OrderByDescending(talker => talker.Packets)
            .ThenBy(talker => talker.Address, StringComparer.Ordinal)
            .ToLookup(talker => talker.Kind is TalkerKind.Private);
        var (strangers, inside) = (talkers[false].ToList(), talkers[true].ToList());
        return new(
            port,
            [.. strangers.Take(Most)],
            [.. inside.Take(Most)],
            Math.Max(0, strangers.Count - Most) + Math.Max(0, inside.Count - Most));
    }

    private static bool IsPrivate(string address) => Cidr.TryParseHost(address, out var host) && World.IsPrivate(host);
}
