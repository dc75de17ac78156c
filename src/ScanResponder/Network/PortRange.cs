namespace ScanResponder.Network;

/// <summary>TCP or UDP ports from <see cref="From"/> to <see cref="To"/>, both included.</summary>
public readonly record struct PortRange
{
    /// <summary>The highest port number.</summary>
    public const int Highest = 65535;

    /// <summary>Ports from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A port is not within 0 to 65535, or the range runs backwards.</exception>
    public PortRange(int from, int to)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, Highest);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        From = from;
        To = to;
    }

    /// <summary>Every port.</summary>
    public static PortRange All { get; } = new(0, Highest);

    /// <summary>The lowest port, 0 to 65535.</summary>
    public int From { get; }

    /// <summary>The highest port, <see cref="From"/> to 65535.</summary>
    public int To { get; }

    /// <summary>The range that holds one port.</summary>
    public static PortRange Of(int port) => new(port, port);

    /// <summary>True where the port is in the range.</summary>
    public bool Contains(int port) => From <= port && port <= To;

    /// <summary>True where every port of <paramref name="other"/> is in the range.</summary>
    public bool Contains(PortRange other) => From <= other.From && other.To <= To;

    /// <summary>What is left of the range, in order, when these ports are taken out.</summary>
    public IEnumerable<PortRange> Without(IEnumerable<int> ports)
    {
        int[] ordered = [.. ports];
        Array.Sort(ordered);
        var next = From;
        foreach (var port in ordered)
        {
            if (port < next || port > To)
                continue;
            if (port > next)
                yield return new(next, port - 1);
            next = port + 1;
        }

        if (next <= To)
            yield return new(next, To);
    }

    /// <summary><c>22</c> or <c>20-25</c>.</summary>
    public override string ToString() => From == To ? $"{From}" : $"{From}-{To}";
}
