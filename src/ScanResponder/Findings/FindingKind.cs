using System.Collections.Immutable;
using System.Text.Json;

namespace ScanResponder.Findings;

/// <summary>
/// What a family of finding types has in common: where its probes stand and whether closing a port answers it.
/// A new family is a new file beside this one and a line in <see cref="All"/>.
/// </summary>
public abstract class FindingKind
{
    /// <summary>Every kind; the first whose <see cref="Matches"/> says yes reads a finding, and the last one takes every type.</summary>
    public static ImmutableArray<FindingKind> All { get; } = [new PortProbe(), new BruteForce(), new PortScan(), new OtherFinding()];

    /// <summary>True where findings of this type are of this kind.</summary>
    public abstract bool Matches(string type);

    /// <summary>The attempts that the finding's <c>service.action</c> tells of; empty where it tells of none.</summary>
    public abstract ImmutableArray<Probe> Probes(JsonElement action);

    /// <summary>
    /// Why closing a port of the instance would not answer this finding, as a sentence for the alert, or null where it does.
    /// </summary>
    public abstract string? WhyNotApplicable(Finding finding);

    /// <summary>The kind that reads findings of this type.</summary>
    public static FindingKind Of(string type) => All.First(kind => kind.Matches(type));
}
