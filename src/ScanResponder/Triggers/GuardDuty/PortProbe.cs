namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// A known scanner tried open ports of the instance: <c>Recon:EC2/PortProbeUnprotectedPort</c> and
/// <c>Recon:EC2/PortProbeEMRUnprotectedPort</c>.
/// <see href="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html"/>.
/// </summary>
public sealed class PortProbe : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) =>
        type is "Recon:EC2/PortProbeUnprotectedPort" or "Recon:EC2/PortProbeEMRUnprotectedPort";

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => WhyNoTarget(finding, "probes other hosts");

    /// <inheritdoc/>
    internal override IEnumerable<Probe> Probes(JsonPart action) => ProbeReader.OfPortProbes(action["portProbeAction"]);
}
