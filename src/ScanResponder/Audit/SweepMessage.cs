using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ScanResponder.Alerts;
using ScanResponder.Audit.Document;
using ScanResponder.Tightening;

namespace ScanResponder.Audit;

/// <summary>The one message of a sweep: what people read, and the document for programs. What does not fit is left out, and a note says how much that is.</summary>
public static class SweepMessage
{
    private const int LongestSubject = 99;
    private const int LongestSms = 160;
    private const int MostGroupsInText = 15;
    private const int MostRules = 3;
    private const int MostUsers = 3;
    private const int MostProblems = 10;

    // For the text, the keys and the escapes of the document in a JSON string, five times over for as many protocols.
    private const int MostBytesOfDocument = 30_000;

    /// <summary>The message that tells this report.</summary>
    public static AlertMessage Of(AuditReport report) =>
        new(Subject(report), AlertMessage.Write(Text(report), Sms(report), Document(report))) { IsUrgent = report.IsUrgent };

    private static string Subject(AuditReport report)
    {
        var word = report switch
        {
            { IsUrgent: true } => "[open] Act now",
            _ when report.StillOpen.Any() => "[open]",
            { Problems.IsEmpty: false } => "[FAILED]",
            _ => "[closed]",
        };
        var what = report.Groups.IsEmpty ? report.Problems.IsEmpty ? "what it had closed before" : "not everything could be looked at" : TextFormat.Count(report.Groups.Length, "open security group");
        return TextFormat.Truncate($"{word}: sweep found {what} ({Places(report)})", LongestSubject);
    }

    private static string Sms(AuditReport report) => TextFormat.Truncate(
        $"{(report.IsUrgent ? "ACT NOW" : "Sweep")}: {TextFormat.Count(report.Groups.Length, "open security group")}, {report.Groups.Count(group => group.IsReachable is true)} reachable, {report.Closed} closed ({Places(report)}). See the e-mail.",
        LongestSms);

    private static string Places(AuditReport report) => report.Scopes is [var only] ? $"{only.AccountId}, {only.Region}" : TextFormat.Count(report.Scopes.Length, "Region");

    private static string Text(AuditReport report)
    {
        var text = new StringBuilder();
        Line(report.Summary);
        Line("");
        foreach (var group in report.Groups.Take(MostGroupsInText))
        {
            Line($"{(group.IsClosed ? "CLOSED" : AuditReport.Words(group.Danger).ToUpperInvariant())}: {group.Group.Id} {TextFormat.Quoted(group.Group.Name)} ({group.Trigger.AccountId}, {group.Trigger.Region})");
            foreach (var (exposure, reach) in group.Exposures.Take(MostRules))
                Line($"  {exposure.Rule.Id}: {exposure.Rule.Traffic} from {exposure.Rule.Source}. {reach.Because}");
            if (!group.Users.IsEmpty)
                Line($"  Used by {string.Join(", ", group.Users.Take(MostUsers).Select(user => TextFormat.Defused(user.Name)))}{(group.Users.Length > MostUsers ? string.Create(CultureInfo.InvariantCulture, $" and {group.Users.Length - MostUsers} more") : "")}.");
            if (group.Outcome.Why is not Reason.NotifyOnly)
                Line($"  {group.Outcome.Reason}");
            if (group.Approve is [var approve, ..])
                Line($"  This approves that it is closed: {approve}");
        }

        if (report.Groups.Length > MostGroupsInText)
            Line($"... and {report.Groups.Length - MostGroupsInText} more. scan-responder audit lists them all.");
        foreach (var problem in report.Problems.Take(MostProblems))
            Line($"NOT LOOKED AT: {problem.AccountId} {problem.Region}: {problem.What}");
        foreach (var note in report.AboutInterrupted.Concat(report.Notes))
            Line(note);
        Line("");
        Line("The commands that close what is open, and those that undo what was closed: scan-responder audit --live --close, and the JSON document of this message.");
        return text.ToString();

        void Line(string line) => text.Append(TextFormat.OneLine(line)).Append('\n');
    }

    /// <summary>The whole document, or as many of the groups as fit, the worst first.</summary>
    private static string Document(AuditReport report)
    {
        for (var most = report.Groups.Length; ; most /= 2)
        {
            var json = SweepJson.Write(report, mostGroups: most);
            if (most == 0 || JsonEncodedText.Encode(json, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes.Length <= MostBytesOfDocument)
                return json;
        }
    }
}
