using ScanResponder.Triggers;

namespace ScanResponder.Alerts.Document;

/// <summary>What GuardDuty saw, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Id">The finding's id.</param>
/// <param name="Type">The finding type.</param>
/// <param name="Severity">1.0 to 10.0, or 0 where the finding does not say.</param>
/// <param name="Title">GuardDuty's title; may be empty.</param>
/// <param name="Description">GuardDuty's description; may be empty.</param>
/// <param name="AccountId">The account in which it happened.</param>
/// <param name="Region">The Region in which it happened.</param>
/// <param name="Count">How often it was seen so far.</param>
/// <param name="FirstSeen">When it was first seen, UTC, or null.</param>
/// <param name="LastSeen">When it was last seen, UTC, or null.</param>
/// <param name="UpdatedAt">When GuardDuty last changed the finding, UTC, or null.</param>
/// <param name="Sample">True for a finding that was made to try things out.</param>
/// <param name="Archived">True where somebody archived the finding.</param>
/// <param name="Url">The finding in the AWS console.</param>
public sealed record FindingEntry(
    string Id,
    string Type,
    double Severity,
    string Title,
    string Description,
    string AccountId,
    string Region,
    long Count,
    DateTime? FirstSeen,
    DateTime? LastSeen,
    DateTime? UpdatedAt,
    bool Sample,
    bool Archived,
    string Url)
{
    internal static FindingEntry Of(Trigger trigger) => new(
        trigger.Id,
        trigger.Type,
        trigger.Severity,
        trigger.Title,
        trigger.Description,
        trigger.AccountId,
        trigger.Region,
        trigger.Count,
        trigger.FirstSeen?.UtcDateTime,
        trigger.LastSeen?.UtcDateTime,
        trigger.UpdatedAt?.UtcDateTime,
        trigger.Sample,
        trigger.Archived,
        trigger.Url);
}
