using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>The traffic of several rules with one source, kept without what another one of them covers.</summary>
internal sealed class AdmittedTraffic
{
    // In order of both ends: of two ranges neither of which covers the other, one begins and ends first.
    private List<PortRange>? _tcp;
    private List<PortRange>? _udp;
    private List<Traffic>? _others;
    private bool _all;

    internal bool Covers(Traffic traffic) => _all || traffic switch
    {
        Traffic.Tcp tcp => Covers(_tcp, tcp.Ports),
        Traffic.Udp udp => Covers(_udp, udp.Ports),
        _ => _others?.Exists(known => known.Covers(traffic)) ?? false,
    };

    internal void Add(Traffic traffic)
    {
        if (Covers(traffic))
            return;
        switch (traffic)
        {
            case Traffic.All:
                _all = true;
                break;
            case Traffic.Tcp tcp:
                Add(_tcp ??= new(1), tcp.Ports);
                break;
            case Traffic.Udp udp:
                Add(_udp ??= new(1), udp.Ports);
                break;
            default:
                (_others ??= new(1)).Add(traffic);
                break;
        }
    }

    private static bool Covers(List<PortRange>? ranges, PortRange ports) =>
        ranges is not null && CountFrom(ranges, ports.From) is > 0 and var count && ranges[count - 1].To >= ports.To;

    private static void Add(List<PortRange> ranges, PortRange ports)
    {
        var place = CountFrom(ranges, ports.From - 1);
        var covered = 0;
        while (place + covered < ranges.Count && ports.Contains(ranges[place + covered]))
            covered++;
        ranges.RemoveRange(place, covered);
        ranges.Insert(place, ports);
    }

    /// <summary>How many of the ranges begin at this port or below.</summary>
    private static int CountFrom(List<PortRange> ranges, int port)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (ranges[middle].From <= port)
                low = middle + 1;
            else
                high = middle;
        }

        return low;
    }
}
