using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// The template deployed on moto and what came of it. moto skips subscriptions, the policies of topics and queues, alarms and the
/// function's destination; the other tests read those from the template.
/// </summary>
public sealed class DeploymentTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string[]> PoliciesPerMode => new()
    {
        { "notify", ["keep-the-journal", "list-flow-logs", "look-up-who-opened", "query-any-log-group", "read-the-network", "tell-people"] },
        { "dry-run", ["edit-security-groups", "keep-the-journal", "list-flow-logs", "look-up-who-opened", "query-any-log-group", "read-the-network", "tell-people"] },
        { "ask", ["edit-security-groups", "keep-the-journal", "list-flow-logs", "look-up-who-opened", "query-any-log-group", "read-the-network", "tag-rules-it-added", "tell-people"] },
        { "remediate", ["edit-security-groups", "keep-the-journal", "list-flow-logs", "look-up-who-opened", "query-any-log-group", "read-the-network", "tag-rules-it-added", "tell-people"] },
    };

    [Theory]
    [MemberData(nameof(PoliciesPerMode))]
    public async Task The_stack_comes_up_in_each_mode_with_a_role_that_fits_it(string mode, string[] policies)
    {
        Template template = await Template.LoadAsync();
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await DeployAsync(cli, template, $"ParameterKey=Mode,ParameterValue={mode}", "ParameterKey=OtherRegions,ParameterValue=us-east-1");

        JsonNode function = await AskAsync(cli, "lambda list-functions --query 'Functions[0]'");
        Assert.Equal("provided.al2023", (string?)function["Runtime"]);
        Assert.Equal(mode, (string?)function["Environment"]!["Variables"]!["RESPONDER_MODE"]);
        string topic = (string)(await AskAsync(cli, "sns list-topics --query 'Topics[0].TopicArn'"))!;
        Assert.Equal(topic, (string?)function["Environment"]!["Variables"]!["RESPONDER_TOPIC_ARN"]);

        string journal = (string)function["Environment"]!["Variables"]!["RESPONDER_JOURNAL_TABLE"]!;
        JsonNode table = await AskAsync(cli, $"dynamodb describe-table --table-name {journal} --query Table");
        Assert.Equal(("pk", "HASH"), ((string?)table["KeySchema"]![0]!["AttributeName"], (string?)table["KeySchema"]![0]!["KeyType"]));
        Assert.Equal("PAY_PER_REQUEST", (string?)table["BillingModeSummary"]!["BillingMode"]);

        string role = ((string)function["Role"]!).Split('/')[^1];
        JsonNode names = await AskAsync(cli, $"iam list-role-policies --role-name {role} --query PolicyNames");
        Assert.Equal(policies, names.AsArray().Select(name => (string)name!).Order(StringComparer.Ordinal));
        if (policies.Contains("edit-security-groups"))
        {
            JsonNode policy = await AskAsync(
                cli, $"iam get-role-policy --role-name {role} --policy-name edit-security-groups --query PolicyDocument");
            var edits = new PolicyStatements([policy]);
            AccessRequest revoke = new AccessRequest("ec2:RevokeSecurityGroupIngress", $"arn:aws:ec2:us-east-1:{world.AccountId}:security-group/sg-1")
                .With("aws:RequestedRegion", "us-east-1");
            Assert.True(edits.Allow(revoke));
            Assert.False(edits.Allow(revoke.With("aws:ResourceTag/scan-responder", "exempt")));
        }
    }

    [Fact]
    public async Task The_stack_comes_up_with_a_table_of_flow_logs()
    {
        Template template = await Template.LoadAsync();
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await DeployAsync(
            cli,
            template,
            "ParameterKey=FlowLogs,ParameterValue=athena",
            "ParameterKey=FlowLogsTable,ParameterValue=scan-responder/scan_responder.vpc_flow_logs",
            "ParameterKey=FlowLogsBucket,ParameterValue=flow-logs",
            "ParameterKey=AthenaResults,ParameterValue=s3://flow-logs/results/");

        JsonNode function = await AskAsync(cli, "lambda list-functions --query 'Functions[0]'");
        Assert.Equal("athena:scan-responder/scan_responder.vpc_flow_logs", (string?)function["Environment"]!["Variables"]!["RESPONDER_FLOW_LOGS"]);
        string role = ((string)function["Role"]!).Split('/')[^1];
        JsonNode policy = await AskAsync(cli, $"iam get-role-policy --role-name {role} --policy-name query-the-flow-log-table --query PolicyDocument");
        var queries = new PolicyStatements([policy]);
        Assert.True(queries.Allow(new AccessRequest("athena:StartQueryExecution", $"arn:aws:athena:eu-west-1:{world.AccountId}:workgroup/scan-responder")));
        Assert.True(queries.Allow(new AccessRequest("glue:GetTable", $"arn:aws:glue:eu-west-1:{world.AccountId}:table/scan_responder/vpc_flow_logs")));
        Assert.True(queries.Allow(new AccessRequest("s3:PutObject", "arn:aws:s3:::flow-logs/results/1.csv")));
    }

    [Fact]
    public async Task The_rule_has_its_pattern_its_target_and_its_queue()
    {
        Template template = await Template.LoadAsync();
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await DeployAsync(cli, template);

        JsonNode rule = await AskAsync(cli, "events list-rules --query 'Rules[0]'");
        Assert.True(new EventPattern(JsonNode.Parse((string)rule["EventPattern"]!)!).Matches(SampleEvents.Load("port-probe-ssh").Json));
        JsonNode target = await AskAsync(cli, $"events list-targets-by-rule --rule {(string)rule["Name"]!} --query 'Targets[0]'");
        string function = (string)(await AskAsync(cli, "lambda list-functions --query 'Functions[0].FunctionArn'"))!;
        Assert.Equal(function, (string?)target["Arn"]);
        Assert.Contains("UndeliveredFindings", (string?)target["DeadLetterConfig"]!["Arn"], StringComparison.Ordinal);

        JsonNode policy = await AskAsync(cli, $"lambda get-policy --function-name {function} --query Policy");
        Assert.Contains((string)rule["Arn"]!, (string)policy!, StringComparison.Ordinal);
        JsonNode key = await AskAsync(cli, "kms list-keys --query 'Keys[0].KeyId'");
        Assert.True((bool)(await AskAsync(cli, $"kms get-key-rotation-status --key-id {(string)key!} --query KeyRotationEnabled"))!);
        string topic = (string)(await AskAsync(cli, "sns list-topics --query 'Topics[0].TopicArn'"))!;
        JsonNode encryption = await AskAsync(cli, $"sns get-topic-attributes --topic-arn {topic} --query Attributes.KmsMasterKeyId");
        Assert.Contains((string)key!, (string)encryption!, StringComparison.Ordinal);
        Assert.Equal(90, (int)await AskAsync(cli, "logs describe-log-groups --query 'logGroups[0].retentionInDays'"));
    }

    [Fact]
    public async Task Another_Region_gets_the_stack_that_forwards()
    {
        Template template = await Template.LoadAsync(Path.Combine("infra", "forward-findings.yaml"));
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation, "us-east-1");
        var cli = new AwsCli(world.Keys, world.Endpoint);
        await CreateAsync(cli, template.Json, "ParameterKey=HomeRegion,ParameterValue=eu-west-1");

        string rule = (string)(await AskAsync(cli, "events list-rules --query 'Rules[0].Name'"))!;
        JsonNode target = await AskAsync(cli, $"events list-targets-by-rule --rule {rule} --query 'Targets[0]'");
        Assert.Equal($"arn:aws:events:eu-west-1:{world.AccountId}:event-bus/default", (string?)target["Arn"]);
        Assert.Contains("UnforwardedFindings", (string?)target["DeadLetterConfig"]!["Arn"], StringComparison.Ordinal);
    }

    /// <summary>Deploys a template whose function has a package; what is in it matters to nobody here.</summary>
    internal static async Task DeployAsync(AwsCli cli, Template template, params string[] parameters)
    {
        // Bucket names are everybody's: each test needs one of its own.
        string bucket = $"packages-{Guid.NewGuid():N}";
        string package = Repository.Locate("Makefile");
        await cli.RunAllAsync(
            [
                $"aws s3api create-bucket --bucket {bucket} --create-bucket-configuration LocationConstraint=eu-west-1",
                $"aws s3api put-object --bucket {bucket} --key {Template.CodeKey} --body {package}",
            ],
            Cancellation);
        await CreateAsync(cli, template.Json.Replace($"\"{Template.CodeBucket}\"", $"\"{bucket}\"", StringComparison.Ordinal), parameters);
    }

    private static async Task CreateAsync(AwsCli cli, string json, params string[] parameters)
    {
        string file = Path.Combine(AppContext.BaseDirectory, $"template-{Guid.NewGuid():N}.json");
        await File.WriteAllTextAsync(file, json, Cancellation);
        try
        {
            string given = parameters.Length == 0 ? "" : $" --parameters {string.Join(' ', parameters)}";
            await cli.RunAllAsync(
                [$"aws cloudformation create-stack --stack-name scan-responder --capabilities CAPABILITY_IAM --template-body 'file://{file}'{given}"],
                Cancellation);
        }
        finally
        {
            File.Delete(file);
        }

        Assert.Equal("CREATE_COMPLETE", (string?)await AskAsync(cli, "cloudformation describe-stacks --query 'Stacks[0].StackStatus'"));
    }

    private static async Task<JsonNode> AskAsync(AwsCli cli, string question)
    {
        CommandResult answer = await cli.RunAsync($"aws {question}", Cancellation);
        Assert.True(answer.ExitCode == 0, $"aws {question}\n{answer.StandardError}");
        return JsonNode.Parse(answer.StandardOutput)!;
    }
}
