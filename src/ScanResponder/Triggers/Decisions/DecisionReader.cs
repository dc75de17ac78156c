using System.Collections.Immutable;

namespace ScanResponder.Triggers.Decisions;

/// <summary>
/// Reads what a person has decided about an earlier alert, in events of our own. The envelope names the account and the Region of that alert.
/// </summary>
internal sealed class DecisionReader : TriggerReader
{
    private const string Approve = "Approve";
    private const string Undo = "Undo";
    private const int LongestReason = 200;

    /// <inheritdoc/>
    internal override string Source => "scan-responder";

    /// <inheritdoc/>
    internal override ImmutableArray<string> DetailTypes => [Approve, Undo];

    /// <inheritdoc/>
    internal override EventContent Read(ReceivedEvent received)
    {
        var detail = received.Object("what was decided: finding, by and reason");
        var region = received.RegionOf(detail["region"]);
        var id = ReceivedEvent.Text(detail["finding"], "the id of the alert's trigger, a string");
        var account = received.AccountOf(detail["accountId"]);
        var partition = OpeningTrigger.PartitionOf(region);
        var (by, why) = (Optional(detail["by"], JsonPart.LongestQuote), Optional(detail["reason"], LongestReason));
        if (received.DetailType == Approve)
        {
            return EventContent.Of(new OrderTrigger.Approve
            {
                Id = id,
                Type = Approve,
                AccountId = account,
                Region = region,
                Partition = partition,
                UpdatedAt = received.Time,
                By = by,
                Why = why,
            });
        }

        return EventContent.Of(new OrderTrigger.Undo
        {
            Id = id,
            Type = Undo,
            AccountId = account,
            Region = region,
            Partition = partition,
            UpdatedAt = received.Time,
            By = by,
            Why = why,
            Until = Until(detail["until"]),
            IsUsual = detail["until"].IsMissing,
        });
    }

    private static DateTimeOffset? Until(JsonPart until) => until.IsAbsent
        ? null
        : until.IsString && until.Time is { } time
            ? time
            : throw new TriggerFormatException(until.Place, until.Found, "a date and time such as 2026-12-31T18:00:00Z, or null for ever");

    private static string? Optional(JsonPart part, int longest) => part.IsAbsent
        ? null
        : part.IsString
            ? part.Text is { } text ? JsonPart.Shorten(text.Trim(), longest) : null
            : throw new TriggerFormatException(part.Place, part.Found, "a text");
}
