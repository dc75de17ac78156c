using System.Text.Json.Nodes;
using ScanResponder.Accounts;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Cli;

public sealed class HistoryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_lists_what_was_changed_what_people_decided_and_how_it_is_now()
    {
        var example = new DeployedExample();
        await example.ProbeAsync();
        await example.RunAsync("approve", DeployedExample.Finding, "--by", "alice", "--reason", "not meant to be open");
        var closed = await example.RunAsync("history", "--table", "journal");
        await example.RunAsync("undo", DeployedExample.Finding, "--by", "bob", "--until", "2099-12-31");
        var undone = await example.RunAsync("history", "--table", "journal");

        Assert.Equal((0, ""), (closed.Status, closed.Errors));
        Assert.Matches($"^20..-..-.. ..:..:.. UTC  {DeployedExample.Finding}  \\(123456789012, eu-west-1\\): closed\n", closed.Output);
        Assert.Contains("\n  - tcp 20-25 from 0.0.0.0/0 in sg-", closed.Output, StringComparison.Ordinal);
        Assert.Matches("\n  approved by alice on 20..-..-.. ..:..:.. UTC: not meant to be open\n", closed.Output);
        Assert.Contains($"{DeployedExample.Finding}  (123456789012, eu-west-1): undone\n", undone.Output, StringComparison.Ordinal);
        Assert.Matches("\n  undone by bob on 20..-..-.. ..:..:.. UTC; kept open until 2100-01-01 00:00:00 UTC\n", undone.Output);
    }

    [Fact]
    public async Task With_json_each_finding_is_a_line()
    {
        var example = new DeployedExample { Mode = Mode.Remediate };
        await example.ProbeAsync();

        var run = await example.RunAsync("history", "--table", "journal", "--json");

        var line = JsonNode.Parse(Assert.Single(run.Output.TrimEnd('\n').Split('\n')))!;
        Assert.Equal((DeployedExample.Finding, "123456789012", "eu-west-1", "closed"), ((string?)line["finding"], (string?)line["accountId"], (string?)line["region"], (string?)line["now"]));
        Assert.NotEmpty(line["changes"]!.AsArray());
        Assert.Empty(line["decisions"]!.AsArray());
    }

    [Fact]
    public async Task What_somebody_opened_again_and_a_group_that_is_gone_are_told_as_that()
    {
        var example = new DeployedExample { Mode = Mode.Remediate };
        var alert = await example.ProbeAsync();
        Assert.Equal("tightened", (string?)alert["outcome"]);
        const string group = "sg-0c1d2e3f4a5b60001";
        await example.Aws.Account.AuthorizeAsync(group, [Tests.Tightening.RuleParser.Draft("tcp 22 from ::/0")], TagSet.Empty, dryRun: false, Token);
        Assert.Contains(": open again\n", (await example.RunAsync("history", "--table", "journal")).Output, StringComparison.Ordinal);

        await example.Aws.Account.DeleteGroupAsync(group, Token);
        Assert.Contains(": the group is gone\n", (await example.RunAsync("history", "--table", "journal")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_journal_in_which_nothing_was_changed_says_so()
    {
        var example = new DeployedExample();
        await example.ProbeAsync();

        var run = await example.RunAsync("history", "--table", "journal");

        Assert.Equal((0, "Nothing was changed, as far as the journal goes back.\n", ""), (run.Status, run.Output, run.Errors));
    }

    [Fact]
    public async Task An_account_that_cannot_be_read_is_told_and_what_was_done_is_listed_all_the_same()
    {
        var example = new DeployedExample { Mode = Mode.Remediate };
        await example.ProbeAsync();
        var aws = new FakeAwsServices { Journal = example.Aws.Journal, Credentials = new() { Findings = new Closed() } };
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync(["history", "--table", "journal"], aws);

        Assert.Equal(1, run.Status);
        Assert.Equal("scan-responder: No way in.\n", run.Errors);
        Assert.Contains("): not looked at\n", run.Output, StringComparison.Ordinal);
    }

    private sealed class Closed : IAccounts
    {
        public Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken) =>
            Task.FromException<IAccount>(new AccountException(AccountErrorKind.Denied, "sts:AssumeRole", scope.AccountId, "No way in."));
    }
}
