using System.Collections.Immutable;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Accounts;

/// <summary>
/// The interfaces that a finding is about: those whose address or id its probes name, else all of the instance's. Groups that only other interfaces
/// carry have let nobody in, and stay as they are.
/// </summary>
/// <param name="GroupsByInterface">The ids of the groups that each of them carries.</param>
/// <param name="Notes">What people should know about the choice, a sentence each.</param>
internal sealed record ConcernedInterfaces(ImmutableArray<ImmutableArray<string>> GroupsByInterface, ImmutableArray<string> Notes)
{
    private const int MostNamed = 5;

    /// <summary>The groups of all of them, each once.</summary>
    internal ImmutableArray<string> GroupIds { get; } = [.. GroupsByInterface.SelectMany(ids => ids).Distinct()];

    /// <summary>Groups of which nobody knows what interfaces carry them.</summary>
    internal static ConcernedInterfaces OfGroups(ImmutableArray<string> ids) => new([.. ids.Select(id => ImmutableArray.Create(id))], []);

    /// <summary>The interfaces that this finding is about.</summary>
    /// <param name="trigger">The finding.</param>
    /// <param name="interfaces">The instance's interfaces; where there are none that carry a group, those that the finding describes count.</param>
    internal static ConcernedInterfaces Of(Trigger trigger, ImmutableArray<NetworkInterface> interfaces)
    {
        // What two interfaces admit is never added up, and of groups alone nobody knows which interface carries several of them.
        if (trigger.Subject is Subject.OfGroups { Interfaces: [] } groups)
            return OfGroups(groups.Ids);
        ImmutableArray<Carrier> all = interfaces.Any(networkInterface => !networkInterface.GroupIds.IsEmpty)
            ? [.. interfaces.Select(Carrier.Of)]
            : [.. trigger.Subject.Interfaces.Select(Carrier.Of)];
        var places = trigger.Places;
        if (all.Length < 2 || places.IsEmpty || places.Any(place => place is { Address: null, InterfaceId: null }))
            return Those(all);
        var tried = places.Select(place => (Place: place, Carriers: all.Where(carrier => carrier.Is(place)).ToList())).ToList();
        if (tried.Find(entry => entry.Carriers.Count == 0).Place is { } stale)
            return Those(all, $"The finding names {stale}, but no network interface of the instance has it now, so the groups of all of them were checked.");
        var concerned = tried.SelectMany(entry => entry.Carriers).ToHashSet();
        return Those([.. all.Where(concerned.Contains)]) is var chosen && chosen.Left(all) is { Count: > 0 } left
            ? chosen with { Notes = [$"The finding is about {List([.. places.Select(place => place.ToString())])}. Groups that are only on other network interfaces of the instance were left alone: {List(left)}."] }
            : chosen;
    }

    private static ConcernedInterfaces Those(ImmutableArray<Carrier> carriers, params ImmutableArray<string> notes) =>
        new([.. carriers.Select(carrier => carrier.GroupIds)], notes);

    private List<string> Left(ImmutableArray<Carrier> all) => [.. all.SelectMany(carrier => carrier.GroupIds).Except(GroupIds)];

    private static string List(List<string> names) => names.Count <= MostNamed
        ? string.Join(", ", names)
        : $"{string.Join(", ", names.Take(MostNamed - 1))} and {names.Count - MostNamed + 1} more";

    /// <summary>What an interface has to do with it, whoever describes it.</summary>
    private sealed class Carrier(string? id, IEnumerable<string> addresses, ImmutableArray<string> groupIds)
    {
        private readonly HashSet<string> _addresses = [.. addresses.Select(Canonical)];

        internal ImmutableArray<string> GroupIds => groupIds;

        internal static Carrier Of(NetworkInterface networkInterface) => new(networkInterface.Id, [.. networkInterface.PrivateIps, .. networkInterface.PublicIps, .. networkInterface.Ipv6Addresses], networkInterface.GroupIds);

        internal static Carrier Of(ReportedInterface networkInterface) => new(networkInterface.Id, networkInterface.Addresses.Concat(new[] { networkInterface.PrivateIp, networkInterface.PublicIp }.OfType<string>()), networkInterface.GroupIds);

        internal bool Is(ProbedPlace place) =>
            (place.InterfaceId is not null && place.InterfaceId == id) || (place.Address is not null && _addresses.Contains(place.Address));

        // Findings are read so that their addresses are spelt in this way.
        private static string Canonical(string address) => Cidr.TryParseHost(address, out var host) ? Cidr.AddressText(host.Family, host.First) : address;
    }
}
