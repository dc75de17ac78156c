using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Triggers;

namespace ScanResponder.Audit.Document;

/// <summary>
/// Writes what an audit or a sweep found, for programs. Its field names and words are a contract: fields may be added, none is renamed or left out, and no
/// list is null. Its schema is <c>docs/sweep.schema.json</c>. It is written group by group, so that it takes no more memory than one of them.
/// </summary>
public static class SweepJson
{
    /// <summary>The name of this format.</summary>
    public const string SchemaName = "scan-responder/sweep/1";

    private static readonly SweepJsonContext Compact = new(Options(indented: false));
    private static readonly SweepJsonContext Indented = new(Options(indented: true));

    /// <summary>Writes the document, on one line, or with <paramref name="indented"/> on many; without a line feed at the end.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="output">Where it goes.</param>
    /// <param name="indented">True for many lines.</param>
    /// <param name="mostGroups">How many groups are told, the worst ones; a note says how many are not.</param>
    public static void Write(AuditReport report, TextWriter output, bool indented = false, int mostGroups = int.MaxValue)
    {
        var context = indented ? Indented : Compact;
        var (feed, space) = indented ? ("\n", " ") : ("", "");
        output.Write($"{{{feed}");
        Field("schema", $"\"{SchemaName}\"", ",");
        Field("trigger", report.Trigger is { } trigger ? Json(EntryOf(trigger), context.TriggerEntry) : "null", ",");
        Field("urgent", report.IsUrgent ? "true" : "false", ",");
        Field("summary", Json(report.Summary, context.String), ",");
        Field("counts", Json(CountsEntry.Of(report), context.CountsEntry), ",");
        List("scopes", report.Scopes.Select(scope => ScopeEntry.Of(scope, report)), context.ScopeEntry, ",");
        List("groups", report.Groups.Take(mostGroups).Select(SweepGroupEntry.Of), context.SweepGroupEntry, ",");
        List("problems", report.Problems, context.AuditProblem, ",");
        List("notes", [.. report.AboutInterrupted, .. report.Notes, .. report.Groups.Length > mostGroups ? [LeftOut(report, mostGroups)] : Array.Empty<string>()], context.String, "");
        output.Write('}');

        void Field(string name, string json, string end)
        {
            output.Write($"{(indented ? "  " : "")}\"{name}\":{space}");
            output.Write(Nested(json, "  "));
            output.Write($"{end}{feed}");
        }

        void List<T>(string name, IEnumerable<T> items, JsonTypeInfo<T> type, string end)
        {
            output.Write($"{(indented ? "  " : "")}\"{name}\":{space}[");
            var any = false;
            foreach (var item in items)
            {
                output.Write($"{(any ? "," : "")}{feed}{(indented ? "    " : "")}");
                output.Write(Nested(Json(item, type), "    "));
                any = true;
            }

            output.Write($"{(any ? $"{feed}{(indented ? "  " : "")}" : "")}]{end}{feed}");
        }

        string Nested(string json, string margin) => indented ? json.Replace("\n", $"\n{margin}", StringComparison.Ordinal) : json;
    }

    /// <summary>The document as a text.</summary>
    public static string Write(AuditReport report, bool indented = false, int mostGroups = int.MaxValue)
    {
        using var text = new StringWriter();
        Write(report, text, indented, mostGroups);
        return text.ToString();
    }

    private static string LeftOut(AuditReport report, int told) =>
        $"{report.Groups.Length - told} of {TextFormat.Count(report.Groups.Length, "group")} did not fit into this document. scan-responder audit lists them all.";

    private static string Json<T>(T value, JsonTypeInfo<T> type) => AlertJson.EscapeInvisible(JsonSerializer.Serialize(value, type));

    private static TriggerEntry EntryOf(Trigger trigger) => new(
        trigger.Key.Source,
        trigger.Id,
        trigger.Type,
        trigger.AccountId,
        null,
        trigger.Region,
        (trigger.LastSeen ?? trigger.UpdatedAt ?? trigger.FirstSeen)?.UtcDateTime,
        trigger.Url,
        null);

    private static JsonSerializerOptions Options(bool indented) => new(SweepJsonContext.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = indented,
        NewLine = "\n",
    };
}
