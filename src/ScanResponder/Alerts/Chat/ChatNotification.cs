using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Tightening;

namespace ScanResponder.Alerts.Chat;

/// <summary>
/// The alert for a chat channel, as Amazon Q Developer in chat applications takes it:
/// <see href="https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html"/>. Every update of a finding goes to the same thread.
/// </summary>
public static class ChatNotification
{
    private const int MostRules = 10;
    private const int MostNotes = 3;
    private const int LongestText = 400;

    // Slack shows 3,000 characters of a text at once.
    private const int MostOfCommands = 2_000;

    /// <summary>A custom notification, version 1.0, as JSON on one line; a few kilobytes at the most.</summary>
    public static string Of(Alert alert)
    {
        alert = new Truncation(LongestText).Apply(alert);
        var summary = AlertSummary.Of(alert);
        var name = Code(TextFormat.Truncate(summary.SubjectName ?? summary.SubjectId ?? "an instance", 64));
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteString("source", "custom");
            json.WriteString("id", Id(alert));
            json.WriteStartObject("content");
            json.WriteString("textType", "client-markdown");
            json.WriteString("title", $"[{summary.Word}] {(alert.IsUrgent ? "Act now: " : "")}{What(summary, name)}");
            json.WriteString("description", Description(alert, summary, name));
            WriteList(json, "nextSteps", NextSteps.Of(alert, summary, name));
            WriteList(json, "keywords", Keywords(alert, summary));
            json.WriteEndObject();
            json.WriteStartObject("metadata");
            json.WriteString("threadId", Id(alert));
            json.WriteString("summary", Bare(AlertSubject.Of(alert)));
            json.WriteString("eventType", Bare(alert.Trigger.Type));
            WriteList(json, "relatedResources", Resources(alert));
            json.WriteStartObject("additionalContext");
            json.WriteString("outcome", AlertDocument.WordOf(alert.Outcome.Verdict));
            json.WriteString("accountId", Bare(alert.Trigger.AccountId));
            json.WriteString("region", Bare(alert.Trigger.Region));

            // A custom action of Amazon Q Developer offers these as variables, so that a button can approve.
            json.WriteString("finding", Bare(alert.Trigger.Id));
            if (alert.Approvals is { } approvals)
                json.WriteString("function", Bare(approvals.Function));
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        return AlertJson.EscapeInvisible(Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length));
    }

    private static string Description(Alert alert, AlertSummary summary, string name)
    {
        var lines = new List<string> { $"*{What(summary, name)}.* {summary.Then}".TrimEnd() };
        lines.InsertRange(0, Warning.Of(alert).Select(warning => $"*WARNING:* {Code(warning)}"));
        lines.Add(Code(alert.Outcome.Reason));
        var changes = alert.Outcome.Changes;
        if (!changes.IsEmpty)
        {
            lines.Add(alert.Outcome.Verdict is Verdict.WouldTighten ? "Would change:" : "Changed:");
            lines.AddRange(changes.Take(MostRules).Select(Rule));
        }

        if (changes.Length > MostRules)
            lines.Add($"... and {TextFormat.Count(changes.Length - MostRules, "rule")} more.");
        if (summary.Scanners > 0)
        {
            var since = summary.FirstSeenSinceLaunch is { } first ? $", first {first}" : "";
            lines.Add($"{TextFormat.Count(summary.Scanners, "address")} tried {TextFormat.Count(alert.Trigger.Count, "time")}{since}.");
        }

        if (OpeningSentences.Of(alert) is { } opened)
            lines.Add(Code(opened));
        lines.AddRange(alert.Notes.Take(MostNotes).Select(note => $"• {Code(note)}"));
        if (alert.Approve is [var approve, ..])
            lines.AddRange(["This approves that exactly this is closed:", "```", TextFormat.OneLine(approve), "```"]);
        lines.AddRange(Commands("This closes it:", alert.Outcome.Close));
        lines.AddRange(Commands("This takes that back:", alert.Outcome.Reopen));
        lines.Add($"Account {Code(alert.Trigger.AccountId)}, Region {Code(alert.Trigger.Region)}. {TextFormat.Capital(alert.Trigger.Noun)}: {(alert.Trigger with { Id = Id(alert) }).Url}");
        return string.Join('\n', lines);
    }

    /// <summary>A block to paste, in which letters of others stand as harmless as <see cref="RuleCommands"/> writes them; where it is long the e-mail has it.</summary>
    private static ImmutableArray<string> Commands(string what, ImmutableArray<string> lines) => lines switch
    {
        [] => [],
        _ when lines.Sum(line => line.Length + 1) > MostOfCommands => [$"{what} see the commands in the e-mail."],
        _ => [what, "```", "(", .. lines.Select(TextFormat.OneLine), ")", "```"],
    };

    private static string Rule(RuleChange change)
    {
        var sign = change.Action is ChangeAction.Authorize ? '+' : '-';
        var status = change.Status is ChangeStatus.Done or ChangeStatus.Planned ? "" : $" ({change.Status.ToString().ToLowerInvariant()})";
        return $"{Code($"{sign} {change.Rule.Traffic} from {change.Rule.Source}")} in {Code(change.GroupId)}{status}";
    }

    private static IEnumerable<string> Keywords(Alert alert, AlertSummary summary) => new[]
    {
        AlertDocument.WordOf(alert.Outcome.Verdict), Bare(summary.Service), Bare(summary.SubjectId ?? ""), Bare(alert.Trigger.AccountId), Bare(alert.Trigger.Region),
    }.Where(keyword => keyword.Length > 0).Distinct();

    private static ImmutableArray<string> Resources(Alert alert)
    {
        var resources = ImmutableArray.CreateBuilder<string>();
        string Arn(string type, string id) => Bare(alert.Trigger.Scope.Ec2Arn(type, id));

        if (alert.Instance is { } instance)
            resources.Add(Arn("instance", instance.Id));
        resources.AddRange(alert.Exposures.Select(exposure => exposure.Rule.GroupId).Distinct().Take(MostRules).Select(id => Arn("security-group", id)));
        return resources.ToImmutable();
    }

    private static string What(AlertSummary summary, string name) => summary.Case is AlertCase.Drill or AlertCase.Other
        ? Code(summary.What(""))
        : summary.What(name);

    private static string Id(Alert alert) => TextFormat.Truncate(TextFormat.OneLine(alert.Trigger.Id), 128);

    /// <summary>Text of others as code, in which neither Slack nor Teams looks for links, mentions or emphasis.</summary>
    private static string Code(string text) => $"`{Harmless(text)}`";

    /// <summary>Text of others where there is no Markdown; still without the signs that would make some.</summary>
    private static string Bare(string text) => TextFormat.Truncate(Harmless(text), 200);

    /// <summary>
    /// Slack reads links and mentions in angle brackets even inside code, Teams reads links in square ones, and a back quote ends the code. No
    /// escape means the same to both, so these signs are replaced by ones that look alike.
    /// </summary>
    private static string Harmless(string text) => TextFormat.Defused(TextFormat.Trimmed(text) ?? "-")
        .Replace('`', '\'')
        .Replace('<', '‹')
        .Replace('>', '›')
        .Replace('[', '(')
        .Replace(']', ')');

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
            json.WriteStringValue(item);
        json.WriteEndArray();
    }
}
