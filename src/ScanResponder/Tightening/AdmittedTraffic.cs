using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>The traffic of several rules with one source, kept without what another one of them covers.</summary>
internal sealed class AdmittedTraffic
{
    private const int MostOfProtocol = 24;

    // All ports and types, one protocol after the other, in order of both ends: of two ranges neither of which covers the other, one begins and ends first.
    private (long From, long To)[] _ranges = [];
    private int _count;
    private HashSet<Traffic>? _others;
    private bool _all;

    internal bool Covers(Traffic traffic) => _all || (RangeOf(traffic) is { } range ? Covers(range) : _others?.Contains(traffic) ?? false);

    internal void Add(Traffic traffic)
    {
        if (traffic is Traffic.All)
            _all = true;
        else if (RangeOf(traffic) is not { } range)
            (_others ??= []).Add(traffic);
        else if (!Covers(range))
            Add(range);
    }

    internal void Clear()
    {
        _count = 0;
        _others?.Clear();
        _all = false;
    }

    /// <summary>Where the traffic stands among all ports and types; null where it has none.</summary>
    private static (long From, long To)? RangeOf(Traffic traffic) => traffic switch
    {
        Traffic.Tcp tcp => (tcp.Ports.From, tcp.Ports.To),
        Traffic.Udp udp => Range(1, udp.Ports.From, udp.Ports.To),
        Traffic.Icmp icmp => Types(2, icmp.Type, icmp.Code),
        Traffic.IcmpV6 icmp => Types(3, icmp.Type, icmp.Code),
        _ => null,
    };

    private static (long From, long To) Types(long protocol, int type, int code) => (type, code) switch
    {
        (-1, _) => Range(protocol, 0, (1L << MostOfProtocol) - 1),
        (_, -1) => Range(protocol, type << 8, (type << 8) + 255),
        _ => Range(protocol, (type << 8) + code, (type << 8) + code),
    };

    private static (long From, long To) Range(long protocol, long from, long to) => ((protocol << MostOfProtocol) + from, (protocol << MostOfProtocol) + to);

    private bool Covers((long From, long To) range) => CountFrom(range.From) is > 0 and var count && _ranges[count - 1].To >= range.To;

    private void Add((long From, long To) range)
    {
        var place = CountFrom(range.From - 1);
        var next = place;
        while (next < _count && _ranges[next].To <= range.To)
            next++;
        if (place == next && _count == _ranges.Length)
            Array.Resize(ref _ranges, _count == 0 ? 1 : Math.Max(4, 2 * _count));
        Array.Copy(_ranges, next, _ranges, place + 1, _count - next);
        _ranges[place] = range;
        _count += 1 - (next - place);
    }

    /// <summary>How many of the ranges begin here or before.</summary>
    private int CountFrom(long port)
    {
        var (low, high) = (0, _count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].From <= port)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
