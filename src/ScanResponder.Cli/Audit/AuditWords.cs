using System.Globalization;
using ScanResponder.Alerts;
using ScanResponder.Audit;
using ScanResponder.Exposure;
using ScanResponder.Tightening;

namespace ScanResponder.Cli.Audit;

/// <summary>The words that all renderings of an audit share. Names come through safe to stand in a sentence.</summary>
internal static class AuditWords
{
    private const int MostUsers = 5;

    /// <summary>What is said of a group first.</summary>
    internal static string State(AuditedGroup group) => group.IsClosed ? "CLOSED" : group.Danger switch
    {
        Danger.Running => "REACHABLE",
        Danger.Path => "REACHABLE, NOTHING RUNS",
        Danger.Unknown => "OPEN",
        Danger.Shut => "OPEN, NOT REACHABLE",
        Danger.Unused => "OPEN, UNUSED",
        _ => throw new System.Diagnostics.UnreachableException(),
    };

    /// <summary>The group and where it is: <c>sg-… web (vpc-…, 123456789012, eu-west-1)</c>.</summary>
    internal static string Name(AuditedGroup group) => $"{group.Group.Id} {TextFormat.Quoted(group.Group.Name)}";

    /// <summary>Where it is.</summary>
    internal static string Place(AuditedGroup group) =>
        string.Join(", ", new[] { group.Group.VpcId, group.Trigger.AccountId, group.Trigger.Region }.OfType<string>());

    /// <summary>The rule and the port that it leaves open.</summary>
    internal static string Rule(PortExposure exposure) => $"{exposure.Rule.Traffic} from {exposure.Rule.Source} ({Service(exposure.Port)})";

    private static string Service(int port) => PortNames.Of(port, []) is var name && name.StartsWith("TCP ", StringComparison.Ordinal)
        ? name
        : string.Create(CultureInfo.InvariantCulture, $"{name}, TCP {port}");

    /// <summary>Who uses the group, in so many words as fit a line.</summary>
    internal static string UsedBy(AuditedGroup group)
    {
        if (group.Users.IsEmpty)
            return group.Danger is Danger.Unused ? "nobody" : "not known";
        var names = group.Users.Take(MostUsers).Select(user =>
        {
            var facts = string.Join(", ", new[] { user.Instance?.State }.Concat(user.Addresses).OfType<string>());
            return $"{TextFormat.Defused(TextFormat.OneLine(user.Name))}{(facts.Length == 0 ? "" : $" [{facts}]")}";
        });
        return string.Join("; ", names) + (group.Users.Length > MostUsers ? $"; and {group.Users.Length - MostUsers} more" : "");
    }

    /// <summary>What came of it, where that is more than that nobody was to change it.</summary>
    internal static string? Outcome(AuditedGroup group) => group.Outcome.Why is Reason.NotifyOnly ? null : group.Outcome.Reason;
}
