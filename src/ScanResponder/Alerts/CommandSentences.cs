using ScanResponder.Tightening;

namespace ScanResponder.Alerts;

/// <summary>What blocks of command lines do, and how they are run.</summary>
internal static class CommandSentences
{
    internal const string Approve =
        "Each of these two lines approves it: the function makes exactly the planned change, and tells you. If it would close more by then, it changes nothing and asks again.";

    internal const string Close = "These lines make the planned change, and nothing else.";
    internal const string Release = "These lines take back what the lines for cutting off and isolating do.";
    internal const string Reopen = "These lines undo the lines above that close it.";

    internal static string Undo(Alert alert, AlertSummary summary) => alert.Outcome.Why is Reason.Undone or Reason.UndoFailed
        ? $"These lines take back what this undo has changed, so that {summary.Service} is as closed to the internet as it was before."
        : $"These lines open {summary.Service} to the internet again. {(alert.Trigger.TellsOfOpening ? "Whatever else notices it" : "The next update of the finding")} closes it again, unless the security group is tagged scan-responder=exempt by then.{(alert.UndoByName is { } line ? $" This does the same and keeps it open for 24 hours: {line}" : "")}";

    internal static string CutOff(Alert alert) =>
        $"These lines cut {TextFormat.List([.. alert.LoginsOfStrangers.Select(login => login.Source).Distinct().Take(IsolationCommands.MostAddresses)])} off, in the network ACL of the subnet.";

    internal static string Isolate(string name) =>
        $"These lines isolate {name}. For ten seconds its security group admits everything, so that no session is tracked; then nothing, and all sessions end, yours too.";

    internal static string CloseAlone(string name) =>
        $"These lines close it for {name} alone: it gets a copy of the group without the hole, and no other machine is touched. Rules that name the old group as their source no longer let {name} in.";

    internal static string GroupsBack(AlertSummary summary) => $"These lines give {summary.InstanceId} back the groups that it had.";

    /// <summary>How a block is run; what it is for comes before.</summary>
    internal static string HowToPaste(Alert alert) =>
        $"In a shell with access to account {alert.Trigger.AccountId}, paste everything from \"(\" to \")\" at once. In any other account, the lines change nothing. The last line says whether all went well.";
}
