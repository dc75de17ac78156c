using System.Collections.Immutable;
using System.Text.Json;
using ScanResponder.Alerts;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Simulation;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tests.Triggers;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Decisions;

/// <summary>A finding about an instance, and what people decide about the alert.</summary>
internal sealed class DecisionScene
{
    internal const string Finding = "bdc189941acf780de956fe5d1483d7a5";
    internal const string GroupId = OpeningScene.GroupId;

    private int _invocations;

    internal DecisionScene(params IEnumerable<string> rules)
        : this(ReadLag.None, rules)
    {
    }

    internal DecisionScene(ReadLag lag, IEnumerable<string> rules)
    {
        Before = [.. rules.Select((rule, index) => OpeningScene.Rule(rule, $"sgr-{index + 1}", $"rule {index + 1}") with { Tags = TagSet.Empty.With("team", "web") })];
        var group = new SecurityGroup(GroupId, "bastion", "123456789012", "vpc-1", TagSet.Empty, Before, []);
        Account = new(
            AccountSnapshot.Empty with
            {
                Groups = [group],
                Instances = [new(OpeningScene.InstanceId, "web-1", "running", "t3.micro", null, null, "192.0.2.24", "10.0.1.24", "vpc-1", "subnet-1", TagSet.Empty)],
                Interfaces = [new("eni-1", OpeningScene.InstanceId, "vpc-1", "subnet-1", [GroupId], ["10.0.1.24"], ["192.0.2.24"], [], "interface", "", "123456789012")],
                Vpcs = [new("vpc-1", [Cidr.Parse("10.0.0.0/16")])],
            },
            time: Time)
        {
            Replicas = [lag],
        };
    }

    internal VirtualTime Time { get; } = new();

    internal InMemoryAccount Account { get; }

    internal InMemoryJournal Journal { get; } = new();

    internal ImmutableArray<IngressRule> Before { get; }

    internal List<AlertMessage> Published { get; } = [];

    internal Mode Mode { get; set; } = Mode.Ask;

    /// <summary>The rules without their ids.</summary>
    internal IEnumerable<string> Rules => RulesNow.Select(rule => $"{RuleParser.Of(rule)} \"{rule.Description}\" {string.Join(',', rule.Tags.Where(tag => tag.Key != Planner.TagKey).Select(tag => $"{tag.Key}={tag.Value}"))}").Order(StringComparer.Ordinal);

    internal ImmutableArray<IngressRule> RulesNow => [.. Account.Snapshot.Groups.SelectMany(group => group.Rules)];

    /// <summary>What was promised about the rules that stood first.</summary>
    internal Promise Promise => new(Before, ImmutableDictionary<string, PrefixList>.Empty, [22], [Cidr.Parse("10.0.0.0/16")]);

    /// <summary>The finding as it came, or an update of it.</summary>
    internal static Trigger Probe(int update = 0)
    {
        var text = Samples.Text("port-probe-ssh");
        using var document = JsonDocument.Parse(text);
        var updatedAt = document.RootElement.GetProperty("detail").GetProperty("updatedAt").GetString()!;
        var trigger = Assert.Single(Samples.Read("port-probe-ssh", json => json.Replace(updatedAt, $"2026-11-20T07:{50 + update}:31.004Z", StringComparison.Ordinal)).Triggers);
        Assert.Equal(Finding, trigger.Id);
        return trigger;
    }

    internal static Trigger Order(string type, string detail, string account = "123456789012")
    {
        using var document = JsonDocument.Parse(detail);
        return Assert.Single(TriggerEvents.Read("scan-responder", type, document.RootElement, account, "eu-west-1", null).Triggers);
    }

    internal static Trigger Approve(string who = "alice", string finding = Finding) => Order("Approve", $$"""{"finding":"{{finding}}","by":"{{who}}","reason":"not meant to be open"}""");

    internal static Trigger Undo(string more = "") => Order("Undo", $$"""{"finding":"{{Finding}}","by":"alice","reason":"the build needs it"{{more}}}""");

    /// <summary>The answer.</summary>
    internal Alert Answer(Trigger trigger) => Attempt(trigger, (_, _) => Fault.None) ?? throw new InvalidOperationException("It died.");

    /// <summary>The answer of a process with which this goes wrong; null where it died.</summary>
    internal Alert? Attempt(Trigger trigger, Func<string, int, Fault> fault, string? invocation = null, int seconds = 60) =>
        Time.Run(() => AttemptAsync(trigger, fault, invocation, seconds));

    /// <summary>Two answers at once.</summary>
    internal (Alert One, Alert Other) AnswerTogether(Trigger one, Trigger other) => Time.Run(async () =>
    {
        var both = await Task.WhenAll(AttemptAsync(one, (_, _) => Fault.None, null), AttemptAsync(other, (_, _) => Fault.None, null));
        return (both[0]!, both[1]!);
    });

    /// <summary>The number of calls that the answer takes.</summary>
    internal int CallsOf(Trigger trigger)
    {
        var calls = 0;
        Attempt(trigger, (_, number) =>
        {
            calls = number;
            return Fault.None;
        });
        return calls;
    }

    internal void SomebodyRemoves(string rule) => Time.Run(async () => await Account.RevokeAsync(GroupId, [Permission.Of(RuleParser.Draft(rule))], dryRun: false, CancellationToken.None));

    internal void SomebodyAdds(string rule) => Time.Run(async () => await Account.AuthorizeAsync(GroupId, [RuleParser.Draft(rule)], TagSet.Empty, dryRun: false, CancellationToken.None));

    internal void Wait(TimeSpan time) => Time.Run(async () =>
    {
        await Time.DelayAsync(time);
        return true;
    });

    private async Task<Alert?> AttemptAsync(Trigger trigger, Func<string, int, Fault> fault, string? invocation, int seconds = 60)
    {
        var process = new Process(Time, () => TimeSpan.FromMilliseconds(10), fault);
        var policy = new Policy { Mode = Mode, Trusted = [new Trust.OwnVpc()], Approvals = new("scan-responder", "eu-west-1", Approvals.UsualTime) };
        var responder = new Responder(new ProcessAccount(process, Account), new ProcessTopic(process, Published.Add), policy, Time, new ProcessJournal(process, Journal));
        var answering = responder.RespondAsync(trigger, new(invocation ?? $"invocation-{++_invocations}", Time.GetUtcNow(), Time.GetUtcNow().AddSeconds(seconds)), CancellationToken.None);
        return await Task.WhenAny(answering, process.Death) == answering ? await answering : null;
    }
}
