using ScanResponder.Network;

namespace ScanResponder.Evidence;

/// <summary>A rule as a record of CloudTrail names it. What it does not say is null.</summary>
/// <param name="RuleId"><c>sgr-…</c>.</param>
/// <param name="Protocol">A name, a number, or <c>-1</c> for all.</param>
/// <param name="FromPort">The first port.</param>
/// <param name="ToPort">The last port.</param>
/// <param name="Source">A CIDR block or the id of a prefix list, as the caller spelled it.</param>
public sealed record RecordedRule(string? RuleId, string? Protocol, long? FromPort, long? ToPort, string? Source)
{
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
}
