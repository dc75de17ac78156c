using System.Collections.Immutable;
using ScanResponder.Alerts;
using ScanResponder.Cli.Demo;
using ScanResponder.InMemory;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Cli;

public sealed class ExampleTests
{
    [Fact]
    public async Task Without_arguments_a_newcomer_sees_the_email_the_text_message_the_rules_and_the_undo()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync();

        Assert.Equal((0, ""), (run.Status, run.Errors));
        Assert.StartsWith("An example. ", run.Output, StringComparison.Ordinal);
        var email = run.Section("E-mail");
        Assert.Contains("Subject: [closed] SSH to web-1 was open to the internet (123456789012, eu-west-1)\n", email, StringComparison.Ordinal);
        Assert.Contains("\nWHAT WAS CHANGED\n", email, StringComparison.Ordinal);
        Assert.Contains("  - tcp 20-25 from 0.0.0.0/0\n", email, StringComparison.Ordinal);
        Assert.Contains("22 minutes before this alert", email, StringComparison.Ordinal);
        Assert.Contains("\nWHAT DO THE LOGS SAY?\n", email, StringComparison.Ordinal);
        Assert.Contains("  * 198.51.100.99: 810 accepted, 0 rejected, 2026-11-20 03:11", email, StringComparison.Ordinal);
        Assert.StartsWith("CLOSED: SSH to web-1 (i-0c1d2e3f4a5b60001)", run.Section("Text message"), StringComparison.Ordinal);
        Assert.Equal(
            """
            sg-0c1d2e3f4a5b60001 web
                sgr-0c1d2e3f4a5b60001  tcp 80     0.0.0.0/0             "Shop, redirects to HTTPS"
                sgr-0c1d2e3f4a5b60002  tcp 443    0.0.0.0/0             "Shop"
              - sgr-0c1d2e3f4a5b60003  tcp 20-25  0.0.0.0/0             "FTP, SSH and mail as on the old host"
              - sgr-0c1d2e3f4a5b60004  tcp 22     ::/0                  "SSH while we set this up"
                sgr-0c1d2e3f4a5b60005  tcp 22     203.0.113.0/24        "SSH from the office"
                sgr-0c1d2e3f4a5b60006  tcp 9100   sg-0c1d2e3f4a5b60002  "Metrics"
              + ID                     tcp 20-21  0.0.0.0/0             "FTP, SSH and mail as on the old host"
              + ID                     tcp 22     10.20.0.0/16          "FTP, SSH and mail as on the old host"
              + ID                     tcp 22     2001:db8:20::/56      "SSH while we set this up"
              + ID                     tcp 23-25  0.0.0.0/0             "FTP, SSH and mail as on the old host"

            """,
            WithoutNewIds(run.Section("Inbound rules before and after").Split("\nTo answer")[0]));
        Assert.Equal(
            ["authorize", "authorize", "revoke", "revoke", "revoke", "revoke"],
            email.Split('\n').Where(line => line.StartsWith("aws ec2 ", StringComparison.Ordinal)).Select(line => line.Split(' ', '-')[2]));
    }

    [Fact]
    public async Task The_example_is_the_same_whenever_it_is_run()
    {
        using var first = new FakeTerminal();
        using var second = new FakeTerminal();

        Assert.Equal((await first.RunAsync()).Output, (await second.RunAsync()).Output);
    }

    [Fact]
    public async Task The_rules_shown_as_those_after_are_those_of_the_account()
    {
        var request = Example.Request(new Policy { Mode = Mode.Remediate });
        var account = Assert.IsType<InMemoryAccount>(request.Accounts);
        var responder = new Responder(account, request.Delivery, request.Policy, request.Time);

        var alert = await responder.RespondAsync(request.Findings[0], TestContext.Current.CancellationToken);

        var group = Assert.Single(GroupLines.Of(alert));
        Assert.Equal(
            account.Snapshot.Groups.Single(now => now.Id == group.Group.Id).Rules.Select(rule => (rule.Id, $"{rule.Traffic}", $"{rule.Source}")).ToImmutableSortedSet(),
            group.Rules.Where(rule => rule.Sign != '-').Select(rule => (rule.Id, rule.Traffic, rule.Source)).ToImmutableSortedSet());
    }

    [Fact]
    public async Task A_dry_run_of_the_example_shows_what_would_be_changed_and_nothing_to_undo()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--mode", "dry-run");

        Assert.Equal(0, run.Status);
        Assert.Contains("(planned)", run.Section("Inbound rules, and what they would be"), StringComparison.Ordinal);
        Assert.DoesNotContain("── Undo", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_notify_mode_the_rules_that_stay_open_are_marked()
    {
        using var terminal = new FakeTerminal();

        var run = await terminal.RunAsync("--mode", "notify");

        Assert.Equal(0, run.Status);
        Assert.Equal(2, run.Section("Inbound rules before and after").Split('\n').Count(line => line.EndsWith("(OPEN to the internet: TCP 22)", StringComparison.Ordinal)));
    }

    /// <summary>The ids that the account gives to new rules are its own business, but for their length.</summary>
    private static string WithoutNewIds(string text) => string.Join('\n', text.Split('\n').Select(line =>
        line.StartsWith("  + ", StringComparison.Ordinal) ? $"  + {"ID",-21}{line[25..]}" : line));
}
