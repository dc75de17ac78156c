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

    /// <summary>Every block of the VPC that the instance is in.</summary>
    public sealed record OwnVpc : Trust;

    /// <summary>The way it is written in the settings: a CIDR, a <c>pl-…</c> id or <c>vpc</c>.</summary>
    public sealed override string ToString() => this switch
    {
        Block block => block.Cidr.ToString(),
        PrefixList list => list.Id,
        OwnVpc => "vpc",
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
