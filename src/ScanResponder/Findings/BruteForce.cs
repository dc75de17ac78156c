using System.Collections.Immutable;
using System.Text.Json;

namespace ScanResponder.Findings;

/// <summary>
/// Somebody tries passwords.
/// </summary>
public sealed class BruteForce : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) =>
        type is "UnauthorizedAccess:EC2/SSHBruteForce" or "UnauthorizedAccess:EC2/RDPBruteForce";

    /// <inheritdoc/>
    public override ImmutableArray<Probe> Probes(JsonElement action) => [];

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => null;
}
