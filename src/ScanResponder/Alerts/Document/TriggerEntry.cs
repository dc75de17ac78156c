namespace ScanResponder.Alerts.Document;

/// <summary>Why the responder looked, in an <see cref="AlertDocument"/>.</summary>
/// <param name="Source">Who noticed, such as <c>guardduty</c>.</param>
/// <param name="Id">The incident's id in that source.</param>
/// <param name="Type">What happened, in the source's own word.</param>
/// <param name="AccountId">The account in which it happened.</param>
/// <param name="AccountName">The account's name; null where it is not known.</param>
/// <param name="Region">The Region in which it happened.</param>
/// <param name="SeenAt">When it was last seen, UTC; null where the source does not say.</param>
/// <param name="Url">The page of the AWS console that shows it.</param>
/// <param name="OpenedBy">Who opened the port; null where that is not known.</param>
public sealed record TriggerEntry(
    string Source, string Id, string Type, string AccountId, string? AccountName, string Region, DateTime? SeenAt, string Url, OpenedByEntry? OpenedBy)
{
    internal static TriggerEntry Of(Alert alert)
    {
        var trigger = alert.Trigger;
        return new(
            trigger.Key.Source,
            trigger.Id,
            trigger.Type,
            trigger.AccountId,
            alert.View.AccountName,
            trigger.Region,
            (trigger.LastSeen ?? trigger.UpdatedAt ?? trigger.FirstSeen)?.UtcDateTime,
            trigger.Url,
            OpenedByEntry.Of(alert));
    }
}
