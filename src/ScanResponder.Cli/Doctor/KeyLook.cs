using System.Runtime.CompilerServices;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether those who publish and send may use the keys of topics and queues.</summary>
internal static class KeyLook
{
    private const string Subject = "key";
    private const string Alarms = "cloudwatch.amazonaws.com";
    private const string EventBridge = "events.amazonaws.com";

    private static readonly string[] Actions = ["kms:Decrypt", "kms:GenerateDataKey"];

    /// <summary>A key, and the services that encrypt with it.</summary>
    /// <param name="Id">Its id, its ARN or an alias.</param>
    /// <param name="Region">Its Region.</param>
    /// <param name="Service">The service that needs it; null where only the function does.</param>
    /// <param name="For">What is encrypted.</param>
    internal sealed record Use(string Id, string Region, string? Service, string For);

    internal static async IAsyncEnumerable<Check> LookAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var uses = await UsesAsync(examination, cancellationToken);
        foreach (var of in uses.GroupBy(use => (use.Id, use.Region)))
        {
            foreach (var check in await LookAsync(examination, of.Key.Id, of.Key.Region, [.. of], cancellationToken))
                yield return check;
        }
    }

    /// <summary>The keys of the topics and the queues.</summary>
    internal static async Task<IReadOnlyList<Use>> UsesAsync(Examination examination, CancellationToken cancellationToken)
    {
        var uses = new List<Use>();
        var alerts = examination.Deployment.Setting("RESPONDER_TOPIC_ARN");
        foreach (var topic in TopicLook.Arns(examination.Deployment))
        {
            var region = RegionOf(topic, examination);
            try
            {
                var attributes = await examination.Open(region).AskAsync(new(ApiService.Sns, "GetTopicAttributes", new() { ["TopicArn"] = topic }), cancellationToken);
                if (attributes.Member("Attributes").Text("KmsMasterKeyId") is { Length: > 0 } key)
                    uses.Add(new(key, region, topic == alerts ? Alarms : null, $"the topic {topic.Split(':')[^1]}"));
            }
            catch (ApiException exception) when (exception.IsMissing)
            {
                // The look at the topics says so.
            }
        }

        foreach (var queue in QueueLook.Arns(examination))
        {
            if (queue.Split(':') is not [_, _, "sqs", var region, var account, var name])
                continue;
            var api = examination.Open(region);
            var url = (await api.AskAsync(new(ApiService.Sqs, "GetQueueUrl", new() { ["QueueName"] = name, ["QueueOwnerAWSAccountId"] = account }), cancellationToken)).Text("QueueUrl") ?? "";
            if ((await QueueLook.AttributesAsync(api, url, cancellationToken)).Member("Attributes").Text("KmsMasterKeyId") is { Length: > 0 } key)
                uses.Add(new(key, region, queue == examination.FailedQueueArn ? null : EventBridge, $"the queue {name}"));
        }

        return uses;
    }

    private static async Task<IReadOnlyList<Check>> LookAsync(Examination examination, string id, string region, IReadOnlyList<Use> uses, CancellationToken cancellationToken)
    {
        var deployment = examination.Deployment;
        var api = examination.Open(region);
        var at = $"--region {region} --key-id {Shell.Quote(id)}";
        var what = string.Join(" and ", uses.Select(use => use.For).Distinct());
        try
        {
            var metadata = (await api.AskAsync(new(ApiService.Kms, "DescribeKey", new() { ["KeyId"] = id }), cancellationToken)).Member("KeyMetadata");
            if (metadata.Text("KeyState") is { } state and not "Enabled")
            {
                return [Check.Problem(Subject, $"the key of {what} is {state}: nothing can be published or sent", state is "PendingDeletion" ? $"aws kms cancel-key-deletion {at} && aws kms enable-key {at}" : $"aws kms enable-key {at}")];
            }

            if (metadata.Text("KeyManager") is "AWS")
            {
                return uses.Any(use => use.Service is not null)
                    ? [Check.Problem(Subject, $"{what}: encrypted with {id}, which {Names(uses.Select(use => use.Service))} may not use. Give it a key of your own, whose policy lets it", $"aws kms create-key --region {region}")]
                    : [Check.Ok(Subject, $"{what}: encrypted with AWS's own key")];
            }

            // The policy is told by the key's id or ARN, never by an alias.
            var key = metadata.Text("Arn") ?? id;
            var policy = PolicyDocument.Parse((await api.AskAsync(new(ApiService.Kms, "GetKeyPolicy", new() { ["KeyId"] = key, ["PolicyName"] = "default" }), cancellationToken)).Text("Policy") ?? "");
            var mend = $"aws kms get-key-policy {at} --policy-name default --query Policy --output text > policy.json && ${{EDITOR:-vi}} policy.json && aws kms put-key-policy {at} --policy-name default --policy file://policy.json";
            var problems = new List<Check>();
            foreach (var service in uses.Select(use => use.Service).OfType<string>().Distinct().Where(service => !Actions.All(action => policy.AllowsService(service, action))))
            {
                var lost = service == EventBridge ? "an event that cannot be handed to the function is lost" : "alarms tell nobody";
                problems.Add(Check.Problem(Subject, $"the policy of the key of {what} does not let {service} use it ({string.Join(", ", Actions)}): {lost}", mend));
            }

            if (!Actions.All(action => policy.AllowsRole(deployment.RoleArn, deployment.Partition, deployment.AccountId, action)))
                problems.Add(Check.Problem(Subject, $"the policy of the key of {what} does not let {deployment.RoleName} use it ({string.Join(", ", Actions)}): no alert can be published", mend));
            return problems.Count > 0 ? problems : [Check.Ok(Subject, $"{what}: the key's policy lets {Names([deployment.RoleName, .. uses.Select(use => use.Service)])} use it")];
        }
        catch (ApiException exception)
        {
            return [exception is { Code: "NotFoundException" } ? Check.Problem(Subject, $"the key {id} of {what} does not exist: nothing can be published or sent", "sam deploy") : Check.CouldNotLook(Subject, $"the key of {what}: {exception.Message}")];
        }
    }

    private static string Names(IEnumerable<string?> names) => string.Join(", ", names.OfType<string>().Distinct());

    private static string RegionOf(string arn, Examination examination) => arn.Split(':') is [_, _, _, { Length: > 0 } region, ..] ? region : examination.Deployment.Region;
}
