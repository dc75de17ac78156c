using System.Collections.Immutable;
using ScanResponder.Triggers;

namespace ScanResponder.Evidence;

/// <summary>What the logs are asked about a finding. All of it comes from the finding, so that asking waits for nothing else.</summary>
public sealed record LogQuestion
{
    // The sources are asked once for all ports, interfaces and addresses, so what a finding may name of them is bounded.
    private const int Most = 20;

    /// <summary>How long before the first and after the last sighting the logs are searched.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);

    /// <summary>The longest time that is searched. A finding that goes on for weeks is asked about its last day: what is searched is paid for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>The longest time in which logins are searched: whoever got in while the port was open may have done so long before the last sighting.</summary>
    public static readonly TimeSpan LongestForLogins = TimeSpan.FromDays(7);

    // A finding may name any time, and what is asked about it reaches beyond: a day and a half before the end of all time is late enough.
    private static readonly DateTimeOffset Latest = DateTimeOffset.MaxValue - 1.5 * Longest;

    private LogQuestion()
    {
    }

    /// <summary>Names this update of the finding, and no other.</summary>
    public required string Key { get; init; }

    /// <summary>The finding.</summary>
    public required Trigger Trigger { get; init; }

    /// <summary>The instance; empty where the trigger is about none, so that only who opened a port is asked for.</summary>
    public required string InstanceId { get; init; }

    /// <summary>Its interfaces; findings of early 2018 do not name them.</summary>
    public required ImmutableArray<string> InterfaceIds { get; init; }

    /// <summary>The primary private addresses of its interfaces.</summary>
    public required ImmutableArray<string> PrivateIps { get; init; }

    /// <summary>Its subnets.</summary>
    public required ImmutableArray<string> SubnetIds { get; init; }

    /// <summary>Its VPCs.</summary>
    public required ImmutableArray<string> VpcIds { get; init; }

    /// <summary>All that a flow log of the instance may watch.</summary>
    public ImmutableArray<string> Watched => [.. InterfaceIds, .. SubnetIds, .. VpcIds];

    /// <summary>The TCP ports that were tried; may be empty.</summary>
    public required ImmutableArray<int> Ports { get; init; }

    /// <summary>The beginning of the time to search. It depends on the finding alone, so that the same update is always the same query.</summary>
    public required DateTimeOffset From { get; init; }

    /// <summary>
    /// The beginning of the time in which logins are searched: the launch of the instance, or seven days before the last sighting where that is later or the
    /// launch is not known. That covers the time since the rule was opened as well.
    /// </summary>
    public required DateTimeOffset LoginsFrom { get; init; }

    /// <summary>The end of the time to search, which may be yet to come.</summary>
    public required DateTimeOffset To { get; init; }

    /// <summary>
    /// The question that a finding raises; null where it raises none: a sample, an instance that is the actor, no instance, no time that can be searched. What
    /// tells of an opening needs no instance, and raises none where it names the call.
    /// </summary>
    public static LogQuestion? Of(Trigger trigger)
    {
        var instance = trigger.Subject.Instance;
        if (trigger.Sample || trigger.SubjectDoes is not null || !(trigger.TellsOfOpening ? trigger.Calls.IsEmpty : instance is not null)
            || (trigger.LastSeen ?? trigger.UpdatedAt ?? trigger.FirstSeen) is not { } last || last > Latest)
        {
            return null;
        }

        var first = trigger.FirstSeen is { } seen && seen < last ? seen : last;
        if (last - first > Longest)
            first = last - Longest;
        return new()
        {
            Key = $"{trigger.Id} {trigger.UpdatedAt?.UtcTicks}",
            Trigger = trigger,
            InstanceId = instance?.Id ?? "",
            InterfaceIds = Named(networkInterface => networkInterface.Id),
            PrivateIps = Named(networkInterface => networkInterface.PrivateIp),
            SubnetIds = Named(networkInterface => networkInterface.SubnetId),
            VpcIds = Named(networkInterface => networkInterface.VpcId),
            Ports = [.. trigger.ProbedPorts.Take(Most)],
            From = first - Margin,
            LoginsFrom = LoginsSince(instance?.LaunchTime, first, last),
            To = last + Margin,
        };

        ImmutableArray<string> Named(Func<ReportedInterface, string?> what) =>
            [.. trigger.Subject.Interfaces.Select(what).OfType<string>().Distinct().Take(Most)];
    }

    private static DateTimeOffset LoginsSince(DateTimeOffset? launch, DateTimeOffset first, DateTimeOffset last)
    {
        var earliest = last - DateTimeOffset.UnixEpoch > LongestForLogins ? last - LongestForLogins : DateTimeOffset.UnixEpoch;
        var latest = first - Margin;
        return launch > earliest ? launch < latest ? launch.Value : latest : earliest < latest ? earliest : latest;
    }
}
