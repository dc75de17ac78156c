using System.Collections.Immutable;

namespace ScanResponder.InMemory;

/// <summary>Values in the order in which their ids last occurred, each id once, as it stands last.</summary>
internal sealed class LastOfEach<T>(Func<T, string> id)
{
    private readonly Dictionary<string, int> _places = [];
    private readonly List<T> _values = [];
    private bool _replaced;

    internal ImmutableArray<T> All => _replaced ? [.. _values.Where((value, index) => _places[id(value)] == index)] : [.. _values];

    internal void Add(T value)
    {
        _replaced |= !_places.TryAdd(id(value), _values.Count);
        _places[id(value)] = _values.Count;
        _values.Add(value);
    }

    internal void AddRange(IEnumerable<T> values)
    {
        foreach (var value in values)
            Add(value);
    }
}
