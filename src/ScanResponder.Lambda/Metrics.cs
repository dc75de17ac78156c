using System.Text.Json;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Evidence;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Lambda;

/// <summary>
/// What CloudWatch counts, in its embedded metric format: a line of the log is the metric, so it costs no call and no permission.
/// <see href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html"/>.
/// </summary>
/// <param name="output">
/// The process's own standard output. What goes through <see cref="Console"/> or the logger becomes a field of the runtime's log record, where
/// CloudWatch does not look for metrics.
/// </param>
/// <param name="functionName">The function, by which several in one account and Region are told apart.</param>
/// <param name="time">The clock.</param>
internal sealed class Metrics(Stream output, string functionName, TimeProvider time)
{
    /// <summary>The metrics' namespace.</summary>
    internal const string Namespace = "ScanResponder";

    private const string FunctionName = "FunctionName";

    private readonly Lock _gate = new();

    /// <summary>Counts one invocation that ended with an answer.</summary>
    internal void Count(Alert alert, IReadOnlyDictionary<Step, TimeSpan> steps)
    {
        List<Metric> counts =
        [
            new("RulesTightened", "Count", alert.Outcome.Changes.Count(change => change is { Action: ChangeAction.Revoke, Status: ChangeStatus.Done })),
            new("AlertsPublished", "Count", steps.ContainsKey(Step.Publish) ? 1 : 0),
            new("Duplicates", "Count", alert.Repeated ? 1 : 0),
        ];

        if (alert.PageTrouble is not null)
            counts.Add(new("PagesMissing", "Count", 1));

        if (alert.OpenFor is { } open)
            counts.Add(new("OpenFor", "Seconds", open.TotalSeconds));

        // Nothing is missing where no log was asked.
        if (alert.Evidence.Found.Any(found => found is not LogEvidence.History))
            counts.Add(new("EvidenceMissing", "Count", alert.Evidence is { Traffic: null, Logins: null } ? 1 : 0));
        Write(alert.Trigger, null, counts);
        Write(alert.Trigger, ("Outcome", AlertDocument.WordOf(alert.Outcome.Verdict)), [new("FindingsHandled", "Count", 1)]);
        foreach (var (step, took) in steps)
            Write(alert.Trigger, ("Step", StepRecord.WordOf(step)), [new("StepDuration", "Milliseconds", took.TotalMilliseconds)]);
    }

    /// <summary>Writes metrics by function and, where one is given, one more dimension. CloudWatch charges for each metric and value of it.</summary>
    private void Write(Trigger trigger, (string Name, string Value)? dimension, List<Metric> metrics)
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
            json.WriteStringValue(FunctionName);
            if (dimension is { Name: { } name })
                json.WriteStringValue(name);
            json.WriteEndArray();
            json.WriteEndArray();
            json.WriteStartArray("Metrics");
            foreach (var metric in metrics)
            {
                json.WriteStartObject();
                json.WriteString("Name", metric.Name);
                json.WriteString("Unit", metric.Unit);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteString(FunctionName, functionName);
            if (dimension is { } more)
                json.WriteString(more.Name, more.Value);

            // Not dimensions, which would make a metric for each finding, but properties to find the line by.
            json.WriteString("findingId", trigger.Id);
            json.WriteString("accountId", trigger.AccountId);
            json.WriteString("region", trigger.Region);
            foreach (var metric in metrics)
                json.WriteNumber(metric.Name, metric.Value);
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

    private readonly record struct Metric(string Name, string Unit, double Value);
}
