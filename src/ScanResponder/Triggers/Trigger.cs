using System.Collections.Immutable;
using ScanResponder.Network;

namespace ScanResponder.Triggers;

/// <summary>
/// Why the responder looks now. Each source has a record of its own in a folder beside this file; whoever acts on a trigger knows only what is here.
/// </summary>
public abstract record Trigger
{
    /// <summary>The incident's id in its source, which stays the same while the source updates it.</summary>
    public required string Id { get; init; }

    /// <summary>What happened, in the source's own word, such as <c>Recon:EC2/PortProbeUnprotectedPort</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The account in which it happened, twelve digits; not necessarily the account that received the event.</summary>
    public required string AccountId { get; init; }

    /// <summary>The Region in which it happened, such as <c>eu-west-1</c>.</summary>
    public required string Region { get; init; }

    /// <summary>The AWS partition: <c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>.</summary>
    public required string Partition { get; init; }

    /// <summary>1.0 to 10.0, or 0 where the source does not say.</summary>
    public double Severity { get; init; }

    /// <summary>The source's title; empty where it gives none.</summary>
    public string Title { get; init; } = "";

    /// <summary>The source's description; empty where it gives none.</summary>
    public string Description { get; init; } = "";

    /// <summary>How often it was seen so far; at least 1.</summary>
    public long Count { get; init; } = 1;

    /// <summary>When it was first seen, or null.</summary>
    public DateTimeOffset? FirstSeen { get; init; }

    /// <summary>When it was last seen, or null.</summary>
    public DateTimeOffset? LastSeen { get; init; }

    /// <summary>When the source last changed what it says, or null. Together with the id it names this update of it.</summary>
    public DateTimeOffset? UpdatedAt { get; init; }

    /// <summary>True for what was made up to try the responder.</summary>
    public bool Sample { get; init; }

    /// <summary>True where somebody archived it in the source, which may go on sending updates.</summary>
    public bool Archived { get; init; }

    /// <summary>Who tried which port, each pair once; empty where the source names none. Of thousands only the first.</summary>
    public ImmutableArray<Probe> Probes { get; init; } = [];

    /// <summary>The local ports of those attempts that <see cref="Probes"/> leaves out.</summary>
    public ImmutableArray<int> MorePorts { get; init; } = [];

    /// <summary>The places of those attempts that <see cref="Probes"/> leaves out.</summary>
    public ImmutableArray<ProbedPlace> MorePlaces { get; init; } = [];

    /// <summary>What of the trigger is left out here because it names so much, a sentence each.</summary>
    public ImmutableArray<string> Notes { get; init; } = [];

    /// <summary>The event that brought it.</summary>
    public TriggerOrigin Origin { get; init; }

    /// <summary>Names this trigger and its state.</summary>
    public abstract TriggerKey Key { get; }

    /// <summary>What it is about.</summary>
    public abstract Subject Subject { get; }

    /// <summary>Who noticed, as people know it: <c>GuardDuty</c>.</summary>
    public abstract string Reporter { get; }

    /// <summary>The page of the AWS console that shows it.</summary>
    public abstract string Url { get; }

    /// <summary>
    /// Why closing a port would not answer it, as a sentence for the alert, or null where it would. That it is a sample or archived is no reason.
    /// </summary>
    public abstract string? WhyNotApplicable { get; }

    /// <summary>What the instance itself does, such as <c>is scanning other hosts</c>; null where it is the target.</summary>
    public abstract string? SubjectDoes { get; }

    /// <summary>What was tried: <c>known scanners try SSH (TCP 22) on web-1</c>.</summary>
    /// <param name="services">The services, in words.</param>
    /// <param name="name">The name of the instance.</param>
    public abstract string Attempt(string services, string name);

    /// <summary>What happened to the services of the instance, in so many words as a subject takes: <c>SSH to web-1 was probed</c>.</summary>
    /// <param name="services">The services, in words.</param>
    /// <param name="several">True where they are more than one.</param>
    /// <param name="name">The name of the instance.</param>
    public virtual string Happened(string services, bool several, string name) => $"{services} to {name} {(several ? "were" : "was")} probed";

    /// <summary>What its source calls such a thing: <c>finding</c>.</summary>
    public virtual string Noun => "finding";

    /// <summary>How it came to be known, without a full stop: <c>GuardDuty saw known scanners try SSH (TCP 22) on web-1</c>.</summary>
    /// <param name="services">The services, in words.</param>
    /// <param name="name">The name of the instance or the group.</param>
    public virtual string Noticed(string services, string name) => $"{Reporter} saw {Attempt(services, name)}";

    /// <summary>
    /// True where it tells that a port is open, and not that somebody tried it. Then nothing is told where no guarded port is open, and what several sources
    /// tell of the same opening is told once.
    /// </summary>
    public virtual bool TellsOfOpening => false;

    /// <summary>Names the order of a person who asks to have it closed, whatever the mode is; null where nobody does. A later order is ordinally greater.</summary>
    public string? Order { get; init; }

    /// <summary>The finding of Security Hub that it came with; null where it came another way.</summary>
    public HubFinding? HubFinding { get; init; }

    /// <summary>The calls that opened it, a record for each security group; empty where the source tells of none.</summary>
    public virtual ImmutableArray<RecordedCall> Calls => [];

    /// <summary>True where it is about the port, as far as its source names ports.</summary>
    public virtual bool Names(int port) => ProbedPorts.Contains(port);

    /// <summary>True where the rule is what it tells of, or one that lies behind it.</summary>
    public virtual bool IsAbout(IngressRule rule) => true;

    /// <summary>That it is about more ports than it names, as a sentence; null where it is not.</summary>
    public virtual string? Beyond => null;

    /// <summary>False where it is certain without a look that it opens none of these TCP ports to the internet.</summary>
    public virtual bool MayOpen(ImmutableArray<int> ports) => true;

    /// <summary>When a call made these rules, or made them wider; null where none did, or the source does not say.</summary>
    public virtual DateTimeOffset? OpenedAt => null;

    /// <summary>
    /// False where what was read lacks what a call has just done: a rule that lets somebody reach one of these TCP ports, or a group that it gave to an interface.
    /// Then it is old, unless that is gone already.
    /// </summary>
    /// <param name="groups">The groups that were read: those of the interfaces that it is about.</param>
    /// <param name="lists">The prefix lists that they cite, by id.</param>
    /// <param name="ports">The ports.</param>
    public virtual bool IsShownBy(IReadOnlyCollection<SecurityGroup> groups, IReadOnlyDictionary<string, PrefixList> lists, ImmutableArray<int> ports) => true;

    /// <summary>Where it happened.</summary>
    public AwsScope Scope => new(Partition, AccountId, Region);

    /// <summary>The local ports that somebody tried, in order, each once.</summary>
    public ImmutableArray<int> ProbedPorts => [.. Probes.Where(probe => probe.Port is not null).Select(probe => probe.Port!.Value).Concat(MorePorts).Distinct().Order()];

    /// <summary>Where on the instance somebody tried them, each place once.</summary>
    public ImmutableArray<ProbedPlace> Places => [.. Probes.Select(probe => new ProbedPlace(probe.LocalIp, probe.LocalInterface)).Concat(MorePlaces).Distinct()];
}
