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
        return
        [
            ByName("approve", approvals, trigger),
            $"aws lambda invoke --region {region} --function-name {function} --cli-binary-format raw-in-base64-out --payload {RuleCommands.Quote(payload)} /dev/stdout",
        ];
    }

    /// <summary>The line of this project's own tool that has the answer to the trigger undone.</summary>
    internal static string Undo(Approvals approvals, Trigger trigger) => ByName("undo", approvals, trigger);

    private static string ByName(string command, Approvals approvals, Trigger trigger) =>
        $"scan-responder {command} {RuleCommands.Quote(trigger.Id)} --function {RuleCommands.Quote(approvals.Function)} --region {RuleCommands.Quote(approvals.Region)}"
            + $" --in {RuleCommands.Quote($"{trigger.AccountId}/{trigger.Region}")}";
}
