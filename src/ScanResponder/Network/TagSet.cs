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

    private readonly ImmutableSortedDictionary<string, string> _tags;

    private TagSet(ImmutableSortedDictionary<string, string> tags) => _tags = tags;

    /// <summary>No tags.</summary>
    public static TagSet Empty { get; } = new(ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal));

    /// <inheritdoc/>
    public int Count => _tags.Count;

    /// <inheritdoc/>
    public IEnumerable<string> Keys => _tags.Keys;

    /// <inheritdoc/>
    public IEnumerable<string> Values => _tags.Values;

    /// <inheritdoc/>
    public string this[string key] => _tags[key];

    /// <summary>The set of these tags; where a key comes twice, the last one counts.</summary>
    public static TagSet Of(params IEnumerable<KeyValuePair<string, string>> tags) => new(Empty._tags.SetItems(tags));

    /// <summary>These tags and one more, which replaces a tag of the same key.</summary>
    public TagSet With(string key, string value) => new(_tags.SetItem(key, value));

    /// <summary>The tags that the other set has not, or has with another value.</summary>
    public TagSet Except(TagSet other) => Of(_tags.Where(tag => !other._tags.Contains(tag)));

    /// <summary>The tags that both sets have with the same value.</summary>
    public TagSet Intersect(TagSet other) => Of(_tags.Where(other._tags.Contains));

    /// <summary>The tags that people may set; those of the <c>aws:</c> namespace are set by AWS only.</summary>
    public TagSet WithoutAws() => Of(_tags.Where(tag => !tag.Key.StartsWith("aws:", StringComparison.OrdinalIgnoreCase)));

    /// <inheritdoc/>
    public bool ContainsKey(string key) => _tags.ContainsKey(key);

    /// <inheritdoc/>
    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => _tags.TryGetValue(key, out value);

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _tags.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TagSet? other) => ReferenceEquals(this, other) || (other is not null && _tags.SequenceEqual(other._tags));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as TagSet);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_tags.IsEmpty)
            return 0;
        var hash = default(HashCode);
        foreach (var tag in _tags)
            hash.Add(tag);
        return hash.ToHashCode();
    }

    /// <summary><c>key=value, key=value</c>.</summary>
    public override string ToString() => string.Join(", ", _tags.Select(tag => $"{tag.Key}={tag.Value}"));

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
