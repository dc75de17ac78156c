namespace ScanResponder.Triggers.GuardDuty;

/// <summary>A finding that no closed port answers, such as <c>Recon:IAMUser/…</c>: people are told what it says.</summary>
public sealed class OtherFinding : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) => true;

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => $"Closing a port does not answer a finding of type {finding.Type}.";

    /// <inheritdoc/>
    internal override IEnumerable<Probe> Probes(JsonPart action) => ProbeReader.OfAny(action);
}
