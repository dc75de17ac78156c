using System.Text.RegularExpressions;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Cli;

public sealed partial class AllowTests
{
    private const string GroupId = "sg-0c1d2e3f4a5b60001";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_adds_one_rule_with_its_end_in_a_tag_and_says_so()
    {
        var aws = new FakeAwsServices();
        var before = RulesOf(aws);
        var run = await RunAsync(aws, "allow", GroupId, "--source", "198.51.100.7/32", "--for", "8h");

        Assert.Equal((0, ""), (run.Status, run.Errors));
        var rule = Assert.Single(RulesOf(aws).Except(before));
        Assert.Equal((new Traffic.Tcp(new(22, 22)), "198.51.100.7/32"), (rule.Traffic, rule.Source.ToString()));
        var end = Assert.NotNull(Allowance.EndOf(rule.Tags));
        Assert.InRange(end, DateTimeOffset.UtcNow.AddHours(7.9), DateTimeOffset.UtcNow.AddHours(8));
        Assert.StartsWith($"{rule.Id} in {GroupId} lets 198.51.100.7/32 reach TCP 22 until {end:yyyy-MM-dd HH:mm} UTC. A sweep takes it away then", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2001:db8::7", "2001:db8::7/128", "30m")]
    [InlineData("198.51.100.7", "198.51.100.7/32", "2d")]
    [InlineData("198.51.0.0/16", "198.51.0.0/16", "90d")]
    public async Task An_address_alone_is_that_address(string given, string source, string time)
    {
        var aws = new FakeAwsServices();

        Assert.Equal(0, (await RunAsync(aws, "allow", GroupId, "--source", given, "--for", time, "--port", "2222")).Status);

        Assert.Contains(RulesOf(aws), rule => rule.Source.ToString() == source && rule.Traffic == new Traffic.Tcp(new(2222, 2222)));
    }

    [Fact]
    public async Task A_finding_is_its_one_group_and_otherwise_the_group_is_to_be_named()
    {
        var aws = new FakeAwsServices();
        var account = aws.Credentials.Regions["eu-west-1"];
        await account.AuthorizeAsync(GroupId, [Tests.Tightening.RuleParser.Draft("tcp 22 from 10.0.0.0/8")], TagSet.Empty.With(Planner.TagKey, "f-1"), dryRun: false, Token);

        var found = await RunAsync(aws, "allow", "f-1", "--source", "198.51.100.7/32", "--for", "8h");
        var unknown = await RunAsync(aws, "allow", "f-2", "--source", "198.51.100.7/32", "--for", "8h");
        var other = account.Snapshot.Groups.First(group => group.Id != GroupId).Id;
        await account.AuthorizeAsync(other, [Tests.Tightening.RuleParser.Draft("tcp 22 from 10.0.0.0/8")], TagSet.Empty.With(Planner.TagKey, "f-1"), dryRun: false, Token);
        var several = await RunAsync(aws, "allow", "f-1", "--source", "198.51.100.8/32", "--for", "8h");

        Assert.Equal((0, ""), (found.Status, found.Errors));
        Assert.Contains($"in {GroupId} lets", found.Output, StringComparison.Ordinal);
        Assert.Equal((1, "", "scan-responder: f-2: no rule in eu-west-1 of account 123456789012 carries the tag scan-responder=f-2: name the security group in its place\n"), (unknown.Status, unknown.Output, unknown.Errors));
        Assert.Equal(1, several.Status);
        Assert.Contains("name the one security group in its place", several.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain(RulesOf(aws), rule => rule.Source.ToString() == "198.51.100.8/32");
    }

    [Theory]
    [InlineData("sg-00000000000000000", "scan-responder: sg-00000000000000000: ")]
    [InlineData(GroupId + " --region us-east-1", "scan-responder: " + GroupId + ": ")]
    [InlineData(GroupId + " --profile none", "scan-responder: There is no AWS profile 'none'")]
    public async Task A_group_that_is_gone_or_elsewhere_is_one_line_and_status_1(string words, string said)
    {
        var aws = new FakeAwsServices();
        var before = RulesOf(aws);

        var run = await RunAsync(aws, ["allow", .. words.Split(' '), "--source", "198.51.100.7/32", "--for", "8h"]);

        Assert.Equal((1, ""), (run.Status, run.Output));
        Assert.StartsWith(said, run.Errors, StringComparison.Ordinal);
        Assert.Equal(run.Errors.Length - 1, run.Errors.IndexOf('\n', StringComparison.Ordinal));
        Assert.Equal(before, RulesOf(aws));
    }

    [Fact]
    public async Task A_rule_that_is_there_already_is_told_and_keeps_its_end()
    {
        var aws = new FakeAwsServices();
        await RunAsync(aws, "allow", GroupId, "--source", "198.51.100.7/32", "--for", "8h");
        var rules = RulesOf(aws);

        var again = await RunAsync(aws, "allow", GroupId, "--source", "198.51.100.7/32", "--for", "1h");

        Assert.Equal((1, ""), (again.Status, again.Output));
        Assert.Equal(rules, RulesOf(aws));
    }

    [Fact]
    public async Task The_line_of_the_alert_works_as_it_stands()
    {
        using var terminal = new FakeTerminal();
        var alert = await terminal.RunAsync();
        var line = Line().Match(alert.Output.ReplaceLineEndings(" "));
        Assert.True(line.Success, alert.Output);

        using var own = new FakeTerminal();
        var run = await own.RunAsync(line.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..]);

        Assert.Equal(0, run.Status);
        Assert.Matches(@"sgr-\w+ in sg-0c1d2e3f4a5b60001 lets 198\.51\.100\.7/32 reach TCP 22 until ", run.Output.ReplaceLineEndings(" "));
    }

    [Theory]
    [InlineData("mine", "accepted is a CIDR such as 198.51.100.7/32")]
    [InlineData("0.0.0.0/0", "IPv4 at least /16")]
    public async Task A_source_that_is_none_or_too_wide_is_refused(string source, string why)
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("allow", "sg-0c1d2e3f4a5b60001", "--source", source, "--for", "8h");

        Assert.Equal(2, run.Status);
        Assert.Contains(why, run.Errors, StringComparison.Ordinal);
    }

    // Nothing in it that a shell takes for more than a word.
    [GeneratedRegex(@"scan-responder allow [\w-]+ --source [\w-]+ --for 8h\s+--region\s+[\w-]+")]
    private static partial Regex Line();

    private static IngressRule[] RulesOf(FakeAwsServices aws) => [.. aws.Credentials.Regions["eu-west-1"].Snapshot.Groups.SelectMany(group => group.Rules)];

    private static async Task<CliRun> RunAsync(FakeAwsServices aws, params string[] words)
    {
        using var terminal = new FakeTerminal();
        return await terminal.RunAsync(words, aws);
    }
}
