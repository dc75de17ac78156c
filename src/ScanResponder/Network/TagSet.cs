using System.Collections;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace ScanResponder.Network;

/// <summary>
/// The tags of a resource, in the order of their keys; two sets with the same tags are equal. Keys are case-sensitive, as in EC2:
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Tags.html"/>.
/// </summary>
public sealed class TagSet : IReadOnlyDictionary<string, string>, IEquatable<TagSet>
{
    /// <summary>The most tags that EC2 keeps on one resource.</summary>
    public const int Most = 50;

    // In order of the keys.
    private readonly ImmutableArray<KeyValuePair<string, string>> _tags;

    private TagSet(ImmutableArray<KeyValuePair<string, string>> tags) => _tags = tags;

    /// <summary>No tags.</summary>
    public static TagSet Empty { get; } = new([]);

    /// <inheritdoc/>
    public int Count => _tags.Length;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _tags.Select(tag => tag.Key);

    /// <inheritdoc/>
    public IEnumerable<string> Values => _tags.Select(tag => tag.Value);

    /// <inheritdoc/>
    public string this[string key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException($"There is no tag {key}.");

    /// <summary>The set of these tags; where a key comes twice, the last one counts.</summary>
    public static TagSet Of(params IEnumerable<KeyValuePair<string, string>> tags)
    {
        var set = Empty;
        foreach (var (key, value) in tags)
            set = set.With(key, value);
        return set;
    }

    /// <summary>These tags and one more, which replaces a tag of the same key.</summary>
    public TagSet With(string key, string value)
    {
        var place = PlaceOf(key);
        return new(place < 0 ? _tags.Insert(~place, new(key, value)) : _tags.SetItem(place, new(key, value)));
    }

    /// <summary>These tags but for that of this key.</summary>
    public TagSet Without(string key) => PlaceOf(key) is >= 0 and var place ? new(_tags.RemoveAt(place)) : this;

    /// <summary>The tags that the other set has not, or has with another value.</summary>
    public TagSet Except(TagSet other) => new(_tags.RemoveAll(other.Has));

    /// <summary>The tags that both sets have with the same value.</summary>
    public TagSet Intersect(TagSet other) => new(_tags.RemoveAll(tag => !other.Has(tag)));

    /// <summary>The tags that people may set; those of the <c>aws:</c> namespace are set by AWS only.</summary>
    public TagSet WithoutAws()
    {
        var own = _tags.RemoveAll(tag => tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase));
        return own == _tags ? this : new(own);
    }

    /// <inheritdoc/>
    public bool ContainsKey(string key) => PlaceOf(key) >= 0;

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        var place = PlaceOf(key);
        value = place < 0 ? null : _tags[place].Value;
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _tags.AsEnumerable().GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TagSet? other) => ReferenceEquals(this, other) || (other is not null && Count == other.Count && _tags.All(other.Has));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TagSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        // Not the hashes of the pairs, which are those of their keys alone.
        var hash = default(HashCode);
        foreach (var (key, value) in _tags)
        {
            hash.Add(key);
            hash.Add(value);
        }

        return hash.ToHashCode();
    }

    /// <summary><c>key=value, key=value</c>.</summary>
    public override string ToString() => string.Join(", ", _tags.Select(tag => $"{tag.Key}={tag.Value}"));

    private bool Has(KeyValuePair<string, string> tag) => TryGetValue(tag.Key, out var value) && value == tag.Value;

    /// <summary>Where the tag of this key is; where there is none, the complement of where it would be.</summary>
    private int PlaceOf(string key)
    {
        var (low, high) = (0, _tags.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            switch (string.CompareOrdinal(_tags[middle].Key, key))
            {
                case 0:
                    return middle;
                case < 0:
                    low = middle + 1;
                    break;
                default:
                    high = middle - 1;
                    break;
            }
        }

        return ~low;
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
