using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Network;

namespace ScanResponder.Tests.Tightening;

/// <summary>Rules written the way that alerts write them: <c>tcp 20-25 from 0.0.0.0/0</c>.</summary>
internal static class RuleParser
{
    /// <summary>A group with these rules, whose ids are <c>sgr-1</c>, <c>sgr-2</c> …</summary>
    internal static SecurityGroup Group(string id, params IEnumerable<string> rules) => new(
        id, "web", "111122223333", "vpc-1", TagSet.Empty, [.. rules.Select((rule, index) => Rule(id, $"sgr-{index + 1}", rule))], []);

    internal static IngressRule Rule(string groupId, string ruleId, string text)
    {
        var draft = Draft(text);
        return new(ruleId, groupId, draft.Traffic, draft.Source, null, TagSet.Empty);
    }

    internal static RuleDraft Draft(string text)
    {
        var parts = text.Split(" from ");
        return new(TrafficOf(parts[0]), SourceOf(parts[1]), null);
    }

    internal static string Of(IngressRule rule) => $"{rule.Traffic} from {rule.Source}";

    internal static ImmutableArray<string> Of(SecurityGroup group) => [.. group.Rules.Select(Of).Order(StringComparer.Ordinal)];

    internal static RuleSource SourceOf(string text) => text switch
    {
        ['p', 'l', '-', ..] => new RuleSource.PrefixList(text),
        ['s', 'g', '-', ..] => new RuleSource.Group(text, null),
        _ => new RuleSource.Block(Cidr.Parse(text)),
    };

    private static Traffic TrafficOf(string text) => text.Split(' ') switch
    {
        ["all", "traffic"] => new Traffic.All(),
        ["protocol", var number] => new Traffic.Other(number),
        [var protocol, "all"] => Traffic.FromEc2(protocol, -1, -1),
        [var protocol, var ports] when ports.Split('-') is { Length: 2 } range => Traffic.FromEc2(protocol, Number(range[0]), Number(range[1])),
        [var protocol, var port] => Traffic.FromEc2(protocol, Number(port), Number(port)),
        _ => throw new FormatException($"'{text}' is no traffic"),
    };

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
