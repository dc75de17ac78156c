using System.Collections.Immutable;
using CsCheck;
using ScanResponder.Audit;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tests.Tightening.Oracle;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Audit;

/// <summary>The oracle, which shares no code with the audit, decides for random accounts which groups must be listed and why.</summary>
public sealed class RegionAuditProperties
{
    private static readonly AwsScope Scope = new("aws", "111122223333", "eu-central-1");

    [Fact]
    public void Exactly_the_groups_that_the_oracle_sees_open_on_some_interface_are_listed_with_their_rules() =>
        Gen.Select(Situations.Any, Gen.Int[0, 31].Array[0, 4], Trusted).Sample(
            (situation, carried, trusted) =>
            {
                ImmutableArray<ImmutableArray<string>> sets = [.. carried.Select(mask => Subset(situation, mask)).Where(set => set.Length > 0)];

                var report = Audit(situation, sets, trusted);

                var found = report.Groups.SelectMany(group => group.Exposures.Select(entry => (entry.Exposure.Port, entry.Exposure.Rule.Id))).Order().ToList();
                Assert.Equal(Expected(situation, sets, trusted), found);
                Assert.All(report.Groups, group => Assert.All(group.Exposures, entry => Assert.Equal(group.Group.Id, entry.Exposure.Rule.GroupId)));
            },
            iter: Tests.Cases.Of(300));

    [Fact]
    public void What_the_audit_would_change_keeps_the_promise_for_each_group() => Gen.Select(Situations.Any, Trusted).Sample(
        (situation, trusted) =>
        {
            foreach (var group in Audit(situation, [], trusted).Groups)
            {
                var alone = situation with { Groups = [group.Group], Trusted = [.. trusted.Select(TrustedSource.Of)], InScope = situation.Guarded };
                Assert.Equal(Breach.None, alone.Promise.Compare(After(group)));
            }
        },
        iter: Tests.Cases.Of(200));

    /// <summary>The rules of the group once its changes are made.</summary>
    private static IEnumerable<IngressRule> After(AuditedGroup group)
    {
        var revoked = group.Planned.Where(change => change.Action is ChangeAction.Revoke).Select(change => change.RuleId).ToHashSet();
        return group.Group.Rules.Where(rule => !revoked.Contains(rule.Id)).Concat(group.Planned
            .Where(change => change.Action is ChangeAction.Authorize)
            .Select((change, index) => new IngressRule($"sgr-added-{index}", change.GroupId, change.Rule.Traffic, change.Rule.Source, change.Rule.Description, change.Tags)));
    }

    private static Gen<Cidr[]> Trusted => Gen.OneOf("10.0.0.0/16", "203.0.113.0/24", "20.20.0.0/16", "2600:1f18:1::/56").Select(Cidr.Parse).Array[0, 3];

    private static AuditReport Audit(Situation situation, ImmutableArray<ImmutableArray<string>> sets, Cidr[] trusted) => RegionAudit.Of(
        new(Scope)
        {
            Groups = situation.Groups,
            Interfaces = [.. sets.Select((set, index) => new NetworkInterface($"eni-{index}", null, "vpc-1", "subnet-1", set, [], [], [], "interface", "", null))],
            Instances = [],
            PrefixLists = situation.PrefixLists,
        },
        new Policy { GuardedPorts = situation.Guarded, Trusted = [.. trusted.Select(block => new Trust.Block(block))] },
        SweepTrigger.Of(Scope, DateTimeOffset.UnixEpoch));

    /// <summary>What each interface admits by all of its groups, and what each group admits that no interface carries.</summary>
    private static List<(int Port, string RuleId)> Expected(Situation situation, ImmutableArray<ImmutableArray<string>> sets, Cidr[] trusted)
    {
        var carried = sets.SelectMany(set => set).ToHashSet();
        var together = sets.Concat(situation.Groups.Select(group => group.Id).Where(id => !carried.Contains(id)).Select(id => ImmutableArray.Create(id)));
        return
        [
            .. together.SelectMany(set => new Promise(
                    situation.Groups.Where(group => set.Contains(group.Id)).SelectMany(group => group.Rules), situation.PrefixLists, situation.Guarded, trusted).Open)
                .Select(hole => (hole.Port, hole.RuleId!))
                .Distinct()
                .Order(),
        ];
    }

    private static ImmutableArray<string> Subset(Situation situation, int mask) => [.. situation.Groups.Where((_, index) => (mask & (1 << index)) != 0).Select(group => group.Id)];
}
