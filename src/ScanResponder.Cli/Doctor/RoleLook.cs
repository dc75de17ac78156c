using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using ScanResponder.Alerts.Page;
using ScanResponder.Aws.Api;

namespace ScanResponder.Cli.Doctor;

/// <summary>Whether the function's role may do what its settings ask of it: IAM is asked to simulate each call.</summary>
internal static class RoleLook
{
    private const string Subject = "role";

    /// <summary>Actions that are needed on one resource.</summary>
    /// <param name="Actions">The actions.</param>
    /// <param name="Resource">The ARN of one such resource, or an asterisk.</param>
    /// <param name="Without">What does not work without them.</param>
    internal sealed record Need(string[] Actions, string Resource, string Without)
    {
        /// <summary>What the request tells beside the Region; null for nothing.</summary>
        internal (string Key, string Value)? Context { get; init; }

        /// <summary>False where answers are possible without it.</summary>
        internal bool IsEssential { get; init; } = true;
    }

    /// <summary>What it takes to read an account.</summary>
    /// <param name="deployment">What is deployed.</param>
    /// <param name="accountId">The account, the function's own or another.</param>
    internal static IEnumerable<Need> Reading(Deployment deployment, string accountId)
    {
        yield return new(
            [
                "ec2:DescribeInstances", "ec2:DescribeNetworkAcls", "ec2:DescribeNetworkInterfaces", "ec2:DescribeRouteTables", "ec2:DescribeSecurityGroupRules",
                "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs",
            ],
            "*", "the account cannot be read");
        yield return new(["ec2:DescribeSecurityGroupVpcAssociations", "ec2:DescribeVpcBlockPublicAccessExclusions", "ec2:DescribeVpcBlockPublicAccessOptions"], "*", "alerts know less of the way to the instance")
        {
            IsEssential = false,
        };
        yield return new(["ec2:DescribeManagedPrefixLists"], "*", "a change of a prefix list that is under way is seen by the list's entries alone") { IsEssential = false };
        yield return new(["iam:ListAccountAliases"], "*", "alerts do not name the account") { IsEssential = false };
        yield return new(
            ["ec2:GetManagedPrefixListEntries"], $"arn:{deployment.Partition}:ec2:{deployment.Region}:{accountId}:prefix-list/pl-0123456789abcdef0", "rules that name prefix lists cannot be judged");
    }

    /// <summary>What it takes to close something in an account.</summary>
    /// <inheritdoc cref="Reading"/>
    internal static IEnumerable<Need> Closing(Deployment deployment, string accountId)
    {
        var at = $"arn:{deployment.Partition}:ec2:{deployment.Region}:{accountId}";
        var rule = $"{at}:security-group-rule/sgr-0123456789abcdef0";
        yield return new(["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"], $"{at}:security-group/sg-0123456789abcdef0", "nothing can be closed");
        yield return new(["ec2:AuthorizeSecurityGroupIngress"], rule, "nothing can be closed");
        yield return new(["ec2:CreateTags"], rule, "nothing can be closed") { Context = ("ec2:CreateAction", "AuthorizeSecurityGroupIngress") };
    }

    /// <summary>What the settings ask of the role.</summary>
    /// <param name="deployment">What is deployed.</param>
    /// <param name="failedQueueArn">The queue of what failed; null for none.</param>
    /// <param name="keys">The ARNs of the keys of its topics and of that queue.</param>
    internal static IEnumerable<Need> Needs(Deployment deployment, string? failedQueueArn, IReadOnlyList<string> keys)
    {
        var arn = (string service, string rest) => $"arn:{deployment.Partition}:{service}:{deployment.Region}:{deployment.AccountId}:{rest}";
        foreach (var need in Reading(deployment, deployment.AccountId))
            yield return need;
        if (FunctionLook.Mode(deployment) is not "notify" || deployment.Parameter("SecurityHubActionArn") is { Length: > 0 })
        {
            foreach (var need in Closing(deployment, deployment.AccountId))
                yield return need;
        }

        foreach (var topic in TopicLook.Arns(deployment))
            yield return new(["sns:Publish"], topic, "no alert can be published there");
        if (failedQueueArn is not null)
            yield return new(["sqs:SendMessage"], failedQueueArn, "an event whose alert cannot be sent is lost");
        foreach (var key in keys)
            yield return new(["kms:Decrypt", "kms:GenerateDataKey"], key, "nothing can be published or kept");
        if (deployment.Setting("RESPONDER_JOURNAL_TABLE") is { } table)
            yield return new(["dynamodb:GetItem", "dynamodb:UpdateItem"], arn("dynamodb", $"table/{table}"), "what was done is not remembered");
        if (deployment.Setting("RESPONDER_MEMBER_ROLE") is { } member)
            yield return new(["sts:AssumeRole", "sts:SetSourceIdentity"], $"arn:{deployment.Partition}:iam::123456789012:role/{member}", "no member account is answered for");
        if (deployment.Setting("RESPONDER_PAGES_BUCKET") is { } pages)
            yield return new(["s3:PutObject"], $"arn:{deployment.Partition}:s3:::{pages}/{PageKey.Prefix}page.html", "alerts link to pages that are not there");
        if (deployment.Setting("RESPONDER_SECURITY_HUB_WRITE_BACK") is "on")
            yield return new(["securityhub:BatchUpdateFindings"], "*", "nothing is written back to Security Hub");
        if (deployment.Setting("RESPONDER_EVIDENCE_SECONDS") is "0")
            yield break;
        if (deployment.Setting("RESPONDER_WHO_OPENED") is not "off")
            yield return new(["cloudtrail:LookupEvents"], "*", "alerts do not say who opened a port");
        var flowLogs = deployment.Setting("RESPONDER_FLOW_LOGS") ?? "auto";
        if (flowLogs is "auto" || flowLogs.StartsWith("logs:", StringComparison.Ordinal))
        {
            yield return new(["ec2:DescribeFlowLogs"], "*", "alerts do not say who sent packets");
            yield return new(["logs:StartQuery"], arn("logs", $"log-group:{(flowLogs is "auto" ? "flow-logs" : flowLogs["logs:".Length..])}:*"), "alerts do not say who sent packets");
        }

        if (flowLogs.StartsWith("athena:", StringComparison.Ordinal))
        {
            yield return new(
                ["athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults"], arn("athena", $"workgroup/{flowLogs["athena:".Length..].Split('/')[0]}"), "alerts do not say who sent packets");
        }

        if (deployment.Setting("RESPONDER_AUTH_LOGS") is { } auth)
            yield return new(["logs:StartQuery"], arn("logs", $"log-group:{auth}:*"), "alerts do not say who logged in");
    }

    internal static async IAsyncEnumerable<Check> LookAsync(Examination examination, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var deployment = examination.Deployment;
        var missing = 0;
        foreach (var need in Needs(deployment, examination.FailedQueueArn, await KeysAsync(examination, cancellationToken)))
        {
            var denied = await DeniedAsync(examination.Open(deployment.Region), deployment.RoleArn, need, deployment.Region, cancellationToken);
            if (denied.Count == 0)
                continue;
            missing++;
            var actions = string.Join(", ", denied.Select(result => result.Text("EvalActionName")));
            yield return denied.Any(result => result.Text("EvalDecision") is "explicitDeny")
                ? Check.Problem(
                    Subject,
                    $"a policy denies {deployment.RoleName} {actions} on {need.Resource}: {need.Without}. Take the role out of the statement that the command shows",
                    $"aws iam simulate-principal-policy --policy-source-arn {deployment.RoleArn} --action-names {string.Join(' ', denied.Select(result => result.Text("EvalActionName")))} --resource-arns {Shell.Quote(need.Resource)} --query 'EvaluationResults[].MatchedStatements'")
                : Check.Problem(Subject, $"{deployment.RoleName} may not {actions} on {need.Resource}: {need.Without}", Grant(deployment.RoleName, denied, need.Resource, missing));
        }

        if (missing == 0)
            yield return Check.Ok(Subject, $"{deployment.RoleName} may do what mode {FunctionLook.Mode(deployment)} takes, as IAM simulates it");
    }

    /// <summary>What IAM says that a role may not do.</summary>
    /// <param name="iam">The role's account.</param>
    /// <param name="roleArn">The role.</param>
    /// <param name="need">What it is to do.</param>
    /// <param name="region">The Region in which it is to do it.</param>
    /// <param name="cancellationToken">Gives up.</param>
    internal static async Task<List<JsonNode>> DeniedAsync(IAwsApi iam, string roleArn, Need need, string region, CancellationToken cancellationToken)
    {
        var context = new JsonArray(Entry("aws:RequestedRegion", region));
        if (need.Context is { } more)
            context.Add((JsonNode)Entry(more.Key, more.Value));
        var input = new JsonObject
        {
            ["PolicySourceArn"] = roleArn,
            ["ActionNames"] = new JsonArray([.. need.Actions.Select(action => JsonValue.Create(action))]),
            ["ResourceArns"] = new JsonArray(need.Resource),
            ["ContextEntries"] = context,
        };
        var simulated = await iam.AskAsync(new(ApiService.Iam, "SimulatePrincipalPolicy", input), cancellationToken);
        return [.. simulated.Items("EvaluationResults").Where(result => result.Text("EvalDecision") is not "allowed")];
    }

    private static string Grant(string role, List<JsonNode> denied, string resource, int number)
    {
        var policy = new JsonObject
        {
            ["Version"] = "2012-10-17",
            ["Statement"] = new JsonArray(new JsonObject
            {
                ["Effect"] = "Allow",
                ["Action"] = new JsonArray([.. denied.Select(result => JsonValue.Create(result.Text("EvalActionName")))]),
                ["Resource"] = resource.Contains("0123456789abcdef0", StringComparison.Ordinal) ? $"{resource[..(resource.LastIndexOf('/') + 1)]}*" : resource,
            }),
        };
        return $"aws iam put-role-policy --role-name {Shell.Quote(role)} --policy-name scan-responder-missing-{number} --policy-document {Shell.Quote(policy.ToJsonString())}";
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(Examination examination, CancellationToken cancellationToken)
    {
        var keys = new List<string>();
        foreach (var use in (await KeyLook.UsesAsync(examination, cancellationToken)).Where(use => use.Id.StartsWith("arn:", StringComparison.Ordinal)).DistinctBy(use => use.Id))
            keys.Add(use.Id);
        return keys;
    }

    private static JsonObject Entry(string key, string value) => new()
    {
        ["ContextKeyName"] = key,
        ["ContextKeyType"] = "string",
        ["ContextKeyValues"] = new JsonArray(value),
    };
}
