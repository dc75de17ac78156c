using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts.Document;

/// <summary>A security group that the other parts name by its id, in an <see cref="AlertDocument"/>.</summary>
/// <param name="GroupId">Its id.</param>
/// <param name="GroupName">Its name; null where it has none.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="OwnerId">The account that it belongs to, twelve digits; null where that is not known.</param>
/// <param name="VpcId">Its VPC; null where that is not known.</param>
public sealed record GroupEntry(string GroupId, string? GroupName, string Arn, string? OwnerId, string? VpcId)
{
    internal static GroupEntry Of(SecurityGroup group, AwsScope scope) => new(
        group.Id, group.Name.Length > 0 ? group.Name : null, scope.Ec2Arn("security-group", group.Id, group.OwnerId), group.OwnerId, group.VpcId);
}
