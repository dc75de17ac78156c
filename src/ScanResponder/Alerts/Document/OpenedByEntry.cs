using ScanResponder.Evidence;

namespace ScanResponder.Alerts.Document;

/// <summary>Who opened the port, in an <see cref="AlertDocument"/>, as CloudTrail recorded it. Texts are the caller's.</summary>
/// <param name="Action">The call, such as <c>AuthorizeSecurityGroupIngress</c>; one such as <c>RunInstances</c> where only the giving of the group is known.</param>
/// <param name="At">When, UTC; null where that is not recorded.</param>
/// <param name="Who">The user, or the name of the session; null where that is not recorded.</param>
/// <param name="Role">The role that they had assumed; null for none.</param>
/// <param name="Arn">Their ARN; null for AWS's own services.</param>
/// <param name="From">The address, or the AWS service, that the call came from; null where that is not recorded.</param>
/// <param name="Tool">What it was made with, such as <c>the console</c> or <c>Terraform</c>; null where that is not known.</param>
/// <param name="GroupId">The security group.</param>
/// <param name="RuleId">The rule; null where only the giving of the group is known.</param>
/// <param name="EventId">CloudTrail's id of the call; null where it names none.</param>
/// <param name="SecondsOpenBeforeFirstScan">For how long the port was open before the first scan; null where that is not known.</param>
public sealed record OpenedByEntry(
    string Action, DateTime? At, string? Who, string? Role, string? Arn, string? From, string? Tool, string GroupId, string? RuleId, string? EventId, long? SecondsOpenBeforeFirstScan)
{
    internal static OpenedByEntry? Of(Alert alert) => Of(alert.Opening, (long?)OpeningSentences.Before(alert)?.TotalSeconds);

    internal static OpenedByEntry? Of(Opening? known, long? before) => known is { Call: var call } opening
        ? new(
            call.Name,
            call.At?.UtcDateTime,
            call.Who,
            call.Role,
            call.Arn,
            call.From,
            call.Tool,
            call.GroupId,
            opening.Exposure?.Rule.Id,
            call.EventId,
            before)
        : null;
}
