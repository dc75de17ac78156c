using ScanResponder.Network;

namespace ScanResponder.Triggers;

/// <summary>A rule as a record of CloudTrail names it. What it does not say is null.</summary>
/// <param name="RuleId"><c>sgr-…</c>.</param>
/// <param name="Protocol">A name, a number, or <c>-1</c> for all.</param>
/// <param name="FromPort">The first port.</param>
/// <param name="ToPort">The last port.</param>
/// <param name="Source">A CIDR block or the id of a prefix list, as the caller spelled it.</param>
public sealed record RecordedRule(string? RuleId, string? Protocol, long? FromPort, long? ToPort, string? Source)
{
    // No block of this length or longer is a piece of the world, whatever stands beside it (World.PiecePrefix).
    private const int NeverOfTheWorld = 16;

    /// <summary>The group that the rule is in; null where the record does not say.</summary>
    public string? GroupId { get; init; }

    /// <summary>True where it admits TCP to the port from all of the source, or more.</summary>
    public bool Admits(int port, RuleSource source)
    {
        var all = Protocol is "-1";
        if (!all && Protocol is not (null or "6") && !"tcp".Equals(Protocol, StringComparison.OrdinalIgnoreCase))
            return false;
        if (!all && !(FromPort is -1 || (FromPort <= port && port <= ToPort)))
            return false;
        return source switch
        {
            RuleSource.Block block => Cidr.TryParse(Source, out var cidr) && cidr == block.Cidr,
            RuleSource.PrefixList => Source == source.ToString(),
            _ => false,
        };
    }

    /// <summary>
    /// False where the rule cannot let the internet reach TCP to the port, wherever it stands: it is for other ports or another protocol, or its source is a
    /// block that is never a part of the world. True also where the record does not say.
    /// </summary>
    public bool MayOpen(int port)
    {
        // Of a rule that is told in full, what is no block and no prefix list is another group.
        if (Source is null && Protocol is not null)
            return false;
        var all = Protocol is "-1" or null;
        if (!all && Protocol is not "6" && !"tcp".Equals(Protocol, StringComparison.OrdinalIgnoreCase))
            return false;
        if (Protocol is not "-1" && FromPort is { } from and not -1 && ToPort is { } to && (port < from || port > to))
            return false;
        return !Cidr.TryParse(Source, out var block) || MayBeOfTheWorld(block);
    }

    /// <summary>True where it is the rule, as far as the record tells: its protocol, ports and source.</summary>
    public bool IsOf(IngressRule rule) => rule.Traffic.TcpPorts is { } ports && Admits(ports.From, rule.Source) && Admits(ports.To, rule.Source);

    /// <summary>False where the block is so small that it is never a part of the world.</summary>
    internal static bool MayBeOfTheWorld(Cidr block) => block.PrefixLength < NeverOfTheWorld;
}
