using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether events wait that nobody has answered.</summary>
internal static class QueueLook
{
    private const string Subject = "queue";

    /// <summary>Where Lambda hands what the function failed at; null where it hands it to nobody.</summary>
    /// <exception cref="ApiException">Lambda does not say.</exception>
    internal static async Task<string?> FailedQueueAsync(Examination examination, CancellationToken cancellationToken)
    {
        try
        {
            var config = await examination.Open(examination.Deployment.Region).AskAsync(
                new(ApiService.Lambda, "GetFunctionEventInvokeConfig") { Path = $"/2019-09-25/functions/{Uri.EscapeDataString(examination.Deployment.FunctionName)}/event-invoke-config" }, cancellationToken);
            return config.Member("DestinationConfig").Member("OnFailure").Text("Destination");
        }
        catch (ApiException exception) when (exception.IsMissing)
        {
            return null;
        }
    }

    internal static async IAsyncEnumerable<Check> LookAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var deployment = examination.Deployment;
        if (examination.FailedQueueArn is null)
        {
            yield return Check.Problem(
                Subject,
                "events whose alert cannot be sent are lost: the function has no on-failure destination",
                $"aws lambda put-function-event-invoke-config --region {deployment.Region} --function-name {Shell.Quote(deployment.FunctionName)} --destination-config OnFailure={{Destination=<ARN of a queue>}}");
        }

        foreach (var arn in Arns(examination))
        {
            if (arn.Split(':') is not [_, _, "sqs", var region, var account, var name])
                continue;
            var api = examination.Open(region);
            var url = (await api.AskAsync(new(ApiService.Sqs, "GetQueueUrl", new() { ["QueueName"] = name, ["QueueOwnerAWSAccountId"] = account }), cancellationToken)).Text("QueueUrl") ?? "";
            var attributes = (await AttributesAsync(api, url, cancellationToken)).Member("Attributes");
            var waiting = int.TryParse(attributes.Text("ApproximateNumberOfMessages"), out var visible) ? visible : 0;
            yield return waiting == 0
                ? Check.Ok(Subject, $"{name} is empty")
                : Check.Problem(Subject, $"{waiting} {(waiting == 1 ? "event waits" : "events wait")} in {name} that nobody was alerted about", $"{CommandLine.Name} redrive {Shell.Quote(url)} --function {Shell.Quote(deployment.FunctionName)}");
        }
    }

    /// <summary>The ARNs of the queues: of what the function failed at, and of what the rules could not hand over.</summary>
    internal static IEnumerable<string> Arns(Examination examination) =>
        examination.Rules.SelectMany(rule => rule.Targets).Select(target => target.Member("DeadLetterConfig").Text("Arn")).Prepend(examination.FailedQueueArn).OfType<string>().Distinct();

    internal static Task<JsonNode> AttributesAsync(IAwsApi api, string url, CancellationToken cancellationToken) => api.AskAsync(
        new(ApiService.Sqs, "GetQueueAttributes", new() { ["QueueUrl"] = url, ["AttributeNames"] = new JsonArray("ApproximateNumberOfMessages", "KmsMasterKeyId") }), cancellationToken);
}
