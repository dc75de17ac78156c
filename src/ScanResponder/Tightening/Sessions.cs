using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Exposure;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>
/// What becomes of open sessions when the rule goes that let them in. EC2 does not track a TCP flow that a rule for 0.0.0.0/0 or ::/0 admits while an
/// outbound rule of the same interface admits all ports to all addresses of that family: it ends with the rule. All other flows are tracked and go on
/// until they end by themselves; so are, whatever the rules say, those through load balancers that pass clients' addresses on:
/// <see href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html"/>.
/// </summary>
public static class Sessions
{
    /// <summary>True where sessions that one of these rules let in may go on when it goes.</summary>
    public static bool MaySurvive(AccountView view, ImmutableArray<PortExposure> exposures) =>
        HasLoadBalancer(view) || exposures.Any(exposure => WhyTracked(view, exposure) is not null);

    /// <summary>What people should know about the sessions that these rules let in, a sentence or two for each group.</summary>
    public static IEnumerable<string> Notes(AccountView view, IEnumerable<PortExposure> exposures)
    {
        foreach (var group in exposures.GroupBy(exposure => exposure.Rule.GroupId))
        {
            if (group.Any(exposure => exposure.World.Any(block => Interfaces(view, group.Key).Any(carried => IsUntracked(block, carried)))))
                yield return $"Open sessions through {group.Key}, yours too, may drop when the rule goes, unless another rule admits them.";
            if (group.Select(exposure => WhyTracked(view, exposure)).OfType<string>().FirstOrDefault() is { } why)
                yield return $"Sessions through {group.Key} {why}. They survive the rule: whoever has logged in stays in until the session ends.";
            if (HasLoadBalancer(view))
                yield return $"Sessions that came to {group.Key} through a load balancer are tracked and survive the rule.";
        }
    }

    private static string? WhyTracked(AccountView view, PortExposure exposure)
    {
        foreach (var block in exposure.World)
        {
            if (block.PrefixLength > 0)
                return $"from {exposure.Rule.Source} are tracked, because that is not {Cidr.Everything(block.Family)}";
            if (Interfaces(view, exposure.Rule.GroupId).Any(carried => !IsUntracked(block, carried)))
                return $"are tracked, because no outbound rule admits all traffic to {Cidr.Everything(block.Family)}";
        }

        return null;
    }

    private static bool IsUntracked(Cidr block, ImmutableArray<SecurityGroup> carried) =>
        block.PrefixLength == 0 && carried.Any(group => group.AllowsAllEgress.Contains(block.Family));

    /// <summary>The groups of each interface that carries the group; where that is not known, all of them as if on one.</summary>
    private static IEnumerable<ImmutableArray<SecurityGroup>> Interfaces(AccountView view, string groupId)
    {
        ImmutableArray<SecurityGroup> groups = view.Groups ?? [];
        var carrying = view.GroupsByInterface.Where(ids => ids.Contains(groupId)).ToList();
        return carrying.Count == 0 ? [groups] : carrying.Select(ids => groups.Where(group => ids.Contains(group.Id)).ToImmutableArray());
    }

    private static bool HasLoadBalancer(AccountView view) => (view.Sharing ?? []).Any(networkInterface => networkInterface.InterfaceType is "network_load_balancer" or "gateway_load_balancer");
}
