using System.Collections.Immutable;

namespace ScanResponder.Audit.Document;

/// <summary>Who uses a security group, in the document of a sweep.</summary>
/// <param name="InterfaceId">The network interface that carries the group.</param>
/// <param name="InstanceId">Its instance; null where it belongs to none.</param>
/// <param name="Name">What people call it.</param>
/// <param name="State">EC2's word for the state of the instance; null where it is none, or was not read.</param>
/// <param name="Addresses">Its public addresses; empty where it has none.</param>
public sealed record UserEntry(string InterfaceId, string? InstanceId, string Name, string? State, ImmutableArray<string> Addresses)
{
    internal static UserEntry Of(GroupUser user) => new(user.Interface.Id, user.Interface.InstanceId, user.Name, user.Instance?.State, [.. user.Addresses]);
}
