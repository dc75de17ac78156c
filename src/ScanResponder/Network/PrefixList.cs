using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>
/// A managed prefix list in its current version: <see href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html"/>.
/// </summary>
/// <param name="Id"><c>pl-…</c>.</param>
/// <param name="Entries">Its blocks, all of one family; empty where the list has none.</param>
public sealed record PrefixList(string Id, ImmutableArray<Cidr> Entries)
{
    /// <summary>Which version that is: every change of the entries makes the next one. Null where nobody asked, or may know.</summary>
    public long? Version { get; init; }

    /// <summary>True where a change of it was under way when it was read, so that these may not be the entries that it gets.</summary>
    public bool IsChanging { get; init; }
}
