using System.Text;
using System.Text.Json;

namespace ScanResponder.Cli.Decide;

/// <summary>What somebody has decided about an alert.</summary>
/// <param name="DetailType"><c>Approve</c> or <c>Undo</c>.</param>
/// <param name="Finding">The id of the alert's trigger.</param>
/// <param name="By">Who has decided it.</param>
/// <param name="Reason">Why; null where nothing is said.</param>
/// <param name="AccountId">The account of the finding; null for the function's own.</param>
/// <param name="Region">The Region of the finding; null for the function's own.</param>
internal sealed record Decision(string DetailType, string Finding, string By, string? Reason, string? AccountId, string? Region)
{
    /// <summary>Of an undo: until when it is kept open; null for ever.</summary>
    internal DateTimeOffset? Until { get; init; }

    /// <summary>True where it says until when, or that it is for ever.</summary>
    internal bool HasUntil { get; init; }

    /// <summary>The event that tells the function.</summary>
    /// <param name="at">The time.</param>
    internal string ToEvent(DateTimeOffset at)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            json.WriteString("source", "scan-responder");
            json.WriteString("detail-type", DetailType);
            json.WriteString("time", at.UtcDateTime);
            if (AccountId is not null)
                json.WriteString("account", AccountId);
            if (Region is not null)
                json.WriteString("region", Region);
            json.WriteStartObject("detail");
            json.WriteString("finding", Finding);
            json.WriteString("by", By);
            json.WriteString("reason", Reason);
            if (HasUntil && Until is { } until)
                json.WriteString("until", until.UtcDateTime);
            else if (HasUntil)
                json.WriteNull("until");
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
