namespace ScanResponder.Network;

/// <summary>Who may send the packets of a security-group rule. Every rule has exactly one source.</summary>
public abstract record RuleSource
{
    private RuleSource()
    {
    }

    /// <summary>The addresses of one block.</summary>
    public sealed record Block(Cidr Cidr) : RuleSource
    {
        /// <inheritdoc/>
        public bool Equals(Block? other) => other is not null && Cidr.Equals(other.Cidr);

        /// <inheritdoc/>
        public override int GetHashCode() => Cidr.GetHashCode();
    }

    /// <summary>The entries of a managed prefix list, whatever they are at the time: <c>pl-…</c>.</summary>
    public sealed record PrefixList(string Id) : RuleSource;

    /// <summary>
    /// The private addresses of the interfaces that carry a group: <c>sg-…</c>. <paramref name="OwnerId"/> is the account of that group, or
    /// null where EC2 does not say.
    /// </summary>
    public sealed record Group(string Id, string? OwnerId) : RuleSource;

    /// <summary>The CIDR, the prefix list's id or the group's id.</summary>
    public sealed override string ToString() => this switch
    {
        Block block => block.Cidr.ToString(),
        PrefixList list => list.Id,
        Group group => group.Id,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
