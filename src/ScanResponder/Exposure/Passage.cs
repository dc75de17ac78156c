namespace ScanResponder.Exposure;

/// <summary>What becomes of a connection that one address on the internet opens to one port.</summary>
internal abstract record Passage
{
    private Passage()
    {
    }

    /// <summary>Packets get in, and replies get out to all ephemeral ports or, where <paramref name="Partial"/>, to some of them.</summary>
    /// <param name="Way">The gates that let them through, from the outside inwards.</param>
    /// <param name="Partial">True where only a remote host that sends from certain ports gets its replies.</param>
    /// <param name="Seen">True where it is the way of a host that was seen at the port, and not of strangers at large.</param>
    internal sealed record Open(string Way, bool Partial = false, bool Seen = false) : Passage;

    /// <summary>A gate stops them.</summary>
    /// <param name="Gates">How many gates they passed before it.</param>
    /// <param name="Gate">What it is, to follow "not reachable:".</param>
    internal sealed record Closed(int Gates, string Gate) : Passage;

    /// <summary>Nobody can say.</summary>
    /// <param name="Why">What is not known.</param>
    internal sealed record Unknown(string Why) : Passage;
}
