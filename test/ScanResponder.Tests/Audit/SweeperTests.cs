using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ScanResponder.Alerts;
using ScanResponder.Audit;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Cli;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Audit;

public sealed class SweeperTests
{
    private static readonly AwsScope Scope = new("aws", "123456789012", "eu-west-1");
    private static readonly DateTimeOffset Now = new(2026, 11, 26, 6, 0, 0, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_is_told_once_with_every_open_group_and_the_commands_that_close_it()
    {
        var account = Account();

        var report = await SweepAsync(account, Mode.Notify);

        var message = Assert.Single(account.Published);
        Assert.Equal("[open] Act now: sweep found 2 open security groups (123456789012, eu-west-1)", message.Subject);
        Assert.True(message.IsUrgent);
        var texts = JsonNode.Parse(message.Message)!;
        var document = (string)texts["sqs"]!;
        SweepSchema.Accepts(document);
        Assert.Equal(("sweep", 2), ((string?)JsonNode.Parse(document)!["trigger"]!["source"], JsonNode.Parse(document)!["groups"]!.AsArray().Count));
        Assert.Contains("sg-0c1d2e3f4a5b60001 web", (string?)texts["email"], StringComparison.Ordinal);
        Assert.InRange(((string)texts["sms"]!).Length, 1, 160);
        Assert.Equal(2, report.Groups.Length);
    }

    [Fact]
    public async Task In_mode_remediate_each_group_is_closed_and_the_next_sweep_tells_nothing()
    {
        var account = Account();

        var first = await SweepAsync(account, Mode.Remediate);
        var second = await SweepAsync(account, Mode.Remediate);

        Assert.Equal((2, 0), (first.Closed, second.Groups.Length));
        Assert.StartsWith("[closed]", Assert.Single(account.Published).Subject, StringComparison.Ordinal);
        Assert.All(first.Groups, group => Assert.NotEmpty(group.Outcome.Undo));
    }

    [Fact]
    public async Task In_mode_ask_each_group_can_be_approved_by_the_line_that_the_message_shows()
    {
        var account = Account();
        var journal = new InMemoryJournal();
        var policy = new Policy { Mode = Mode.Ask, Approvals = new("scan-responder", "eu-west-1", Approvals.UsualTime) };
        var before = account.Snapshot.Groups;

        var report = await new Sweeper(account, account, policy, TimeProvider.System, journal).SweepAsync(SweepTrigger.Of(Scope, Now) with { Origin = Origin() }, Deadlines.Unhurried(TimeProvider.System), Token);

        Assert.Equal(before, account.Snapshot.Groups);
        var message = JsonNode.Parse(Assert.Single(account.Published).Message)!;
        SweepSchema.Accepts((string)message["sqs"]!);
        Assert.All(report.Groups, group => Assert.Contains($"scan-responder approve sweep-123456789012-eu-west-1-2026-11-26/{group.Group.Id} --function scan-responder", (string?)message["email"], StringComparison.Ordinal));
        var (one, other) = (report.Groups[0].Group, report.Groups[1].Group);
        Assert.Equal(Verdict.Tightened, (await DecideAsync("Approve", one.Id)).Outcome.Verdict);
        Assert.Equal(other, account.Snapshot.Groups.Single(group => group.Id == other.Id));
        Assert.NotEqual(one, account.Snapshot.Groups.Single(group => group.Id == one.Id));
        Assert.IsType<Reason.ApprovedBefore>((await DecideAsync("Approve", one.Id)).Outcome.Why);

        Assert.Equal(Verdict.LeftOpen, (await DecideAsync("Undo", one.Id)).Outcome.Verdict);
        var next = await new Sweeper(account, account, policy, TimeProvider.System, journal).SweepAsync(SweepTrigger.Of(Scope, Now.AddDays(1)), Deadlines.Unhurried(TimeProvider.System), Token);
        var kept = next.Groups.Single(group => group.Group.Id == one.Id);
        Assert.Contains("is kept open until", kept.Outcome.Reason, StringComparison.Ordinal);
        Assert.Equal((false, true), (kept.IsUrgent, kept.Approve.IsEmpty));

        Task<Alert> DecideAsync(string type, string groupId) => new Responder(account, account, policy, TimeProvider.System, journal).RespondAsync(
            Decisions.DecisionScene.Order(type, $$"""{"finding": "sweep-123456789012-eu-west-1-2026-11-26/{{groupId}}", "by": "alice"}"""), Token);
    }

    [Fact]
    public async Task What_a_sweep_closed_can_be_undone_group_by_group()
    {
        var account = Account();
        var journal = new InMemoryJournal();
        var policy = new Policy { Mode = Mode.Remediate };
        var before = account.Snapshot.Groups.ToDictionary(group => group.Id, Rules);
        var report = await new Sweeper(account, account, policy, TimeProvider.System, journal).SweepAsync(SweepTrigger.Of(Scope, Now) with { Origin = Origin() }, Deadlines.Unhurried(TimeProvider.System), Token);
        var (one, other) = (report.Groups[0].Group.Id, report.Groups[1].Group.Id);

        var alert = await new Responder(account, account, policy, TimeProvider.System, journal).RespondAsync(
            Decisions.DecisionScene.Order("Undo", $$"""{"finding": "sweep-123456789012-eu-west-1-2026-11-26/{{one}}", "by": "alice"}"""), Token);

        Assert.Equal(Verdict.LeftOpen, alert.Outcome.Verdict);
        Assert.Equal(before[one], RulesNow(one));
        Assert.NotEqual(before[other], RulesNow(other));
        await new Responder(account, account, policy, TimeProvider.System, journal).RespondAsync(
            Decisions.DecisionScene.Order("Undo", """{"finding": "sweep-123456789012-eu-west-1-2026-11-26"}"""), Token);
        Assert.Equal(before[other], RulesNow(other));

        string RulesNow(string id) => Rules(account.Snapshot.Groups.Single(group => group.Id == id));
        static string Rules(SecurityGroup group) => string.Join('\n', group.Rules.Select(rule => $"{rule.Traffic} {rule.Source} {rule.Description}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task In_mode_ask_without_a_journal_nothing_promises_that_it_can_be_approved()
    {
        var account = Account();

        var report = await SweepAsync(account, Mode.Ask);

        Assert.All(report.Groups, group => Assert.Empty(group.Approve));
        Assert.DoesNotContain("scan-responder approve", Assert.Single(account.Published).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_same_sweep_delivered_again_is_not_told_again()
    {
        var account = Account();
        var journal = new InMemoryJournal();

        await SweepAsync(account, Mode.Notify, journal);
        var again = await SweepAsync(account, Mode.Notify, journal);

        Assert.Single(account.Published);
        Assert.Empty(again.Groups);
    }

    [Fact]
    public async Task What_a_sweep_closed_before_it_was_cut_off_is_told_by_its_next_attempt_with_the_undo()
    {
        var account = Account();
        var journal = new InMemoryJournal();
        var policy = new Policy { Mode = Mode.Remediate };
        var sameRequest = Deadlines.Unhurried(TimeProvider.System);
        await Assert.ThrowsAsync<AlertNotDeliveredException>(
            () => new Sweeper(account, new DeadTopic(), policy, TimeProvider.System, journal).SweepAsync(SweepTrigger.Of(Scope, Now), sameRequest, Token));

        var report = await new Sweeper(account, account, policy, TimeProvider.System, journal).SweepAsync(SweepTrigger.Of(Scope, Now), sameRequest, Token);

        Assert.Equal((0, 2), (report.Groups.Length, report.Interrupted.Select(change => change.GroupId).Distinct().Count()));
        var message = Assert.Single(account.Published);
        Assert.StartsWith("[closed]: sweep found what it had closed before", message.Subject, StringComparison.Ordinal);
        var texts = JsonNode.Parse(message.Message)!;
        Assert.All(report.AboutInterrupted, line => Assert.Contains(line, (string?)texts["email"], StringComparison.Ordinal));
        Assert.Contains(report.AboutInterrupted, line => line.StartsWith("aws ec2 authorize-security-group-ingress", StringComparison.Ordinal));
        SweepSchema.Accepts((string)texts["sqs"]!);
        Assert.Empty((await SweepAsync(account, Mode.Remediate, journal)).Interrupted);
        Assert.Single(account.Published);
    }

    private sealed class DeadTopic : IAlertChannel
    {
        public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken) => throw new AlertNotDeliveredException("The topic is gone.", null!);
    }

    [Fact]
    public async Task An_account_without_a_way_in_is_a_message_that_says_so()
    {
        var account = Account();

        var report = await new Sweeper(account, account, new Policy(), TimeProvider.System)
            .SweepAsync(SweepTrigger.Of(Scope with { AccountId = "111122223333" }, Now), Deadlines.Unhurried(TimeProvider.System), Token);

        Assert.Single(report.Problems);
        Assert.StartsWith("[FAILED]", Assert.Single(account.Published).Subject, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_about_thousands_of_groups_fits_and_says_how_many_are_left_out()
    {
        var example = Account().Snapshot;
        var group = example.Groups[0];
        var account = new InMemoryAccount(example with
        {
            Groups = [.. Enumerable.Range(0, 3_000).Select(number => $"sg-{number:x17}").Select(id => group with { Id = id, Rules = [.. group.Rules.Select(rule => rule with { GroupId = id, Id = $"{rule.Id}{id}" })] })],
        });

        await SweepAsync(account, Mode.Notify);

        var message = Assert.Single(account.Published);
        Assert.InRange(Encoding.UTF8.GetByteCount(message.Message), 1, 262_143);
        var document = JsonNode.Parse((string)JsonNode.Parse(message.Message)!["sqs"]!)!;
        Assert.Equal(3_000, (int)document["counts"]!["open"]!);
        Assert.Contains(document["notes"]!.AsArray(), note => ((string)note!).Contains("of 3,000 groups did not fit", StringComparison.Ordinal));
    }

    private static TriggerOrigin Origin()
    {
        var detail = JsonElement.Parse("{}");
        return Assert.Single(TriggerEvents.Read("scan-responder", "Sweep", detail, Scope.AccountId, Scope.Region, Now).Triggers).Origin;
    }

    private static InMemoryAccount Account() => new(DescribeOutputReader.Read(ExampleFiles.Account) with { AccountId = Scope.AccountId });

    private static Task<AuditReport> SweepAsync(InMemoryAccount account, Mode mode, InMemoryJournal? journal = null) =>
        new Sweeper(account, account, new Policy { Mode = mode }, TimeProvider.System, journal).SweepAsync(SweepTrigger.Of(Scope, Now), Deadlines.Unhurried(TimeProvider.System), Token);
}
