using System.Collections.Immutable;
using System.Runtime.InteropServices;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>What the exposed rules of one group leave behind, put in order.</summary>
internal sealed class Pieces
{
    // Prefix lists and groups are wider than any block; a block is as wide as its prefix is short.
    private const int Widths = 130;

    private readonly Dictionary<RuleSource, int> _numbers = [];
    private readonly List<(int Source, Replacement Piece)> _pieces = [];
    private readonly List<int> _widths = [];
    private readonly List<int> _counts = [];
    private int[] _next = [];
    private long[] _order = [];
    private RuleSource? _source;
    private int _number;

    internal void Clear()
    {
        _numbers.Clear();
        _pieces.Clear();
        _widths.Clear();
        _counts.Clear();
        _source = null;
    }

    internal void Add(Replacement piece)
    {
        if (!ReferenceEquals(piece.Draft.Source, _source))
        {
            _source = piece.Draft.Source;
            ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, _source, out var known);
            if (!known)
            {
                number = _counts.Count;
                _counts.Add(0);
                _widths.Add(_source is RuleSource.Block block ? block.Cidr.PrefixLength + 1 : 0);
            }

            _number = number;
        }

        _counts[_number]++;
        _pieces.Add((_number, piece));
    }

    /// <summary>
    /// The pieces in an order in which none can cover one before it, unless it equals it: a list can cover blocks, a wide block narrow ones, many
    /// ports few. Those with one source come together.
    /// </summary>
    internal ImmutableArray<Replacement> WideFirst()
    {
        // How many pieces come before those of a source: those of wider ones, and those of equally wide ones that came first.
        Span<int> wider = stackalloc int[Widths + 1];
        wider.Clear();
        for (var number = 0; number < _counts.Count; number++)
            wider[_widths[number] + 1] += _counts[number];
        for (var width = 1; width < Widths; width++)
            wider[width] += wider[width - 1];
        var next = Of(ref _next, _counts.Count);
        for (var number = 0; number < next.Length; number++)
        {
            next[number] = wider[_widths[number]];
            wider[_widths[number]] += _counts[number];
        }

        // Of each piece how narrow it is, and its place, so that of two equal pieces the one of the first rule is added.
        var order = Of(ref _order, _pieces.Count);
        for (var place = 0; place < order.Length; place++)
        {
            var (source, piece) = _pieces[place];
            var traffic = piece.Draft.Traffic;
            order[next[source]++] = ((long)(PortRange.Highest - (traffic.ToPort - traffic.FromPort)) << 32) | (uint)place;
        }

        for (var number = 0; number < next.Length; number++)
        {
            if (_counts[number] > 1)
                order[(next[number] - _counts[number])..next[number]].Sort();
        }

        var ordered = new Replacement[order.Length];
        for (var place = 0; place < ordered.Length; place++)
            ordered[place] = _pieces[(int)order[place]].Piece;
        return ImmutableCollectionsMarshal.AsImmutableArray(ordered);
    }

    /// <summary>As many places of an array that the group before has used, or of a larger one.</summary>
    private static Span<T> Of<T>(ref T[] array, int count)
    {
        if (array.Length < count)
            array = new T[Math.Max(count, 2 * array.Length)];
        return array.AsSpan(0, count);
    }
}
