using System.Text.Json;
using ScanResponder.Alerts;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Alerts;
using ScanResponder.Tests.Simulation;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Triggers;

/// <summary>Several machines behind one hole that nobody may close: people are called once.</summary>
public sealed class SharedHoleTests
{
    private readonly InMemoryJournal _journal = new();
    private readonly HurriedTime _time = new() { Now = new(2026, 11, 20, 8, 16, 0, TimeSpan.Zero) };
    private readonly InMemoryAccount _account;

    public SharedHoleTests()
    {
        SecurityGroup GroupOf(string id, string rule, string port) =>
            new(id, id, "123456789012", "vpc-1", TagSet.Empty, [RuleParser.Rule(id, rule, $"tcp {port} from 0.0.0.0/0")], []);
        _account = new(
            AccountSnapshot.Empty with
            {
                Groups = [GroupOf("sg-1", "sgr-1", "22"), GroupOf("sg-2", "sgr-2", "22")],
                Instances = [.. Enumerable.Range(1, 13).Select(number => InstanceOf(number))],
                Interfaces = [.. Enumerable.Range(1, 13).Select(number => InterfaceOf(number, number == 13 ? "sg-2" : "sg-1"))],
                Vpcs = [new("vpc-1", [Cidr.Parse("10.0.0.0/16")])],
                RouteTables = [],
            },
            time: _time);
    }

    [Fact]
    public async Task The_first_machine_calls_people_and_eleven_are_notes_to_it()
    {
        var alerts = new List<Alert>();
        for (var number = 1; number <= 12; number++)
        {
            _time.Now += TimeSpan.FromMinutes(1);
            alerts.Add(await AnswerAsync(number));
        }

        Assert.True(alerts[0].IsUrgent);
        Assert.Null(alerts[0].ToldAt);
        Assert.All(alerts.Skip(1), alert => Assert.Equal((false, alerts[0].Time), (alert.IsUrgent, alert.ToldAt!.Value)));
        Assert.Equal(12, _account.Published.Count);
        Assert.Single(_account.Published, message => message.IsUrgent);
        var note = _account.Published[^1];
        Assert.StartsWith("[also tried] SSH to web-12 is open to the internet", note.Subject, StringComparison.Ordinal);
        using var message = JsonDocument.Parse(note.Message);
        var mail = message.RootElement.GetProperty("default").GetString()!;
        Approved.Matches("also-tried.email.txt", $"Subject: {note.Subject}\n\n{mail}");
        Assert.Contains("Get up? No: people were told of this hole on 2026-11-20 08:17 UTC. This is one more finding about it.", mail, StringComparison.Ordinal);
        Assert.Contains("i-12 has stood open since 2026-11-20 08:12 UTC, when it was launched.", mail, StringComparison.Ordinal);
        Assert.Contains("ALSO TRIED: SSH to web-12 (i-12) is open to the internet. People were told on 2026-11-20 08:17 UTC.", message.RootElement.GetProperty("sms").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_twelve_at_the_same_moment_one_calls_people()
    {
        var time = new VirtualTime();
        var account = new InMemoryAccount(_account.Snapshot, time: time);
        var begun = time.GetUtcNow();

        var alerts = time.Run(() => Task.WhenAll(Enumerable.Range(1, 12).Select(number => new Responder(account, new SlowTopic(account, time), Policy, time, _journal)
            .RespondAsync(FindingOf(number, 22), new($"invocation-{number}", begun, begun.AddSeconds(60)), CancellationToken.None))));

        Assert.Single(alerts, alert => alert.IsUrgent);
        Assert.Equal((12, 1), (account.Published.Count, account.Published.Count(message => message.IsUrgent)));
        Assert.InRange(time.GetUtcNow() - begun, TimeSpan.FromMilliseconds(600), TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task Another_group_or_another_port_is_another_hole()
    {
        await AnswerAsync(1);

        Assert.True((await AnswerAsync(13)).IsUrgent);
        Assert.True((await AnswerAsync(2, 3389, rule: "tcp 3389 from 0.0.0.0/0")).IsUrgent);
    }

    [Fact]
    public async Task A_hole_that_was_closed_and_opened_again_is_another_one()
    {
        await AnswerAsync(1);

        Assert.False((await AnswerAsync(2, rule: "tcp 22 from 0.0.0.0/0", ruleId: "sgr-1")).IsUrgent);
        Assert.True((await AnswerAsync(3, rule: "tcp 22 from 0.0.0.0/0", ruleId: "sgr-2")).IsUrgent);
    }

    [Fact]
    public async Task A_more_severe_finding_calls_people_again()
    {
        await AnswerAsync(1, severity: 2);

        Assert.False((await AnswerAsync(2, severity: 2)).IsUrgent);
        Assert.True((await AnswerAsync(3, severity: 8)).IsUrgent);
    }

    [Fact]
    public async Task A_day_later_people_are_called_again()
    {
        await AnswerAsync(1);
        _time.Now += TimeSpan.FromHours(24);

        Assert.True((await AnswerAsync(2)).IsUrgent);
    }

    [Fact]
    public async Task What_one_machine_may_leave_open_on_purpose_says_nothing_about_another()
    {
        var exempt = _account.Snapshot.Instances[0] with { Tags = TagSet.Of(KeyValuePair.Create("scan-responder", "exempt")) };
        var account = new InMemoryAccount(_account.Snapshot with { Instances = _account.Snapshot.Instances.SetItem(0, exempt) }, time: _time);

        Assert.False((await AnswerAsync(1, account: account)).IsUrgent);
        Assert.True((await AnswerAsync(2, account: account)).IsUrgent);
    }

    [Fact]
    public async Task What_could_not_be_published_was_told_to_nobody()
    {
        await Assert.ThrowsAsync<AlertNotDeliveredException>(() => new Responder(_account, new NoTopic(), Policy, _time, _journal)
            .RespondAsync(FindingOf(1, 22), new("first", _time.GetUtcNow(), _time.GetUtcNow().AddSeconds(60)), TestContext.Current.CancellationToken));

        Assert.True((await AnswerAsync(2)).IsUrgent);
    }

    [Fact]
    public async Task Without_a_journal_each_finding_stands_alone()
    {
        Assert.True((await AnswerAsync(1, withJournal: false)).IsUrgent);
        Assert.True((await AnswerAsync(2, withJournal: false)).IsUrgent);
    }

    private static Policy Policy => new() { Mode = Mode.Notify, Trusted = [], GuardedPorts = [22, 3389] };

    private Task<Alert> AnswerAsync(int number, int port = 22, string? rule = null, InMemoryAccount? account = null, bool withJournal = true, string ruleId = "sgr-9", double severity = 0)
    {
        var there = account ?? _account;
        if (rule is not null)
            there = new(there.Snapshot with { Groups = there.Snapshot.Groups.SetItem(0, there.Snapshot.Groups[0] with { Rules = [RuleParser.Rule("sg-1", ruleId, rule)] }) }, time: _time);
        return new Responder(there, there, Policy, _time, withJournal ? _journal : null).RespondAsync(
            FindingOf(number, port) with { Severity = severity }, new($"invocation-{number}-{port}", _time.GetUtcNow(), _time.GetUtcNow().AddSeconds(60)), TestContext.Current.CancellationToken);
    }

    private Finding FindingOf(int number, int port) => new()
    {
        Id = $"f-{number}-{port}",
        Type = "Recon:EC2/PortProbeUnprotectedPort",
        Kind = FindingKind.Of("Recon:EC2/PortProbeUnprotectedPort"),
        AccountId = "123456789012",
        Region = "eu-west-1",
        Partition = "aws",
        UpdatedAt = _time.Now,
        Probes = [new(port, null, "203.0.113.9", null, null, null, null)],
        Instance = InstanceOf(number),
        Interfaces = [new($"eni-{number}", "vpc-1", "subnet-1", "198.51.100.7", $"10.0.0.{number}", [number == 13 ? "sg-2" : "sg-1"])],
    };

    private static Instance InstanceOf(int number) => new(
        $"i-{number}", $"web-{number}", "running", null, null, new DateTimeOffset(2026, 11, 20, 8, 0, 0, TimeSpan.Zero).AddMinutes(number), null, $"10.0.0.{number}", "vpc-1", "subnet-1", TagSet.Empty);

    private static NetworkInterface InterfaceOf(int number, string group) =>
        new($"eni-{number}", $"i-{number}", "vpc-1", "subnet-1", [group], [$"10.0.0.{number}"], ["198.51.100.7"], [], "interface", "", "123456789012");

    private sealed class SlowTopic(IAlertChannel topic, VirtualTime time) : IAlertChannel
    {
        public async Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken)
        {
            await time.DelayAsync(TimeSpan.FromMilliseconds(100));
            return await topic.PublishAsync(message, cancellationToken);
        }
    }

    private sealed class NoTopic : IAlertChannel
    {
        public Task<string> PublishAsync(AlertMessage message, CancellationToken cancellationToken) => throw new AlertNotDeliveredException("No.", null!);
    }
}
