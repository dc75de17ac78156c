using System.Collections.Immutable;

namespace ScanResponder.Network;

/// <summary>
/// A managed prefix list in its current version: <see href="https://docs.aws.amazon.com/vpc/latest/userguide/managed-prefix-lists.html"/>.
/// </summary>
/// <param name="Id"><c>pl-…</c>.</param>
/// <param name="Entries">Its blocks, all of one family; empty where the list has none.</param>
public sealed record PrefixList(string Id, ImmutableArray<Cidr> Entries);
