namespace ScanResponder.Tests.Tightening.Oracle;

/// <summary>
/// A set of packets, lane by lane in strips that are as long as they can be, so that equal sets are written the same way.
/// </summary>
internal sealed class PacketSet : IEquatable<PacketSet>
{
    private readonly Dictionary<Lane, List<Strip>> _lanes;

    private PacketSet(IEnumerable<(Lane Lane, List<Strip> Strips)> lanes) =>
        _lanes = lanes.Where(entry => entry.Strips.Count > 0).ToDictionary(entry => entry.Lane, entry => entry.Strips);

    internal static PacketSet Empty { get; } = new([]);

    internal bool IsEmpty => _lanes.Count == 0;

    internal static PacketSet Of(IEnumerable<Box> boxes) => new(boxes.GroupBy(box => box.Lane).Select(lane => (lane.Key, StripsOf([.. lane]))));

    internal PacketSet Except(PacketSet other) => Combine(other, (mine, theirs) => mine.Except(theirs));

    internal PacketSet Union(PacketSet other) => Combine(other, (mine, theirs) => mine.Union(theirs));

    public bool Equals(PacketSet? other) => other is not null
        && _lanes.Count == other._lanes.Count
        && _lanes.All(lane => other._lanes.TryGetValue(lane.Key, out var strips) && strips.SequenceEqual(lane.Value));

    public override bool Equals(object? obj) => Equals(obj as PacketSet);

    public override int GetHashCode() => _lanes.Count;

    public override string ToString() => IsEmpty ? "nothing" : string.Join("; ", _lanes
        .SelectMany(lane => lane.Value.Select(strip => $"{lane.Key.Protocol} {strip.From}-{strip.To} from {lane.Key.Senders} {strip.Addresses}"))
        .Order(StringComparer.Ordinal));

    private static List<Strip> StripsOf(List<Box> boxes)
    {
        boxes.Sort((one, other) => one.Addresses.First.CompareTo(other.Addresses.First));
        return Strips(
            boxes.SelectMany(box => new[] { box.From, box.To + 1 }),
            from => IntervalSet.OfOrdered(boxes.Where(box => box.From <= from && from <= box.To).Select(box => box.Addresses)));
    }

    private PacketSet Combine(PacketSet other, Func<IntervalSet, IntervalSet, IntervalSet> combine) =>
        new(_lanes.Keys.Union(other._lanes.Keys).Select(lane =>
        {
            var mine = _lanes.GetValueOrDefault(lane, []);
            var theirs = other._lanes.GetValueOrDefault(lane, []);
            return (lane, Strips(
                mine.Concat(theirs).SelectMany(strip => new[] { strip.From, strip.To + 1 }),
                from => combine(AddressesAt(mine, from), AddressesAt(theirs, from))));
        }));

    /// <summary>Cuts a lane wherever something begins or ends, and joins what is the same on both sides of a cut.</summary>
    private static List<Strip> Strips(IEnumerable<int> cuts, Func<int, IntervalSet> addressesAt)
    {
        var strips = new List<Strip>();
        int[] bounds = [.. cuts.Distinct().Order()];
        foreach (var (from, next) in bounds.Zip(bounds.Skip(1)))
        {
            var addresses = addressesAt(from);
            if (addresses.IsEmpty)
                continue;
            if (strips.Count > 0 && strips[^1].To + 1 == from && strips[^1].Addresses.Equals(addresses))
                strips[^1] = strips[^1] with { To = next - 1 };
            else
                strips.Add(new(from, next - 1, addresses));
        }

        return strips;
    }

    private static IntervalSet AddressesAt(List<Strip> strips, int number) =>
        strips.Find(strip => strip.From <= number && number <= strip.To)?.Addresses ?? IntervalSet.Empty;
}
