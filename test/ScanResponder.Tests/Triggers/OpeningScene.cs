using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Triggers;

/// <summary>The account that the sample events speak of: a group with one rule, on the one interface of an instance.</summary>
internal sealed class OpeningScene : IAccounts
{
    internal const string GroupId = "sg-0a1b2c3d4e5f60718";
    internal const string RuleId = "sgr-0a1b2c3d4e5f60a01";
    internal const string OutboundRuleId = "sgr-0a1b2c3d4e5f60e01";
    internal const string ListId = "pl-0a1b2c3d4e5f60c01";
    internal const string InterfaceId = "eni-0a1b2c3d4e5f60001";
    internal const string InstanceId = "i-0abc1234567890def";

    internal OpeningScene(params IEnumerable<IngressRule> rules)
    {
        var group = new SecurityGroup(GroupId, "bastion", "123456789012", "vpc-0a1b2c3d4e5f60bb1", TagSet.Empty, [.. rules], []) { OutboundRuleIds = [OutboundRuleId] };
        var instance = new Instance(InstanceId, "web-1", "running", "t3.micro", null, null, "192.0.2.24", "10.0.1.24", group.VpcId, "subnet-0a1b2c3d4e5f60aa1", TagSet.Empty);
        Account = new(
            AccountSnapshot.Empty with
            {
                Groups = [group],
                Instances = [instance],
                Interfaces = [new(InterfaceId, InstanceId, group.VpcId, instance.SubnetId, [GroupId], ["10.0.1.24"], ["192.0.2.24"], [], "interface", "", "123456789012")],
                Vpcs = [new(group.VpcId!, [Cidr.Parse("10.0.0.0/16")])],
                RouteTables = [],
                PrefixLists = [new(ListId, [Cidr.Parse("0.0.0.0/0")])],
            },
            time: Time);
    }

    internal HurriedTime Time { get; } = new() { Now = new(2026, 11, 20, 8, 16, 0, TimeSpan.Zero) };

    internal InMemoryAccount Account { get; }

    internal InMemoryJournal Journal { get; } = new();

    internal Policy Policy { get; set; } = new() { Mode = Mode.Remediate, Trusted = [] };

    internal EvidenceSearch Evidence { get; set; } = EvidenceSearch.None;

    internal IWriteBack? WriteBack { get; set; }

    /// <summary>How often the account was read.</summary>
    internal int Reads { get; private set; }

    /// <summary>What happens before each read, by its number from 1.</summary>
    internal Action<int> BeforeRead { get; set; } = _ => { };

    /// <summary>What a read shows, by its number from 1, where that is not what is there; null where it is.</summary>
    internal Func<int, AccountSnapshot?> Shown { get; set; } = _ => null;

    internal ImmutableArray<string> Rules => [.. Account.Snapshot.Groups.SelectMany(group => RuleParser.Of(group))];

    internal static IngressRule Rule(string text, string id = RuleId, string? description = null) => RuleParser.Rule(GroupId, id, text) with { Description = description };

    /// <summary>The rule that the sample event tells of.</summary>
    internal static IngressRule RuleOf(string sample) => sample switch
    {
        "cloudtrail/open-authorize-all-traffic" => Rule("all traffic from 0.0.0.0/0"),
        "cloudtrail/open-authorize-ipv6" or "security-hub/open-ipv6-control" => Rule("tcp 22 from ::/0"),
        "cloudtrail/open-authorize-without-rules" => Rule("tcp 20-25 from 0.0.0.0/0"),
        _ when sample.Contains("prefix-list", StringComparison.Ordinal) => Rule($"tcp 22 from {ListId}"),
        _ => Rule("tcp 22 from 0.0.0.0/0"),
    };

    internal Task<Alert> AnswerAsync(string sample, Func<string, string>? change = null) => AnswerAsync(Assert.Single(Samples.Read(sample, change).Triggers));

    internal Task<Alert> AnswerAsync(Trigger trigger, string invocation = "invocation") =>
        new Responder(this, Account, Policy, Time, Journal) { Evidence = Evidence, WriteBack = WriteBack }.RespondAsync(
            trigger, new(invocation, Time.GetUtcNow(), Time.GetUtcNow().AddSeconds(60)), TestContext.Current.CancellationToken);

    public async Task<IAccount> OpenAsync(AwsScope scope, TriggerKey key, CancellationToken cancellationToken)
    {
        BeforeRead(++Reads);
        var shown = Shown(Reads) is { } old ? new InMemoryAccount(old, time: Time) : Account;
        return await ((IAccounts)shown).OpenAsync(scope, key, cancellationToken);
    }
}
