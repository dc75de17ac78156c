
namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>What the function may do, sentence by sentence, read from the policies that the template makes in each mode.</summary>
public sealed class PermissionTests
{
    private const string Account = Deployment.AccountId;
    private const string OtherAccount = "111122223333";
    private const string OwnGroup = $"arn:aws:ec2:eu-west-1:{Account}:security-group/sg-1";
    private const string OwnRule = $"arn:aws:ec2:eu-west-1:{Account}:security-group-rule/sgr-1";
    private const string RequestedRegion = "aws:RequestedRegion";
    private const string GroupTag = "aws:ResourceTag/scan-responder";
    private const string ChatTopic = "arn:aws:sns:eu-west-1:123456789012:chat";

    private const string Journal = "arn:aws:dynamodb:eu-west-1:123456789012:table/Journal";
    private const string MemberRole = $"arn:aws:iam::{OtherAccount}:role/scan-responder-member";

    private const string LogGroup = "arn:aws:logs:eu-west-1:123456789012:log-group:/vpc/flow";
    private const string Workgroup = "arn:aws:athena:eu-west-1:123456789012:workgroup/responder";
    private const string Glue = "arn:aws:glue:eu-west-1:123456789012";

    private static readonly (string Name, string Value)[] Athena =
    [
        ("FlowLogs", "athena"),
        ("FlowLogsTable", "responder/logs.flow"),
        ("FlowLogsBucket", "flow-logs"),
        ("AthenaResults", "s3://results-of-queries/athena/"),
    ];

    // What Athena does in the function's name: it reads the table's partitions and objects, and keeps the rows.
    private static readonly string[] DoneByAthena =
    [
        "glue:GetDatabase", "glue:GetTable", "glue:GetPartition", "glue:GetPartitions", "glue:BatchGetPartition",
        "s3:GetBucketLocation", "s3:ListBucket", "s3:ListBucketMultipartUploads",
        "s3:AbortMultipartUpload", "s3:GetObject", "s3:ListMultipartUploadParts", "s3:PutObject",
    ];

    // What Lambda does in the function's name: its log, its failed events, the key of their queue.
    private static readonly string[] DoneByLambda =
        ["logs:CreateLogStream", "logs:PutLogEvents", "sqs:SendMessage", "kms:Decrypt", "kms:GenerateDataKey"];

    public static TheoryData<string> Modes => ["notify", "ask", "dry-run", "remediate"];

    public static TheoryData<string> ModesThatEdit => ["ask", "dry-run", "remediate"];

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Every_AWS_call_that_the_function_makes_is_granted_in_its_mode(string mode)
    {
        PolicyStatements role = await RoleAsync(mode);

        Assert.All(AwsCallsInSource.In(mode), action => Assert.All(Usual(action), request => Assert.True(role.Allow(request), request.ToString())));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task None_is_granted_that_the_function_never_makes(string mode) =>
        Assert.Equal(
            AwsCallsInSource.In(mode).Order(StringComparer.Ordinal),
            (await RoleAsync(mode)).AllowedActions.Except(DoneByLambda).Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("off", false)]
    [InlineData("off", true)]
    [InlineData("auto", false)]
    [InlineData("auto", true)]
    [InlineData("logs", false)]
    [InlineData("logs", true)]
    [InlineData("athena", false)]
    [InlineData("athena", true)]
    public async Task The_calls_about_logs_are_granted_where_the_parameters_ask_for_them_and_nowhere_else(string flowLogs, bool authLogs)
    {
        PolicyStatements role = await RoleAsync(
            "notify", [.. Athena, ("FlowLogs", flowLogs), ("FlowLogsGroup", "/vpc/flow"), ("AuthLogs", authLogs ? "/vpc/flow" : "")]);
        IReadOnlySet<string> made = AwsCallsInSource.In("notify", flowLogs, authLogs);

        Assert.All(made, action => Assert.All(Usual(action), request => Assert.True(role.Allow(request), request.ToString())));
        Assert.Equal(
            made.Concat(flowLogs is "athena" ? DoneByAthena : []).Order(StringComparer.Ordinal),
            role.AllowedActions.Except(DoneByLambda).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("logs")]
    [InlineData("athena")]
    public async Task Where_no_second_is_left_for_logs_nothing_about_them_is_granted(string flowLogs)
    {
        PolicyStatements role = await RoleAsync(
            "notify",
            [.. Athena, ("FlowLogs", flowLogs), ("FlowLogsGroup", "/vpc/flow"), ("AuthLogs", "/var/log/secure"), ("FlowLogsKeyArns", "arn:aws:kms:eu-west-1:123456789012:key/1"), ("EvidenceSeconds", "0")]);

        Assert.Equal(
            AwsCallsInSource.In("notify", "off", whoOpened: false).Order(StringComparer.Ordinal), role.AllowedActions.Except(DoneByLambda).Order(StringComparer.Ordinal));
        Assert.False(role.Allow(new AccessRequest("kms:Decrypt", "arn:aws:kms:eu-west-1:123456789012:key/1")));
    }

    [Fact]
    public async Task Who_opened_a_port_can_be_looked_up_where_that_is_asked_and_in_the_Regions_that_are_named()
    {
        AccessRequest lookup = InHome("cloudtrail:LookupEvents", "*");

        Assert.True((await RoleAsync("notify")).Allow(lookup));
        Assert.False((await RoleAsync("notify", ("WhoOpened", "off"))).Allow(lookup));
        Assert.False((await RoleAsync("notify")).Allow(lookup.With(RequestedRegion, "us-east-1")));
        Assert.True((await RoleAsync("notify", ("OtherRegions", "us-east-1"))).Allow(lookup.With(RequestedRegion, "us-east-1")));
    }

    [Fact]
    public async Task Findings_of_Security_Hub_are_updated_where_that_is_asked_and_never_suppressed()
    {
        const string Status = "securityhub:ASFFSyntaxPath/Workflow.Status";
        AccessRequest update = InHome("securityhub:BatchUpdateFindings", "*");
        PolicyStatements role = await RoleAsync("notify", ("SecurityHubWriteBack", "on"));

        Assert.False((await RoleAsync("notify")).Allow(update.With(Status, "NOTIFIED")));
        Assert.Equal(
            (true, true, false, false),
            (role.Allow(update.With(Status, "NOTIFIED")), role.Allow(update.With(Status, "RESOLVED")), role.Allow(update.With(Status, "SUPPRESSED")), role.Allow(update.With(Status, "NOTIFIED").With(RequestedRegion, "us-east-1"))));

        const string Newer = "securityhub:OCSFSyntaxPath/StatusId";
        Assert.Equal((true, true, false), (role.Allow(update.With(Newer, "2")), role.Allow(update.With(Newer, "4")), role.Allow(update.With(Newer, "3"))));
    }

    [Fact]
    public async Task Pages_are_written_below_their_prefix_where_that_is_asked_and_never_read_or_deleted()
    {
        PolicyStatements role = await RoleAsync("notify", ("Pages", "on"));

        Assert.False((await RoleAsync("notify")).Allow(To("s3:PutObject", "PagesBucket/alerts/page.html")));
        Assert.Equal(
            (true, false, false, false, false),
            (role.Allow(To("s3:PutObject", "PagesBucket/alerts/page.html")), role.Allow(To("s3:PutObject", "PagesBucket/page.html")), role.Allow(To("s3:PutObject", "other/alerts/page.html")),
                role.Allow(To("s3:GetObject", "PagesBucket/alerts/page.html")), role.Allow(To("s3:DeleteObject", "PagesBucket/alerts/page.html"))));

        static AccessRequest To(string action, string where) => InHome(action, $"arn:aws:s3:::{where}");
    }

    [Fact]
    public async Task The_bucket_of_pages_is_private_encrypted_and_empties_itself()
    {
        Deployment stack = (await Template.LoadAsync()).With(("Pages", "on"));

        var bucket = stack["PagesBucket"];
        Assert.Equal("""{"BlockPublicAcls":true,"BlockPublicPolicy":true,"IgnorePublicAcls":true,"RestrictPublicBuckets":true}""", bucket["PublicAccessBlockConfiguration"]!.ToJsonString());
        Assert.Equal("AES256", (string?)bucket["BucketEncryption"]!["ServerSideEncryptionConfiguration"]![0]!["ServerSideEncryptionByDefault"]!["SSEAlgorithm"]);
        Assert.Equal(90, (int?)bucket["LifecycleConfiguration"]!["Rules"]![0]!["ExpirationInDays"]);
        Assert.Equal("""{"Bool":{"aws:SecureTransport":"false"}}""", stack["PagesBucketPolicy"]["PolicyDocument"]!["Statement"]![0]!["Condition"]!.ToJsonString());
        Assert.DoesNotContain("PagesBucket", (await Template.LoadAsync()).With().Created);
    }

    [Fact]
    public async Task Only_the_log_groups_that_are_named_are_queried()
    {
        PolicyStatements role = await RoleAsync("notify", ("FlowLogs", "logs"), ("FlowLogsGroup", "/vpc/flow"), ("AuthLogs", "/var/log/secure"));

        Assert.Equal((true, true, false, false, false), (Queries(role, "/vpc/flow"), Queries(role, "/var/log/secure"), Queries(role, "/vpc/flow-of-others"), Queries(role, "/vpc"), Queries(role, "audit")));
        Assert.Equal((true, false), (Queries(await RoleAsync("notify"), "audit"), Queries(await RoleAsync("notify", ("FlowLogs", "off")), "audit")));

        static bool Queries(PolicyStatements role, string group) =>
            role.Allow(InHome("logs:StartQuery", $"arn:aws:logs:eu-west-1:{Account}:log-group:{group}:*"))
            && role.Allow(InHome("logs:GetQueryResults", $"arn:aws:logs:eu-west-1:{Account}:log-group:{group}"));
    }

    [Theory]
    [InlineData("auto")]
    [InlineData("logs")]
    public async Task Log_groups_of_other_accounts_and_Regions_are_not_queried(string flowLogs)
    {
        (string Name, string Value)[] parameters = [("FlowLogs", flowLogs), ("FlowLogsGroup", "/vpc/flow"), ("AuthLogs", "/vpc/flow")];
        PolicyStatements home = await RoleAsync("notify", parameters);
        PolicyStatements several = await RoleAsync("notify", [.. parameters, ("OtherRegions", "us-east-1")]);
        AccessRequest elsewhere = InHome("logs:StartQuery", LogGroup.Replace("eu-west-1", "us-east-1", StringComparison.Ordinal)).With(RequestedRegion, "us-east-1");

        Assert.False(home.Allow(InHome("logs:StartQuery", LogGroup.Replace(Account, OtherAccount, StringComparison.Ordinal))));
        Assert.False(home.Allow(elsewhere));
        Assert.True(several.Allow(elsewhere));
    }

    [Fact]
    public async Task Athena_reads_one_table_in_one_workgroup_and_writes_where_results_go()
    {
        PolicyStatements role = await RoleAsync("notify", Athena);

        Assert.True(Allowed("athena:StartQueryExecution", Workgroup));
        Assert.False(Allowed("athena:StartQueryExecution", $"{Workgroup}-of-others"));
        Assert.False(Allowed("athena:UpdateWorkGroup", Workgroup));
        Assert.All(
            [$"{Glue}:catalog", $"{Glue}:database/default", $"{Glue}:database/logs", $"{Glue}:table/logs/flow"], resource => Assert.True(Allowed("glue:GetTable", resource), resource));
        Assert.All([$"{Glue}:database/shop", $"{Glue}:table/logs/audit", $"{Glue}:table/shop/flow"], resource => Assert.False(Allowed("glue:GetTable", resource), resource));
        Assert.True(Allowed("s3:ListBucket", "arn:aws:s3:::flow-logs"));
        Assert.True(Allowed("s3:GetBucketLocation", "arn:aws:s3:::results-of-queries"));
        Assert.True(Allowed("s3:GetObject", "arn:aws:s3:::flow-logs/AWSLogs/123456789012/vpcflowlogs/eu-west-1/2026/11/23/1.log.gz"));
        Assert.False(Allowed("s3:PutObject", "arn:aws:s3:::flow-logs/AWSLogs/1"));
        Assert.True(Allowed("s3:PutObject", "arn:aws:s3:::results-of-queries/athena/1.csv"));
        Assert.False(Allowed("s3:PutObject", "arn:aws:s3:::results-of-queries/other/1.csv"));
        Assert.False(Allowed("s3:GetObject", "arn:aws:s3:::shop/1"));

        bool Allowed(string action, string resource) => role.Allow(new AccessRequest(action, resource));
    }

    [Fact]
    public async Task The_keys_of_flow_logs_are_used_where_Athena_is_asked()
    {
        const string Key = "arn:aws:kms:eu-west-1:123456789012:key/flow-logs";

        Assert.True((await RoleAsync("notify", [.. Athena, ("FlowLogsKeyArns", Key)])).Allow(new AccessRequest("kms:Decrypt", Key)));
        Assert.False((await RoleAsync("notify", Athena)).Allow(new AccessRequest("kms:Decrypt", Key)));
        Assert.False((await RoleAsync("notify", ("FlowLogsKeyArns", Key))).Allow(new AccessRequest("kms:Decrypt", Key)));
    }

    [Fact]
    public void The_calls_of_the_sources_are_found()
    {
        Assert.Superset(
            new HashSet<string>
            {
                "athena:GetTableMetadata", "athena:StartQueryExecution", "athena:GetQueryExecution", "athena:GetQueryResults",
                "cloudtrail:LookupEvents", "ec2:DescribeFlowLogs", "logs:StartQuery", "logs:GetQueryResults",
            },
            AwsCallsInSource.All.ToHashSet());
        Assert.Superset(new HashSet<string> { "ec2:DescribeInstances", "ec2:GetManagedPrefixListEntries" }, AwsCallsInSource.Reading.ToHashSet());
        Assert.Equal(["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"], AwsCallsInSource.DryRun.Order(StringComparer.Ordinal));
        Assert.Superset(new HashSet<string> { "ec2:CreateTags", "sns:Publish" }, AwsCallsInSource.All.ToHashSet());
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Only_calls_that_know_no_resources_are_granted_on_all_of_them(string mode) =>
        Assert.All(
            (await RoleAsync(mode, ("Tracing", "on"))).ActionsAllowedOnEverything,
            action => Assert.Matches("^(ec2:Describe|xray:Put|cloudtrail:Lookup|iam:ListAccountAliases)[A-Za-z]*$", action));

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Every_EC2_call_is_granted_in_the_stacks_Region_and_in_the_other_Regions_that_are_named_and_nowhere_else(string mode)
    {
        PolicyStatements home = await RoleAsync(mode);
        PolicyStatements several = await RoleAsync(mode, ("OtherRegions", "us-east-1,ap-southeast-2"));

        foreach (AccessRequest request in AwsCallsInSource.In(mode).Where(action => action.StartsWith("ec2:", StringComparison.Ordinal)).SelectMany(Usual))
        {
            Assert.False(home.Allow(request.With(RequestedRegion, "us-east-1")), request.Action);
            Assert.False(home.Allow(request.Without(RequestedRegion)), request.Action);
            Assert.True(several.Allow(request), request.Action);
            Assert.True(several.Allow(request.With(RequestedRegion, "ap-southeast-2")), request.Action);
            Assert.False(several.Allow(request.With(RequestedRegion, "us-west-2")), request.Action);
        }
    }

    [Fact]
    public async Task In_mode_notify_nothing_in_EC2_can_be_changed()
    {
        PolicyStatements role = await RoleAsync("notify");

        Assert.DoesNotContain(role.AllowedActions, action => action.StartsWith("ec2:", StringComparison.Ordinal) && !AwsCallsInSource.Reading.Contains(action));
        Assert.All(AwsCallsInSource.All.Except(AwsCallsInSource.Reading).Where(action => action.StartsWith("ec2:", StringComparison.Ordinal)).SelectMany(Usual), request => Assert.False(role.Allow(request)));
    }

    [Theory]
    [MemberData(nameof(ModesThatEdit))]
    public async Task A_group_that_is_tagged_exempt_cannot_be_edited_whatever_else_the_role_is_given(string mode)
    {
        PolicyStatements role = (await RoleAsync(mode))
            .And("""{"Statement": {"Effect": "Allow", "Action": "ec2:*", "Resource": "*"}}""");

        foreach (string action in AwsCallsInSource.DryRun)
        {
            AccessRequest request = InHome(action, OwnGroup);
            Assert.True(role.Allow(request));
            Assert.True(role.Allow(request.With(GroupTag, "somebody-elses-value")));
            Assert.False(role.Allow(request.With(GroupTag, "exempt")));
            Assert.False(role.Allow(request.With(GroupTag, "Exempt")));
            Assert.False(role.Allow(request.With("aws:ResourceTag/Scan-Responder", "exempt")));
            Assert.False(role.Allow(InHome(action, OwnGroup.Replace(Account, OtherAccount, StringComparison.Ordinal)).With(GroupTag, "exempt")));
        }
    }

    [Theory]
    [MemberData(nameof(ModesThatEdit))]
    public async Task A_group_of_another_account_cannot_be_edited(string mode)
    {
        PolicyStatements role = await RoleAsync(mode);

        Assert.All(
            AwsCallsInSource.DryRun,
            action => Assert.False(role.Allow(InHome(action, OwnGroup.Replace(Account, OtherAccount, StringComparison.Ordinal)))));
    }

    [Theory]
    [MemberData(nameof(ModesThatEdit))]
    public async Task Nothing_but_ingress_of_security_groups_can_be_edited(string mode)
    {
        PolicyStatements role = await RoleAsync(mode);

        Assert.False(role.Allow(InHome("ec2:AuthorizeSecurityGroupEgress", OwnGroup)));
        Assert.False(role.Allow(InHome("ec2:ModifySecurityGroupRules", OwnGroup)));
        Assert.False(role.Allow(InHome("ec2:DeleteSecurityGroup", OwnGroup)));
        Assert.False(role.Allow(InHome("ec2:RevokeSecurityGroupIngress", OwnRule)));
        Assert.False(role.Allow(InHome("ec2:AuthorizeSecurityGroupIngress", $"arn:aws:ec2:eu-west-1:{Account}:vpc/vpc-1")));
        Assert.False(role.Allow(InHome("ec2:DeleteTags", OwnRule).With(GroupTag, "a-finding")));
    }

    [Theory]
    [MemberData(nameof(ModesThatEdit))]
    public async Task Tags_are_put_only_on_rules_that_the_function_creates(string mode)
    {
        PolicyStatements role = await RoleAsync(mode);
        AccessRequest tagging = InHome("ec2:CreateTags", OwnRule);
        const string CreateAction = "ec2:CreateAction";

        Assert.True(role.Allow(tagging.With(CreateAction, "AuthorizeSecurityGroupIngress")));
        Assert.False(role.Allow(tagging.With(CreateAction, "AuthorizeSecurityGroupEgress")));
        Assert.False(role.Allow(tagging));
        Assert.False(role.Allow(tagging.With("aws:ResourceTag/owner", "platform")));
        // Apart from creating, and so never in a rehearsal: a rule that has the function's tag already.
        Assert.Equal(mode != "dry-run", role.Allow(tagging.With(GroupTag, "a-finding")));

        foreach (string resource in new[] { "instance/i-1", "security-group/sg-1", "vpc/vpc-1" })
        {
            AccessRequest other = InHome("ec2:CreateTags", $"arn:aws:ec2:eu-west-1:{Account}:{resource}");
            Assert.False(role.Allow(other.With(CreateAction, "AuthorizeSecurityGroupIngress")));
            Assert.False(role.Allow(other.With(GroupTag, "a-finding")));
        }
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task Alerts_are_published_to_the_topics_of_the_settings_and_to_no_other(string mode)
    {
        const string Existing = "arn:aws:sns:eu-west-1:123456789012:security";
        const string Own = "arn:aws:sns:eu-west-1:123456789012:AlertTopic";
        const string Urgent = "arn:aws:sns:eu-west-1:123456789012:UrgentTopic";
        PolicyStatements own = await RoleAsync(mode);
        PolicyStatements existing = await RoleAsync(mode, ("ExistingTopicArn", Existing), ("ChatTopicArn", ChatTopic));

        Assert.True(Publishes(own, Urgent) && Publishes(existing, Urgent));
        Assert.Equal((true, false, false), (Publishes(own, Own), Publishes(own, Existing), Publishes(own, ChatTopic)));
        Assert.Equal((false, true, true), (Publishes(existing, Own), Publishes(existing, Existing), Publishes(existing, ChatTopic)));

        static bool Publishes(PolicyStatements role, string topic) => role.Allow(new AccessRequest("sns:Publish", topic));
    }

    [Theory]
    [MemberData(nameof(Modes))]
    public async Task The_journal_is_read_and_updated_an_item_at_a_time_and_no_other_table_is(string mode)
    {
        PolicyStatements role = await RoleAsync(mode);

        Assert.True(role.Allow(new AccessRequest("dynamodb:UpdateItem", Journal)));
        Assert.False(role.Allow(new AccessRequest("dynamodb:UpdateItem", $"{Journal}-of-others")));
        Assert.Equal(["dynamodb:GetItem", "dynamodb:UpdateItem"], role.AllowedActions.Where(action => action.StartsWith("dynamodb:", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task Only_the_role_that_is_named_is_assumed_and_only_where_one_is_named()
    {
        PolicyStatements none = await RoleAsync("remediate");
        PolicyStatements named = await RoleAsync("remediate", ("MemberRole", "scan-responder-member"));

        Assert.DoesNotContain(none.AllowedActions, action => action.StartsWith("sts:", StringComparison.Ordinal));
        Assert.True(named.Allow(new AccessRequest("sts:AssumeRole", MemberRole)));
        Assert.True(named.Allow(new AccessRequest("sts:SetSourceIdentity", MemberRole)));
        Assert.False(named.Allow(new AccessRequest("sts:AssumeRole", $"arn:aws:iam::{OtherAccount}:role/admin")));
        Assert.Equal(
            AwsCallsInSource.In("remediate", members: true).Append("sts:SetSourceIdentity").Order(StringComparer.Ordinal),
            named.AllowedActions.Except(DoneByLambda).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_role_uses_the_stacks_key_and_the_keys_of_existing_topics_and_no_other()
    {
        const string TheirKey = "arn:aws:kms:eu-west-1:123456789012:key/theirs";
        const string TheirOtherKey = "arn:aws:kms:eu-west-1:123456789012:key/their-other";
        PolicyStatements own = await RoleAsync("notify");
        PolicyStatements given = await RoleAsync("notify", ("TopicKeyArns", $"{TheirKey},{TheirOtherKey}"));

        foreach (string action in new[] { "kms:Decrypt", "kms:GenerateDataKey" })
        {
            Assert.True(own.Allow(new AccessRequest(action, "arn:aws:kms:eu-west-1:123456789012:key/Key")));
            Assert.False(own.Allow(new AccessRequest(action, TheirKey)));
            Assert.True(given.Allow(new AccessRequest(action, TheirKey)));
            Assert.True(given.Allow(new AccessRequest(action, TheirOtherKey)));
        }

        Assert.DoesNotContain(given.AllowedActions, action => action.StartsWith("kms:", StringComparison.Ordinal) && !DoneByLambda.Contains(action));
    }

    [Fact]
    public async Task The_role_writes_to_its_own_log_and_to_its_own_queue_only()
    {
        PolicyStatements role = await RoleAsync("remediate");

        Assert.True(role.Allow(new AccessRequest("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:Logs:log-stream:1")));
        Assert.False(role.Allow(new AccessRequest("logs:PutLogEvents", "arn:aws:logs:eu-west-1:123456789012:log-group:audit:log-stream:1")));
        Assert.True(role.Allow(new AccessRequest("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:FailedFindings")));
        Assert.False(role.Allow(new AccessRequest("sqs:SendMessage", "arn:aws:sqs:eu-west-1:123456789012:UndeliveredFindings")));
    }

    [Fact]
    public async Task Traces_are_sent_only_where_tracing_is_on()
    {
        Assert.DoesNotContain((await RoleAsync("notify")).AllowedActions, action => action.StartsWith("xray:", StringComparison.Ordinal));
        Assert.Contains("xray:PutTraceSegments", (await RoleAsync("notify", ("Tracing", "on"))).AllowedActions);
    }

    [Fact]
    public async Task Only_Lambda_may_take_the_role()
    {
        PolicyStatements trust = (await Template.LoadAsync()).With().TrustOf("ResponderRole");

        Assert.True(trust.Allow(new AccessRequest("sts:AssumeRole", "*") { Service = "lambda.amazonaws.com" }));
        Assert.False(trust.Allow(new AccessRequest("sts:AssumeRole", "*") { Service = "ec2.amazonaws.com" }));
        Assert.Equal(["sts:AssumeRole"], trust.AllowedActions);
    }

    private static async Task<PolicyStatements> RoleAsync(string mode, params (string Name, string Value)[] parameters) =>
        (await Template.LoadAsync()).With([("Mode", mode), .. parameters]).RolePolicies;

    /// <summary>The requests that IAM sees when the function makes a call: EC2 asks for each resource that the call touches.</summary>
    private static IEnumerable<AccessRequest> Usual(string action) => action switch
    {
        "ec2:GetManagedPrefixListEntries" =>
        [
            InHome(action, $"arn:aws:ec2:eu-west-1:{Account}:prefix-list/pl-1"),
            InHome(action, "arn:aws:ec2:eu-west-1:aws:prefix-list/pl-2"),
        ],
        "ec2:AuthorizeSecurityGroupIngress" =>
        [
            InHome(action, OwnGroup),
            InHome(action, OwnRule),
            InHome(action, OwnRule).With("aws:RequestTag/scan-responder", "a-finding"),
        ],
        "ec2:RevokeSecurityGroupIngress" => [InHome(action, OwnGroup)],
        "ec2:CreateTags" => [InHome(action, OwnRule).With("ec2:CreateAction", "AuthorizeSecurityGroupIngress")],
        _ when action.StartsWith("dynamodb:", StringComparison.Ordinal) => [new AccessRequest(action, Journal)],
        "sts:AssumeRole" => [new AccessRequest(action, MemberRole)],
        "sns:Publish" => [new AccessRequest(action, "arn:aws:sns:eu-west-1:123456789012:AlertTopic")],
        "athena:GetTableMetadata" => [new AccessRequest(action, "arn:aws:athena:eu-west-1:123456789012:datacatalog/AwsDataCatalog")],
        _ when action.StartsWith("athena:", StringComparison.Ordinal) => [new AccessRequest(action, Workgroup)],
        _ when action.StartsWith("logs:", StringComparison.Ordinal) => [InHome(action, LogGroup), InHome(action, $"{LogGroup}:*")],
        "cloudtrail:LookupEvents" => [InHome(action, "*")],
        "iam:ListAccountAliases" => [new AccessRequest(action, "*")],
        _ when action.StartsWith("ec2:Describe", StringComparison.Ordinal) => [InHome(action, "*")],
        _ => throw new NotSupportedException($"Which resources does {action} touch? Say it here."),
    };

    private static AccessRequest InHome(string action, string resource) => new AccessRequest(action, resource).With(RequestedRegion, "eu-west-1");
}
