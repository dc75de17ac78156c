using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>Where findings go that cannot be answered, who hears of it, and that nothing on these ways is locked.</summary>
public sealed class NothingLostTests
{
    private const string Key = "arn:aws:kms:eu-west-1:123456789012:key/Key";
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:AlertTopic";
    private const string Undelivered = "arn:aws:sqs:eu-west-1:123456789012:UndeliveredFindings";
    private const string Failed = "arn:aws:sqs:eu-west-1:123456789012:FailedFindings";
    private const string Rule = "arn:aws:events:eu-west-1:123456789012:rule/ResponderFinding";
    private const string SourceAccount = "aws:SourceAccount";
    private const string SourceArn = "aws:SourceArn";

    public static TheoryData<string, string, string> Metrics => new()
    {
        { "AWS/Lambda", "Errors", "Responder" },
        { "AWS/Lambda", "Throttles", "Responder" },
        { "AWS/Lambda", "AsyncEventAge", "Responder" },
        { "AWS/Lambda", "DestinationDeliveryFailures", "Responder" },
        { "AWS/SQS", "ApproximateNumberOfMessagesVisible", "FailedFindings" },
        { "AWS/SQS", "ApproximateNumberOfMessagesVisible", "UndeliveredFindings" },
        { "AWS/SNS", "NumberOfNotificationsFailed", "AlertTopic" },
        { "AWS/SNS", "NumberOfNotificationsFailed", "UrgentTopic" },
        { "AWS/Events", "FailedInvocations", "ResponderFinding" },
        { "AWS/Events", "InvocationsFailedToBeSentToDlq", "ResponderFinding" },
    };

    /// <summary>For findings that are in no queue to look at, the alarm is enough.</summary>
    public static TheoryData<string, string, string> ShownMetrics => [.. Metrics.Where(row => row.Data.Item2 != "DestinationDeliveryFailures")];

    [Fact]
    public async Task What_EventBridge_cannot_hand_over_goes_to_a_queue()
    {
        JsonNode target = Assert.Single((await DeployedAsync())["ResponderFinding"]["Targets"]!.AsArray())!;

        Assert.Equal("arn:aws:lambda:eu-west-1:123456789012:function:Responder", (string?)target["Arn"]);
        Assert.Equal(Undelivered, (string?)target["DeadLetterConfig"]!["Arn"]);
        Assert.InRange((int)target["RetryPolicy"]!["MaximumRetryAttempts"]!, 1, 185);
        Assert.InRange((int)target["RetryPolicy"]!["MaximumEventAgeInSeconds"]!, 60, 86400);
    }

    [Fact]
    public async Task What_the_function_cannot_answer_goes_to_another_queue()
    {
        JsonObject config = Assert.Single((await DeployedAsync()).OfType("AWS::Lambda::EventInvokeConfig")).Value;

        Assert.Equal(Failed, (string?)config["DestinationConfig"]!["OnFailure"]!["Destination"]);
        Assert.Equal(2, (int)config["MaximumRetryAttempts"]!);
        Assert.InRange((int)config["MaximumEventAgeInSeconds"]!, 60, 21600);
    }

    [Fact]
    public async Task Only_the_rule_sends_into_the_queue_of_undelivered_findings()
    {
        JsonObject policy = Assert.Single((await DeployedAsync()).OfType("AWS::SQS::QueuePolicy")).Value;
        PolicyStatements queue = new([policy["PolicyDocument"]!]);
        AccessRequest fromRule = new AccessRequest("sqs:SendMessage", Undelivered) { Service = "events.amazonaws.com" }
            .With(SourceArn, Rule).With(SourceAccount, Deployment.AccountId);

        Assert.Equal(["UndeliveredFindings"], policy["Queues"]!.AsArray().Select(name => (string?)name));
        Assert.True(queue.Allow(fromRule));
        Assert.False(queue.Allow(fromRule.With(SourceArn, Rule + "-of-somebody")));
        Assert.False(queue.Allow(fromRule.With(SourceAccount, "111122223333")));
        Assert.False(queue.Allow(fromRule with { Service = "sns.amazonaws.com" }));
        Assert.False(queue.Allow(fromRule with { Action = "sqs:ReceiveMessage" }));
        Assert.False(queue.Allow(fromRule with { Resource = Failed }));
    }

    [Fact]
    public async Task Messages_stay_in_the_queues_for_two_weeks() =>
        Assert.All((await DeployedAsync()).OfType("AWS::SQS::Queue").Values, queue => Assert.Equal(1209600, (int)queue["MessageRetentionPeriod"]!));

    [Fact]
    public async Task Topic_and_queues_are_encrypted_with_a_key_of_the_account_that_is_rotated()
    {
        Deployment stack = await DeployedAsync();

        Assert.True((bool)stack["Key"]["EnableKeyRotation"]!);
        Assert.All(
            [stack["AlertTopic"], stack["FailedFindings"], stack["UndeliveredFindings"]],
            resource => Assert.Equal(Key, (string?)resource["KmsMasterKeyId"]));
    }

    [Fact]
    public async Task An_alarm_of_this_account_reaches_the_topic_and_one_of_another_account_does_not()
    {
        Deployment stack = await DeployedAsync();
        JsonObject topicPolicy = Assert.Single(stack.OfType("AWS::SNS::TopicPolicy")).Value;
        PolicyStatements topic = new([topicPolicy["PolicyDocument"]!]);
        PolicyStatements key = new([stack["Key"]["KeyPolicy"]!]);
        AccessRequest[] needed =
        [
            new("kms:Decrypt", Key) { Service = "cloudwatch.amazonaws.com" },
            new("kms:GenerateDataKey", Key) { Service = "cloudwatch.amazonaws.com" },
        ];
        AccessRequest publish = new("sns:Publish", Topic) { Service = "cloudwatch.amazonaws.com" };

        Assert.Equal([Topic], topicPolicy["Topics"]!.AsArray().Select(arn => (string?)arn));
        Assert.True(topic.Allow(publish.With(SourceAccount, Deployment.AccountId)));
        Assert.False(topic.Allow(publish.With(SourceAccount, "111122223333")));
        Assert.False(topic.Allow(publish with { Service = "events.amazonaws.com" }));
        Assert.All(needed, request => Assert.True(key.Allow(request.With(SourceAccount, Deployment.AccountId))));
        Assert.All(needed, request => Assert.False(key.Allow(request.With(SourceAccount, "111122223333"))));
    }

    [Fact]
    public async Task EventBridge_may_use_the_key_without_saying_for_whom_and_other_services_may_not()
    {
        PolicyStatements key = new([(await DeployedAsync())["Key"]["KeyPolicy"]!]);

        foreach (string action in new[] { "kms:Decrypt", "kms:GenerateDataKey" })
        {
            Assert.True(key.Allow(new AccessRequest(action, Key) { Service = "events.amazonaws.com" }));
            Assert.False(key.Allow(new AccessRequest(action, Key) { Service = "s3.amazonaws.com" }));
        }

        Assert.False(key.Allow(new AccessRequest("kms:ScheduleKeyDeletion", Key) { Service = "events.amazonaws.com" }));
    }

    [Theory]
    [MemberData(nameof(Metrics))]
    public async Task An_alarm_tells_of_it_on_the_topic(string space, string metric, string of)
    {
        Deployment stack = await DeployedAsync();

        (string id, JsonObject alarm) = Assert.Single(stack.OfType("AWS::CloudWatch::Alarm"), alarm =>
            (string?)alarm.Value["Namespace"] == space
            && (string?)alarm.Value["MetricName"] == metric
            && (string?)alarm.Value["Dimensions"]![0]!["Value"] == of);

        Assert.Equal([Topic], alarm["AlarmActions"]!.AsArray().Select(arn => (string?)arn));
        // Where nothing happens these metrics have no data points.
        Assert.Equal("notBreaching", (string?)alarm["TreatMissingData"]);
        Assert.Equal(1, (int)alarm["EvaluationPeriods"]!);
        Assert.Equal(300, (int)alarm["Period"]!);
        Assert.Contains($"See {id} in docs/operations.md", (string?)alarm["AlarmDescription"], StringComparison.Ordinal);
        Assert.Contains($"\n### {id}\n", await RunbookAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_alarm_tells_of_every_rule_of_the_other_sources()
    {
        Deployment stack = await DeployedAsync();
        const string Figures = "Metrics";
        JsonObject alarm = stack["OtherRuleFailures"];

        Assert.Equal([Topic], alarm["AlarmActions"]!.AsArray().Select(arn => (string?)arn));
        Assert.Equal("notBreaching", (string?)alarm["TreatMissingData"]);
        Assert.Equal(
            stack.OfType("AWS::Events::Rule").Select(rule => rule.Key).Where(name => name != "ResponderFinding").Order(StringComparer.Ordinal),
            alarm[Figures]!.AsArray().Select(metric => (string?)metric!["MetricStat"]?["Metric"]!["Dimensions"]![0]!["Value"]).OfType<string>().Order(StringComparer.Ordinal));
        Assert.Contains("\n### OtherRuleFailures\n", await RunbookAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_is_no_alarm_that_is_not_tested_above() =>
        Assert.Equal(Metrics.Count + 1, (await DeployedAsync()).OfType("AWS::CloudWatch::Alarm").Count);

    [Theory]
    [InlineData("off", "", 20, false)]
    [InlineData("auto", "", 20, false)]
    [InlineData("auto", "/var/log/secure", 20, true)]
    [InlineData("logs", "", 20, true)]
    [InlineData("athena", "", 20, true)]
    [InlineData("athena", "/var/log/secure", 0, false)]
    public async Task Who_counts_on_logs_hears_of_a_day_on_which_they_said_nothing(string flowLogs, string authLogs, int seconds, bool alarmed)
    {
        Deployment stack = (await Template.LoadAsync()).With(
            ("FlowLogs", flowLogs), ("FlowLogsGroup", "/vpc/flow"), ("FlowLogsTable", "a/b.c"), ("FlowLogsBucket", "flow-logs"), ("AthenaResults", "s3://flow-logs/results/"),
            ("AuthLogs", authLogs), ("EvidenceSeconds", $"{seconds}"));

        Assert.Equal(alarmed, stack.Created.Contains("EvidenceMissingForADay"));
        if (alarmed)
        {
            JsonObject alarm = stack["EvidenceMissingForADay"];
            Assert.Equal(("ScanResponder", "EvidenceMissing", "Minimum", 86400), ((string?)alarm["Namespace"], (string?)alarm["MetricName"], (string?)alarm["Statistic"], (int)alarm["Period"]!));
            Assert.Equal("""[{"Name":"FunctionName","Value":"Responder"}]""", alarm["Dimensions"]!.ToJsonString());
            Assert.Equal([Topic], alarm["AlarmActions"]!.AsArray().Select(arn => (string?)arn));
            Assert.Contains("\n### EvidenceMissingForADay\n", await RunbookAsync(), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("FindingsHandled", "tightened")]
    [InlineData("FindingsHandled", "failed")]
    [InlineData("RulesTightened", null)]
    [InlineData("AlertsPublished", null)]
    [InlineData("Duplicates", null)]
    [InlineData("EvidenceMissing", null)]
    [InlineData("OpenFor", null)]
    [InlineData("StepDuration", "read")]
    [InlineData("StepDuration", "answer")]
    [InlineData("StepDuration", "publish")]
    public async Task The_dashboard_shows_what_the_function_counts(string metric, string? value)
    {
        JsonNode body = JsonNode.Parse((string)(await DeployedAsync())["Dashboard"]["DashboardBody"]!)!;
        IEnumerable<JsonArray> shown = Shown(body);

        Assert.Contains(
            shown,
            line => ((string?)line[0], (string?)line[1], (string?)line[2], (string?)line[3]) == ("ScanResponder", metric, "FunctionName", "Responder")
                && (value is null || (string?)line[5] == value));
    }

    [Fact]
    public async Task The_journal_is_encrypted_can_be_restored_to_any_second_and_forgets()
    {
        JsonObject table = Assert.Single((await DeployedAsync()).OfType("AWS::DynamoDB::Table")).Value;

        Assert.True((bool)table["SSESpecification"]!["SSEEnabled"]!);
        Assert.True((bool)table["PointInTimeRecoverySpecification"]!["PointInTimeRecoveryEnabled"]!);
        Assert.Equal("expiresAt", (string?)table["TimeToLiveSpecification"]!["AttributeName"]);
        Assert.Equal("PAY_PER_REQUEST", (string?)table["BillingMode"]);
    }

    [Fact]
    public async Task Alarms_go_to_the_existing_topic_where_one_is_given()
    {
        const string Existing = "arn:aws:sns:eu-west-1:123456789012:security";
        Deployment stack = (await Template.LoadAsync()).With(("ExistingTopicArn", Existing), ("AlertEmail", "soc@example.com"), ("AlertPhone", "+12065550100"));

        Assert.DoesNotContain("AlertTopic", stack.Created);
        Assert.DoesNotContain("AlertTopicPolicy", stack.Created);
        Assert.Equal(Existing, (string?)stack["Responder"]["Environment"]!["Variables"]!["RESPONDER_TOPIC_ARN"]);
        Assert.All(stack.OfType("AWS::CloudWatch::Alarm").Values, alarm => Assert.Equal(Existing, (string?)alarm["AlarmActions"]![0]));
        Assert.Equal("security", (string?)stack["AlertsNotDelivered"]["Dimensions"]![0]!["Value"]);
        Assert.Equal(
            [("email", "soc@example.com", Existing), ("sms", "+12065550100", "arn:aws:sns:eu-west-1:123456789012:UrgentTopic")],
            stack.OfType("AWS::SNS::Subscription").Values.Select(s => ((string?)s["Protocol"], (string?)s["Endpoint"], (string?)s["TopicArn"])));
    }

    [Theory]
    [InlineData("urgent", "UrgentTopic")]
    [InlineData("all", "AlertTopic")]
    public async Task The_phone_gets_what_it_is_to_get(string gets, string topic)
    {
        Deployment stack = (await Template.LoadAsync()).With(("AlertPhone", "+12065550100"), ("PhoneGets", gets));

        Assert.Equal($"arn:aws:sns:eu-west-1:123456789012:{topic}", (string?)stack["PhoneSubscription"]["TopicArn"]);
    }

    [Fact]
    public async Task Nobody_is_subscribed_who_was_not_named() =>
        Assert.Empty((await DeployedAsync()).OfType("AWS::SNS::Subscription"));

    [Theory]
    [MemberData(nameof(ShownMetrics))]
    public async Task The_dashboard_shows_it(string space, string metric, string of)
    {
        JsonNode body = JsonNode.Parse((string)(await DeployedAsync())["Dashboard"]["DashboardBody"]!)!;
        IEnumerable<JsonArray> shown = Shown(body);

        Assert.Contains(shown, line => (string?)line[0] == space && (string?)line[1] == metric && (string?)line[3] == of);
    }

    [Fact]
    public async Task A_finding_that_cannot_be_forwarded_is_kept_in_its_Region()
    {
        Deployment stack = (await Template.LoadAsync(Path.Combine("infra", "forward-findings.yaml"))).With(("HomeRegion", "us-east-1"));
        JsonNode target = Assert.Single(stack["ForwardFindings"]["Targets"]!.AsArray())!;
        JsonObject policy = Assert.Single(stack.OfType("AWS::SQS::QueuePolicy")).Value;
        const string Queue = "arn:aws:sqs:eu-west-1:123456789012:UnforwardedFindings";
        AccessRequest send = new AccessRequest("sqs:SendMessage", Queue) { Service = "events.amazonaws.com" }
            .With(SourceArn, "arn:aws:events:eu-west-1:123456789012:rule/ForwardFindings").With(SourceAccount, Deployment.AccountId);

        Assert.Equal("arn:aws:events:us-east-1:123456789012:event-bus/default", (string?)target["Arn"]);
        Assert.Equal("arn:aws:iam::123456789012:role/ForwardRole", (string?)target["RoleArn"]);
        Assert.Equal(Queue, (string?)target["DeadLetterConfig"]!["Arn"]);
        Assert.True(new PolicyStatements([policy["PolicyDocument"]!]).Allow(send));
        Assert.False(new PolicyStatements([policy["PolicyDocument"]!]).Allow(send.With(SourceAccount, "111122223333")));
        PolicyStatements role = new(stack["ForwardRole"]["Policies"]!.AsArray().Select(inline => inline!["PolicyDocument"]!));
        Assert.Equal(["events:PutEvents"], role.AllowedActions);
        Assert.True(role.Allow(new AccessRequest("events:PutEvents", "arn:aws:events:us-east-1:123456789012:event-bus/default")));
        Assert.False(role.Allow(new AccessRequest("events:PutEvents", "arn:aws:events:us-east-1:123456789012:event-bus/other")));
    }

    /// <summary>The metrics of all widgets; what is calculated from them has an object in the first place.</summary>
    private static IEnumerable<JsonArray> Shown(JsonNode dashboard) =>
        dashboard["widgets"]!.AsArray()
            .SelectMany(widget => widget!["properties"]!["metrics"]?.AsArray() ?? [])
            .Select(line => line!.AsArray())
            .Where(line => line[0] is JsonValue);

    private static async Task<Deployment> DeployedAsync() => (await Template.LoadAsync()).With();

    private static Task<string> RunbookAsync() =>
        File.ReadAllTextAsync(Repository.Locate("docs", "operations.md"), TestContext.Current.CancellationToken);
}
