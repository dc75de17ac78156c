using System.Collections.Immutable;
using System.Globalization;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Findings;

/// <summary>
/// What GuardDuty saw, read out of any shape in which its findings come. Only the id, the type, the account and the
/// Region are always there: <see href="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-active.html"/>.
/// </summary>
public sealed record Finding
{
    /// <summary>The finding's id, which stays the same while GuardDuty updates it.</summary>
    public required string Id { get; init; }

    /// <summary>The finding type, such as <c>Recon:EC2/PortProbeUnprotectedPort</c>.</summary>
    public required string Type { get; init; }

    /// <summary>What the type says about the instance and its ports.</summary>
    public required FindingKind Kind { get; init; }

    /// <summary>The account in which it happened, twelve digits; not necessarily the account that received the event.</summary>
    public required string AccountId { get; init; }

    /// <summary>The Region in which it happened, such as <c>eu-west-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The AWS partition: <c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>.</summary>
    public required string Partition { get; init; }

    /// <summary>1.0 to 10.0, or 0 where the finding does not say.</summary>
    public double Severity { get; init; }

    /// <summary>GuardDuty's title; empty where the finding does not say.</summary>
    public string Title { get; init; } = "";

    /// <summary>GuardDuty's description; empty where the finding does not say.</summary>
    public string Description { get; init; } = "";

    /// <summary>How often it was seen so far; at least 1.</summary>
    public long Count { get; init; } = 1;

    /// <summary>When it was first seen, or null.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>When it was last seen, or null.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>When GuardDuty last changed the finding, or null. Together with the id it names this update of it.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>True for the findings that <c>create-sample-findings</c> makes.</summary>
    public bool Sample { get; init; }

    /// <summary>True where somebody archived the finding; GuardDuty goes on sending its updates.</summary>
    public bool Archived { get; init; }

    /// <summary>GuardDuty's word for the resource, such as <c>Instance</c> or <c>AccessKey</c>; empty where it does not say.</summary>
    public string ResourceType { get; init; } = "";

    /// <summary>True where the resource did it, rather than suffered it (<c>resourceRole</c> ACTOR).</summary>
    public bool ResourceIsActor { get; init; }

    /// <summary>Who tried which port, each pair once; empty where the finding names none. Of thousands only the first.</summary>
    public ImmutableArray<Probe> Probes { get; init; } = [];

    /// <summary>The local ports of those attempts that <see cref="Probes"/> leaves out.</summary>
    public ImmutableArray<int> MorePorts { get; init; } = [];

    /// <summary>The places of those attempts that <see cref="Probes"/> leaves out.</summary>
    public ImmutableArray<ProbedPlace> MorePlaces { get; init; } = [];

    /// <summary>What of the finding is left out here because it names so much, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The instance as GuardDuty described it, or null where the finding is about none.</summary>
    public Instance? Instance { get; init; }

    /// <summary>The instance's interfaces as GuardDuty described them; empty where the finding names none.</summary>
    public ImmutableArray<FindingInterface> Interfaces { get; init; } = [];

    /// <summary>Names this update of the finding. Of two updates the later one has the ordinally greater revision.</summary>
    public TriggerKey Key => new(
        "guardduty",
        Id,
        (UpdatedAt ?? LastSeen)?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'Z'", CultureInfo.InvariantCulture) ?? "");

    /// <summary>Where it happened.</summary>
    public AwsScope Scope => new(Partition, AccountId, Region);

    /// <summary>The local ports that somebody tried, in order, each once.</summary>
    public ImmutableArray<int> ProbedPorts => [.. Probes.Select(probe => probe.Port).OfType<int>().Concat(MorePorts).Distinct().Order()];

    /// <summary>Where on the instance somebody tried them, each place once.</summary>
    public ImmutableArray<ProbedPlace> Places => [.. Probes.Select(probe => new ProbedPlace(probe.LocalIp, probe.LocalInterface)).Concat(MorePlaces).Distinct()];

    /// <summary>Every security group that the finding names, in its order, each once.</summary>
    public ImmutableArray<string> GroupIds => [.. Interfaces.SelectMany(face => face.GroupIds).Distinct()];
}
