using ScanResponder.Exposure;

namespace ScanResponder.Alerts.Document;

/// <summary>A rule that lets an address which the finding names in to a port that it tried, in an <see cref="AlertDocument"/>.</summary>
/// <param name="RemoteIp">The address.</param>
/// <param name="Port">The TCP port.</param>
/// <param name="GroupId">The security group.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Source">The rule's source: a CIDR, or the id of a prefix list or of a group.</param>
/// <param name="World">True where the rule lets the world in there.</param>
public sealed record AdmittedByEntry(string RemoteIp, int Port, string GroupId, string RuleId, string Source, bool World)
{
    internal static AdmittedByEntry Of(AdmittedBy admitted) =>
        new(admitted.RemoteIp, admitted.Port, admitted.Rule.GroupId, admitted.Rule.Id, admitted.Rule.Source.ToString(), admitted.World);
}
