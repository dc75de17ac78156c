using System.Collections.Immutable;

namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// What a family of finding types has in common: where its probes stand and whether closing a port answers it.
/// A new family is a new file beside this one and a line in <see cref="All"/>.
/// </summary>
public abstract class FindingKind
{
    private protected FindingKind()
    {
    }

    /// <summary>Every kind; the first whose <see cref="Matches"/> says yes reads a finding, and the last one takes every type.</summary>
    public static ImmutableArray<FindingKind> All { get; } = [new PortProbe(), new BruteForce(), new PortScan(), new OtherFinding()];

    /// <summary>True where findings of this type are of this kind.</summary>
    public abstract bool Matches(string type);

    /// <summary>
    /// Why closing a port of the instance would not answer this finding, as a sentence for the alert, or null where it does. Whether a
    /// finding is a sample or archived is not its kind's business.
    /// </summary>
    public abstract string? WhyNotApplicable(Finding finding);

    /// <summary>The kind that reads findings of this type.</summary>
    public static FindingKind Of(string type) => All.First(kind => kind.Matches(type));

    /// <summary>What the instance does where it is the actor.</summary>
    internal virtual string Attack => "is scanning other hosts";

    /// <summary>What was tried, where the instance is the target.</summary>
    internal virtual string Attempt(string services, string name) => $"known scanners try {services} on {name}";

    /// <summary>What happened to the services, in so many words as a subject takes; null where they were probed.</summary>
    internal virtual string? Happened(string services, string name) => null;

    /// <summary>The attempts that the finding's <c>service.action</c> tells of, one after the other; some may come twice.</summary>
    internal abstract IEnumerable<Probe> Probes(JsonPart action);

    /// <summary>The answer where the instance is the target, unless GuardDuty says that this time it <paramref name="attacks"/>.</summary>
    private protected static string? WhyNoTarget(Finding finding, string attacks) => finding switch
    {
        { ResourceIsActor: true } => MayBeCompromised(finding, attacks),
        { Instance: null } => "The finding names no EC2 instance, so there is no port to close.",
        _ => null,
    };

    /// <summary>The answer where the instance itself <paramref name="attacks"/>, such as "scans other hosts".</summary>
    private protected static string MayBeCompromised(Finding finding, string attacks) =>
        $"{finding.Instance?.Id ?? "The instance"} itself {attacks} and may be compromised; closing its ports would not stop that.";
}
