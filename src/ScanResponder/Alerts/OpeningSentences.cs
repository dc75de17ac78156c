using ScanResponder.Evidence;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Alerts;

/// <summary>Who opened the port, in words.</summary>
internal static class OpeningSentences
{
    private const int LongestName = 64;

    /// <summary>One or two sentences; null where it is not known.</summary>
    internal static string? Of(Alert alert)
    {
        if (alert.Opening is not { } opening)
            return null;
        var text = Sentence(opening.Call, Deed(opening, alert));
        if (opening.Given is { } given)
            text += $" {Sentence(given, GroupGiven(given, alert))}";
        if (BeforeScan(alert) is { } before)
            text += $" The port had been open for {before} when the first scan came.";
        return alert.OpenFor is { } span ? $"{text} It was closed {TimeFormat.Of(span)} after it was opened." : text;
    }

    /// <summary>Who opened a security group, where there is no alert.</summary>
    internal static string Of(Opening opening, string groupId) => Sentence(opening.Call, opening.Exposure is { Rule: var rule } ? Deed(opening.Call, rule) : $"changed {groupId}");

    /// <summary>Who it was, by name and role.</summary>
    internal static string Who(RecordedCall call) =>
        $"{(call.Who is { } who ? Name(who) : "Somebody whom CloudTrail does not name")}{(call.Role is { } role && role != call.Who ? $" (role {Name(role)})" : "")}";

    /// <summary>How long the port was open before the first scan, as text; null where that is not known.</summary>
    internal static TimeSpan? Before(Alert alert)
    {
        if (alert.Trigger.TellsOfOpening || alert.OpenedAt is not { } from || alert.Trigger.FirstSeen is not { } scanned)
            return null;
        return from <= scanned ? scanned - from : null;
    }

    private static string? BeforeScan(Alert alert) => Before(alert) is { } span ? TimeFormat.Of(span) : null;

    private static string Sentence(RecordedCall call, string deed)
    {
        var at = call.At is { } time ? $" at {TimeFormat.Of(time)}" : "";
        var with = call.Tool is { } tool ? $" with {Name(tool, spaces: true)}" : "";
        var from = call.From is { } place && place != call.Tool ? $", from {Name(place)}" : "";
        return $"{Who(call)} {deed}{at}{with}{from}.";
    }

    private static string Deed(Opening opening, Alert alert) => opening.Exposure is { Rule: var rule } ? Deed(opening.Call, rule) : GroupGiven(opening.Call, alert);

    private static string Deed(RecordedCall call, IngressRule rule) => call.Name is "ModifySecurityGroupRules"
        ? $"changed {rule.Id} in {rule.GroupId} to {rule.Traffic} from {rule.Source}"
        : $"added {rule.Traffic} from {rule.Source} to {rule.GroupId}";

    private static string Target(RecordedCall call) => call.Target is { } target ? Name(target) : "an interface";

    private static string GroupGiven(RecordedCall call, Alert alert)
    {
        var instance = alert.Instance?.Id ?? call.Target ?? (alert.Trigger.TellsOfOpening ? "instances" : "the instance");
        var given = call.Name switch
        {
            "RunInstances" => $"launched {instance} with {call.GroupId}",
            "CreateNetworkInterface" => $"created {Target(call)} with {call.GroupId}",
            "AssociateAddress" => $"gave {Target(call)} a public address",
            "ModifyManagedPrefixList" => $"added entries to the prefix list {Target(call)}",
            "RestoreManagedPrefixListVersion" => $"restored an earlier version of the prefix list {Target(call)}",
            "AssociateSecurityGroupVpc" => $"associated {call.GroupId} with {Target(call)}",
            "AuthorizeSecurityGroupIngress" or "ModifySecurityGroupRules" => $"changed the rules of {call.GroupId}",
            _ => call.GroupId.Length == 0 ? $"changed {Target(call)}" : $"gave {call.GroupId} to {instance}",
        };
        return given;
    }

    private static string Name(string text, bool spaces = false)
    {
        var clipped = TextFormat.Truncate(TextFormat.Trimmed(text) ?? "-", LongestName);
        return spaces || clipped == "the root user" ? clipped : TextFormat.Quoted(clipped);
    }
}
