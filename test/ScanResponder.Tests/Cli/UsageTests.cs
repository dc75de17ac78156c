namespace ScanResponder.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("--mode close", "--mode close: accepted are notify, ask, dry-run and remediate (see scan-responder --help)")]
    [InlineData("--mode", "Required argument missing for option: '--mode' (see scan-responder --help)")]
    [InlineData("--scope all", "--scope all: accepted are probed and guarded (see scan-responder --help)")]
    [InlineData("--guarded-ports ssh", "--guarded-ports ssh: 'ssh' is not a port; accepted are TCP ports from 1 to 65535")]
    [InlineData("--trusted-sources 0.0.0.0/0", "--trusted-sources 0.0.0.0/0: 0.0.0.0/0 would let the internet in")]
    [InlineData("--max-shared-interfaces few", "--max-shared-interfaces few: accepted is a whole number")]
    [InlineData("answer finding.json", "Unrecognized command or argument 'answer' (see scan-responder --help)")]
    [InlineData("--account account.json", "--account needs a finding to answer: scan-responder respond FILE --account … (see scan-responder --help)")]
    [InlineData("--live respond finding.json", "--live comes after the command: scan-responder respond FILE --live … (see scan-responder respond --help)")]
    [InlineData("--account account.json respond finding.json", "--account comes after the command")]
    [InlineData("--topic arn:aws:sns:eu-west-1:123456789012:alerts", "--topic needs a finding to answer")]
    [InlineData("respond", "respond needs the file of a finding, or - to read it from standard input (see scan-responder respond --help)")]
    [InlineData("respond --account account.json", "respond needs the file of a finding, or - to read it from standard input")]
    [InlineData("respond finding.json other.json", "Unrecognized command or argument 'other.json' (see scan-responder respond --help)")]
    [InlineData("respond finding.json --live --account account.json", "--live is the real account and --account a copy of one: give one of them")]
    [InlineData("respond finding.json --topic arn:aws:sns:eu-west-1:123456789012:alerts", "--topic publishes the alert, which needs --live")]
    [InlineData("respond finding.json --live --topic alerts", "--topic alerts: accepted is the ARN of a standard SNS topic")]
    [InlineData("respond finding.json --live --topic arn:aws:sns:eu-west-1:123456789012:alerts.fifo", "--topic arn:aws:sns:eu-west-1:123456789012:alerts.fifo: accepted is")]
    [InlineData("respond finding.json --function responder", "respond has no option --function (see scan-responder respond --help)")]
    [InlineData("--dry-run respond finding.json", "respond has no option --dry-run (see scan-responder respond --help)")]
    [InlineData("--function responder", "--function needs a queue to redrive: scan-responder redrive QUEUE_URL --function … (see scan-responder --help)")]
    [InlineData("redrive", "redrive needs the URL of a queue (see scan-responder redrive --help)")]
    [InlineData("redrive failed-findings --dry-run", "QUEUE_URL failed-findings: accepted is the URL of a standard SQS queue, such as https://")]
    [InlineData("redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q", "redrive needs --function NAME, the function that gets the events, or --dry-run")]
    [InlineData("redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q --function", "Required argument missing for option: '--function'")]
    [InlineData("redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q --function a/b", "--function a/b: accepted is the name or the ARN of a Lambda function")]
    [InlineData("redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q more --dry-run", "Unrecognized command or argument 'more'")]
    [InlineData("redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q --mode remediate", "redrive has no option --mode")]
    [InlineData("approve", "approve needs the id of a finding, or of whatever else the alert is about (see scan-responder approve --help)")]
    [InlineData("undo", "undo needs the id of a finding, or of whatever else the alert is about (see scan-responder undo --help)")]
    [InlineData("approve f-1 f-2", "Unrecognized command or argument 'f-2' (see scan-responder approve --help)")]
    [InlineData("approve f-1 --in 1/eu-west-1", "--in 1/eu-west-1: accepted is an account and a Region such as 123456789012/eu-west-1 (see scan-responder approve --help)")]
    [InlineData("approve f-1 --function a/b", "--function a/b: accepted is the name or the ARN of a Lambda function")]
    [InlineData("approve f-1 --region here", "--region here: accepted is an AWS Region such as eu-west-1 (see scan-responder approve --help)")]
    [InlineData("approve f-1 --until 2026-12-31", "approve has no option --until (see scan-responder approve --help)")]
    [InlineData("undo f-1 --until tomorrow", "--until tomorrow: accepted is a day such as 2026-12-31, or a date and time such as 2026-12-31T18:00:00Z (see scan-responder undo --help)")]
    [InlineData("undo f-1 --until 2026-02-30", "--until 2026-02-30: accepted is a day such as 2026-12-31")]
    [InlineData("undo f-1 --until 9999-12-31", "--until 9999-12-31: accepted is a day such as 2026-12-31")]
    [InlineData("undo f-1 --until 2026-12-31 --exempt", "--until and --exempt contradict each other: give one of them (see scan-responder undo --help)")]
    [InlineData("history", "history needs --table NAME, the journal's DynamoDB table (see scan-responder history --help)")]
    [InlineData("history --table a/b", "--table a/b: accepted is the name of a DynamoDB table")]
    [InlineData("history --table journal --region here", "--region here: accepted is an AWS Region such as eu-west-1 (see scan-responder history --help)")]
    [InlineData("allow", "allow needs the security group, or the finding, whom to let in and for how long: scan-responder allow sg-… --source CIDR --for TIME (see scan-responder allow --help)")]
    [InlineData("allow sg-1 --for 8h", "allow needs --source CIDR, such as 198.51.100.7/32 (see scan-responder allow --help)")]
    [InlineData("allow sg-1 --source 198.51.100.7", "allow needs --for TIME, such as 8h (see scan-responder allow --help)")]
    [InlineData("allow sg-1 --source 0.0.0.0/0 --for 8h", "--source 0.0.0.0/0: accepted is an address or a narrow network: IPv4 at least /16, IPv6 at least /48")]
    [InlineData("allow sg-1 --source 2001:db8::/32 --for 8h", "--source 2001:db8::/32: accepted is an address or a narrow network")]
    [InlineData("allow sg-1 --source home --for 8h", "--source home: accepted is a CIDR such as 198.51.100.7/32 (see scan-responder allow --help)")]
    [InlineData("allow sg-1 --source 198.51.100.7 --for ever", "--for ever: accepted are minutes, hours or days, such as 30m, 8h or 2d, up to 90d (see scan-responder allow --help)")]
    [InlineData("allow sg-1 --source 198.51.100.7 --for 91d", "--for 91d: accepted are minutes, hours or days")]
    [InlineData("allow sg-1 --source 198.51.100.7 --for 0h", "--for 0h: accepted are minutes, hours or days")]
    [InlineData("allow sg-1 --source 198.51.100.7 --for 2147483647d", "--for 2147483647d: accepted are minutes, hours or days")]
    [InlineData("allow sg-1 --source 198.51.100.7 --for 8h --port ssh", "--port ssh: 'ssh' is not a port")]
    [InlineData("allow sg-1 --source 198.51.100.7 --for 8h --port 22,23", "--port 22,23: accepted is one TCP port")]
    [InlineData("allow sg-1 --source 198.51.100.7 --for 8h --region eu-west-1 --region us-east-1", "a group is in one Region: give --region once")]
    [InlineData("--bar", "scan-responder has no option --bar (see scan-responder --help)")]
    [InlineData("respond --foo", "respond has no option --foo (see scan-responder respond --help)")]
    [InlineData("respond finding.json --foo", "respond has no option --foo (see scan-responder respond --help)")]
    [InlineData("respond finding.json", "respond needs --account FILE, a copy of the account that scan-responder snapshot makes, or --live, the real account (see scan-responder respond --help)")]
    [InlineData("respond finding.json --account account.json --profile prod", "--profile is about the real account, which needs --live")]
    [InlineData("respond finding.json --account account.json --auth-logs secure", "--auth-logs is about the real account, which needs --live")]
    [InlineData("respond finding.json --live --flow-logs somewhere", "--flow-logs somewhere: ")]
    [InlineData("respond finding.json --live --region here", "--region here: accepted is the name of a Region, such as eu-west-1")]
    [InlineData("respond finding.json --live --fail-on now", "--fail-on now: accepted are open, reachable and never")]
    [InlineData("completion tcsh", "Argument 'tcsh' not recognized. Must be one of:")]
    [InlineData("--mode remediate redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q", "redrive has no option --mode (see scan-responder redrive --help)")]
    [InlineData("--function responder redrive https://sqs.eu-west-1.amazonaws.com/123456789012/q", "--function comes after the command: scan-responder redrive QUEUE_URL --function …")]
    [InlineData("audit --organization scan-responder-member", "--organization looks at real accounts, which needs --live (see scan-responder audit --help)")]
    [InlineData("audit --live --organization arn:aws:iam::123456789012:role/x", "--organization arn:aws:iam::123456789012:role/x: accepted is the name of an IAM role, not its ARN")]
    [InlineData("audit --who", "--who asks CloudTrail, which needs --live")]
    [InlineData("doctor --member-account shop", "--member-account shop: accepted are the twelve digits of an account (see scan-responder doctor --help)")]
    [InlineData("doctor --member-account 123456789012 --through role/x", "--through role/x: accepted is the name of an IAM role, not its ARN, such as OrganizationAccountAccessRole")]
    [InlineData("doctor --through Admin", "--through is the way into member accounts, which --member-account names (see scan-responder doctor --help)")]
    [InlineData("doctor --region eu-west-1 --region us-east-1", "a stack is in one Region: give --region once")]
    [InlineData("doctor --mode remediate", "doctor has no option --mode (see scan-responder doctor --help)")]
    [InlineData("respond - --account -", "the finding and the account cannot both come from standard input")]
    public async Task A_command_line_that_does_not_say_what_to_do_gets_one_line_and_status_2(string words, string message)
    {
        using var terminal = new FakeTerminal().With("finding.json", ExampleFiles.Finding).With("account.json", ExampleFiles.Account);

        var run = await terminal.RunAsync(words.Split(' '));

        Assert.Equal((2, ""), (run.Status, run.Output));
        Assert.StartsWith($"scan-responder: {message}", run.Errors, StringComparison.Ordinal);
        Assert.Equal(run.Errors.Length - 1, run.Errors.IndexOf('\n', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("respond none.json --account account.json", "none.json: no such file")]
    [InlineData("respond @none.json --account account.json", "@none.json: no such file")]
    [InlineData("respond locked.json --account account.json", "locked.json: you have no permission to read this file")]
    [InlineData("respond broken.json --account account.json", "broken.json: cannot be read: the disk is gone")]
    [InlineData("respond not.json --account account.json", "not.json: line 1, byte 2: found text that is not JSON")]
    [InlineData("respond - --account account.json", "standard input: line 1, byte 1: found text that is not JSON")]
    [InlineData("respond account.json --account account.json", "account.json: id: found nothing; expected the finding's id")]
    [InlineData("respond finding.json --account none.json", "none.json: no such file")]
    [InlineData("respond finding.json --account not.json", "not.json: line 1, character 2: expected the JSON output of aws ec2 describe-* commands, found text that is not JSON")]
    [InlineData("respond finding.json --account finding.json", "finding.json: $: expected Reservations, NetworkInterfaces and SecurityGroups as aws ec2 describe-* commands print them, found no instance and no security group")]
    [InlineData("respond finding.json --account odd.json", "odd.json: $.Vpcs[0].CidrBlockAssociationSet[0].CidrBlock: expected a CIDR block such as")]
    public async Task Input_that_cannot_be_used_gets_one_line_with_the_file_and_the_path_in_it_and_status_1(string words, string message)
    {
        using var terminal = new FakeTerminal()
            .With("finding.json", ExampleFiles.Finding)
            .With("account.json", ExampleFiles.Account)
            .With("odd.json", ExampleFiles.Account.Replace("\"10.20.0.0/16\"", "\"10.20.0.0/99\"", StringComparison.Ordinal))
            .With("not.json", "not JSON\nat all");

        var run = await terminal.RunAsync(words.Split(' '));

        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith($"scan-responder: {message}", run.Errors, StringComparison.Ordinal);
        Assert.Equal(run.Errors.Length - 1, run.Errors.IndexOf('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_help_names_the_commands_and_has_an_example()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--help");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains("respond <FILE>", run.Output, StringComparison.Ordinal);
        Assert.Contains("redrive <QUEUE_URL>", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nExample:\n  scan-responder --mode dry-run\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("\nExit status:\n  0  ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("--live <", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_help_of_respond_has_an_example_of_its_own()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("respond", "--help");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Contains("scan-responder respond finding.json --account account.json\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("--topic <ARN>", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_a_line()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--version");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.Matches(@"\Ascan-responder [0-9]+\.[0-9]+\.[0-9]+\n\z", run.Output);
    }
}
