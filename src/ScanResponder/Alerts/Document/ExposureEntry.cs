using ScanResponder.Exposure;

namespace ScanResponder.Alerts.Document;

/// <summary>A rule that lets the internet reach a guarded or probed port, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Port">The TCP port, guarded or probed.</param>
/// <param name="Guarded">True where it is guarded.</param>
/// <param name="GroupId">The security group.</param>
/// <param name="GroupName">Its name; null where that is not known.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Protocol">EC2's name for the rule's protocol: <c>tcp</c> or <c>-1</c>.</param>
/// <param name="FromPort">The lowest port of the rule, or -1 for all traffic.</param>
/// <param name="ToPort">The highest port of the rule, or -1 for all traffic.</param>
/// <param name="Source">The rule's source: a CIDR or the id of a prefix list.</param>
/// <param name="InScope">True where the finding asks to close this port.</param>
/// <param name="Reachable">Whether packets of strangers get to the port; null where that is not known.</param>
/// <param name="Because">Why they do or do not, or why that is not known, in a sentence.</param>
public sealed record ExposureEntry(
    int Port,
    bool Guarded,
    string GroupId,
    string? GroupName,
    string RuleId,
    string Protocol,
    int FromPort,
    int ToPort,
    string Source,
    bool InScope,
    bool? Reachable,
    string Because)
{
    internal static ExposureEntry Of(PortExposure exposure, Alert alert)
    {
        var (rule, reach) = (exposure.Rule, alert.ReachOf(exposure));
        return new(
            exposure.Port,
            alert.IsGuarded(exposure.Port),
            rule.GroupId,
            alert.GroupNameOf(rule.GroupId),
            rule.Id,
            rule.Traffic.Protocol,
            rule.Traffic.FromPort,
            rule.Traffic.ToPort,
            rule.Source.ToString(),
            alert.PortsInScope.Contains(exposure.Port),
            reach.Reachable,
            reach.Because);
    }
}
