using System.Collections.Frozen;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Exposure;

/// <summary>
/// What is said of a port that by its path nobody reaches, and at which somebody was seen. It is never called unreachable: a network load balancer that passes
/// clients' addresses on is a way that the path of the instance does not show, and so is what was changed since.
/// <see href="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/edit-target-group-attributes.html#client-ip-preservation"/>.
/// </summary>
internal static class Arrivals
{
    private const string NotReachable = "Not reachable: ";
    private const int MostNamed = 3;

    /// <summary>The answers, corrected by who was seen.</summary>
    /// <param name="reaches">What the path says, by port and rule id.</param>
    /// <param name="exposures">The exposures that they are about.</param>
    /// <param name="trigger">Who was seen at which port.</param>
    /// <param name="path">The path.</param>
    public static IReadOnlyDictionary<(int Port, string RuleId), Reach> Correct(
        IReadOnlyDictionary<(int Port, string RuleId), Reach> reaches, IReadOnlyCollection<PortExposure> exposures, Trigger trigger, NetworkPath path)
    {
        // Of an instance that is stopped by now nobody says that it was not reached.
        if (trigger.SubjectDoes is not null || path.Instance?.State is "stopped" or "terminated")
            return reaches;
        var seen = trigger.Probes
            .Select(probe => (probe.Port, Host: Cidr.TryParseHost(probe.RemoteIp, out var host) ? host : (Cidr?)null))
            .Where(probe => probe is { Port: not null, Host: { } host } && !World.IsPrivate(host))
            .ToLookup(probe => probe.Port!.Value, probe => probe.Host!.Value);
        return reaches.ToFrozenDictionary(reach => reach.Key, reach => Corrected(reach.Key, reach.Value));

        Reach Corrected((int Port, string RuleId) key, Reach reach)
        {
            if (reach.Reachable is not false || exposures.FirstOrDefault(exposure => (exposure.Port, exposure.Rule.Id) == key) is not { } exposure)
                return reach;
            var arrived = seen[key.Port].Where(host => exposure.World.Any(block => block.Contains(host))).Take(1).ToList();
            if (arrived.Count == 0)
                return reach;
            var gate = reach.Because.StartsWith(NotReachable, StringComparison.Ordinal) ? reach.Because[NotReachable.Length..].TrimEnd('.') : reach.Because.TrimEnd('.');
            return new(
                null,
                $"{trigger.Reporter} saw packets of {Cidr.AddressText(arrived[0].Family, arrived[0].First)} arrive. They do not come by the public address of the instance ({gate}). "
                + $"They may come through {Ways(path)}, or it was changed since.");
        }
    }

    private static string Ways(NetworkPath path) => path.LoadBalancers switch
    {
        [] => "a load balancer that passes clients' addresses on",
        var balancers => string.Join(" or ", balancers.Select(Name).Distinct().Take(MostNamed)) + ", which can pass clients' addresses on",
    };

    private static string Name(NetworkInterface networkInterface) =>
        $"network load balancer {(BlastRadius.LoadBalancerOf(networkInterface) is { } name ? name : networkInterface.Id)}{(networkInterface.PublicIps is [var address, ..] ? $" ({address})" : "")}";
}
