using System.Text.Json.Nodes;
using ScanResponder.Aws.Redrive;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Cli;

/// <summary>The commands approve and undo, with the function's own handler behind them.</summary>
public sealed class DecideTests
{
    private static readonly AwsScope Scope = new("aws", "123456789012", "eu-west-1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("approve f-1")]
    [InlineData("undo f-1")]
    [InlineData("history --table journal")]
    public async Task A_profile_is_used_and_an_unknown_one_is_named(string words)
    {
        var (known, unknown) = (new FakeAwsServices(), new FakeAwsServices());
        using var terminal = new FakeTerminal();
        await terminal.RunAsync([.. words.Split(' '), "--region", "eu-west-1", "--profile", "production"], known);
        using var other = new FakeTerminal();

        var refused = await other.RunAsync([.. words.Split(' '), "--region", "eu-west-1", "--profile", "none"], unknown);

        Assert.Equal("production", known.Profile);
        Assert.Equal((1, "", "scan-responder: There is no AWS profile 'none' with credentials\n"), (refused.Status, refused.Output, refused.Errors));
        Assert.Empty(unknown.Named);
    }

    [Fact]
    public async Task Approve_has_it_closed_and_shows_what_was_done_and_how_to_take_it_back()
    {
        var example = await AskedAsync();
        var before = example.Rules.ToList();

        var run = await example.RunAsync("approve", DeployedExample.Finding, "--reason", "not meant to be open", "--by", "alice");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.StartsWith("tightened: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  alice approved it: not meant to be open\n", run.Output, StringComparison.Ordinal);
        Assert.Matches("\n  - sg-[0-9a-f]+ tcp 20-25 from 0.0.0.0/0 \\(done\\)\n", run.Output);
        Assert.Contains("\nThis takes it back:\n", run.Output, StringComparison.Ordinal);
        Assert.NotEqual(before, example.Rules);
    }

    [Fact]
    public async Task Approving_twice_is_once_and_says_who_was_first()
    {
        var example = await AskedAsync();
        await example.RunAsync("approve", DeployedExample.Finding, "--by", "alice");
        var closed = example.Rules.ToList();

        var run = await example.RunAsync("approve", DeployedExample.Finding, "--by", "bob");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.StartsWith("tightened: alice approved it on ", run.Output, StringComparison.Ordinal);
        Assert.Equal(closed, example.Rules);
        Assert.Equal(2, example.Aws.Published.Count);
    }

    [Fact]
    public async Task What_would_close_more_than_was_shown_is_status_3_with_the_lines_that_approve_it()
    {
        var example = await AskedAsync();
        await example.Aws.Account.AuthorizeAsync("sg-0c1d2e3f4a5b60001", [RuleParser.Draft("tcp 20-30 from ::/0")], TagSet.Empty, dryRun: false, Token);
        var rules = example.Rules.ToList();

        var run = await example.RunAsync("approve", DeployedExample.Finding);

        Assert.Equal((3, ""), (run.Status, run.Errors));
        Assert.Contains("by now more would be closed: tcp 20-30 from ::/0", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nThis approves it:\nscan-responder approve ", run.Output, StringComparison.Ordinal);
        Assert.Equal(rules, example.Rules);
    }

    [Fact]
    public async Task Undo_restores_it_and_a_second_one_may_move_the_end()
    {
        var example = await AskedAsync();
        var before = example.Rules.ToList();
        await example.RunAsync("approve", DeployedExample.Finding);

        var first = await example.RunAsync("undo", DeployedExample.Finding, "--exempt", "--by", "alice");
        var second = await example.RunAsync("undo", DeployedExample.Finding, "--until", "2099-12-31", "--by", "bob");

        Assert.Equal((0, ""), (first.Status, first.Errors));
        Assert.StartsWith("left-open: alice had the change undone. It is kept open for good.\n", first.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (second.Status, second.Errors));
        Assert.Contains("It is kept open until 2100-01-01 00:00", second.Output, StringComparison.Ordinal);
        Assert.Equal(before, example.Rules);
    }

    [Theory]
    [InlineData("approve", "no-such-finding", "", "not-applicable: No alert about no-such-finding in eu-west-1 of account 123456789012 can be decided about, so nothing was changed.")]
    [InlineData("undo", "no-such-finding", "", "not-applicable: No alert about no-such-finding in eu-west-1 of account 123456789012")]
    [InlineData("approve", DeployedExample.Finding, "--in 222222222222/eu-west-1", "not-applicable: No alert about " + DeployedExample.Finding + " in eu-west-1 of account 222222222222")]
    [InlineData("undo", DeployedExample.Finding, "--in 123456789012/us-east-1", "not-applicable: No alert about " + DeployedExample.Finding + " in us-east-1 of account 123456789012")]
    [InlineData("undo", DeployedExample.Finding, "", "not-applicable: Nothing that was changed in answer to " + DeployedExample.Finding)]
    [InlineData("undo", DeployedExample.Finding, "--until 2020-01-01", "not-applicable: It was to be kept open until 2020-01-02")]
    public async Task What_the_function_refuses_is_status_1_with_its_reason_and_nothing_is_done(string command, string finding, string more, string said)
    {
        var example = await AskedAsync();
        var rules = example.Rules.ToList();

        var run = await example.RunAsync([command, finding, .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);

        Assert.Equal((1, ""), (run.Status, run.Errors));
        Assert.StartsWith(said, run.Output, StringComparison.Ordinal);
        Assert.Equal(rules, example.Rules);
        Assert.Single(example.Aws.Published);
    }

    [Fact]
    public async Task An_approval_that_comes_too_late_and_one_of_a_group_that_is_gone_are_status_1()
    {
        var late = await AskedAsync();
        var asked = (await late.Aws.Journal.RecallAsync(Scope, DeployedExample.Finding, Token))!.Asked!;
        await late.Aws.Journal.RememberAsync(Scope, DeployedExample.Finding, null, [], asked with { At = asked.At.AddHours(-25) }, null, asked.At, Token);
        var expired = await late.RunAsync("approve", DeployedExample.Finding);
        var example = await AskedAsync();
        foreach (var group in example.Aws.Account.Snapshot.Groups)
            await example.Aws.Account.DeleteGroupAsync(group.Id, Token);
        var gone = await example.RunAsync("approve", DeployedExample.Finding);

        Assert.Equal(1, expired.Status);
        Assert.Contains("could be approved for 24 hours", expired.Output, StringComparison.Ordinal);
        Assert.Equal(1, gone.Status);
        Assert.StartsWith("not-applicable: ", gone.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_event_says_what_was_decided_by_whom_and_where()
    {
        var aws = new FakeAwsServices();
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(
            ["undo", "f-1", "--in", "222222222222/us-east-1", "--by", "al\"ice", "--reason", "for\nnow", "--until", "2099-01-01T18:00:00+02:00", "--function", "responder:live", "--region", "eu-north-1"], aws);

        Assert.Equal((1, ""), (run.Status, run.Errors));
        var told = JsonNode.Parse(Assert.Single(aws.Responder.Events))!;
        Assert.Equal(("scan-responder", "Undo", "222222222222", "us-east-1"), ((string?)told["source"], (string?)told["detail-type"], (string?)told["account"], (string?)told["region"]));
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse("""{"finding": "f-1", "by": "al\"ice", "reason": "for\nnow", "until": "2099-01-01T16:00:00Z"}"""), told["detail"]), told["detail"]!.ToJsonString());
        Assert.Equal([("responder:live", "eu-north-1")], aws.Named);
    }

    [Theory]
    [InlineData("", "until", false)]
    [InlineData("--exempt", "until", true)]
    public async Task An_undo_says_for_ever_only_if_it_is_told_to(string option, string name, bool isThere)
    {
        var aws = new FakeAwsServices();
        using var terminal = new FakeTerminal();

        await terminal.RunAsync(["undo", "f-1", .. option.Split(' ', StringSplitOptions.RemoveEmptyEntries)], aws);

        var detail = JsonNode.Parse(Assert.Single(aws.Responder.Events))!["detail"]!.AsObject();
        Assert.Equal((isThere, true), (detail.TryGetPropertyValue(name, out var value), value is null));
    }

    [Fact]
    public async Task With_json_the_document_is_all_that_is_printed()
    {
        var example = await AskedAsync();

        var run = await example.RunAsync("approve", DeployedExample.Finding, "--json");

        Assert.Equal(0, run.Status);
        Assert.Equal(("scan-responder/alert/1", "tightened"), ((string?)JsonNode.Parse(run.Output)!["schema"], (string?)JsonNode.Parse(run.Output)!["outcome"]));
    }

    [Fact]
    public async Task A_function_that_cannot_be_asked_or_answers_with_something_else_is_one_line_and_status_1()
    {
        var refusing = new FakeAwsServices();
        refusing.Responder.Refuse = _ => new RedriveException("needs lambda:InvokeFunction on scan-responder");
        var mumbling = new FakeAwsServices();
        mumbling.Responder.Answer = "Task timed out";

        foreach (var (aws, words) in new[] { (refusing, "scan-responder: f-1: needs lambda:InvokeFunction on scan-responder\n"), (mumbling, "scan-responder: f-1: the function's answer is not JSON: ") })
        {
            using var terminal = new FakeTerminal();
            var run = await terminal.RunAsync(["approve", "f-1"], aws);
            Assert.Equal((1, ""), (run.Status, run.Output));
            Assert.StartsWith(words, run.Errors, StringComparison.Ordinal);
            Assert.Equal(run.Errors.Length - 1, run.Errors.IndexOf('\n', StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"words\"")]
    [InlineData("""{"outcome": 7, "changes": {}, "notes": "x", "undo": [7]}""")]
    [InlineData("""{"outcome": "left-open", "changes": [7]}""")]
    public async Task An_answer_of_another_shape_is_no_reason_to_fall_over(string answer)
    {
        var aws = new FakeAwsServices();
        aws.Responder.Answer = answer;
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["approve", "f-1"], aws);

        Assert.Equal("", run.Errors);
        Assert.NotEqual(0, run.Status);
    }

    private static async Task<DeployedExample> AskedAsync()
    {
        var example = new DeployedExample();
        Assert.Equal("left-open", (string?)(await example.ProbeAsync())["outcome"]);
        return example;
    }
}
