using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScanResponder.Evidence;

namespace ScanResponder.Tests.Cli;

public sealed class RespondTests
{
    [Fact]
    public async Task A_finding_is_answered_in_a_copy_of_the_account()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.AccountNaming("shop-7"));

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains("Subject: [closed] SSH to shop-7 was open to the internet", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("Answered in a copy of the account.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dash_reads_the_finding_from_standard_input()
    {
        using var terminal = new FakeTerminal().WithInput(ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "-", "--account", "account.json");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains("[closed] SSH to web-1", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_dash_reads_the_account_from_standard_input()
    {
        using var terminal = new FakeTerminal().WithInput(ExampleFiles.Account).With("finding.json", ExampleFiles.Finding);

        Assert.Equal("tightened", Outcome(await terminal.RunAsync("respond", "finding.json", "--account", "-", "--json")));
    }

    [Fact]
    public async Task Json_is_the_alert_document_alone()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json", "--json");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        using var document = JsonDocument.Parse(run.Output);
        Assert.Equal("scan-responder/alert/1", document.RootElement.GetProperty("schema").GetString());
        Assert.Equal(8, document.RootElement.GetProperty("undo").GetArrayLength());
        Assert.Equal(2, run.Lines.Length);
    }

    [Fact]
    public async Task Json_of_the_example_is_its_alert_document()
    {
        using var terminal = new FakeTerminal();

        Assert.Equal("would-tighten", Outcome(await terminal.RunAsync("--json", "--mode", "dry-run")));
    }

    [Fact]
    public async Task Every_finding_of_a_document_is_answered_in_its_order_and_finds_what_the_last_one_left()
    {
        using var terminal = new FakeTerminal().With("findings.json", $"[{ExampleFiles.Renamed(ExampleFiles.FindingOf(443))}, {ExampleFiles.Finding}, {ExampleFiles.Renamed(ExampleFiles.Finding)}, {ExampleFiles.Finding}]").With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "findings.json", "--account", "account.json", "--json");

        Assert.Equal(0, run.Status);
        var answers = run.Lines.Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!).ToList();
        Assert.Equal(["not-applicable", "tightened", "not-open", "not-applicable"], answers.Select(answer => (string?)answer["outcome"]));
        Assert.Contains("in answer to finding 5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90", (string?)answers[2]["reason"], StringComparison.Ordinal);
        Assert.Equal(answers[1]["undo"]!.ToJsonString(), answers[2]["undo"]!.ToJsonString());
        Assert.Contains("already answered", (string?)answers[3]["reason"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_alerts_are_numbered()
    {
        using var terminal = new FakeTerminal().With("findings.json", $"[{ExampleFiles.Finding}, {ExampleFiles.Finding}]").With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "findings.json", "--account", "account.json");

        Assert.Contains("Finding 1 of 2: Recon:EC2/PortProbeUnprotectedPort", run.Output, StringComparison.Ordinal);
        Assert.Contains("Finding 2 of 2: Recon:EC2/PortProbeUnprotectedPort", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guarded_ports_and_scope_choose_what_is_closed()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--guarded-ports", "22,80", "--scope", "guarded", "--json");

        var revoked = JsonNode.Parse(run.Output)!["changes"]!.AsArray().Where(change => (string?)change!["action"] == "revoke").Select(change => (int)change!["fromPort"]!);
        Assert.Equal([20, 22, 80], revoked.Order());
    }

    [Fact]
    public async Task Trusted_sources_keep_their_access()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--trusted-sources", "198.51.100.0/24", "--json");

        Assert.Contains("198.51.100.0/24", Added(run));
        Assert.DoesNotContain("10.20.0.0/16", Added(run));
    }

    [Fact]
    public async Task Options_that_both_commands_have_may_come_before_the_command()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        Assert.Equal("left-open", Outcome(await terminal.RunAsync("--mode", "notify", "--json", "respond", "finding.json", "--account", "account.json")));
    }

    [Fact]
    public async Task A_group_that_others_use_is_left_alone_where_the_user_says_so()
    {
        var account = JsonNode.Parse(ExampleFiles.Account)!;
        account["NetworkInterfaces"]![1]!["Groups"]!.AsArray().Add(new JsonObject { ["GroupId"] = "sg-0c1d2e3f4a5b60001" });
        account["NetworkInterfaces"]!.AsArray().Add(Another(account["NetworkInterfaces"]![1]!));
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", account.ToJsonString());

        Assert.Equal("left-open", Outcome(await terminal.RunAsync("respond", "finding.json", "--account", "account.json", "--max-shared-interfaces", "1", "--json")));
    }

    [Fact]
    public async Task Live_only_looks_and_publishes_nothing_unless_told_otherwise()
    {
        var aws = new FakeAwsServices();
        var before = aws.Account.Snapshot;
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding);

        var run = await terminal.RunAsync(["respond", "finding.json", "--live"], aws);

        Assert.Equal((3, ""), (run.Status, run.Errors));
        Assert.StartsWith("Answered in the real account, without a change. Nothing is published, since no --topic is given.", run.Output, StringComparison.Ordinal);
        Assert.Contains("Subject: [open] Act now: SSH to web-1 is open to the internet (123456789012, eu-west-1)", run.Output, StringComparison.Ordinal);
        Assert.Equal(before, aws.Account.Snapshot);
        Assert.Empty(aws.Published);
    }

    [Fact]
    public async Task Live_with_mode_and_topic_changes_the_account_and_publishes()
    {
        var aws = new FakeAwsServices();
        var before = aws.Account.Snapshot;
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding);

        var run = await terminal.RunAsync(["respond", "finding.json", "--live", "--mode", "remediate", "--topic", FakeAwsServices.Arn], aws);

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains($"Published to {FakeAwsServices.Arn} as message 0000-4711.", run.Output, StringComparison.Ordinal);
        Assert.NotEqual(before, aws.Account.Snapshot);
        Assert.Single(aws.Published);
    }

    [Fact]
    public async Task An_alert_that_could_not_be_published_is_shown_all_the_same_and_the_tool_fails()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding);

        var run = await terminal.RunAsync("respond", "finding.json", "--live", "--mode", "remediate", "--topic", FakeAwsServices.Arn + "-not");

        Assert.Equal((1, "scan-responder: Could not publish the alert: there is no such topic.\n"), (run.Status, run.Errors));
        Assert.Contains("[closed] SSH to web-1", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("Published", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_that_cannot_be_read_fails_the_tool_and_is_told_in_the_alert()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding.Replace("123456789012", "111122223333", StringComparison.Ordinal));

        var run = await terminal.RunAsync("respond", "finding.json", "--live");

        Assert.Equal(1, run.Status);
        Assert.Contains("Subject: [FAILED]", run.Output, StringComparison.Ordinal);
        Assert.StartsWith("The security groups could not be read.", run.Section("Inbound rules before and after"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("notify", "open", 3)]
    [InlineData("notify", "reachable", 3)]
    [InlineData("notify", "never", 0)]
    [InlineData("dry-run", "open", 3)]
    [InlineData("remediate", "open", 0)]
    public async Task The_exit_status_says_whether_the_port_is_still_open(string mode, string failOn, int status)
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json", "--mode", mode, "--fail-on", failOn, "--quiet");

        Assert.Equal((status, "", ""), (run.Status, run.Output, run.Errors));
    }

    [Fact]
    public async Task A_port_that_packets_do_not_reach_counts_as_open_and_not_as_reachable()
    {
        var account = ExampleFiles.Account.Replace("\"GatewayId\": \"igw-", "\"NatGatewayId\": \"nat-", StringComparison.Ordinal);
        Assert.NotEqual(ExampleFiles.Account, account);
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.FindingOf(22).Replace("PortProbeUnprotectedPort", "PortProbeEMRUnprotectedPort", StringComparison.Ordinal)).With("account.json", account);

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json", "--mode", "notify", "--fail-on", "open", "--quiet");

        Assert.Equal(3, run.Status);
    }

    [Fact]
    public async Task The_answer_goes_to_a_file_and_the_verdict_to_the_terminal()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json", "-o", "answer.txt");

        Assert.Equal("[closed] SSH to web-1 was open to the internet (123456789012, eu-west-1)\nWritten to answer.txt.\n", run.Output);
        Assert.Contains("Subject: [closed] SSH to web-1", terminal.Written("answer.txt"), StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', terminal.Written("answer.txt"));
    }

    [Fact]
    public async Task The_verdict_is_the_last_line_and_the_undo_stands_there_once()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json");

        Assert.Equal("[closed] SSH to web-1 was open to the internet (123456789012, eu-west-1)", run.Lines[^2]);
        Assert.Equal(1, run.Lines.Count(line => line.Contains("get-caller-identity", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Live_asks_the_logs_that_the_user_names()
    {
        var aws = new FakeAwsServices();
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding);

        await terminal.RunAsync(["respond", "finding.json", "--live", "--profile", "prod", "--flow-logs", "logs:flows", "--auth-logs", "secure"], aws);

        Assert.Equal((new FlowLogPlace.LogGroup("flows"), "secure"), aws.Credentials.Asked);
    }

    [Fact]
    public async Task A_finding_of_another_Region_than_the_user_names_is_refused()
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("respond", "finding.json", "--account", "account.json", "--region", "us-east-1");

        Assert.Equal(1, run.Status);
        Assert.EndsWith(" is about eu-west-1, and --region asks for us-east-1\n", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bash", "complete -o default -F _scan_responder scan-responder")]
    [InlineData("zsh", "compdef _scan_responder scan-responder")]
    [InlineData("fish", "complete --command scan-responder")]
    [InlineData("pwsh", "Register-ArgumentCompleter -Native -CommandName scan-responder")]
    public async Task A_shell_gets_its_completion(string shell, string line)
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("completion", shell);

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains(line, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("scan-responder redr", "redrive")]
    [InlineData("scan-responder respond --fail", "--fail-on")]
    [InlineData("scan-responder respond f --mode ", "ask", "dry-run", "notify", "remediate")]
    public async Task Words_are_completed_by_the_tool_itself(string line, params string[] words)
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(string.Create(CultureInfo.InvariantCulture, $"[suggest:{line.Length}]"), line);

        Assert.Equal(words, run.Lines.Where(word => word.Length > 0));
    }

    [Fact]
    public async Task Of_a_thousand_rules_that_stay_some_are_shown_and_the_rest_counted()
    {
        var account = JsonNode.Parse(ExampleFiles.Account)!;
        var rules = account["SecurityGroupRules"]!.AsArray();
        for (var port = 1001; port <= 2000; port++)
        {
            var rule = rules[1]!.DeepClone();
            (rule["SecurityGroupRuleId"], rule["FromPort"], rule["ToPort"]) = ($"sgr-0000000000000{port}", port, port);
            rules.Add(rule);
        }

        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", account.ToJsonString());

        var shown = (await terminal.RunAsync("respond", "finding.json", "--account", "account.json", "--mode", "notify")).Section("Inbound rules before and after");

        Assert.Contains("\n    ... and 974 rules more, which stayed as they were.\n", shown, StringComparison.Ordinal);
        Assert.Equal(2, shown.Split('\n').Count(line => line.EndsWith("(OPEN to the internet: TCP 22)", StringComparison.Ordinal)));
    }

    private static JsonNode Another(JsonNode networkInterface)
    {
        var other = networkInterface.DeepClone();
        other["NetworkInterfaceId"] = "eni-0c1d2e3f4a5b60009";
        other["Attachment"]!["InstanceId"] = "i-0c1d2e3f4a5b60009";
        return other;
    }

    private static string? Outcome(CliRun run) => (string?)JsonNode.Parse(run.Output)!["outcome"];

    private static List<string?> Added(CliRun run) =>
        [.. JsonNode.Parse(run.Output)!["changes"]!.AsArray().Where(change => (string?)change!["action"] == "authorize").Select(change => (string?)change!["source"])];
}
