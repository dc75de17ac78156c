using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>A set of addresses of one family, kept as sorted ranges that neither overlap nor touch.</summary>
public sealed class AddressSet
{
    private readonly ImmutableArray<(UInt128 First, UInt128 Last)> _ranges;

    private AddressSet(IpFamily family, ImmutableArray<(UInt128 First, UInt128 Last)> ranges)
    {
        Family = family;
        _ranges = ranges;
    }

    /// <summary>The family of every address in the set.</summary>
    public IpFamily Family { get; }

    /// <summary>The union of those blocks that belong to the family.</summary>
    public static AddressSet Of(IpFamily family, IEnumerable<Cidr> blocks)
    {
        var own = blocks.Where(block => block.Family == family).ToArray();
        var firsts = Array.ConvertAll(own, block => block.First);
        Array.Sort(firsts, own);
        var ranges = ImmutableArray.CreateBuilder<(UInt128 First, UInt128 Last)>();
        foreach (var block in own)
        {
            var (first, last) = (block.First, block.Last);
            if (ranges.Count > 0 && ranges[^1].Last is var end && (first <= end || first == end + 1))
                ranges[^1] = (ranges[^1].First, UInt128.Max(end, last));
            else
                ranges.Add((first, last));
        }

        return new(family, ranges.ToImmutable());
    }

    /// <summary>True where every address of the block is in the set.</summary>
    public bool Covers(Cidr block)
    {
        if (block.Family != Family)
            return false;
        var (low, high) = (0, _ranges.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_ranges[middle].Last < block.First)
                low = middle + 1;
            else if (_ranges[middle].First > block.First)
                high = middle - 1;
            else
                return _ranges[middle].Last >= block.Last;
        }

        return false;
    }
}
