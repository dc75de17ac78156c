using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>A deployment with a wrong parameter fails at once and says why; a right one sets every setting that the function reads.</summary>
public sealed partial class ParameterTests
{
    public static TheoryData<string> Templates => [.. Template.Paths];

    [Fact]
    public async Task The_templates_are_free_of_what_cfn_lint_finds()
    {
        string lint = RequiredTool.Find("cfn-lint", "pip install cfn-lint");

        CommandResult result = await Command.RunAsync(
            lint, [.. Template.Paths], MachineEnvironment.WithoutAws(), Repository.Root, TestContext.Current.CancellationToken);

        Assert.True(result.ExitCode == 0, result.StandardOutput + result.StandardError);
    }

    [Theory]
    [MemberData(nameof(Templates))]
    public async Task Every_parameter_is_described_labelled_and_grouped_and_says_what_it_accepts(string path)
    {
        JsonObject root = (await Template.LoadAsync(path)).Root();
        JsonNode form = root["Metadata"]!["AWS::CloudFormation::Interface"]!;
        JsonObject parameters = (JsonObject)root["Parameters"]!;

        Assert.All(parameters, parameter =>
        {
            Assert.NotNull(parameter.Value!["Description"]);
            Assert.True(parameter.Value["AllowedPattern"] is null || parameter.Value["ConstraintDescription"] is not null, parameter.Key);
            Assert.True(parameter.Value["AllowedPattern"] is not null || parameter.Value["AllowedValues"] is not null || parameter.Value["MinValue"] is not null, parameter.Key);
        });
        string[] names = [.. parameters.Select(parameter => parameter.Key).Order(StringComparer.Ordinal)];
        Assert.Equal(names, form["ParameterLabels"]!.AsObject().Select(label => label.Key).Order(StringComparer.Ordinal));
        Assert.Equal(
            names,
            form["ParameterGroups"]!.AsArray().SelectMany(group => group!["Parameters"]!.AsArray()).Select(name => (string)name!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_function_gets_every_setting_that_it_reads_and_no_other()
    {
        string source = await File.ReadAllTextAsync(
            Repository.Locate("src", "ScanResponder.Lambda", "Settings.cs"), TestContext.Current.CancellationToken);
        Deployment stack = (await Template.LoadAsync()).With(("ChatTopicArn", "arn:aws:sns:eu-west-1:123456789012:chat"), ("AuthLogs", "/var/log/secure"), ("MemberRole", "scan-responder-member"), ("Pages", "on"));

        Assert.Equal(
            Setting().Matches(source).Select(name => name.Value).Distinct().Order(StringComparer.Ordinal),
            stack["Responder"]["Environment"]!["Variables"]!.AsObject().Select(variable => variable.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_parameter_arrives_in_its_setting()
    {
        JsonNode variables = (await Template.LoadAsync()).With(
            ("Mode", "dry-run"), ("GuardedPorts", "22,3389"), ("TrustedSources", "connected,203.0.113.0/24"), ("KnownScanners", "203.0.113.7/32"), ("Scope", "guarded"), ("MinSeverity", "4.5"), ("MaxSharedInterfaces", "10"),
            ("MemberRole", "scan-responder-member"), ("AuthLogs", "/var/log/secure"), ("WhoOpened", "off"), ("EvidenceSeconds", "7"), ("SecurityHubWriteBack", "on"), ("Pages", "on"))
            ["Responder"]["Environment"]!["Variables"]!;

        Assert.Equal(
            """{"RESPONDER_TOPIC_ARN":"arn:aws:sns:eu-west-1:123456789012:AlertTopic","RESPONDER_URGENT_TOPIC_ARN":"arn:aws:sns:eu-west-1:123456789012:UrgentTopic","RESPONDER_MODE":"dry-run","RESPONDER_ASK_HOURS":"24","RESPONDER_GUARDED_PORTS":"22,3389","RESPONDER_TRUSTED_SOURCES":"connected,203.0.113.0/24","RESPONDER_KNOWN_SCANNERS":"203.0.113.7/32","RESPONDER_SCOPE":"guarded","RESPONDER_MIN_SEVERITY":"4.5","RESPONDER_MAX_SHARED_INTERFACES":"10","RESPONDER_JOURNAL_TABLE":"Journal","RESPONDER_OWN_ROLE_ARN":"arn:aws:iam::123456789012:role/ResponderRole","RESPONDER_MEMBER_ROLE":"scan-responder-member","RESPONDER_FLOW_LOGS":"auto","RESPONDER_AUTH_LOGS":"/var/log/secure","RESPONDER_WHO_OPENED":"off","RESPONDER_EVIDENCE_SECONDS":"7","RESPONDER_SECURITY_HUB_WRITE_BACK":"on","RESPONDER_PAGES_BUCKET":"PagesBucket"}""",
            variables.ToJsonString());
    }

    [Fact]
    public async Task The_rule_of_AWS_Config_comes_where_it_is_asked_for_and_heard()
    {
        Template template = await Template.LoadAsync();

        Assert.DoesNotContain("RestrictedSsh", template.With(("Config", "on")).Created);
        Assert.Equal("RestrictedSshRule=on needs Config=on", Assert.Single(template.With(("RestrictedSshRule", "on"), ("AlertEmail", "soc@example.com")).Refusals).Split(',')[0]);
        Deployment stack = template.With(("Config", "on"), ("RestrictedSshRule", "on"), ("AlertEmail", "soc@example.com"));
        Assert.Empty(stack.Refusals);
        Assert.Equal(("AWS", "INCOMING_SSH_DISABLED"), ((string?)stack["RestrictedSsh"]["Source"]!["Owner"], (string?)stack["RestrictedSsh"]["Source"]!["SourceIdentifier"]));
    }

    [Theory]
    [InlineData("off", "off")]
    [InlineData("auto", "auto")]
    [InlineData("logs", "logs:/vpc/flow")]
    [InlineData("athena", "athena:scan-responder/scan_responder.vpc_flow_logs")]
    public async Task Where_flow_logs_are_arrives_as_one_setting(string flowLogs, string setting)
    {
        Deployment stack = (await Template.LoadAsync()).With(
            ("FlowLogs", flowLogs),
            ("FlowLogsGroup", "/vpc/flow"),
            ("FlowLogsTable", "scan-responder/scan_responder.vpc_flow_logs"),
            ("FlowLogsBucket", "flow-logs"),
            ("AthenaResults", "s3://flow-logs/results/"),
            ("AlertEmail", "soc@example.com"));

        Assert.Empty(stack.Refusals);
        Assert.Equal(setting, (string?)stack["Responder"]["Environment"]!["Variables"]!["RESPONDER_FLOW_LOGS"]);
    }

    [Theory]
    [InlineData("off")]
    [InlineData("auto")]
    [InlineData("logs", "FlowLogsGroup")]
    [InlineData("athena", "FlowLogsTable", "FlowLogsBucket", "AthenaResults")]
    public async Task What_a_way_to_flow_logs_needs_is_demanded_before_anything_is_created(string flowLogs, params string[] needed)
    {
        Deployment stack = (await Template.LoadAsync()).With(("FlowLogs", flowLogs), ("AlertEmail", "soc@example.com"));

        Assert.Equal(needed.Select(parameter => $"FlowLogs={flowLogs} needs {parameter}"), stack.Refusals.Select(refusal => refusal.Split(',')[0]));
    }

    [Theory]
    [InlineData("AlertEmail", "soc@example.com")]
    [InlineData("AlertPhone", "+12065550100")]
    [InlineData("ExistingTopicArn", "arn:aws:sns:eu-west-1:123456789012:security")]
    [InlineData("ChatTopicArn", "arn:aws:sns:eu-west-1:123456789012:chat")]
    public async Task A_stack_that_would_tell_nobody_is_refused_and_one_way_is_enough(string parameter, string value)
    {
        Template template = await Template.LoadAsync();

        Assert.StartsWith("Nobody would be told.", Assert.Single(template.With().Refusals), StringComparison.Ordinal);
        Assert.Empty(template.With((parameter, value)).Refusals);
    }

    [Fact]
    public async Task A_key_that_stacks_share_takes_the_place_of_one_of_their_own()
    {
        const string Shared = "arn:aws:kms:eu-west-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
        Template template = await Template.LoadAsync();
        Deployment stack = template.With(("KeyArn", Shared));

        Assert.Contains("Key", template.With().Created);
        Assert.DoesNotContain("Key", stack.Created);
        Assert.All(
            new[] { "AlertTopic", "UrgentTopic", "FailedFindings", "UndeliveredFindings" },
            encrypted => Assert.Equal(Shared, (string?)stack[encrypted]["KmsMasterKeyId"]));
        Assert.True(stack.RolePolicies.Allow(new AccessRequest("kms:GenerateDataKey", Shared)));
        Assert.False(template.With().RolePolicies.Allow(new AccessRequest("kms:GenerateDataKey", Shared)));
    }

    [Fact]
    public async Task What_is_needed_after_the_stack_outlives_it_and_nothing_else_does()
    {
        JsonObject resources = (await Template.LoadAsync()).Root()["Resources"]!.AsObject();

        Assert.Equal(["Journal", "Logs", "PagesBucket"], resources.Where(resource => (string?)resource.Value!["DeletionPolicy"] is "RetainExceptOnCreate").Select(resource => resource.Key).Order());
        Assert.All(resources, resource => Assert.True(resource.Value!["DeletionPolicy"] is null || resource.Value["UpdateReplacePolicy"] is not null, resource.Key));
    }

    [Fact]
    public async Task Going_from_one_mode_to_the_next_is_the_same_stack()
    {
        string text = await File.ReadAllTextAsync(Repository.Locate("samconfig.toml"), TestContext.Current.CancellationToken);

        Assert.Equal(["scan-responder"], StackName().Matches(text).Select(name => name.Groups["name"].Value).Distinct());
        Assert.Equal(3, StackName().Count(text));
    }

    [Fact]
    public async Task The_table_of_flow_logs_comes_with_the_parameters_that_name_it()
    {
        JsonObject outputs = (await Template.LoadAsync(Path.Combine("infra", "flow-logs-athena.yaml"))).Root()["Outputs"]!.AsObject();
        Assert.True(outputs.Remove("Covers"));

        Assert.Equal(["AthenaResults", "FlowLogsBucket", "FlowLogsTable"], outputs.Select(output => output.Key).Order(StringComparer.Ordinal));
        Assert.Subset((await Template.LoadAsync()).ParameterDeclarations.Select(parameter => parameter.Key).ToHashSet(), outputs.Select(output => output.Key).ToHashSet());
    }

    [Fact]
    public async Task The_ways_to_run_arrive_at_the_function()
    {
        Template template = await Template.LoadAsync();
        JsonObject usual = template.With()["Responder"];
        JsonObject other = template.With(("Architecture", "arm64"), ("Tracing", "on"), ("ReservedConcurrency", "5"))["Responder"];

        Assert.Equal("""["x86_64"]""", usual["Architectures"]!.ToJsonString());
        Assert.Equal("PassThrough", (string?)usual["TracingConfig"]!["Mode"]);
        Assert.Null(usual["ReservedConcurrentExecutions"]);
        Assert.Equal("Logs", (string?)usual["LoggingConfig"]!["LogGroup"]);
        Assert.Equal("90", template.With()["Logs"]["RetentionInDays"]!.ToString());
        Assert.Equal("""["arm64"]""", other["Architectures"]!.ToJsonString());
        Assert.Equal("Active", (string?)other["TracingConfig"]!["Mode"]);
        Assert.Equal("5", other["ReservedConcurrentExecutions"]!.ToString());
    }

    [Theory]
    [InlineData("GuardedPorts", "22", "22,3389", "22, 65535", "1")]
    [InlineData("TrustedSources", "vpc", "none", "203.0.113.0/24", "vpc, pl-0123456789abcdef0,2001:db8::/32", "10.0.0.0/8", "::1/128", "fd00::/8")]
    [InlineData("MinSeverity", "0", "4", "6.5", "10", "10.0")]
    [InlineData("MaxSharedInterfaces", "0", "25")]
    [InlineData("OtherRegions", "", "us-east-1", "us-east-1,ap-southeast-2,us-gov-west-1")]
    [InlineData("MemberRole", "", "scan-responder-member")]
    [InlineData("AlertEmail", "", "soc@example.com")]
    [InlineData("AlertPhone", "", "+12065550100")]
    [InlineData("ExistingTopicArn", "", "arn:aws:sns:eu-west-1:123456789012:security", "arn:aws-us-gov:sns:us-gov-west-1:123456789012:security")]
    [InlineData("ChatTopicArn", "", "arn:aws:sns:eu-west-1:123456789012:chat")]
    [InlineData("TopicKeyArns", "", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("FlowLogsGroup", "", "/vpc/flow-logs", "aws.vpc_flow#1")]
    [InlineData("FlowLogsTable", "", "scan-responder/scan_responder.vpc_flow_logs", "team.a-1/log-db.t")]
    [InlineData("FlowLogsBucket", "", "flow-logs", "123-logs.example")]
    [InlineData("AthenaResults", "", "s3://flow-logs/", "s3://flow-logs/results/", "s3://flow-logs/athena/results/")]
    [InlineData("FlowLogsKeyArns", "", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    [InlineData("AuthLogs", "", "/var/log/secure")]
    [InlineData("KeyArn", "", "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab")]
    public async Task A_right_value_is_accepted(string parameter, params string[] values)
    {
        Regex pattern = await PatternAsync(parameter);

        Assert.All(values, value => Assert.Matches(pattern, value));
        Assert.Matches(pattern, (string)(await Template.LoadAsync()).ParameterDeclarations[parameter]!["Default"]!);
    }

    [Theory]
    [InlineData("GuardedPorts", "", "ssh", "0", "65536", "22;3389", "22,", "22-25", "022")]
    [InlineData("TrustedSources", "", "0.0.0.0/0", "0.0.0.0/1", "::/0", "2000::/3", "203.0.113.0", "203.0.113.256/24", "203.0.113.0/33", "none,vpc", "vpc,none", "office", "vpc,", "2001:db8::/129")]
    [InlineData("MinSeverity", "", "high", "-1", "11", "10.5", "1e1")]
    [InlineData("MaxSharedInterfaces", "", "-1", "1.5", "many")]
    [InlineData("OtherRegions", "Ireland", "us-east-1, eu-west-1", "us-east-1a", "*")]
    [InlineData("MemberRole", "arn:aws:iam::123456789012:role/member", "path/member", "member*")]
    [InlineData("AlertEmail", "soc", "soc@example", "a b@example.com")]
    [InlineData("AlertPhone", "2065550100", "+1 206 555 0100", "+0123456789")]
    [InlineData("ExistingTopicArn", "security", "arn:aws:sns:eu-west-1:123456789012:security.fifo", "arn:aws:sqs:eu-west-1:123456789012:security", "arn:aws:sns:eu-west-1:12345:security")]
    [InlineData("ChatTopicArn", "chat", "arn:aws:sns:eu-west-1:123456789012:chat.fifo")]
    [InlineData("TopicKeyArns", "alias/aws/sns", "*", "arn:aws:kms:eu-west-1:123456789012:key/*")]
    [InlineData("FlowLogsGroup", "/vpc/*", "/vpc/flow logs", "arn:aws:logs:eu-west-1:123456789012:log-group:flow")]
    [InlineData("FlowLogsTable", "vpc_flow_logs", "scan_responder.vpc_flow_logs", "scan-responder/vpc_flow_logs", "athena:scan-responder/scan_responder.vpc_flow_logs", "a/b.c.d", "*/b.c")]
    [InlineData("FlowLogsBucket", "s3://flow-logs", "Flow", "flow-logs/", "*")]
    [InlineData("AthenaResults", "flow-logs", "s3://flow-logs", "s3://flow-logs/results", "s3://flow-logs//", "s3://flow-logs/*/")]
    [InlineData("FlowLogsKeyArns", "alias/flow-logs", "arn:aws:kms:eu-west-1:123456789012:key/*")]
    [InlineData("AuthLogs", "/var/log/*", "secure log")]
    [InlineData("KeyArn", "alias/aws/sns", "arn:aws:kms:eu-west-1:123456789012:key/*")]
    public async Task A_wrong_value_is_refused(string parameter, params string[] values)
    {
        Regex pattern = await PatternAsync(parameter);

        Assert.All(values, value => Assert.DoesNotMatch(pattern, value));
    }

    [Fact]
    public async Task More_VPCs_than_the_template_has_flow_logs_for_are_refused_and_not_left_out()
    {
        Regex pattern = await PatternAsync("MoreResourceIds", Path.Combine("infra", "flow-logs-athena.yaml"));
        string Ids(int count) => string.Join(',', Enumerable.Range(2, count).Select(number => $"vpc-0a1b2c3d4e5f60bb{number}"));

        Assert.All(Enumerable.Range(1, 4), count => Assert.Matches(pattern, Ids(count)));
        Assert.Matches(pattern, "");
        Assert.DoesNotMatch(pattern, Ids(5));
        Assert.DoesNotMatch(pattern, Ids(2).Replace(",", ", ", StringComparison.Ordinal));
    }

    /// <summary>CloudFormation matches the whole value, and each value of a list by itself.</summary>
    private static async Task<Regex> PatternAsync(string parameter, string template = "template.yaml") =>
        new($"^(?:{(string)(await Template.LoadAsync(template)).ParameterDeclarations[parameter]!["AllowedPattern"]!})\\z", RegexOptions.CultureInvariant);

    [GeneratedRegex("stack_name = \"(?<name>[^\"]*)\"")]
    private static partial Regex StackName();

    [GeneratedRegex("RESPONDER_[A-Z_]+")]
    private static partial Regex Setting();
}
