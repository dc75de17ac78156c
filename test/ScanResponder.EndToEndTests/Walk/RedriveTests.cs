using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What waits in the queues goes back to the function by one command.</summary>
public sealed class RedriveTests(MotoServer moto)
{
    private const string Lambda = "lambda";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_of_both_queues_reach_Lambda_and_only_their_messages_are_deleted()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Token);
        await using AwsProxy aws = new(world.Endpoint);
        aws.Inject(call => call.Service == Lambda, Taken);
        WaitingEvents queue = await world.WaitingEventsAsync("findings", Token);
        string undelivered = SampleEvents.Load("port-probe-modern").WithFindingId("f-undelivered").Json;
        string failed = SampleEvents.Load("ssh-brute-force-target").WithFindingId("f-failed").Json;
        await queue.SendAsync(undelivered, Token, ("ERROR_CODE", "NO_PERMISSIONS"), ("RETRY_ATTEMPTS", "0"));
        await queue.SendAsync(RecordOf(failed), Token);
        string garbage = await queue.SendAsync("not a finding", Token);

        CommandResult run = await Tool.RunAsync(world.Keys, aws.Address, Token, "redrive", queue.Url, "--function", "scan-responder");

        Assert.Equal((1, ""), (run.ExitCode, run.StandardError));
        AwsCall[] invoked = [.. aws.Calls.Where(call => call.Service == Lambda)];
        Assert.Equal(new[] { undelivered, failed }.Order(), invoked.Select(call => call.Request.Text).Order());
        Assert.All(invoked, call => Assert.Equal(
            ("POST", "/2015-03-31/functions/scan-responder/invocations", "Event", "eu-west-1"),
            (call.Request.Method, call.Request.Target, call.Request.Header("X-Amz-Invocation-Type"), call.Region)));
        Assert.Equal(1, await queue.CountAsync(Token));
        Assert.All(
            aws.Calls.Where(call => call.Action == "DeleteMessage").Zip(invoked),
            pair => Assert.True(pair.Second.EndedAt < pair.First.StartedAt, "A message was deleted before Lambda had its event."));
        string[] lines = run.StandardOutput.TrimEnd('\n').Split('\n');
        Assert.Equal(5, lines.Length);
        Assert.Equal(
            [
                "handed over  f-failed UnauthorizedAccess:EC2/SSHBruteForce, account 123456789012, eu-west-1; failed: Could not publish",
                "handed over  f-undelivered Recon:EC2/PortProbeUnprotectedPort, account 123456789012, eu-west-1; undelivered: NO_PERMISSIONS",
            ],
            lines[..3].Order(StringComparer.Ordinal).Take(2));
        Assert.StartsWith($"left         message {garbage}: line 1, byte 2: found text that is not JSON", lines[..3].Order(StringComparer.Ordinal).Last(), StringComparison.Ordinal);
        Assert.Equal("3 messages: 2 handed over, 1 left.", lines[3]);
    }

    [Fact]
    public async Task What_Lambda_refuses_stays_in_the_queue()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Token);
        await using AwsProxy aws = new(world.Endpoint);
        aws.Inject(call => call.Service == Lambda, Fault.AccessDenied);
        WaitingEvents queue = await world.WaitingEventsAsync("findings", Token);
        string id = await queue.SendAsync(SampleEvents.Load("port-probe-ssh").Json, Token);

        CommandResult run = await Tool.RunAsync(world.Keys, aws.Address, Token, "redrive", queue.Url, "--function", "scan-responder", "--json");

        Assert.Equal((1, ""), (run.ExitCode, run.StandardError));
        JsonNode told = JsonNode.Parse(run.StandardOutput)!;
        Assert.Equal((id, "left"), ((string?)told["messageId"], (string?)told["outcome"]));
        Assert.EndsWith("needs lambda:InvokeFunction on scan-responder", (string?)told["reason"], StringComparison.Ordinal);
        Assert.Equal(1, await queue.CountAsync(Token));
        Assert.DoesNotContain(aws.Calls, call => call.Action == "DeleteMessage");
    }

    [Fact]
    public async Task A_dry_run_only_receives()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Token);
        await using AwsProxy aws = new(world.Endpoint);
        WaitingEvents queue = await world.WaitingEventsAsync("findings", Token);
        await queue.SendAsync(RecordOf(SampleEvents.Load("port-probe-ssh").Json), Token);

        CommandResult run = await Tool.RunAsync(world.Keys, aws.Address, Token, "redrive", queue.Url, "--dry-run");

        Assert.Equal((0, ""), (run.ExitCode, run.StandardError));
        Assert.Contains("\n1 message: 1 waiting.\n", run.StandardOutput, StringComparison.Ordinal);
        Assert.Equal(1, await queue.CountAsync(Token));
        Assert.Equal(["ReceiveMessage"], aws.Calls.Select(call => call.Action).Distinct());
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_an_error()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Token);

        CommandResult run = await Tool.RunAsync(
            world.Keys, world.Endpoint, Token, "redrive", $"https://sqs.eu-west-1.amazonaws.com/{world.AccountId}/gone", "--dry-run");

        Assert.Equal((1, ""), (run.ExitCode, run.StandardOutput));
        Assert.StartsWith("scan-responder: the queue's messages cannot be received: SQS answered ", run.StandardError, StringComparison.Ordinal);
    }

    private static Fault Taken => new Fault.AnsweredInstead(new HttpAnswer(202, null, ReadOnlyMemory<byte>.Empty));

    private static string RecordOf(string json) =>
        $$$"""
        {"version":"1.0","timestamp":"2026-11-20T07:58:00.000Z",
         "requestContext":{"requestId":"e1","functionArn":"arn:aws:lambda:eu-west-1:123456789012:function:scan-responder:$LATEST",
                           "condition":"RetriesExhausted","approximateInvokeCount":3},
         "requestPayload":{{{json}}},
         "responseContext":{"statusCode":200,"executedVersion":"$LATEST","functionError":"Unhandled"},
         "responsePayload":{"errorType":"AlertNotDeliveredException","errorMessage":"Could not publish"}}
        """;
}
