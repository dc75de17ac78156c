using System.Collections.Immutable;
using System.Text.Json;

namespace ScanResponder.Findings;

/// <summary>
/// The instance scans others.
/// </summary>
public sealed class PortScan : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) =>
        type is "Recon:EC2/Portscan";

    /// <inheritdoc/>
    public override ImmutableArray<Probe> Probes(JsonElement action) => [];

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => null;
}
