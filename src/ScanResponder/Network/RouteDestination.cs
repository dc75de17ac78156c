namespace ScanResponder.Network;

/// <summary>The addresses that a route speaks of. Every route has exactly one destination.</summary>
public abstract record RouteDestination
{
    private RouteDestination()
    {
    }

    /// <summary>The addresses of one block.</summary>
    public sealed record Block(Cidr Cidr) : RouteDestination;

    /// <summary>The entries of a managed prefix list, each as a route of its own: <c>pl-…</c>.</summary>
    public sealed record PrefixList(string Id) : RouteDestination;

    /// <summary>The CIDR or the prefix list's id.</summary>
    public sealed override string ToString() => this switch
    {
        Block block => block.Cidr.ToString(),
        PrefixList list => list.Id,
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
