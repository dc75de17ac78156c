using System.Text.Json;
using ScanResponder.Alerts;
using ScanResponder.Findings;
using ScanResponder.Tightening;

namespace ScanResponder.Lambda;

/// <summary>
/// What CloudWatch counts, in its embedded metric format: a line of the log is the metric, so it costs no call and no permission.
/// <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"/>.
/// </summary>
/// <param name="output">
/// The process's own standard output. What goes through <see cref="Console"/> or the logger becomes a field of the runtime's log record, where
/// CloudWatch does not look for metrics.
/// </param>
/// <param name="time">The clock.</param>
internal sealed class Metrics(Stream output, TimeProvider time)
{
    /// <summary>The metrics' namespace.</summary>
    internal const string Namespace = "ScanResponder";

    private readonly Lock _gate = new();

    /// <summary>Counts one invocation that ended with an answer.</summary>
    internal void Count(Alert alert, IReadOnlyDictionary<string, TimeSpan> steps)
    {
        var published = steps.ContainsKey(Steps.Publish);
        Write("Outcome", AlertDocument.WordOf(alert.Outcome.Verdict), alert.Finding,
        [
            ("FindingsHandled", "Count", 1),
            ("RulesTightened", "Count", alert.Outcome.Changes.Count(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done })),
            ("AlertsPublished", "Count", published ? 1 : 0),
            ("Duplicates", "Count", steps.ContainsKey(Steps.Repeated) ? 1 : 0),
        ]);
        foreach (var (step, took) in steps)
            Write("Step", step, alert.Finding, [("StepDuration", "Milliseconds", took.TotalMilliseconds)]);
    }

    private void Write(string dimension, string value, Finding finding, (string Name, string Unit, double Value)[] metrics)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("_aws");
            json.WriteNumber("Timestamp", time.GetUtcNow().ToUnixTimeMilliseconds());
            json.WriteStartArray("CloudWatchMetrics");
            json.WriteStartObject();
            json.WriteString("Namespace", Namespace);
            json.WriteStartArray("Dimensions");
            json.WriteStartArray();
            json.WriteStringValue(dimension);
            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteStartArray("Metrics");
            foreach (var (name, unit, _) in metrics)
            {
                json.WriteStartObject();
                json.WriteString("Name", name);
                json.WriteString("Unit", unit);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteString(dimension, value);

            // Not dimensions, which would make a metric for each finding, but properties to find the line by.
            json.WriteString("findingId", finding.Id);
            json.WriteString("accountId", finding.AccountId);
            json.WriteString("region", finding.Region);
            foreach (var (name, _, amount) in metrics)
                json.WriteNumber(name, amount);
            json.WriteEndObject();
        }

        // One write for the whole line, so that no other line gets between.
        buffer.WriteByte((byte)'\n');
        lock (_gate)
        {
            output.Write(buffer.GetBuffer().AsSpan(0, (int)buffer.Length));
            output.Flush();
        }
    }
}
