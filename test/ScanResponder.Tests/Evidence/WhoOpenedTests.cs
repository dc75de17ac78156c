using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Microsoft.Extensions.Time.Testing;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Chat;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Evidence;
using ScanResponder.InMemory;
using ScanResponder.Tests.Alerts;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Evidence;

/// <summary>Who opened a port, read out of records of CloudTrail in their many shapes.</summary>
public sealed class WhoOpenedTests
{
    private const string GroupId = "sg-0f1e2d3c4b5a69788";
    private const string RuleId = "sgr-0a9b8c7d6e5f40312";

    private const string Sso = """
        {"type":"AssumedRole","principalId":"AROAEXAMPLE:mika","accountId":"123456789012",
         "arn":"arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Builder_0123456789abcdef/mika",
         "sessionContext":{"sessionIssuer":{"type":"Role","userName":"AWSReservedSSO_Builder_0123456789abcdef"}}}
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void The_console_session_that_added_the_rule_is_named_with_its_role_its_address_and_its_time()
    {
        var alert = AlertWith(Authorize("08:13:29", userAgent: "AWS Internal"));

        var opened = AlertDocument.Of(alert).Trigger.OpenedBy!;

        Assert.Equal(
            new OpenedByEntry(
                "AuthorizeSecurityGroupIngress", new DateTime(2026, 11, 20, 8, 13, 29, DateTimeKind.Utc), "mika", "AWSReservedSSO_Builder_0123456789abcdef",
                "arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Builder_0123456789abcdef/mika", "198.51.100.24", "the console", GroupId, RuleId, "e-1", 112),
            opened);
        const string Sentence = "mika (role AWSReservedSSO_Builder_0123456789abcdef) added tcp 22 from 0.0.0.0/0 to sg-0f1e2d3c4b5a69788 at 2026-11-20 08:13 UTC with the console, from 198.51.100.24. "
            + "The port had been open for 1 minute when the first scan came.";
        Assert.Contains(Sentence, Told(alert), StringComparison.Ordinal);
        Assert.Contains("AWSReservedSSO_Builder_0123456789abcdef) added tcp 22", ChatNotification.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_was_open_before_the_launch_is_open_since_the_launch_for_the_instance() =>
        Assert.Equal(197, AlertDocument.Of(AlertWith(Authorize("07:00:00"))).Trigger.OpenedBy!.SecondsOpenBeforeFirstScan);

    [Fact]
    public void A_rule_that_was_opened_after_the_scan_was_not_open_before_it() =>
        Assert.Null(AlertDocument.Of(AlertWith(Authorize("08:17:00"))).Trigger.OpenedBy!.SecondsOpenBeforeFirstScan);

    public static TheoryData<string, string?, string?> Agents => new()
    {
        { "APN/1.0 HashiCorp/1.0 Terraform/1.9.5 (+https://www.terraform.io) terraform-provider-aws/5.70.0 aws-sdk-go-v2/1.31.0", null, "Terraform" },
        { "aws-cli/2.17.0 md/awscrt#0.20.11", null, "the AWS CLI" },
        { "cloudformation.amazonaws.com", "cloudformation.amazonaws.com", "CloudFormation" },
        { "aws-internal/3", "elasticbeanstalk.amazonaws.com", "Elastic Beanstalk" },
        { "Boto3/1.34.0", null, "a Python program" },
        { "Mozilla/5.0 (X11; Linux x86_64)", null, "the console" },
        { "console.amazonaws.com", null, "the console" },
        { "curl/8", null, null },
    };

    [Theory]
    [MemberData(nameof(Agents))]
    public void What_it_was_made_with_is_told_by_the_agent_or_by_the_service_that_was_asked(string agent, string? invokedBy, string? tool) =>
        Assert.Equal(tool, RecordedCall.Read(Authorize("08:13:29", userAgent: agent, invokedBy: invokedBy), GroupId)!.Tool);

    [Theory]
    [InlineData("""{"type":"Root","arn":"arn:aws:iam::123456789012:root"}""", "the root user", null)]
    [InlineData("""{"type":"IAMUser","userName":"anna","arn":"arn:aws:iam::123456789012:user/ops/anna"}""", "anna", null)]
    [InlineData("""{"type":"AWSService","invokedBy":"autoscaling.amazonaws.com"}""", "autoscaling.amazonaws.com", null)]
    [InlineData("""{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/deploy/ci"}""", "ci", "deploy")]
    [InlineData("""{"type":"FederatedUser","principalId":"123:bob"}""", "123:bob", null)]
    [InlineData("""{}""", null, null)]
    [InlineData("""7""", null, null)]
    public void Who_it_was_is_told_for_every_kind_of_identity(string identity, string? who, string? role)
    {
        var call = RecordedCall.Read(Authorize("08:13:29", identity: identity), GroupId)!;

        Assert.Equal((who, role), (call.Who, call.Role));
    }

    [Fact]
    public void A_rule_that_was_changed_to_the_world_is_told_by_who_changed_it_and_not_by_who_made_it_or_described_it()
    {
        var made = Authorize("06:00:00", cidr: "198.51.100.0/24", identity: """{"type":"IAMUser","userName":"maker"}""");
        var changed = Modify("07:00:00", "0.0.0.0/0", "opener");
        var described = Modify("07:30:00", "0.0.0.0/0", "writer", description: "22");

        var opened = AlertDocument.Of(AlertWith(made, changed, described)).Trigger.OpenedBy!;

        Assert.Equal(("ModifySecurityGroupRules", "opener"), (opened.Action, opened.Who));
        Assert.Contains("opener changed sgr-0a9b8c7d6e5f40312 in sg-0f1e2d3c4b5a69788 to tcp 22 from 0.0.0.0/0", Told(AlertWith(made, changed, described)), StringComparison.Ordinal);
    }

    public static TheoryData<string> Requests =>
    [
        """{"groupId":"sg-0f1e2d3c4b5a69788","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":20,"toPort":25,"groups":{},"ipRanges":{"items":[{"cidrIp":"0.0.0.0/0"}]},"ipv6Ranges":{},"prefixListIds":{}}]}}""",
        """{"groupName":"web-servers","ipPermissions":{"items":{"ipProtocol":"-1","ipRanges":{"items":{"cidrIp":"0.0.0.0/0"}}}}}""",
        """{"groupId":"sg-0f1e2d3c4b5a69788","cidrIp":"0.0.0.0/0","fromPort":"22","toPort":22.0,"ipProtocol":"6","ipPermissions":{}}""",
        """{"groupId":"sg-0f1e2d3c4b5a69788","ipPermissions":[{"ipProtocol":6,"fromPort":22,"toPort":22,"ipRanges":[{"cidrIp":"0.0.0.0/0"}]}]}""",
    ];

    [Theory]
    [MemberData(nameof(Requests))]
    public void Records_without_rule_ids_are_matched_by_what_the_rule_admits(string request)
    {
        var record = Edited(Authorize("08:13:29"), json =>
        {
            json["requestParameters"] = JsonNode.Parse(request);
            json["responseElements"] = JsonNode.Parse("""{"_return":true}""");
        });

        Assert.Equal((RuleId, "mika"), AlertDocument.Of(AlertWith(record)).Trigger.OpenedBy is { } opened ? (opened.RuleId, opened.Who) : default);
    }

    [Fact]
    public void Who_gave_the_group_to_the_instance_is_told_after_who_made_its_rule_and_alone_where_nobody_knows_who_did()
    {
        var given = $$"""
            {"eventName":"ModifyNetworkInterfaceAttribute","eventTime":"2026-11-20T08:14:00Z","eventID":"e-2","userAgent":"aws-cli/2",
             "userIdentity":{"type":"IAMUser","userName":"giver"},"requestParameters":{"networkInterfaceId":"eni-1","groupSet":{"items":[{"groupId":"{{GroupId}}"}]} },"responseElements":{"_return":true} }
            """;

        Assert.Contains("giver gave sg-0f1e2d3c4b5a69788 to i-0a1b2c3d4e5f60718", Told(AlertWith(given)), StringComparison.Ordinal);
        var both = Told(AlertWith(given, Authorize("07:00:00")));
        Assert.InRange(both.IndexOf("mika (role", StringComparison.Ordinal), 1, both.IndexOf(" giver gave ", StringComparison.Ordinal));
        Assert.Contains("The port had been open for 81 seconds when the first scan came.", both, StringComparison.Ordinal);
    }

    [Fact]
    public void A_launch_with_the_open_group_is_told()
    {
        const string Launch = """
            {"eventName":"RunInstances","eventTime":"2026-11-20T08:12:04Z","userIdentity":{"type":"AWSService","invokedBy":"autoscaling.amazonaws.com"},"sourceIPAddress":"autoscaling.amazonaws.com",
             "responseElements":{"instancesSet":{"items":[{"instanceId":"i-0a1b2c3d4e5f60718","networkInterfaceSet":{}}]}}}
            """;

        Assert.Contains("launched i-0a1b2c3d4e5f60718 with sg-0f1e2d3c4b5a69788 at 2026-11-20 08:12 UTC with Auto Scaling", Told(AlertWith(Launch)), StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_that_failed_or_made_another_rule_opened_nothing()
    {
        var denied = Edited(Authorize("08:13:29"), json => json["errorCode"] = "Client.UnauthorizedOperation");
        var rehearsed = Edited(Authorize("08:13:29"), json => json["errorCode"] = "Client.DryRunOperation");
        var other = Authorize("08:13:29", cidr: "192.0.2.0/24", ruleId: "sgr-1");

        Assert.Null(AlertWith(denied, rehearsed, other).Opening);
    }

    [Fact]
    public async Task The_history_is_asked_about_the_groups_that_the_finding_names()
    {
        var account = new InMemoryAccount(AccountSnapshot.Empty) { Calls = [Authorize("08:13:29").Replace(GroupId, "sg-1", StringComparison.Ordinal), "{}", "sg-1"] };

        var history = Assert.IsType<LogEvidence.History>(await new WhoOpened(account, TimeProvider.System).LookAsync(LogFinding.Question, Token));

        Assert.Equal(["sg-1"], history.Calls.Select(call => call.GroupId));
        Assert.Empty(history.Notes);
    }

    [Theory]
    [InlineData(AccountErrorKind.Throttled, "Who opened the port is not known. CloudTrail answers two questions a second")]
    [InlineData(AccountErrorKind.Denied, "Who opened the port is not known. Grant cloudtrail:LookupEvents.")]
    public async Task A_history_that_does_not_answer_is_told_and_ends_nothing(AccountErrorKind kind, string note)
    {
        var history = await new WhoOpened(new Refusing(kind), TimeProvider.System).LookAsync(LogFinding.Question, Token);

        Assert.StartsWith(note, Assert.Single(history.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_groups_are_asked_about_in_a_second()
    {
        var time = new FakeTimeProvider();
        var account = new InMemoryAccount(AccountSnapshot.Empty);
        var trigger = LogFinding.Ssh with { Interfaces = [LogFinding.Ssh.Interfaces[0] with { GroupIds = ["sg-1", "sg-2", "sg-3"] }] };

        var looking = new WhoOpened(account, time).LookAsync(LogQuestion.Of(trigger)!, Token);

        Assert.False(looking.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        await looking.WaitAsync(TimeSpan.FromSeconds(30), Token);
    }

    [Fact]
    public void A_record_of_any_shape_never_ends_the_alert()
    {
        var samples = new[] { Authorize("08:13:29"), Modify("07:00:00", "0.0.0.0/0", "x", "22") };
        var oddities = new[] { "[]", "{}", """[{"items":[{"item":{}}]}]""", """{"items":{"items":7}}""", "\"BROKEN\"", """[[[["x"]]]]""", "null" };
        var leaf = Gen.OneOf(
            Gen.String[0, 400].Select(text => (JsonNode?)JsonValue.Create(text)),
            Gen.Double.Where(double.IsFinite).Select(number => (JsonNode?)JsonValue.Create(number)),
            Gen.Bool.Select(flag => (JsonNode?)JsonValue.Create(flag)),
            Gen.Int[0, oddities.Length - 1].Select(index => JsonNode.Parse(oddities[index])));

        Gen.Select(Gen.Int[0, 1], Gen.Select(Gen.Int[0, 60], leaf).Array[1, 4]).Sample(
            (sample, edits) =>
            {
                var record = Edited(samples[sample], json =>
                {
                    foreach (var (place, value) in edits)
                        Replace(json, place, value);
                }).Replace("BROKEN", "\\ud800", StringComparison.Ordinal);
                var alert = AlertWith(record, record[..(record.Length / 2)]);
                Assert.NotEmpty(EmailRenderer.Of(alert));
                Assert.NotEmpty(ChatNotification.Of(alert));
                Assert.NotNull(AlertDocument.Of(alert).Trigger);
            },
            iter: 2_000,
            print: drawn => Edited(samples[drawn.Item1], json => Array.ForEach(drawn.Item2, edit => Replace(json, edit.Item1, edit.Item2))));
    }

    /// <summary>Puts the value where the so-manieth leaf or branch of the document is.</summary>
    private static void Replace(JsonNode root, int place, JsonNode? value)
    {
        var places = new List<(JsonObject Parent, string Name)>();
        Collect(root);
        var (parent, name) = places[place % places.Count];
        parent[name] = value?.DeepClone();

        void Collect(JsonNode? node)
        {
            if (node is JsonArray array)
            {
                foreach (var item in array)
                    Collect(item);
            }

            if (node is not JsonObject of)
                return;
            foreach (var (key, child) in of)
            {
                places.Add((of, key));
                Collect(child);
            }
        }
    }

    /// <summary>The e-mail on one line.</summary>
    private static string Told(Alert alert) => string.Join(' ', EmailRenderer.Of(alert).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static Alert AlertWith(params string[] records)
    {
        var alert = ExampleAlerts.Of(ExampleAlerts.Group);
        return alert with
        {
            View = alert.View with { Interfaces = [new("eni-1", ExampleAlerts.Instance.Id, "vpc-0a1b2c3d", "subnet-0a1b2c3d", [GroupId], ["10.0.1.17"], [], [], "interface", "", null)] },
            Evidence = new([new LogEvidence.History([.. records.Select(record => RecordedCall.Read(record, GroupId)).OfType<RecordedCall>()], [])]),
        };
    }

    private static string Authorize(
        string at, string userAgent = "aws-cli/2.17.0", string? invokedBy = null, string? identity = null, string cidr = "0.0.0.0/0", string ruleId = RuleId) => Edited(
        $$$"""
        {"eventVersion":"1.10","eventTime":"2026-11-20T{{{at}}}Z","eventSource":"ec2.amazonaws.com","eventName":"AuthorizeSecurityGroupIngress","awsRegion":"eu-west-1",
         "sourceIPAddress":"198.51.100.24","userAgent":{{{JsonSerializer.Serialize(userAgent)}}},"userIdentity":{{{identity ?? Sso}}},
         "requestParameters":{"groupId":"{{{GroupId}}}","ipPermissions":{"items":[{"ipProtocol":"tcp","fromPort":22,"toPort":22,"groups":{},"ipRanges":{"items":[{"cidrIp":"{{{cidr}}}"}]},"ipv6Ranges":{},"prefixListIds":{}}]}},
         "responseElements":{"requestId":"r-1","_return":true,"securityGroupRuleSet":{"items":[{"groupOwnerId":"123456789012","groupId":"{{{GroupId}}}","securityGroupRuleId":"{{{ruleId}}}","isEgress":false,"ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIpv4":"{{{cidr}}}"}]}},
         "eventID":"e-1","readOnly":false}
        """,
        json =>
        {
            if (invokedBy is not null)
                json["userIdentity"]!["invokedBy"] = invokedBy;
        });

    private static string Modify(string at, string cidr, string user, string description = "\"x\"") =>
        $$$"""
        {"eventTime":"2026-11-20T{{{at}}}Z","eventName":"ModifySecurityGroupRules","userIdentity":{"type":"IAMUser","userName":"{{{user}}}"},
         "requestParameters":{"ModifySecurityGroupRulesRequest":{"GroupId":"{{{GroupId}}}","SecurityGroupRule":{"tag":1,"SecurityGroupRuleId":"{{{RuleId}}}",
          "SecurityGroupRule":{"IpProtocol":"tcp","FromPort":22,"ToPort":"22","CidrIpv4":"{{{cidr}}}","Description":{{{description}}} } } } },
         "responseElements":{"ModifySecurityGroupRulesResponse":{"return":true} } }
        """;

    private static string Edited(string record, Action<JsonNode> edit)
    {
        var json = JsonNode.Parse(record)!;
        edit(json);
        return json.ToJsonString();
    }

    /// <summary>An account whose event history does not answer.</summary>
    private sealed class Refusing(AccountErrorKind kind) : IAccounts
    {
        public Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken) =>
            throw new AccountException(kind, "cloudtrail:LookupEvents", "sg-1", "Grant cloudtrail:LookupEvents.");
    }
}
