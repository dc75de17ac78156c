using ScanResponder.Network;

namespace ScanResponder.Exposure;

/// <summary>One thing that an operator trusts to keep its access, as it is written in the settings.</summary>
public abstract record Trust
{
    private Trust()
    {
    }

    /// <summary>The addresses of a block.</summary>
    public sealed record Block(Cidr Cidr) : Trust;

    /// <summary>The entries of a managed prefix list.</summary>
    public sealed record PrefixList(string Id) : Trust;

    /// <summary>Every block of every VPC that the groups serve.</summary>
    public sealed record OwnVpc : Trust;

    /// <summary>The same, and the private networks that the route tables of those VPCs lead to: see <see cref="ConnectedNetworks"/>.</summary>
    public sealed record Connected : Trust;

    /// <summary>The way it is written in the settings: a CIDR, a <c>pl-…</c> id, <c>vpc</c> or <c>connected</c>.</summary>
    public sealed override string ToString() => this switch
    {
        Block block => block.Cidr.ToString(),
        PrefixList list => list.Id,
        OwnVpc => "vpc",
        Connected => "connected",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
