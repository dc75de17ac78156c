using System.Collections.Immutable;
using System.Text.Json;

namespace ScanResponder.Findings;

/// <summary>
/// A known scanner tried open ports of the instance: <c>Recon:EC2/PortProbeUnprotectedPort</c> and <c>Recon:EC2/PortProbeEMRUnprotectedPort</c>.
/// </summary>
public sealed class PortProbe : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) =>
        type is "Recon:EC2/PortProbeUnprotectedPort" or "Recon:EC2/PortProbeEMRUnprotectedPort";

    /// <inheritdoc/>
    public override ImmutableArray<Probe> Probes(JsonElement action) => [];

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => null;
}
