using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether somebody gets what is published.</summary>
internal static class TopicLook
{
    private const string Subject = "topic";

    /// <summary>The settings that name topics, and whether somebody has to be subscribed.</summary>
    private static readonly (string Setting, bool IsNeeded)[] Topics =
        [("RESPONDER_TOPIC_ARN", true), ("RESPONDER_URGENT_TOPIC_ARN", false), ("RESPONDER_CHAT_TOPIC_ARN", true)];

    /// <summary>The ARNs of the topics.</summary>
    internal static IEnumerable<string> Arns(Deployment deployment) => Topics.Select(topic => deployment.Setting(topic.Setting)).OfType<string>().Distinct();

    internal static async IAsyncEnumerable<Check> LookAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var (setting, isNeeded) in Topics)
        {
            if (examination.Deployment.Setting(setting) is not { } arn)
                continue;
            var region = arn.Split(':') is [_, _, _, { Length: > 0 } named, ..] ? named : examination.Deployment.Region;
            var api = examination.Open(region);
            var subscriptions = new List<JsonNode>();
            Check? failed = null;
            try
            {
                string? next = null;
                do
                {
                    var page = await api.AskAsync(new(ApiService.Sns, "ListSubscriptionsByTopic", new() { ["TopicArn"] = arn, ["NextToken"] = next }), cancellationToken);
                    subscriptions.AddRange(page.Items("Subscriptions"));
                    next = page.Text("NextToken");
                }
                while (!string.IsNullOrEmpty(next));
            }
            catch (ApiException exception)
            {
                failed = exception.IsMissing
                    ? Check.Problem(Subject, $"{arn} ({setting}) does not exist: no alert can be published there", "sam deploy")
                    : Check.CouldNotLook(Subject, $"{arn}: {exception.Message}");
            }

            if (failed is not null)
            {
                yield return failed;
                continue;
            }

            foreach (var check in Look(arn, region, subscriptions, isNeeded))
                yield return check;
        }
    }

    private static IEnumerable<Check> Look(string arn, string region, List<JsonNode> subscriptions, bool isNeeded)
    {
        var confirmed = subscriptions.Count(subscription => subscription.Text("SubscriptionArn")?.StartsWith("arn:", StringComparison.Ordinal) is true);
        var name = arn.Split(':')[^1];
        foreach (var subscription in subscriptions.Where(subscription => subscription.Text("SubscriptionArn") is "PendingConfirmation"))
        {
            yield return Check.Problem(
                Subject,
                $"{subscription.Text("Endpoint")} has not confirmed its subscription of {name} and gets nothing before it opens the link that SNS sent; subscribing again sends another",
                $"aws sns subscribe --region {region} --topic-arn {arn} --protocol {Shell.Quote(subscription.Text("Protocol") ?? "email")} --notification-endpoint {Shell.Quote(subscription.Text("Endpoint") ?? "")}");
        }

        if (confirmed > 0)
            yield return Check.Ok(Subject, confirmed == 1 ? $"one subscriber gets what is published to {name}" : $"{confirmed} subscribers get what is published to {name}");
        else if (isNeeded)
            yield return Check.Problem(Subject, $"nobody gets what is published to {name}", $"aws sns subscribe --region {region} --topic-arn {arn} --protocol email --notification-endpoint <address>");
        else if (subscriptions.Count == 0)
            yield return Check.Ok(Subject, $"no phone and no pager is subscribed to {name}, which gets only what is urgent");
    }
}
