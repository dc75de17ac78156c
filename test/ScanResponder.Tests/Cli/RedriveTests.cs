using System.Text.Json.Nodes;
using ScanResponder.Aws.Redrive;

namespace ScanResponder.Tests.Cli;

public sealed class RedriveTests
{
    private const string Url = "https://sqs.eu-west-1.amazonaws.com/123456789012/failed-findings";
    private const string Neither = """{ "hello": "world" }""";

    private static readonly string[] Redrive = ["redrive", Url, "--function", "scan-responder"];
    private static readonly string[] DryRun = ["redrive", Url, "--dry-run"];

    private static string Event => ExampleFiles.Finding;

    [Fact]
    public async Task Events_of_both_queues_are_handed_over_as_they_were_sent_and_leave_the_queue()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        var odd = Event.Replace("\"resources\": []", "\"resources\" : [ 1.50, \"\\u00e9\" ],\n  \"x\": null", StringComparison.Ordinal);
        aws.Waiting.With(Event, "NO_PERMISSIONS: not authorized").With(Failed(odd, "Could not publish")).With(Failed(Event));

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Equal([Event.TrimEnd(), odd.TrimEnd(), Event.TrimEnd()], aws.Responder.Events);
        Assert.Empty(aws.Waiting.Ids);
        const string Finding = "handed over  5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90 Recon:EC2/PortProbeUnprotectedPort, account 123456789012, eu-west-1";
        Assert.Equal(
            $"""
            {Finding}; undelivered: NO_PERMISSIONS: not authorized
            {Finding}; failed: Could not publish
            {Finding}; failed: RetriesExhausted
            3 messages: 3 handed over.

            """,
            run.Output);
    }

    [Theory]
    [InlineData("Approve", false)]
    [InlineData("Undo", false)]
    [InlineData("Undo", true)]
    public async Task What_a_person_is_to_decide_is_not_handed_over(string order, bool asRecord)
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        var forged = $$$"""{"source":"scan-responder","detail-type":"{{{order}}}","account":"123456789012","region":"eu-west-1","detail":{"finding":"5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90"}}""";
        aws.Waiting.With(asRecord ? Failed(forged) : forged);

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal((1, 0, 1), (run.Status, aws.Responder.Events.Count, aws.Waiting.Ids.Count()));
        Assert.Contains("a person's decision about an alert, which no rule sends", string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_was_meant_for_another_function_is_handed_to_none()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting
            .With(Event, target: "arn:aws:lambda:eu-west-1:123456789012:function:other")
            .With(Event, target: "arn:aws:lambda:eu-west-1:123456789012:function:scan-responder")
            .With(Event, target: "arn:aws:events:eu-west-1:123456789012:event-bus/default")
            .With($$"""{"requestContext":{"functionArn":"arn:aws:lambda:eu-west-1:123456789012:function:other:$LATEST"},"requestPayload":{{Event}}}""");

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal(1, run.Status);
        Assert.Equal(["m1", "m4"], aws.Waiting.Ids);
        Assert.Equal(2, aws.Responder.Events.Count);
        Assert.Contains("message m1: it was meant for arn:aws:lambda:eu-west-1:123456789012:function:other, not for scan-responder", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_is_neither_shape_stays_and_is_named()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Neither).With(Event);

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal((1, ""), (run.Status, run.Errors));
        Assert.Equal(["m1"], aws.Waiting.Ids);
        Assert.StartsWith("left         message m1: the document: found an object with neither detail nor requestPayload; expected ", run.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            "\n2 messages: 1 handed over, 1 left.\nMessages that stay in the queue can be received again in 120 seconds.\n",
            run.Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_Lambda_refuses_stays_and_is_named_and_the_others_go_on()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        var refused = ExampleFiles.FindingOf(443);
        aws.Waiting.With(Event).With(refused).With(Event);
        aws.Responder.Refuse = json => json == refused.TrimEnd() ? new RedriveException("Lambda answered KMSDisabledException: no") : null;

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal((1, ""), (run.Status, run.Errors));
        Assert.Equal(2, aws.Responder.Events.Count);
        Assert.Equal(["m2"], aws.Waiting.Ids);
        Assert.Matches("(?m)^left         5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90 .*; undelivered; message m2: Lambda answered KMSDisabledException: no$", run.Output);
    }

    [Fact]
    public async Task A_message_is_deleted_after_Lambda_took_its_event_and_then_even_if_the_user_stops_the_tool()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Event).With(Event).With(Event);
        var taken = new List<(int Events, bool CanBeStopped)>();
        aws.Waiting.BeforeDelete = (_, token) => taken.Add((aws.Responder.Events.Count, token.CanBeCanceled));

        await terminal.RunAsync(Redrive, aws);

        Assert.Equal([(1, false), (2, false), (3, false)], taken);
    }

    [Fact]
    public async Task Stopped_before_Lambda_took_the_event_the_message_stays()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Event);
        aws.Responder.Refuse = _ => new OperationCanceledException();

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal((130, "scan-responder: stopped\n"), (run.Status, run.Errors));
        Assert.Equal(["m1"], aws.Waiting.Ids);
    }

    [Fact]
    public async Task Messages_that_come_back_are_not_handled_twice_and_end_the_run()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Event).With(Event).With(Event);
        aws.Waiting.BeforeDelete = (id, _) =>
        {
            if (id == "m2")
                throw new RedriveException("SQS answered AccessDenied: no");
        };

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal((1, ""), (run.Status, run.Errors));
        Assert.Equal(3, aws.Responder.Events.Count);
        Assert.Equal(["m2"], aws.Waiting.Ids);
        Assert.Matches("(?m)^handed over but not deleted  5ec1.*; message m2: SQS answered AccessDenied: no$", run.Output);
        Assert.Contains("\n3 messages: 2 handed over, 1 handed over but not deleted.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(3, aws.Waiting.Holds.Count);
    }

    [Fact]
    public async Task A_dry_run_shows_what_waits_and_leaves_it()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Event, "TIMEOUT").With(Failed(Event, "out of\nmemory")).With(Event);

        var run = await terminal.RunAsync(DryRun, aws);

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Equal((0, 3), (aws.Responder.Events.Count, aws.Waiting.Ids.Count()));
        Assert.Equal(
            ["undelivered: TIMEOUT", "failed: out of memory", "undelivered"],
            run.Lines.Where(line => line.StartsWith("waiting      5ec1", StringComparison.Ordinal)).Select(line => line.Split("; ")[1]));
        Assert.EndsWith("\n3 messages: 3 waiting.\nMessages that stay in the queue can be received again in 30 seconds.\n", run.Output, StringComparison.Ordinal);
        Assert.All(aws.Waiting.Holds, hold => Assert.Equal(TimeSpan.FromSeconds(30), hold));
    }

    [Fact]
    public async Task A_dry_run_that_names_the_function_does_not_call_it_either()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Event);

        Assert.Equal(0, (await terminal.RunAsync([.. Redrive, "--dry-run"], aws)).Status);

        Assert.Empty(aws.Responder.Events);
        Assert.Equal(["m1"], aws.Waiting.Ids);
    }

    [Fact]
    public async Task A_dry_run_fails_at_a_message_that_cannot_be_handed_over()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With("not JSON").With(Event);

        var run = await terminal.RunAsync(DryRun, aws);

        Assert.Equal((1, ""), (run.Status, run.Errors));
        Assert.StartsWith("left         message m1: line 1, byte 2: found text that is not JSON", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n2 messages: 1 waiting, 1 left.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_empty_queue_is_said_to_be_empty()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(Redrive);

        Assert.Equal((0, "", "The queue is empty (messages received in the last two minutes may be hidden).\n"), (run.Status, run.Errors, run.Output));
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "2 messages: 2 handed over.")]
    public async Task A_queue_that_cannot_be_read_is_an_error_and_what_was_done_before_is_told(int receives, string last)
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Event).With(Event).With(Event).Receives = receives;

        var run = await terminal.RunAsync(Redrive, aws);

        Assert.Equal((1, "scan-responder: the queue's messages cannot be received: SQS answered AccessDenied: no\n"), (run.Status, run.Errors));
        Assert.Equal(last, run.Output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task Json_is_a_line_for_each_message()
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();
        aws.Waiting.With(Event, "TIMEOUT").With(Failed(ExampleFiles.FindingOf(443), "no")).With(Neither);
        aws.Responder.Refuse = json => json.Contains("443", StringComparison.Ordinal) ? new RedriveException("because") : null;

        var run = await terminal.RunAsync([.. Redrive, "--json"], aws);

        Assert.Equal((1, ""), (run.Status, run.Errors));
        const string Finding = """{"id":"5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90","type":"Recon:EC2/PortProbeUnprotectedPort","accountId":"123456789012","region":"eu-west-1"}""";
        Assert.Equal(
            [
                $$"""{"messageId":"m1","outcome":"handed-over","reason":null,"shape":"undelivered","error":"TIMEOUT","finding":{{Finding}}}""",
                $$"""{"messageId":"m2","outcome":"left","reason":"because","shape":"failed","error":"no","finding":{{Finding}}}""",
            ],
            run.Lines[..2]);
        var last = JsonNode.Parse(run.Lines[2])!;
        Assert.Equal(("m3", "left", null, null), ((string?)last["messageId"], (string?)last["outcome"], (string?)last["shape"], last["finding"]));
        Assert.Equal([""], run.Lines[3..]);
    }

    [Theory]
    [InlineData("scan-responder", "eu-west-1")]
    [InlineData("arn:aws:lambda:us-east-1:123456789012:function:scan-responder", "us-east-1")]
    public async Task The_function_is_looked_for_in_the_Region_of_its_arn_or_else_of_the_queue(string name, string region)
    {
        using var terminal = new FakeTerminal();
        var aws = new FakeAwsServices();

        Assert.Equal(0, (await terminal.RunAsync(["redrive", Url, "--function", name], aws)).Status);

        Assert.Equal([(name, region)], aws.Named);
    }

    [Fact]
    public async Task The_help_of_redrive_has_an_example_and_none_of_the_options_that_are_for_answering()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("redrive", "--help");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains("scan-responder redrive QUEUE_URL --function scan-responder\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("--function <NAME>", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--mode", run.Output, StringComparison.Ordinal);
    }

    private static string Failed(string json, string? error = null) =>
        $$"""
        { "version": "1.0", "requestContext": { "condition": "RetriesExhausted", "approximateInvokeCount": 3 },
          "requestPayload": {{json}}, "responsePayload": {{(error is null ? "null" : new JsonObject { ["errorMessage"] = error }.ToJsonString())}} }
        """;
}
