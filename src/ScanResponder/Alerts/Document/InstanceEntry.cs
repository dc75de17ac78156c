using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts.Document;

/// <summary>The instance, in an <see cref="AlertDocument"/>. What neither the account nor the finding says is null.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="Name">The value of its <c>Name</c> tag.</param>
/// <param name="State">EC2's word for its state.</param>
/// <param name="Type">The instance type.</param>
/// <param name="ImageId">The image it was launched from.</param>
/// <param name="LaunchTime">When it was last started, UTC.</param>
/// <param name="PublicIp">Its public IPv4 address.</param>
/// <param name="PrivateIp">Its primary private IPv4 address.</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="SubnetId">Its subnet.</param>
/// <param name="Tags">Its tags, by key; empty where it has none.</param>
public sealed record InstanceEntry(
    string Id,
    string Arn,
    string? Name,
    string? State,
    string? Type,
    string? ImageId,
    DateTime? LaunchTime,
    string? PublicIp,
    string? PrivateIp,
    string? VpcId,
    string? SubnetId,
    IReadOnlyDictionary<string, string> Tags)
{
    internal static InstanceEntry Of(Instance instance, AwsScope scope) => new(
        instance.Id,
        scope.Ec2Arn("instance", instance.Id),
        instance.Name,
        instance.State,
        instance.Type,
        instance.ImageId,
        instance.LaunchTime?.UtcDateTime,
        instance.PublicIp,
        instance.PrivateIp,
        instance.VpcId,
        instance.SubnetId,
        instance.Tags);
}
