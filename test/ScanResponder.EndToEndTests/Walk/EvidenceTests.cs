using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.EC2;
using Amazon.EC2.Model;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What the alert tells from flow logs and sshd's log, and that it goes out whatever they do.</summary>
public sealed class EvidenceTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_flow_logs_the_alert_says_how_to_turn_them_on_and_costs_no_round_trip_more()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("notify");
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Null(document["evidence"]!["flowLogs"]);
        Assert.Contains("aws ec2 create-flow-logs --region eu-west-1 --resource-type VPC", EvidenceOf.Notes(document), StringComparison.Ordinal);
        Assert.Contains("create-flow-logs", Assert.Single(function.Aws.Published).Email.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Single(function.Aws.Calls, call => call.Action == "DescribeFlowLogs");
        Assert.Equal(2, function.Aws.RoundTripsInSequence);
    }

    [Fact]
    public async Task A_flow_log_in_a_log_group_is_found_and_asked()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        await FlowLogAsync(scene, new()
        {
            LogGroupName = "/vpc/flow",
            DeliverLogsPermissionArn = $"arn:aws:iam::{scene.World.AccountId}:role/flow",
            LogFormat = "${interface-id} ${srcaddr} ${pkt-srcaddr} ${dstport} ${protocol} ${packets} ${start} ${end} ${action} ${log-status}",
        });
        var function = await scene.DeployAsync("notify");
        EvidenceOf.Answer(function, "StartQuery", """{"queryId":"q-flow"}""");
        EvidenceOf.Answer(function, "GetQueryResults", InsightsRows(
            [("srcAddr", "192.0.2.175"), ("dstPort", "22"), ("action", "ACCEPT"), ("logStatus", "OK"), ("packetCount", "812"), ("firstSeen", "1700000000"), ("lastSeen", "1700000600")],
            [("srcAddr", "-"), ("dstPort", "-"), ("action", "-"), ("logStatus", "SKIPDATA"), ("packetCount", "-")]));

        var document = await Scene.ProbeAsync(function, instance);

        var flowLogs = document["evidence"]!["flowLogs"]!;
        Assert.Equal("q-flow", (string?)flowLogs["queryId"]);
        var talker = flowLogs["ports"]![0]!["talkers"]![0]!;
        Assert.Equal(("192.0.2.175", false, 812), ((string?)talker["address"], (bool)talker["namedByGuardDuty"]!, (int)talker["accepted"]!));
        Assert.Contains("SKIPDATA", EvidenceOf.Notes(document), StringComparison.Ordinal);
        var query = JsonNode.Parse(Assert.Single(function.Aws.Calls, call => call.Action == "StartQuery").Request.Text)!;
        Assert.Equal("/vpc/flow", (string?)query["logGroupName"]);
        Assert.StartsWith("parse @message \"* * * * * * * * * *\" as interfaceId, field1, srcAddr, dstPort, ", (string?)query["queryString"], StringComparison.Ordinal);
        Assert.Contains(instance.Interfaces[0].Id, (string?)query["queryString"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flow_log_of_rejected_packets_is_told_as_such_and_one_of_all_packets_is_asked_rather()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var role = $"arn:aws:iam::{scene.World.AccountId}:role/flow";
        var half = await FlowLogAsync(scene, new() { LogGroupName = "/subnet/rejected", DeliverLogsPermissionArn = role, TrafficType = TrafficType.REJECT });
        var function = await scene.DeployAsync("notify");
        EvidenceOf.Answer(function, "StartQuery", """{"queryId":"q-flow"}""");
        EvidenceOf.Answer(function, "GetQueryResults", InsightsRows());

        var note = EvidenceOf.Notes(await Scene.ProbeAsync(function, instance));
        await FlowLogAsync(scene, new() { LogGroupName = "/vpc/all", DeliverLogsPermissionArn = role, ResourceType = FlowLogsResourceType.VPC });
        await Scene.ProbeAsync(function, instance);

        Assert.Contains($"Flow log {half} keeps rejected packets only", note, StringComparison.Ordinal);
        Assert.Equal(
            ["/subnet/rejected", "/vpc/all"],
            function.Aws.Calls.Where(call => call.Action == "StartQuery").Select(call => (string?)JsonNode.Parse(call.Request.Text)!["logGroupName"]));
    }

    [Fact]
    public async Task A_flow_log_in_a_bucket_needs_a_table_and_the_alert_says_so()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        // Bucket names are everybody's: each run needs one of its own.
        var id = await FlowLogAsync(scene, new() { LogDestinationType = LogDestinationType.S3, LogDestination = $"arn:aws:s3:::flow-logs-{Guid.NewGuid():N}" });
        var function = await scene.DeployAsync("notify");

        var note = EvidenceOf.Notes(await Scene.ProbeAsync(function, instance));

        Assert.Contains(id, note, StringComparison.Ordinal);
        Assert.Contains("RESPONDER_FLOW_LOGS=athena:", note, StringComparison.Ordinal);
        Assert.DoesNotContain(function.Aws.Calls, call => call.Service is "logs" or "athena");
    }

    [Fact]
    public async Task A_login_of_a_stranger_is_the_first_thing_that_people_read()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("notify", ("RESPONDER_FLOW_LOGS", "off"), ("RESPONDER_AUTH_LOGS", "/var/log/secure"));
        EvidenceOf.Answer(function, "StartQuery", """{"queryId":"q-auth"}""");
        EvidenceOf.Answer(function, "GetQueryResults", InsightsRows(
            [("kind", "Accepted"), ("login", "ec2-user"), ("address", "192.0.2.175"), ("attempts", "1"), ("firstSeen", "1700000000000"), ("lastSeen", "1700000000000")],
            [("kind", "Failed"), ("login", "root"), ("address", "203.0.113.9"), ("attempts", "40")]));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Contains("ec2-user from 192.0.2.175", (string?)Assert.Single(document["warnings"]!.AsArray()), StringComparison.Ordinal);
        var message = Assert.Single(function.Aws.Published);
        Assert.StartsWith("*** WARNING: sshd accepted a login as ec2-user from 192.0.2.175", message.Email.Split('\n')[2], StringComparison.Ordinal);
        Assert.StartsWith("LOGIN from 192.0.2.175!", message.Sms, StringComparison.Ordinal);
        Assert.Equal(["192.0.2.175", "203.0.113.9"], document["evidence"]!["logins"]!["users"]!.AsArray().Select(user => (string?)user!["source"]));
        Assert.DoesNotContain(function.Aws.Calls, call => call.Action == "DescribeFlowLogs");
    }

    [Fact]
    public async Task Who_opened_the_port_is_told_and_costs_no_round_trip_more()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("notify");
        EvidenceOf.Answer(function, "LookupEvents", JsonSerializer.Serialize(new
        {
            Events = new[]
            {
                new
                {
                    EventName = "AuthorizeSecurityGroupIngress",
                    CloudTrailEvent = $$$"""
                        {"eventTime":"2026-05-04T09:12:31Z","eventName":"AuthorizeSecurityGroupIngress","sourceIPAddress":"198.51.100.24","userAgent":"console.amazonaws.com","eventID":"e-1",
                         "userIdentity":{"type":"IAMUser","userName":"mika"},"requestParameters":{"groupId":"{{{group.Id}}}","cidrIp":"0.0.0.0/0","fromPort":22,"toPort":22,"ipProtocol":"tcp"},"responseElements":{"_return":true}}
                        """,
                },
            },
        }));
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance);

        var opened = document["trigger"]!["openedBy"]!;
        Assert.Equal(("mika", "the console", group.Id), ((string?)opened["who"], (string?)opened["tool"], (string?)opened["groupId"]));
        Assert.Contains("mika added tcp 22 from 0.0.0.0/0", Assert.Single(function.Aws.Published).Email.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(2, function.Aws.RoundTripsInSequence);
    }

    public static TheoryData<string, Fault, string> HistoryTroubles => new()
    {
        { "hangs", new Fault.Hang(), "The event history had not answered after 2 s" },
        { "is throttled", Fault.Throttled, "Who opened the port is not known." },
        { "answers garbage", EvidenceOf.Body("""{"Events":[{"CloudTrailEvent":7}]}"""), "Who opened the port is not known." },
        { "is denied", Fault.AccessDenied, "Grant cloudtrail:LookupEvents on * to the function's role." },
    };

    [Theory]
    [MemberData(nameof(HistoryTroubles))]
    public async Task Whatever_the_event_history_does_the_hole_is_closed_at_once_and_the_alert_says_so(string trouble, Fault fault, string note)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("remediate", ("RESPONDER_FLOW_LOGS", "off"), ("RESPONDER_EVIDENCE_SECONDS", fault is Fault.Hang ? "2" : "8"));
        function.Aws.Inject(call => call.Action == "LookupEvents", fault);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.True((string?)document["outcome"] == "tightened", trouble);
        Assert.Contains(note, EvidenceOf.Notes(document), StringComparison.Ordinal);
        Assert.Null(document["trigger"]!["openedBy"]);
    }

    [Fact]
    public async Task The_event_history_is_not_asked_where_nobody_wants_to_know()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("notify", ("RESPONDER_WHO_OPENED", "off"));

        await Scene.ProbeAsync(function, instance);

        Assert.DoesNotContain(function.Aws.Calls, call => call.Service == "cloudtrail");
    }

    public static TheoryData<string, string, Fault, string> Troubles => new()
    {
        { "StartQuery", "hangs", new Fault.Hang(), "had not answered after 2 s" },
        { "GetQueryResults", "hangs", new Fault.Hang(), "Query q-1 of log group /vpc/flow had not ended when the alert had to go out" },
        { "GetQueryResults", "never ends", EvidenceOf.Body("""{"status":"Running"}"""), "aws logs get-query-results --region eu-west-1 --query-id q-1" },
        { "GetQueryResults", "fails", EvidenceOf.Body("""{"status":"Failed"}"""), "Could not read query q-1 of log group /vpc/flow: it ended as Failed." },
        { "StartQuery", "answers garbage", Fault.Garbage, "could not be read" },
        { "GetQueryResults", "answers garbage", EvidenceOf.Body("""{"status":"Complete","results":[7]}"""), "Could not read query q-1 of log group /vpc/flow" },
        { "GetQueryResults", "answers nothing", EvidenceOf.Body("""{"status":"Complete","results":[]}"""), "No flow log of vpc-" },
        { "StartQuery", "is throttled", Fault.Throttled, " log" },
        { "StartQuery", "is full", Fault.Error("LimitExceededException", 400, "100 queries run"), "LimitExceededException" },
        { "StartQuery", "is denied", Fault.AccessDenied, "Grant logs:StartQuery on log group /vpc/flow to the function's role." },
        { "GetQueryResults", "is denied", Fault.AccessDenied, "Grant logs:GetQueryResults on log group /vpc/flow to the function's role." },
        { "StartQuery", "knows no such group", Fault.Error("ResourceNotFoundException", 400, "Log group '/vpc/flow' does not exist"), "does not exist" },
    };

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task Whatever_a_log_does_the_hole_is_closed_at_once_and_the_alert_goes_out_in_time_and_says_so(string action, string trouble, Fault fault, string note)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_FLOW_LOGS", "logs:/vpc/flow"), ("RESPONDER_EVIDENCE_SECONDS", fault is Fault.Hang ? "2" : "8"));
        function.Aws.Inject(call => call.Service == "logs" && call.Action == action, fault);
        EvidenceOf.Answer(function, "StartQuery", """{"queryId":"q-1"}""");

        var document = await Scene.ProbeAsync(function, instance);

        Assert.True((string?)document["outcome"] == "tightened", trouble);

        // A function that got no processor for so long has not come to ask, and says that.
        var notes = EvidenceOf.Notes(document);
        bool isAsked = function.Aws.Calls.Any(call => call.Service == "logs" && call.Action == action);
        Assert.True(notes.Contains(note, StringComparison.Ordinal) || (!isAsked && notes.Contains("had not answered after", StringComparison.Ordinal)), notes);
        var message = Assert.Single(function.Aws.Published);
        Assert.Contains("WHAT DO THE LOGS SAY?", message.Email, StringComparison.Ordinal);
        Assert.InRange(EvidenceOf.HeldUp(function).TotalSeconds, 0, 12);
    }

    public static TheoryData<string, Fault, string> ListingTroubles => new()
    {
        { "hangs", new Fault.Hang(), "The flow logs had not answered after 2 s" },
        { "is throttled", Fault.Throttled, "Could not list the flow logs of eni-" },
        { "answers garbage", Fault.Garbage, "Could not list the flow logs of eni-" },
        { "is denied", Fault.AccessDenied, "Grant ec2:DescribeFlowLogs on * to the function's role." },
    };

    [Theory]
    [MemberData(nameof(ListingTroubles))]
    public async Task Whatever_comes_of_listing_flow_logs_the_hole_is_closed_and_the_alert_says_so(string trouble, Fault fault, string note)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("remediate", ("RESPONDER_EVIDENCE_SECONDS", fault is Fault.Hang ? "2" : "8"));
        function.Aws.Inject(call => call.Action == "DescribeFlowLogs", fault);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.True((string?)document["outcome"] == "tightened", trouble);
        Assert.Contains(note, EvidenceOf.Notes(document), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_list_flow_logs_can_still_read_the_log_group_that_is_named()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("notify", ("RESPONDER_FLOW_LOGS", "logs:/vpc/flow"));
        function.Aws.Inject(call => call.Action == "DescribeFlowLogs", Fault.AccessDenied);
        EvidenceOf.Answer(function, "StartQuery", """{"queryId":"q-flow"}""");
        EvidenceOf.Answer(function, "GetQueryResults", InsightsRows(
            [("srcAddr", "2001:db8::175"), ("dstPort", "22"), ("action", "ACCEPT"), ("logStatus", "OK"), ("packetCount", "3")]));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("2001:db8::175", (string?)document["evidence"]!["flowLogs"]!["ports"]![0]!["talkers"]![0]!["address"]);
        Assert.StartsWith("The lines in log group /vpc/flow were taken for those of the default format. ", EvidenceOf.Notes(document), StringComparison.Ordinal);
        Assert.Contains("Grant ec2:DescribeFlowLogs", EvidenceOf.Notes(document), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tightening_does_not_wait_for_the_logs()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_FLOW_LOGS", "logs:/vpc/flow"), ("RESPONDER_EVIDENCE_SECONDS", "40"));
        var closed = new TaskCompletionSource();
        function.Aws.Inject(call => call.Action == "RevokeSecurityGroupIngress", Fault.Meanwhile.JustAfter(() =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        }));
        function.Aws.Inject(call => call.Action == "StartQuery", new Fault.AnsweredInstead(HttpAnswer.Json(200, """{"queryId":"q-flow"}""")) { Awaited = closed.Task });
        EvidenceOf.Answer(function, "GetQueryResults", InsightsRows(
            [("srcAddr", "2001:db8::175"), ("dstPort", "22"), ("action", "ACCEPT"), ("logStatus", "OK"), ("packetCount", "3")]));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Equal("2001:db8::175", (string?)document["evidence"]!["flowLogs"]!["ports"]![0]!["talkers"]![0]!["address"]);
    }

    [Fact]
    public async Task An_invocation_that_ends_before_the_timeout_sends_its_alert_in_time()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("notify", ("RESPONDER_FLOW_LOGS", "logs:/vpc/flow"), ("RESPONDER_EVIDENCE_SECONDS", "40"));
        function.Aws.Inject(call => call.Action == "StartQuery", new Fault.Hang());
        var timeout = TimeSpan.FromSeconds(9);

        var answer = await function.InvokeAsync(new Invocation(SampleEvents.Load("port-probe-ssh").At(instance).Json) { Timeout = timeout }, Token);

        Assert.Contains("when the alert had to go out", EvidenceOf.Notes(Scene.Document(answer, function)), StringComparison.Ordinal);
        var (first, publish) = (function.Aws.Calls[0], function.Aws.Calls.Single(call => call.Action == "Publish"));
        Assert.InRange(TimeProvider.System.GetElapsedTime(first.StartedAt, publish.EndedAt!.Value), TimeSpan.Zero, timeout);
    }

    [Fact]
    public async Task With_no_seconds_for_evidence_no_log_is_asked()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("notify", ("RESPONDER_EVIDENCE_SECONDS", "0"), ("RESPONDER_AUTH_LOGS", "/var/log/secure"));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Empty(document["evidence"]!["notes"]!.AsArray());
        Assert.DoesNotContain(function.Aws.Calls, call => call.Service is "logs" || call.Action == "DescribeFlowLogs");
    }

    private static async Task<string> FlowLogAsync(Scene scene, CreateFlowLogsRequest request)
    {
        request.ResourceType ??= FlowLogsResourceType.Subnet;
        request.ResourceIds = [request.ResourceType == FlowLogsResourceType.VPC ? scene.Network.VpcId : scene.Network.SubnetId];
        request.TrafficType ??= TrafficType.ALL;
        if (request.LogDestination is { } bucket)
        {
            await new AwsCli(scene.World.Keys, scene.World.Endpoint).RunAllAsync(
                [$"aws s3api create-bucket --bucket {bucket.Split(":::")[1]} --create-bucket-configuration LocationConstraint=eu-west-1"], Token);
        }

        return (await scene.World.Ec2.CreateFlowLogsAsync(request, Token)).FlowLogIds.Single();
    }

    private static string InsightsRows(params (string Field, string Value)[][] rows) => JsonSerializer.Serialize(new
    {
        status = "Complete",
        results = rows.Select(row => row.Select(field => new { field = field.Field, value = field.Value })),
    });
}
