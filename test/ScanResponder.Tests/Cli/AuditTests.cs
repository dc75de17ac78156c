using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.Accounts;
using ScanResponder.Cli.Demo;
using ScanResponder.Tests.Audit;

namespace ScanResponder.Tests.Cli;

public sealed class AuditTests
{
    private const string Web = "sg-0c1d2e3f4a5b60001";
    private const string Bastion = "sg-0a1b2c3d4e5f60718";

    [Fact]
    public async Task Without_arguments_it_looks_at_the_example_and_ends_in_one_line_with_all_of_it()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit");

        Assert.Equal((3, ""), (run.Status, run.Errors));
        Assert.StartsWith("An example: ", run.Output, StringComparison.Ordinal);
        Assert.Contains($"REACHABLE  {Web} web  (vpc-0c1d2e3f4a5b60001, 123456789012, eu-west-1)\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  sgr-0c1d2e3f4a5b60004  tcp 22 from ::/0 (SSH, TCP 22)  \"SSH while we set this up\"\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("  used by: web-1 (i-0c1d2e3f4a5b60001) [running, 192.0.2.10, 2001:db8:20:1::10]\n", run.Output, StringComparison.Ordinal);
        Assert.Equal("2 of 2 security groups let the internet reach TCP 22: 2 reachable with running machines.", run.Lines[^2]);
        Assert.DoesNotContain("aws ec2", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_is_the_document_of_a_sweep_with_the_commands_of_each_group()
    {
        using var terminal = new FakeTerminal().With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync("audit", "--account", "account.json", "--region", "eu-west-1", "--format", "json");

        Assert.Equal((3, ""), (run.Status, run.Errors));
        SweepSchema.Accepts(run.Output);
        var document = JsonNode.Parse(run.Output)!;
        Assert.Equal((2, 2, 2, 0), ((int)document["counts"]!["groups"]!, (int)document["counts"]!["open"]!, (int)document["counts"]!["reachable"]!, (int)document["counts"]!["closed"]!));
        Assert.All(document["groups"]!.AsArray(), group =>
        {
            Assert.Contains("revoke-security-group-ingress --region eu-west-1", group!["close"]!.ToJsonString(), StringComparison.Ordinal);
            Assert.NotEmpty(group["reopen"]!.AsArray());
            Assert.Empty(group["undo"]!.AsArray());
        });
    }

    [Fact]
    public async Task Close_prints_exactly_what_an_answer_to_a_finding_would_change()
    {
        using var auditing = new FakeTerminal();
        using var answering = new FakeTerminal();

        var audit = JsonNode.Parse((await auditing.RunAsync("audit", "--json")).Output)!;
        var answer = JsonNode.Parse((await answering.RunAsync("--mode", "notify", "--json")).Output)!;

        var group = audit["groups"]!.AsArray().Single(group => (string?)group!["groupId"] == Web)!;
        Assert.Equal(Lines(answer["close"]!), Lines(group["close"]!));
        Assert.Equal(Lines(answer["reopen"]!), Lines(group["reopen"]!));

        // But for the tag, which names what asks for it.
        static IEnumerable<string> Lines(JsonNode commands) => commands.AsArray().Select(line => Regex.Replace((string)line!, "\"Value\":\"[^\"]*\"", "\"Value\":\"\""));
    }

    [Fact]
    public async Task The_table_has_the_commands_only_where_they_are_asked_for()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit", "--close");

        Assert.Equal(2, run.Lines.Count(line => line == "  close:"));
        Assert.Equal(2, run.Lines.Count(line => line == "  reopen:"));
    }

    [Fact]
    public async Task Remediate_in_a_copy_closes_it_and_nothing_is_left_to_fail_on()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit", "--mode", "remediate", "--json", "--undo-file", "undo.sh");

        Assert.Equal(0, run.Status);
        var document = JsonNode.Parse(run.Output)!;
        Assert.Equal(2, (int)document["counts"]!["closed"]!);
        Assert.All(document["groups"]!.AsArray(), group => Assert.Equal(("tightened", 0), ((string?)group!["outcome"], group["close"]!.AsArray().Count)));
        var undo = terminal.Written("undo.sh");
        Assert.All(document["groups"]!.AsArray().SelectMany(group => group!["undo"]!.AsArray()), line => Assert.Contains($"{(string?)line}\n", undo, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_is_exempt_stays_open_and_is_said_to_be()
    {
        var account = JsonNode.Parse(ExampleFiles.Account)!;
        account["SecurityGroups"]!.AsArray().Single(group => (string?)group!["GroupId"] == Bastion)!["Tags"] = new JsonArray(new JsonObject { ["Key"] = "scan-responder", ["Value"] = "exempt" });
        using var terminal = new FakeTerminal().With("account.json", account.ToJsonString());

        var run = await terminal.RunAsync("audit", "--account", "account.json", "--mode", "remediate", "--json");

        Assert.Equal(3, run.Status);
        var group = JsonNode.Parse(run.Output)!["groups"]!.AsArray().Single(group => (string?)group!["groupId"] == Bastion)!;
        Assert.Equal("left-open", (string?)group["outcome"]);
        Assert.Contains("scan-responder=exempt", (string?)group["reason"], StringComparison.Ordinal);
        Assert.Empty(group["close"]!.AsArray());
    }

    [Theory]
    [InlineData("never", 0)]
    [InlineData("open", 3)]
    [InlineData("reachable", 3)]
    public async Task Fail_on_says_what_counts(string what, int status)
    {
        using var terminal = new FakeTerminal();

        Assert.Equal(status, (await terminal.RunAsync("audit", "--fail-on", what)).Status);
    }

    [Fact]
    public async Task Where_nothing_is_open_the_status_is_0()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit", "--guarded-ports", "3389");

        Assert.Equal(0, run.Status);
        Assert.EndsWith("\nNone of 2 security groups lets the internet reach TCP 3389.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_for_each_Region_whether_Block_Public_Access_is_on_and_what_that_makes_moot()
    {
        var aws = new FakeAwsServices();
        aws.Credentials.Regions["us-east-1"] = new(Example.Account().Snapshot with { PublicAccess = new("block-bidirectional", false, ["vpc-0c1d2e3f4a5b69999"]), TellsPublicAccess = true });
        using var table = new FakeTerminal();
        using var json = new FakeTerminal();

        var lines = (await table.RunAsync(["audit", "--live", "--all-regions"], aws)).Lines;
        var document = JsonNode.Parse((await json.RunAsync(["audit", "--live", "--all-regions", "--json"], aws)).Output)!;

        Assert.Contains(lines, line => line.Contains("VPC Block Public Access is off in eu-west-1 of 123456789012", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("VPC Block Public Access is on in us-east-1 of 123456789012 (block-bidirectional), but for vpc-0c1d2e3f4a5b69999", StringComparison.Ordinal));
        SweepSchema.Accepts(document.ToJsonString());
        Assert.Equal(["off", "block-bidirectional"], document["scopes"]!.AsArray().Select(scope => (string?)scope!["publicAccessBlock"]));
        Assert.All(document["groups"]!.AsArray(), group => Assert.Equal((string?)group!["region"] == "eu-west-1", (bool?)group["reachable"]));
    }

    [Fact]
    public async Task An_organization_is_looked_at_account_by_account_and_one_that_lets_nobody_in_ends_nothing()
    {
        var aws = new FakeAwsServices
        {
            Credentials = new() { Accounts = [("123456789012", "home", "ACTIVE"), ("210987654321", "shop", "ACTIVE"), ("333333333333", "shut", "ACTIVE"), ("444444444444", "old", "SUSPENDED")] },
        };
        aws.Credentials.Others["210987654321"] = new();
        aws.Credentials.Others["333333333333"] = new() { Refused = { ["eu-west-1"] = new(AccountErrorKind.Denied, "sts:AssumeRole", null, "The role cannot be assumed.") } };
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["audit", "--live", "--organization", "scan-responder-member", "--json"], aws);

        var document = JsonNode.Parse(run.Output)!;
        Assert.Equal(1, run.Status);
        Assert.Equal(["123456789012", "210987654321"], document["groups"]!.AsArray().Select(group => (string)group!["accountId"]!).Distinct().Order());
        Assert.Equal("333333333333", (string?)Assert.Single(document["problems"]!.AsArray())!["accountId"]);
        Assert.Contains(document["notes"]!.AsArray(), note => (string?)note == "Not looked at, since they are not active: 444444444444 (SUSPENDED).");
        Assert.Equal(["210987654321 scan-responder-member 123456789012", "333333333333 scan-responder-member 123456789012"], aws.Credentials.Entered.Order());
    }

    [Fact]
    public async Task An_organization_without_an_active_account_is_not_taken_for_one_in_which_nothing_is_open()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["audit", "--live", "--organization", "scan-responder-member"], new FakeAwsServices());

        Assert.Equal((1, "", "scan-responder: organizations:ListAccounts names no active account\n"), (run.Status, run.Output, run.Errors));
    }

    [Fact]
    public async Task Who_asks_the_event_history_of_each_open_group()
    {
        var aws = new FakeAwsServices();
        const string Call =
            """
            {"requestParameters":{"groupId":"sg-0c1d2e3f4a5b60001"},"eventTime":"2026-11-20T08:13:29Z","eventName":"AuthorizeSecurityGroupIngress","sourceIPAddress":"198.51.100.24","userAgent":"AWS Internal","eventID":"5a0a1c2d-1111-4222-8333-000000000001",
             "userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/Builder/mika","sessionContext":{"sessionIssuer":{"userName":"Builder"}}},
             "responseElements":{"securityGroupRuleSet":{"items":[{"securityGroupRuleId":"sgr-0c1d2e3f4a5b60004","isEgress":false,"ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIpv6":"::/0"}]}}}
            """;
        aws.Credentials.Regions["eu-west-1"] = new(Example.Account().Snapshot) { Calls = [Call] };
        using var table = new FakeTerminal();
        using var json = new FakeTerminal();

        var lines = (await table.RunAsync(["audit", "--live", "--who"], aws)).Lines;
        var document = JsonNode.Parse((await json.RunAsync(["audit", "--live", "--who", "--json"], aws)).Output)!;

        Assert.Contains(lines, line => line.StartsWith("  opened by: mika (role Builder) added tcp 22 from ::/0", StringComparison.Ordinal));
        SweepSchema.Accepts(document.ToJsonString());
        Assert.Equal("mika", (string?)document["groups"]!.AsArray().Single(group => (string?)group!["groupId"] == Web)!["openedBy"]!["who"]);
    }

    [Fact]
    public async Task A_copy_of_a_Region_has_its_Block_Public_Access()
    {
        var aws = new FakeAwsServices();
        aws.Credentials.Regions["eu-west-1"] = new(Example.Account().Snapshot with { PublicAccess = new("block-ingress", false, ["subnet-0c1d2e3f4a5b69999"]), TellsPublicAccess = true });
        using var copying = new FakeTerminal();
        await copying.RunAsync(["snapshot", "-o", "account.json"], aws);
        using var auditing = new FakeTerminal().With("account.json", copying.Written("account.json"));

        var document = JsonNode.Parse((await auditing.RunAsync("audit", "--account", "account.json", "--json")).Output)!;

        var scope = Assert.Single(document["scopes"]!.AsArray())!;
        Assert.Equal(("block-ingress", "subnet-0c1d2e3f4a5b69999"), ((string?)scope["publicAccessBlock"], (string?)Assert.Single(scope["publicAccessExempt"]!.AsArray())));
        Assert.All(document["groups"]!.AsArray(), group => Assert.False((bool?)group!["reachable"]));
    }

    [Fact]
    public async Task Live_looks_at_the_Region_of_the_credentials_and_changes_nothing()
    {
        var aws = new FakeAwsServices();
        var before = aws.Credentials.Regions["eu-west-1"].Snapshot;
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["audit", "--live", "--json"], aws);

        Assert.Equal((3, ""), (run.Status, run.Errors));
        Assert.Equal(["eu-west-1"], JsonNode.Parse(run.Output)!["scopes"]!.AsArray().Select(scope => (string?)scope!["region"]));
        Assert.Equal(before, aws.Credentials.Regions["eu-west-1"].Snapshot);
    }

    [Fact]
    public async Task Regions_that_cannot_be_read_are_named_and_do_not_end_the_audit()
    {
        var aws = new FakeAwsServices();
        aws.Credentials.Refused["eu-north-1"] = new(AccountErrorKind.Denied, "ec2:DescribeSecurityGroups", null, "Could not list the security groups: denied.");
        aws.Credentials.Refused["sa-east-1"] = new(AccountErrorKind.Throttled, "ec2:DescribeSecurityGroups", null, "Could not list the security groups: throttled.");
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["audit", "--live", "--all-regions", "--json"], aws);

        Assert.Equal(1, run.Status);
        SweepSchema.Accepts(run.Output);
        var document = JsonNode.Parse(run.Output)!;
        Assert.Equal(2, document["groups"]!.AsArray().Count);
        Assert.Equal(["eu-north-1", "sa-east-1"], document["problems"]!.AsArray().Select(problem => (string?)problem!["region"]).Order());
        Assert.Contains("af-south-1", document["notes"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_remediation_asks_and_a_no_changes_nothing()
    {
        var aws = new FakeAwsServices();
        var before = aws.Credentials.Regions["eu-west-1"].Snapshot;
        using var terminal = new FakeTerminal().Answering("n");

        var run = await terminal.RunAsync(["audit", "--live", "--mode", "remediate"], aws);

        Assert.Equal(3, run.Status);
        Assert.Contains("  - eu-west-1 sg-0c1d2e3f4a5b60001: tcp 22 from ::/0\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("Make these changes in 2 security groups", run.Output.Replace("\n", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(before, aws.Credentials.Regions["eu-west-1"].Snapshot);
        Assert.Empty(terminal.FilesWritten);
    }

    [Fact]
    public async Task Live_remediation_without_anybody_to_ask_needs_yes()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit", "--live", "--mode", "remediate");

        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.Contains("give --yes", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Live_remediation_closes_and_leaves_an_undo_file()
    {
        var aws = new FakeAwsServices();
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["audit", "--live", "--mode", "remediate", "--yes", "--undo-file", "undo.sh"], aws);

        Assert.Equal((0, "scan-responder: the undo goes to undo.sh\n"), (run.Status, run.Errors));
        Assert.Contains("2 closed now", run.Lines[^2], StringComparison.Ordinal);
        Assert.Contains($"--group-id {Web} ", terminal.Written("undo.sh"), StringComparison.Ordinal);
        using var again = new FakeTerminal();
        Assert.Equal(0, (await again.RunAsync(["audit", "--live"], aws)).Status);
    }

    [Fact]
    public async Task An_undo_file_that_is_there_already_is_never_replaced_and_nothing_is_changed_then()
    {
        var aws = new FakeAwsServices();
        var before = aws.Credentials.Regions["eu-west-1"].Snapshot;
        using var terminal = new FakeTerminal().With("undo.sh", "precious");

        var run = await terminal.RunAsync(["audit", "--live", "--mode", "remediate", "--yes", "--undo-file", "undo.sh"], aws);

        Assert.Equal((1, "scan-responder: undo.sh: cannot be written: the file exists\n"), (run.Status, run.Errors));
        Assert.Equal(before, aws.Credentials.Regions["eu-west-1"].Snapshot);
    }

    [Fact]
    public async Task A_file_gets_the_report_and_the_terminal_the_summary()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit", "--format", "json", "-o", "audit.json");

        SweepSchema.Accepts(terminal.Written("audit.json"));
        Assert.Equal("2 of 2 security groups let the internet reach TCP 22: 2 reachable with running machines.\nWritten to audit.json.\n", run.Output);
    }

    [Fact]
    public async Task Csv_has_a_row_for_each_rule_and_port_and_no_formula_in_it()
    {
        using var terminal = new FakeTerminal().With("account.json", ExampleFiles.AccountNaming("=HYPERLINK(\"http://192.0.2.1\",\"x\")"));

        var run = await terminal.RunAsync("audit", "--account", "account.json", "--format", "csv");

        var rows = run.Output.TrimEnd().Split("\r\n");
        Assert.Equal(4, rows.Length);
        Assert.StartsWith("accountId,region,vpcId,groupId,groupName,danger,reachable,outcome,port,ruleId,", rows[0], StringComparison.Ordinal);
        Assert.Contains(rows, row => row.Contains($",{Web},\"'=HYPERLINK(\"\"http://192.0.2.1\"\",\"\"x\"\")\",running,true,left-open,22,sgr-0c1d2e3f4a5b60003,tcp,20,25,0.0.0.0/0,", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("html", "<script>alert(1)</script>", "<script")]
    [InlineData("html", "\" onmouseover=\"x", "\" onmouseover")]
    [InlineData("markdown", "a | b <img src=x>", "| b <img")]
    [InlineData("markdown", "[click](https://example.com)", "[click](")]
    public async Task Names_cannot_break_out_of_a_page(string format, string name, string never)
    {
        using var terminal = new FakeTerminal().With("account.json", ExampleFiles.AccountNaming(name));

        var run = await terminal.RunAsync("audit", "--account", "account.json", "--format", format, "--close");

        Assert.Equal(3, run.Status);
        Assert.DoesNotContain(never, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_asks_nobody_for_anything()
    {
        using var terminal = new FakeTerminal();

        var page = (await terminal.RunAsync("audit", "--format", "html", "--close")).Output;

        Assert.StartsWith("<!doctype html>", page, StringComparison.Ordinal);
        Assert.Contains("default-src &#x27;none&#x27;".Replace("&#x27;", "'", StringComparison.Ordinal), page, StringComparison.Ordinal);
        Assert.DoesNotMatch("(?i)<script|<link[^>]+stylesheet|@import|url\\(|src=|href=\"(?!data:)", page);
        Assert.Contains("<details><summary>Commands that close it</summary>", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the JSON output of aws ec2 describe-* commands, found nothing")]
    [InlineData("{", "found text that is not JSON")]
    [InlineData("\u0000\u0001\u007fELF", "found text that is not JSON")]
    [InlineData("{}", "found no instance and no security group")]
    [InlineData("""{ "SecurityGroups": {} }""", "account.json: $.SecurityGroups: expected a list, found an object")]
    [InlineData("""{ "ScanResponderSnapshot": { "Version": 99 } }""", "account.json: $.ScanResponderSnapshot.Version: expected version 1 of the format, found 99")]
    [InlineData("""{ "ScanResponderSnapshot": { "Version": 1, "AccountId": "12", "Region": "eu-west-1" } }""", "$.ScanResponderSnapshot.AccountId: expected the account's twelve digits")]
    public async Task What_is_no_copy_of_an_account_is_refused_with_the_path_in_the_file(string text, string message)
    {
        using var terminal = new FakeTerminal().With("account.json", text);

        var run = await terminal.RunAsync("audit", "--account", "account.json");

        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith("scan-responder: account.json: ", run.Errors, StringComparison.Ordinal);
        Assert.Contains(message, run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("NetworkInterfaces", "The copy has no NetworkInterfaces: who uses a group, and whether packets get there, is not known.")]
    [InlineData("RouteTables", "The copy has no RouteTables")]
    [InlineData("NetworkAcls", "The copy has no NetworkAcls")]
    [InlineData("Reservations", "The copy has no Reservations")]
    public async Task A_copy_that_lacks_a_part_says_what_cannot_be_concluded(string part, string note)
    {
        var account = JsonNode.Parse(ExampleFiles.Account)!.AsObject();
        account.Remove(part);
        using var terminal = new FakeTerminal().With("account.json", account.ToJsonString());

        var run = await terminal.RunAsync("audit", "--account", "account.json");

        Assert.Equal(3, run.Status);
        Assert.Contains($"* {note}", run.Output, StringComparison.Ordinal);
        Assert.Contains("2 of 2 security groups let the internet reach TCP 22", run.Lines[^2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_can_be_audited_and_answered_in_and_is_refused_for_another_Region()
    {
        var aws = new FakeAwsServices();
        using var terminal = new FakeTerminal();
        var taken = await terminal.RunAsync(["snapshot", "-o", "copy.json"], aws);
        Assert.Equal((0, ""), (taken.Status, taken.Errors));
        Assert.Contains("copy.json: eu-west-1 of account 123456789012, with 2 security groups", taken.Output, StringComparison.Ordinal);
        var copy = terminal.Written("copy.json");
        using var later = new FakeTerminal().With("copy.json", copy).With("finding.json", ExampleFiles.Finding).With("other.json", ExampleFiles.Finding.Replace("eu-west-1", "eu-north-1", StringComparison.Ordinal));
        using var again = new FakeTerminal().With("copy.json", copy).With("finding.json", ExampleFiles.Finding).With("other.json", ExampleFiles.Finding.Replace("eu-west-1", "eu-north-1", StringComparison.Ordinal));
        using var refused = new FakeTerminal().With("copy.json", copy).With("other.json", ExampleFiles.Finding.Replace("eu-west-1", "eu-north-1", StringComparison.Ordinal));

        var audit = await later.RunAsync("audit", "--account", "copy.json", "--json");
        var answer = await again.RunAsync("respond", "finding.json", "--account", "copy.json", "--json");
        var foreign = await refused.RunAsync("respond", "other.json", "--account", "copy.json", "--json");

        Assert.Equal(3, audit.Status);
        Assert.Equal(2, JsonNode.Parse(audit.Output)!["groups"]!.AsArray().Count(group => (string?)group!["region"] == "eu-west-1" && (bool?)group["reachable"] is true));
        Assert.Equal("tightened", (string?)JsonNode.Parse(answer.Output)!["outcome"]);
        Assert.Equal((1, ""), (foreign.Status, foreign.Output));
        Assert.Contains("copy.json: $.ScanResponderSnapshot.Region: this is a copy of eu-west-1", foreign.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("audit --format xml", "--format xml: accepted are table, json, csv, html and markdown")]
    [InlineData("audit --fail-on all", "--fail-on all: accepted are open, reachable and never")]
    [InlineData("audit --live --account account.json", "--live is the real account and --account a copy of one: give one of them")]
    [InlineData("audit --profile me", "--profile names credentials, which need --live")]
    [InlineData("audit --all-regions", "--all-regions looks at the real account, which needs --live")]
    [InlineData("audit --region eu-west-1", "--region needs --live")]
    [InlineData("audit --live --region everywhere", "--region everywhere: accepted is the name of a Region")]
    [InlineData("audit --live --region eu-west-1 --all-regions", "--all-regions and --region say different things")]
    [InlineData("audit --scope probed", "audit has no option --scope")]
    [InlineData("snapshot", "snapshot needs -o FILE")]
    public async Task A_command_line_that_does_not_say_what_to_do_gets_status_2(string words, string message)
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(words.Split(' '));

        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.StartsWith($"scan-responder: {message}", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_has_examples_and_the_exit_status()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("audit", "--help");

        Assert.Equal(0, run.Status);
        Assert.Contains("--all-regions", run.Output, StringComparison.Ordinal);
        Assert.Contains("\n  3  something is open (see --fail-on)\n", run.Output, StringComparison.Ordinal);
    }
}
