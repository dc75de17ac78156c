using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using ScanResponder.Network;

namespace ScanResponder.InMemory;

/// <summary>A security group as it is described, before it is known whether its rules are listed too.</summary>
/// <param name="Group">The group without rules.</param>
/// <param name="Ingress">What its own permissions admit.</param>
/// <param name="Egress">What its own permissions let out.</param>
internal sealed record GroupParts(SecurityGroup Group, ImmutableArray<RuleDraft> Ingress, ImmutableArray<RuleDraft> Egress)
{
    private const int RuleIdDigits = 17;

    /// <summary>The group with its rules: those that are listed, else those of its permissions.</summary>
    internal SecurityGroup With(ILookup<string, (IngressRule Rule, bool IsEgress)> listed) => listed.Contains(Group.Id)
        ? Group with
        {
            Rules = [.. Described(listed[Group.Id].Where(one => !one.IsEgress).Select(one => one.Rule))],
            AllowsAllEgress = Families(listed[Group.Id].Where(one => one.IsEgress).Select(one => (one.Rule.Traffic, one.Rule.Source))),
        }
        : Group with
        {
            Rules = [.. Ingress.Select(Derived).DistinctBy(rule => rule.Id)],
            AllowsAllEgress = Families(Egress.Select(rule => (rule.Traffic, rule.Source))),
        };

    /// <summary>The rules, with descriptions from the group's permissions where they have none themselves.</summary>
    private IEnumerable<IngressRule> Described(IEnumerable<IngressRule> rules)
    {
        Dictionary<(Traffic, string), string?>? descriptions = null;
        foreach (var rule in rules)
        {
            if (rule.Description is not null)
            {
                yield return rule;
                continue;
            }

            descriptions ??= Ingress.Where(draft => draft.Description is not null)
                .DistinctBy(draft => (draft.Traffic, draft.Source.ToString()))
                .ToDictionary(draft => (draft.Traffic, draft.Source.ToString()), draft => draft.Description);
            yield return descriptions.Count > 0 && descriptions.TryGetValue((rule.Traffic, rule.Source.ToString()), out var text) ? rule with { Description = text } : rule;
        }
    }

    private IngressRule Derived(RuleDraft rule)
    {
        var text = $"IpPermissions {Group.Id} {rule.Traffic.Protocol} {rule.Traffic.FromPort} {rule.Traffic.ToPort} {rule.Source}";
        var id = $"sgr-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..RuleIdDigits]}";
        return new(id, Group.Id, rule.Traffic, rule.Source, rule.Description, TagSet.Empty);
    }

    private static ImmutableArray<IpFamily> Families(IEnumerable<(Traffic Traffic, RuleSource Source)> egress) =>
        [.. egress.Select(AllEgress).OfType<IpFamily>().Distinct().Order()];

    private static IpFamily? AllEgress((Traffic Traffic, RuleSource Source) rule) =>
        rule.Traffic.TcpPorts == PortRange.All && rule.Source is RuleSource.Block { Cidr: var cidr } && cidr == Cidr.Everything(cidr.Family)
            ? cidr.Family
            : null;
}
