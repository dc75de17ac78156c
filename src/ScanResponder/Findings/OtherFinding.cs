using System.Collections.Immutable;
using System.Text.Json;

namespace ScanResponder.Findings;

/// <summary>
/// Any other type.
/// </summary>
public sealed class OtherFinding : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) =>
        true;

    /// <inheritdoc/>
    public override ImmutableArray<Probe> Probes(JsonElement action) => [];

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => null;
}
