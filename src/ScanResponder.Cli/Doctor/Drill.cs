using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>
/// A sample finding that goes where EventBridge would take it. Nobody but GuardDuty can put an event of GuardDuty's on a bus, so EventBridge is asked
/// whether its rule lets the event through, and the event is handed to the rule's target. The function answers when the topic has taken the alert, and
/// fails otherwise.
/// </summary>
internal static class Drill
{
    private const string Subject = "drill";

    internal static async IAsyncEnumerable<Check> SendAsync(Examination examination, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var deployment = examination.Deployment;
        var rule = examination.Rules.FirstOrDefault(rule => rule.Source == Source.GuardDuty && rule.IsEnabled && rule.TargetOf(deployment.FunctionArn) is not null);
        if (rule is not { Pattern: { } pattern })
        {
            yield return Check.Problem(Subject, "no rule that is enabled takes GuardDuty's findings to the function, so there is no way for a drill", "sam deploy");
            yield break;
        }

        var drill = Event(deployment, time.GetUtcNow());
        if (!(await examination.AskAsync(ApiService.EventBridge, "TestEventPattern", new() { ["EventPattern"] = pattern, ["Event"] = drill.ToJsonString() }, cancellationToken)).Says("Result"))
        {
            yield return Check.Problem(Subject, $"the pattern of {rule.Name} does not let a finding of a port probe through", "sam deploy");
            yield break;
        }

        var target = rule.TargetOf(deployment.FunctionArn).Text("Arn")!;
        var begun = Stopwatch.GetTimestamp();
        var answer = await examination.Open(deployment.Region).AskAsync(
            new(ApiService.Lambda, "Invoke", drill) { Method = "POST", Path = $"/2015-03-31/functions/{Uri.EscapeDataString(target)}/invocations" }, cancellationToken);
        var took = Stopwatch.GetElapsedTime(begun);
        yield return answer.Text("schema") is "scan-responder/alert/1"
            ? Check.Ok(
                Subject,
                string.Create(CultureInfo.InvariantCulture, $"{rule.Name} lets a sample finding through, and its target took {took.TotalSeconds:0.0} s to answer it ({answer.Text("outcome")}): the topic has the alert. GuardDuty's own events cannot be put, so the sample went to the rule's target"))
            : Check.Problem(
                Subject,
                $"the function did not answer the sample: {answer.Text("errorMessage") ?? answer.ToJsonString()}",
                $"aws logs tail --region {deployment.Region} {Shell.Quote(deployment.Configuration.Member("LoggingConfig").Text("LogGroup") ?? $"/aws/lambda/{deployment.FunctionName}")} --since 5m");
    }

    private static JsonObject Event(Deployment deployment, DateTimeOffset now)
    {
        using var reader = new StreamReader(typeof(Drill).Assembly.GetManifestResourceStream("drill.json")!);
        var drill = JsonNode.Parse(reader.ReadToEnd())!.AsObject();
        var time = now.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        drill["id"] = Guid.NewGuid().ToString();
        drill["account"] = deployment.AccountId;
        drill["time"] = time;
        drill["region"] = deployment.Region;
        var finding = drill["detail"]!;
        finding["accountId"] = deployment.AccountId;
        finding["region"] = deployment.Region;
        finding["partition"] = deployment.Partition;
        finding["id"] = $"drill-{Guid.NewGuid():N}";
        finding["createdAt"] = time;
        finding["updatedAt"] = time;
        finding["service"]!["eventFirstSeen"] = time;
        finding["service"]!["eventLastSeen"] = time;
        return drill;
    }
}
