using System.Collections.Immutable;
using ScanResponder.Exposure;

namespace ScanResponder.Alerts.Document;

/// <summary>Who else uses a security group, in an <see cref="AlertDocument"/>.</summary>
/// <param name="GroupId">The security group.</param>
/// <param name="Count">How many network interfaces of others use it; null where that could not be read.</param>
/// <param name="First">What some of those interfaces serve, at most ten names.</param>
public sealed record SharingEntry(string GroupId, int? Count, ImmutableArray<string> First)
{
    internal static SharingEntry Of(BlastRadius radius) => new(radius.GroupId, radius.Count, radius.First);
}
