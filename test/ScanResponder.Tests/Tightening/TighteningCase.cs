using System.Collections.Immutable;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>Rules of one group, written as alerts write them, and what they become.</summary>
/// <param name="Before">The rules as they are.</param>
internal sealed record TighteningCase(params string[] Before)
{
    /// <summary>What people call such a case.</summary>
    internal string Name { get; init; } = "";

    /// <summary>The ports to close.</summary>
    internal int[] Ports { get; init; } = [22];

    /// <summary>Who keeps access: CIDRs and ids of prefix lists.</summary>
    internal string[] Trusted { get; init; } = [];

    /// <summary>Prefix lists with their entries.</summary>
    internal Dictionary<string, string[]> Lists { get; init; } = [];

    /// <summary>Rules of another group of the same instance.</summary>
    internal string[] OtherGroup { get; init; } = [];

    /// <summary>The rules of the group once its plan is carried out, in order.</summary>
    internal ImmutableArray<string> After => RuleParser.Of(Situation.AfterTightening().Groups[0]);

    internal Situation Situation
    {
        get
        {
            var lists = Lists.ToImmutableDictionary(list => list.Key, list => new PrefixList(list.Key, [.. list.Value.Select(Cidr.Parse)]));
            return new(
                [RuleParser.Group("sg-1", Before), Renamed(RuleParser.Group("sg-2", OtherGroup))],
                lists,
                [.. Trusted.SelectMany(text => lists.TryGetValue(text, out var list) ? TrustedSource.Of(list) : [TrustedSource.Of(Cidr.Parse(text))])],
                [.. Ports],
                [.. Ports]);
        }
    }

    private static SecurityGroup Renamed(SecurityGroup group) =>
        group with { Rules = [.. group.Rules.Select(rule => rule with { Id = $"{rule.Id}-of-{group.Id}" })] };
}
