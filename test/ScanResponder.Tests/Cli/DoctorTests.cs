using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.Tests.Infrastructure;

namespace ScanResponder.Tests.Cli;

public sealed class DoctorTests
{
    private const string Function = "arn:aws:lambda:eu-west-1:123456789012:function:responder";
    private const string Role = "arn:aws:iam::123456789012:role/responder-role";
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:alerts";
    private const string Failed = "arn:aws:sqs:eu-west-1:123456789012:failed";
    private const string Undelivered = "arn:aws:sqs:eu-west-1:123456789012:undelivered";
    private const string Key = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab";

    private const string KeyPolicy =
        """
        {"Statement": [
          {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "kms:*", "Resource": "*"},
          {"Effect": "Allow", "Principal": {"Service": "cloudwatch.amazonaws.com"}, "Action": ["kms:Decrypt", "kms:GenerateDataKey*"], "Resource": "*"},
          {"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"}, "Action": ["kms:Decrypt", "kms:GenerateDataKey"], "Resource": "*"}]}
        """;

    [Fact]
    public async Task Where_all_is_well_each_line_says_so_and_the_status_is_0()
    {
        var run = await DoctorAsync(Healthy());

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.All(run.Lines[..^2], line => Assert.StartsWith("ok  ", line, StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.EndsWith("rule: finding hands over what GuardDuty tells", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.EndsWith("role: responder-role may do what mode remediate takes, as IAM simulates it", StringComparison.Ordinal));
        Assert.Matches(@"\A[0-9]+ ok\.\z", run.Lines[^2]);
    }

    [Theory]
    [InlineData("ListDetectors", """{"detectorIds": []}""", "GuardDuty: it is off in eu-west-1", "aws guardduty create-detector --region eu-west-1 --enable")]
    [InlineData("GetDetector", """{"status": "DISABLED"}""", "GuardDuty: its detector d1 in eu-west-1 is suspended", "aws guardduty update-detector --region eu-west-1 --detector-id d1 --enable")]
    [InlineData("GetFilter", """{"action": "ARCHIVE", "findingCriteria": {"criterion": {"type": {"eq": ["Recon:EC2/PortProbeUnprotectedPort"]}}}}""",
        "suppression: the rule SIRTriage-1, which AWS Security Incident Response made, in eu-west-1 hides Recon:EC2/PortProbeUnprotectedPort: GuardDuty", "aws guardduty update-filter --region eu-west-1 --detector-id d1 --filter-name SIRTriage-1 --action NOOP")]
    [InlineData("GetFilter", """{"action": "ARCHIVE", "findingCriteria": {"criterion": {"type": {"matches": ["Recon:*"]}, "resource.instanceDetails.tags.value": {"equals": ["bastion"]}}}}""",
        "hides Recon:EC2/PortProbeUnprotectedPort, Recon:EC2/PortProbeEMRUnprotectedPort, Recon:EC2/Portscan where it matches by resource.instanceDetails.tags.value", "--action NOOP")]
    [InlineData("GetFilter", """{"action": "ARCHIVE", "findingCriteria": {"criterion": {"severity": {"lt": 4}}}}""", "UnauthorizedAccess:EC2/RDPBruteForce where it matches by severity", "--action NOOP")]
    [InlineData("DescribeTrails", """{"trailList": []}""", "CloudTrail: there is no trail in eu-west-1", "aws cloudtrail create-trail --region eu-west-1")]
    [InlineData("GetTrailStatus", """{"IsLogging": false}""", "CloudTrail: no trail records in eu-west-1", "aws cloudtrail start-logging --region eu-west-1 --name arn:aws:cloudtrail:eu-west-1:123456789012:trail/all")]
    [InlineData("GetEventSelectors", """{"EventSelectors": [{"IncludeManagementEvents": false}]}""", "CloudTrail: no trail records management events", "aws cloudtrail get-event-selectors")]
    [InlineData("GetEventSelectors", """{"EventSelectors": [{"IncludeManagementEvents": true, "ReadWriteType": "ReadOnly"}]}""", "CloudTrail: no trail records management events", "aws cloudtrail get-event-selectors")]
    [InlineData("DescribeConfigurationRecorders", """{"ConfigurationRecorders": []}""", "AWS Config: there is no recorder", "aws configservice put-configuration-recorder")]
    [InlineData("DescribeConfigurationRecorderStatus", """{"ConfigurationRecordersStatus": [{"name": "default", "recording": false}]}""", "AWS Config: the recorder default in eu-west-1 is stopped", "aws configservice start-configuration-recorder --region eu-west-1 --configuration-recorder-name default")]
    [InlineData("DescribeConfigurationRecorders", """{"ConfigurationRecorders": [{"name": "default", "recordingGroup": {"allSupported": false, "resourceTypes": ["AWS::S3::Bucket"]}}]}""", "does not record security groups", "aws configservice describe-configuration-recorders")]
    [InlineData("ListSubscriptionsByTopic", """{"Subscriptions": ""}""", "topic: nobody gets what is published to alerts", "aws sns subscribe --region eu-west-1 --topic-arn arn:aws:sns:eu-west-1:123456789012:alerts --protocol email")]
    [InlineData("ListSubscriptionsByTopic", """{"Subscriptions": [{"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "sec@example.com"}]}""",
        "topic: sec@example.com has not confirmed its subscription of alerts", "--protocol email --notification-endpoint 'sec@example.com'")]
    [InlineData("DescribeKey", """{"KeyMetadata": {"KeyState": "Disabled", "KeyManager": "CUSTOMER"}}""", "is Disabled: nothing can be published", "aws kms enable-key")]
    [InlineData("DescribeKey", """{"KeyMetadata": {"KeyState": "Enabled", "KeyManager": "AWS"}}""", "which cloudwatch.amazonaws.com, events.amazonaws.com may not use", "aws kms create-key")]
    [InlineData("GetKeyPolicy", """{"Policy": "{\"Statement\": []}"}""", "does not let events.amazonaws.com use it (kms:Decrypt, kms:GenerateDataKey)", "aws kms put-key-policy")]
    [InlineData("GetKeyPolicy", """{"Policy": "{\"Statement\": []}"}""", "does not let responder-role use it", "aws kms put-key-policy")]
    [InlineData("SimulatePrincipalPolicy", """{"EvaluationResults": [{"EvalActionName": "sns:Publish", "EvalDecision": "implicitDeny"}]}""", "role: responder-role may not sns:Publish on arn:aws:sns:eu-west-1:123456789012:alerts: no alert can be published there", "aws iam put-role-policy --role-name responder-role")]
    [InlineData("SimulatePrincipalPolicy", """{"EvaluationResults": [{"EvalActionName": "sns:Publish", "EvalDecision": "explicitDeny"}]}""", "role: a policy denies responder-role sns:Publish on", "aws iam simulate-principal-policy --policy-source-arn arn:aws:iam::123456789012:role/responder-role")]
    [InlineData("GetQueueAttributes", """{"Attributes": {"ApproximateNumberOfMessages": "2"}}""", "queue: 2 events wait in failed", "scan-responder redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q --function responder")]
    [InlineData("GetFunctionEventInvokeConfig", "{}", "queue: events whose alert cannot be sent are lost", "aws lambda put-function-event-invoke-config")]
    [InlineData("DescribeRule", """{"Name": "finding", "State": "DISABLED", "EventPattern": "{\"source\": [\"aws.guardduty\"]}"}""", "rule: finding is disabled: nothing of GuardDuty is answered", "aws events enable-rule --region eu-west-1 --name finding")]
    [InlineData("ListTargetsByRule", """{"Targets": []}""", "rule: finding does not lead to responder", "aws events put-targets --region eu-west-1 --rule finding --targets Id=Responder,Arn=arn:aws:lambda:eu-west-1:123456789012:function:responder")]
    [InlineData("GetPolicy", """{"Policy": "{\"Statement\": []}"}""", "rule: EventBridge may not invoke responder for finding: nothing of GuardDuty is answered", "aws lambda add-permission --region eu-west-1 --function-name responder --statement-id finding --action lambda:InvokeFunction --principal events.amazonaws.com --source-arn arn:aws:events:eu-west-1:123456789012:rule/finding")]
    [InlineData("GetPolicy", """{"Policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"lambda:InvokeFunction\", \"Condition\": {\"ArnLike\": {\"AWS:SourceArn\": \"arn:aws:events:eu-west-1:123456789012:rule/other\"}}}]}"}""", "rule: EventBridge may not invoke responder for call", "aws lambda add-permission")]
    [InlineData("DescribeTimeToLive", """{"TimeToLiveDescription": {"TimeToLiveStatus": "DISABLED"}}""", "journal: journal has no time to live on expiresAt", "aws dynamodb update-time-to-live --region eu-west-1 --table-name journal")]
    [InlineData("GetBucketPolicy", """{"Statement": []}""", "flow logs: the policy of flow-logs-1 does not let delivery.logs.amazonaws.com write", "aws s3api put-bucket-policy --region eu-west-1 --bucket flow-logs-1")]
    [InlineData("GetBucketPolicy", """{"Statement": [{"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": "s3:PutObject"}]}""", "flow logs: the policy of flow-logs-1 was overwritten", "aws s3api put-bucket-policy")]
    public async Task What_is_wrong_is_a_line_with_the_command_that_mends_it_and_status_3(string operation, string answer, string text, string mend)
    {
        var run = await DoctorAsync(Healthy().With(operation, answer));

        Assert.Equal(3, run.Status);
        Assert.Contains(run.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal) && line.Contains(text, StringComparison.Ordinal) && line[line.IndexOf(". Mend: ", StringComparison.Ordinal)..].Contains(mend, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{"action": "NOOP", "findingCriteria": {"criterion": {}}}""")]
    [InlineData("""{"action": "ARCHIVE", "findingCriteria": {"criterion": {"type": {"equals": ["CryptoCurrency:EC2/BitcoinTool.B!DNS"]}}}}""")]
    [InlineData("""{"action": "ARCHIVE", "findingCriteria": {"criterion": {"type": {"notMatches": ["Recon:*", "UnauthorizedAccess:*"]}}}}""")]
    public async Task A_rule_of_GuardDuty_that_hides_nothing_that_is_answered_is_no_problem(string filter)
    {
        var run = await DoctorAsync(Healthy().With("GetFilter", filter));

        Assert.Equal(0, run.Status);
        Assert.Contains(run.Lines, line => line.EndsWith("suppression: no rule of GuardDuty in eu-west-1 hides what is answered", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("ListDetectors")]
    [InlineData("DescribeTrails")]
    [InlineData("SimulatePrincipalPolicy")]
    [InlineData("GetKeyPolicy")]
    [InlineData("GetQueueUrl")]
    [InlineData("ListRuleNamesByTarget")]
    [InlineData("ListSubscriptionsByTopic")]
    public async Task What_AWS_does_not_say_is_a_line_with_the_permission_that_is_missing_and_status_1(string operation)
    {
        var services = Healthy();
        services.Answers.Remove(operation);

        var run = await DoctorAsync(services);

        Assert.Equal(1, run.Status);
        Assert.DoesNotContain(run.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.StartsWith("could not look ", StringComparison.Ordinal) && line.Contains($":{operation}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_source_that_is_turned_off_needs_nothing()
    {
        var services = Healthy().With("DescribeTrails", """{"trailList": []}""").With("ListDetectors", """{"detectorIds": []}""").With("DescribeStacks", Stack("off", "no", "off"));
        services.Answers["DescribeRule"] = call => Rule(call.Input!["Name"]!.ToString(), "DISABLED");

        var run = await DoctorAsync(services);

        Assert.Equal(0, run.Status);
        Assert.Contains("not listened to, as the parameters say: GuardDuty (GuardDuty), CloudTrail (ManagementEvents), AWS Config (Config)", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_source_is_looked_at_in_every_Region_that_is_answered_for()
    {
        var listening = Stack("on", "yes", "on").Replace("\"SecurityHub\", \"ParameterValue\": \"off\"}", "\"SecurityHub\", \"ParameterValue\": \"on\"}, {\"ParameterKey\": \"Inspector\", \"ParameterValue\": \"on\"}, {\"ParameterKey\": \"OtherRegions\", \"ParameterValue\": \"us-east-1\"}", StringComparison.Ordinal);
        var services = Healthy().With("DescribeStacks", listening).With("DescribeHub", "{}");

        var all = await DoctorAsync(services);
        var none = await DoctorAsync(services
            .With("ListDetectors", """{"detectorIds": []}""").With("DescribeTrails", """{"trailList": []}""").With("DescribeConfigurationRecorders", "{}")
            .With("BatchGetAccountStatus", """{"accounts": [{"accountId": "123456789012", "resourceState": {"ec2": {"status": "DISABLED"}}}]}""").Refusing("DescribeHub", "is not subscribed", "InvalidAccessException"));

        var alone = await DoctorAsync(Healthy().With("DescribeStacks", listening).With("DescribeHub", "{}")
            .With("DescribeTrails", """{"trailList": [{"Name": "home", "TrailARN": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/home", "HomeRegion": "eu-west-1", "IsMultiRegionTrail": false}]}"""));

        Assert.Contains(all.Lines, line => line.EndsWith("Inspector: scans instances in us-east-1", StringComparison.Ordinal));
        Assert.Contains(alone.Lines, line => line.EndsWith("CloudTrail: home records management events in eu-west-1", StringComparison.Ordinal));
        Assert.Contains(alone.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal) && line.Contains("CloudTrail: there is no trail in us-east-1", StringComparison.Ordinal));
        Assert.All(["GuardDuty", "CloudTrail", "AWS Config", "Security Hub", "Inspector"], source => Assert.All(
            ["eu-west-1", "us-east-1"],
            region => Assert.Contains(none.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal) && line.Contains($"{source}: ", StringComparison.Ordinal) && line.Contains($"--region {region}", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Security_Hub_is_on_and_the_events_of_Trusted_Advisor_come_where_they_are_listened_to()
    {
        var listening = Stack("on", "yes", "on").Replace("\"SecurityHub\", \"ParameterValue\": \"off\"}", "\"SecurityHub\", \"ParameterValue\": \"on\"}, {\"ParameterKey\": \"TrustedAdvisor\", \"ParameterValue\": \"on\"}", StringComparison.Ordinal);
        var services = Healthy().With("DescribeStacks", listening).Refusing("DescribeHub", "is not subscribed", "InvalidAccessException");
        var off = await DoctorAsync(services);
        var on = await DoctorAsync(services
            .With("DescribeHub", """{"HubArn": "arn:aws:securityhub:eu-west-1:123456789012:hub/default"}""")
            .With("DescribeStacks", listening.Replace("{\"ParameterKey\": \"AlertEmail\"", "{\"ParameterKey\": \"OtherRegions\", \"ParameterValue\": \"us-east-1\"}, {\"ParameterKey\": \"AlertEmail\"", StringComparison.Ordinal)));

        Assert.Contains(off.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal) && line.EndsWith("Security Hub: it is off in eu-west-1: no finding of it ever comes. Mend: aws securityhub enable-security-hub --region eu-west-1", StringComparison.Ordinal));
        Assert.Contains(off.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal) && line.Contains("Trusted Advisor: its events come to us-east-1, and none is forwarded from there to eu-west-1", StringComparison.Ordinal) && line.EndsWith("HomeRegion=eu-west-1 TrustedAdvisor=on", StringComparison.Ordinal));
        Assert.Contains(on.Lines, line => line.StartsWith("ok ", StringComparison.Ordinal) && line.EndsWith("Security Hub: on in eu-west-1", StringComparison.Ordinal));
        Assert.Contains(on.Lines, line => line.StartsWith("ok ", StringComparison.Ordinal) && line.EndsWith("Trusted Advisor: its events come to us-east-1, which is answered for", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_function_alone_is_enough_to_find_what_it_leads_to()
    {
        var services = Healthy();
        services.Answers.Remove("DescribeStacks");
        services.Answers.Remove("ListStackResources");

        var run = await DoctorAsync(services, "--function", "responder");

        Assert.Equal(0, run.Status);
        Assert.Contains(run.Lines, line => line.EndsWith("topic: one subscriber gets what is published to alerts", StringComparison.Ordinal));
        Assert.Contains(run.Lines, line => line.EndsWith("queue: undelivered is empty", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_drill_goes_to_the_rules_target_as_a_sample_and_waits_for_the_answer()
    {
        var services = Healthy().With("TestEventPattern", """{"Result": true}""").With("Invoke", """{"schema": "scan-responder/alert/1", "outcome": "not-applicable"}""");

        var run = await DoctorAsync(services, "--test");

        Assert.Equal(0, run.Status);
        Assert.Contains(run.Lines, line => line.StartsWith("ok  ", StringComparison.Ordinal) && line.Contains("drill: finding lets a sample finding through", StringComparison.Ordinal) && line.Contains("the topic has the alert", StringComparison.Ordinal));
        var sent = services.Asked.Single(call => call.Operation == "Invoke");
        Assert.Equal($"/2015-03-31/functions/{Uri.EscapeDataString(Function)}/invocations", sent.Path);
        Assert.Equal((true, "123456789012", "eu-west-1"), ((bool)sent.Input!["detail"]!["service"]!["additionalInfo"]!["sample"]!, (string?)sent.Input["detail"]!["accountId"], (string?)sent.Input["region"]));
    }

    [Theory]
    [InlineData("TestEventPattern", """{"Result": false}""", "the pattern of finding does not let a finding of a port probe through")]
    [InlineData("Invoke", """{"errorType": "AlertNotDeliveredException", "errorMessage": "Could not publish the alert"}""", "the function did not answer the sample: Could not publish the alert")]
    public async Task A_drill_that_does_not_get_through_is_a_problem(string operation, string answer, string text)
    {
        var services = Healthy().With("TestEventPattern", """{"Result": true}""").With("Invoke", "{}").With(operation, answer);

        var run = await DoctorAsync(services, "--test");

        Assert.Equal(3, run.Status);
        Assert.Contains(run.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal) && line.Contains($"drill: {text}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Without_test_nothing_is_invoked()
    {
        var services = Healthy().With("Invoke", "{}");

        await DoctorAsync(services);

        Assert.DoesNotContain(services.Asked, call => call.Operation is "Invoke" or "TestEventPattern");
    }

    [Fact]
    public async Task The_report_has_settings_and_lines_and_neither_accounts_nor_addresses()
    {
        var aws = new FakeAwsServices { Credentials = new() { Services = Healthy().With("ListSubscriptionsByTopic", """{"Subscriptions": [{"SubscriptionArn": "PendingConfirmation", "Protocol": "email", "Endpoint": "sec@example.com"}]}""") } };
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["doctor", "--report", "report.json"], aws);

        Assert.Equal(3, run.Status);
        var text = terminal.Written("report.json");
        var report = JsonNode.Parse(text)!;
        Assert.Equal(("scan-responder/doctor/1", "remediate", "(set)"), ((string?)report["schema"], (string?)report["function"]!["settings"]!["RESPONDER_MODE"], (string?)report["function"]!["settings"]!["RESPONDER_TRUSTED_SOURCES"]));
        Assert.Contains("<e-mail> has not confirmed", text, StringComparison.Ordinal);
        Assert.All(["123456789012", "example.com", "203.0.113", "+12065550100", "hunter2"], secret => Assert.DoesNotContain(secret, text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_is_one_document_with_a_line_each()
    {
        var run = await DoctorAsync(Healthy().With("ListDetectors", """{"detectorIds": []}"""), "--json");

        var document = JsonNode.Parse(run.Output)!;
        Assert.Equal((3, 1, 0), (run.Status, (int)document["counts"]!["problem"]!, (int)document["counts"]!["couldNotLook"]!));
        var check = Assert.Single(document["checks"]!.AsArray(), check => (string?)check!["state"] == "problem")!;
        Assert.Equal(("GuardDuty", "aws guardduty create-detector --region eu-west-1 --enable"), ((string?)check["subject"], (string?)check["mend"]));
    }

    [Fact]
    public async Task A_member_role_is_tried_in_the_accounts_that_are_named()
    {
        var services = Healthy().With("AssumeRole", "{}");
        services.Answers["GetFunctionConfiguration"] = _ => Configuration(("RESPONDER_MEMBER_ROLE", "scan-responder-member"));

        var tried = await DoctorAsync(services, "--member-account", "210987654321");
        services.Answers.Remove("AssumeRole");
        var refused = await DoctorAsync(services, "--member-account", "210987654321");

        Assert.Equal(0, tried.Status);
        Assert.Contains(tried.Lines, line => line.EndsWith("member account: arn:aws:iam::210987654321:role/scan-responder-member can be assumed", StringComparison.Ordinal));
        Assert.Equal(1, refused.Status);
        Assert.Contains(refused.Lines, line => line.StartsWith("could not look ", StringComparison.Ordinal) && line.EndsWith(". Look: aws iam get-role --role-name scan-responder-member", StringComparison.Ordinal));
    }

    private const string Trust =
        """
        {"Statement": [
          {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:AssumeRole",
           "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/responder-role"}, "StringEquals": {"sts:ExternalId": "scan-responder-123456789012"}}},
          {"Effect": "Allow", "Principal": {"AWS": "arn:aws:iam::123456789012:root"}, "Action": "sts:SetSourceIdentity",
           "Condition": {"ArnEquals": {"aws:PrincipalArn": "arn:aws:iam::123456789012:role/responder-role"}, "StringLike": {"sts:SourceIdentity": "scan-responder-*"}}}]}
        """;

    public static TheoryData<string, string, int, string> Members => new()
    {
        { Trust, "", 0, "ok  :lets the function look and close in eu-west-1, us-east-1" },
        { Trust, "ec2:RevokeSecurityGroupIngress", 0, "ok  :lets the function look in eu-west-1, us-east-1 and change nothing in eu-west-1, us-east-1, as MayTighten=false says" },
        { Trust, "ec2:DescribeVpcs", 3, "problem :may not read the account in eu-west-1 (ec2:DescribeVpcs), us-east-1 (ec2:DescribeVpcs)" },
        { Trust.Replace("role/responder-role", "role/older-role", StringComparison.Ordinal), "", 3, "problem :does not let arn:aws:iam::123456789012:role/responder-role in (sts:AssumeRole, sts:SetSourceIdentity with the external id scan-responder-123456789012)" },
        { Trust.Replace("scan-responder-123456789012", "scan-responder-999999999999", StringComparison.Ordinal), "", 3, "problem :in (sts:AssumeRole with the external id" },
        { Trust.Replace("sts:SetSourceIdentity", "sts:TagSession", StringComparison.Ordinal), "", 3, "problem :in (sts:SetSourceIdentity with the external id" },
        { Trust.Replace(":123456789012:", ":999999999999:", StringComparison.Ordinal), "", 3, "problem :in (sts:AssumeRole, sts:SetSourceIdentity with" },
    };

    [Theory]
    [MemberData(nameof(Members))]
    public async Task Through_a_role_in_a_member_account_it_is_seen_whom_the_functions_role_there_lets_in_and_what_it_may_do(string trust, string denied, int status, string line)
    {
        var member = new FakeAwsApi();
        member.Answers["GetRole"] = _ => new JsonObject { ["Role"] = new JsonObject { ["AssumeRolePolicyDocument"] = Uri.EscapeDataString(trust) } };
        member.Answers["SimulatePrincipalPolicy"] = call => new JsonObject
        {
            ["EvaluationResults"] = new JsonArray([.. call.Input!["ActionNames"]!.AsArray().Select(action => new JsonObject { ["EvalActionName"] = (string?)action, ["EvalDecision"] = (string?)action == denied ? "implicitDeny" : "allowed" })]),
        };

        var (run, own) = await ThroughAsync(member);

        Assert.Equal(status, run.Status);
        var (state, text) = (line.Split(':')[0], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..]);
        Assert.Contains(run.Lines, told => told.StartsWith(state, StringComparison.Ordinal) && told.Contains("member account: arn:aws:iam::210987654321:role/scan-responder-member ", StringComparison.Ordinal) && told.Contains(text, StringComparison.Ordinal));
        Assert.Equal(["210987654321 OrganizationAccountAccessRole 123456789012"], own.Entered);
        Assert.All(member.Asked.Where(call => call.Operation == "SimulatePrincipalPolicy"), call => Assert.Equal("arn:aws:iam::210987654321:role/scan-responder-member", (string?)call.Input!["PolicySourceArn"]));
    }

    [Fact]
    public async Task A_member_account_without_the_role_is_a_problem_and_one_that_lets_nobody_in_is_not_known()
    {
        var (missing, _) = await ThroughAsync(new FakeAwsApi().Refusing("GetRole", "IAM answered NoSuchEntity", "NoSuchEntity", isMissing: true));
        var (closed, _) = await ThroughAsync(new FakeAwsApi());

        Assert.Equal((3, 1), (missing.Status, closed.Status));
        Assert.Contains(missing.Lines, line => line.StartsWith("problem ", StringComparison.Ordinal) && line.Contains("there is no role arn:aws:iam::210987654321:role/scan-responder-member", StringComparison.Ordinal)
            && line.EndsWith("--parameter-overrides ResponderRoleArn=arn:aws:iam::123456789012:role/responder-role RoleName=scan-responder-member Regions=eu-west-1,us-east-1", StringComparison.Ordinal));
        Assert.Contains(closed.Lines, line => line.StartsWith("could not look ", StringComparison.Ordinal) && line.Contains("in 210987654321: ", StringComparison.Ordinal) && line.Contains("iam:GetRole", StringComparison.Ordinal));
    }

    private static async Task<(CliRun Run, FakeOwnAccount Own)> ThroughAsync(FakeAwsApi member)
    {
        var services = Healthy().With("DescribeStacks", Stack("on", "yes", "on").Replace("{\"ParameterKey\": \"AlertEmail\"", "{\"ParameterKey\": \"OtherRegions\", \"ParameterValue\": \"us-east-1\"}, {\"ParameterKey\": \"AlertEmail\"", StringComparison.Ordinal));
        services.Answers["GetFunctionConfiguration"] = _ => Configuration(("RESPONDER_MEMBER_ROLE", "scan-responder-member"));
        var own = new FakeOwnAccount { Services = services };
        own.Others["210987654321"] = new() { Services = member };
        using var terminal = new FakeTerminal();
        return (await terminal.RunAsync(["doctor", "--member-account", "210987654321", "--through", "OrganizationAccountAccessRole"], new FakeAwsServices { Credentials = own }), own);
    }

    [Fact]
    public async Task Every_call_of_EC2_that_the_template_grants_for_reading_is_simulated()
    {
        var services = Healthy();
        var template = Repository.Read("template.yaml");
        var granted = Regex.Matches(template[..template.IndexOf("PolicyName: keep-the-journal", StringComparison.Ordinal)], @"(?:ec2|iam):(?:Describe|Get|List)\w+").Select(match => match.Value).Distinct().ToList();

        await DoctorAsync(services);

        var simulated = services.Asked.Where(call => call.Operation == "SimulatePrincipalPolicy").SelectMany(call => call.Input!["ActionNames"]!.AsArray()).Select(action => (string?)action).ToHashSet();
        Assert.NotEmpty(granted);
        Assert.DoesNotContain(granted, action => !simulated.Contains(action));
    }

    [Theory]
    [InlineData("DescribeStacks", "there is no stack scan-responder in eu-west-1 of account 123456789012")]
    [InlineData("GetFunctionConfiguration", "there is no function responder in eu-west-1")]
    public async Task A_stack_or_a_function_that_is_not_there_is_one_line(string operation, string message)
    {
        var run = await DoctorAsync(Healthy().Refusing(operation, "does not exist", "ValidationError", isMissing: true));

        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith($"scan-responder: {message}", run.Errors, StringComparison.Ordinal);
    }

    private static async Task<CliRun> DoctorAsync(FakeAwsApi services, params string[] words)
    {
        using var terminal = new FakeTerminal();
        return await terminal.RunAsync(["doctor", .. words], new FakeAwsServices { Credentials = new() { Services = services } });
    }

    private static FakeAwsApi Healthy()
    {
        var services = new FakeAwsApi()
            .With("DescribeStacks", Stack("on", "yes", "on"))
            .With("ListStackResources", """{"StackResourceSummaries": [{"ResourceType": "AWS::Lambda::Function", "LogicalResourceId": "Responder", "PhysicalResourceId": "responder"}, {"ResourceType": "AWS::Events::Rule", "LogicalResourceId": "ResponderFinding", "PhysicalResourceId": "finding"}]}""")
            .With("ListRuleNamesByTarget", """{"RuleNames": ["finding", "call", "compliance"]}""")
            .With("ListTargetsByRule", $$$"""{"Targets": [{"Id": "1", "Arn": "{{{Function}}}", "DeadLetterConfig": {"Arn": "{{{Undelivered}}}"}}]}""")
            .With("GetFunctionEventInvokeConfig", $$$"""{"DestinationConfig": {"OnFailure": {"Destination": "{{{Failed}}}"} } }""")
            .With("ListDetectors", """{"detectorIds": ["d1"]}""")
            .With("GetDetector", """{"status": "ENABLED"}""")
            .With("ListFilters", """{"filterNames": ["SIRTriage-1"]}""")
            .With("GetFilter", """{"action": "NOOP"}""")
            .With("DescribeTrails", """{"trailList": [{"Name": "all", "TrailARN": "arn:aws:cloudtrail:eu-west-1:123456789012:trail/all", "HomeRegion": "eu-west-1", "IsMultiRegionTrail": true}]}""")
            .With("GetPolicy", """{"Policy": "{\"Statement\": [{\"Effect\": \"Allow\", \"Principal\": {\"Service\": \"events.amazonaws.com\"}, \"Action\": \"lambda:InvokeFunction\", \"Condition\": {\"ArnLike\": {\"AWS:SourceArn\": \"arn:aws:events:eu-west-1:123456789012:rule/*\"}}}]}"}""")
            .With("BatchGetAccountStatus", """{"accounts": [{"accountId": "123456789012", "resourceState": {"ec2": {"status": "ENABLED"}}}]}""")
            .With("GetTrailStatus", """{"IsLogging": true}""")
            .With("GetEventSelectors", """{"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "eventCategory", "Equals": ["Management"]}]}]}""")
            .With("DescribeConfigurationRecorders", """{"ConfigurationRecorders": [{"name": "default", "recordingGroup": {"allSupported": true}}]}""")
            .With("DescribeConfigurationRecorderStatus", """{"ConfigurationRecordersStatus": [{"name": "default", "recording": true}]}""")
            .With("ListSubscriptionsByTopic", """{"Subscriptions": [{"SubscriptionArn": "arn:aws:sns:eu-west-1:123456789012:alerts:1", "Protocol": "email", "Endpoint": "sec@example.com"}]}""")
            .With("GetTopicAttributes", $$$"""{"Attributes": {"KmsMasterKeyId": "{{{Key}}}"}}""")
            .With("DescribeKey", $$$"""{"KeyMetadata": {"KeyState": "Enabled", "KeyManager": "CUSTOMER", "Arn": "{{{Key}}}"}}""")
            .With("GetQueueUrl", """{"QueueUrl": "https://sqs.eu-west-1.amazonaws.com/123456789012/q"}""")
            .With("GetQueueAttributes", $$$"""{"Attributes": {"ApproximateNumberOfMessages": "0", "KmsMasterKeyId": "{{{Key}}}"}}""")
            .With("SimulatePrincipalPolicy", """{"EvaluationResults": [{"EvalActionName": "x", "EvalDecision": "allowed"}]}""")
            .With("DescribeTimeToLive", """{"TimeToLiveDescription": {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiresAt"}}""")
            .With("GetBucketPolicy", """{"Statement": [{"Effect": "Allow", "Principal": {"Service": "delivery.logs.amazonaws.com"}, "Action": "s3:PutObject"}, {"Effect": "Deny", "Principal": "*", "Action": "s3:*", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}]}""");
        services.Answers["GetKeyPolicy"] = _ => new JsonObject { ["Policy"] = KeyPolicy };
        services.Answers["GetFunctionConfiguration"] = _ => Configuration();
        services.Answers["DescribeRule"] = call => Rule(call.Input!["Name"]!.ToString(), "ENABLED");
        return services;
    }

    private static string Stack(string guardDuty, string calls, string config) => $$"""
        {"Stacks": [{"StackStatus": "UPDATE_COMPLETE", "Parameters": [
          {"ParameterKey": "GuardDuty", "ParameterValue": "{{guardDuty}}"}, {"ParameterKey": "ManagementEvents", "ParameterValue": "{{calls}}"},
          {"ParameterKey": "Config", "ParameterValue": "{{config}}"}, {"ParameterKey": "SecurityHub", "ParameterValue": "off"}, {"ParameterKey": "AlertEmail", "ParameterValue": "sec@example.com"},
          {"ParameterKey": "FlowLogsBucket", "ParameterValue": "flow-logs-1"}]}]}
        """;

    private static JsonObject Rule(string name, string state) => new()
    {
        ["Name"] = name,
        ["Arn"] = $"arn:aws:events:eu-west-1:123456789012:rule/{name}",
        ["State"] = state,
        ["EventPattern"] = $$"""{"source": ["{{name switch { "call" => "aws.ec2", "compliance" => "aws.config", _ => "aws.guardduty" }}}"]}""",
    };

    private static JsonObject Configuration(params (string Name, string Value)[] settings)
    {
        var variables = new JsonObject
        {
            ["RESPONDER_TOPIC_ARN"] = Topic,
            ["RESPONDER_MODE"] = "remediate",
            ["RESPONDER_JOURNAL_TABLE"] = "journal",
            ["RESPONDER_FLOW_LOGS"] = "athena:w/d.t",
            ["RESPONDER_TRUSTED_SOURCES"] = "203.0.113.0/24",
            ["RESPONDER_OWN_ROLE_ARN"] = Role,
            ["TOKEN"] = "hunter2",
        };
        foreach (var (name, value) in settings)
            variables[name] = value;
        return new JsonObject { ["FunctionName"] = "responder", ["FunctionArn"] = Function, ["Role"] = Role, ["State"] = "Active", ["Environment"] = new JsonObject { ["Variables"] = variables } };
    }
}
