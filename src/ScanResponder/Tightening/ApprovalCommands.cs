using System.Collections.Immutable;
using System.Text.Json;
using ScanResponder.Triggers;

namespace ScanResponder.Tightening;

/// <summary>Command lines that approve an alert, for a POSIX shell.</summary>
public static class ApprovalCommands
{
    /// <summary>The line of this project's own tool, and the one of the AWS CLI, which needs nothing else.</summary>
    /// <param name="approvals">Which function takes it.</param>
    /// <param name="trigger">The alert's trigger.</param>
    public static ImmutableArray<string> Of(Approvals approvals, Trigger trigger)
    {
        var payload = $"{{\"source\":\"scan-responder\",\"detail-type\":\"Approve\",\"account\":\"{JsonEncodedText.Encode(trigger.AccountId)}\",\"region\":\"{JsonEncodedText.Encode(trigger.Region)}\","
            + $"\"detail\":{{\"finding\":\"{JsonEncodedText.Encode(trigger.Id)}\"}}}}";
        var (function, region) = (RuleCommands.Quote(approvals.Function), RuleCommands.Quote(approvals.Region));

        // Version 1 of the AWS CLI takes a payload as it is, version 2 in base64, and both take the bytes of a file.
        return
        [
            ByName("approve", approvals, trigger),
            $"printf %s {RuleCommands.Quote(payload)} | aws lambda invoke --region {region} --function-name {function} --payload fileb:///dev/stdin /dev/stdout",
        ];
    }

    /// <summary>The line of this project's own tool that has the answer to the trigger undone.</summary>
    internal static string Undo(Approvals approvals, Trigger trigger) => ByName("undo", approvals, trigger);

    private static string ByName(string command, Approvals approvals, Trigger trigger) =>
        $"scan-responder {command} {RuleCommands.Quote(trigger.Id)} --function {RuleCommands.Quote(approvals.Function)} --region {RuleCommands.Quote(approvals.Region)}"
            + $" --in {RuleCommands.Quote($"{trigger.AccountId}/{trigger.Region}")}";
}
