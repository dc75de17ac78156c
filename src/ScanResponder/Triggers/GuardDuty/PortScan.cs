namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// The instance scans the ports of another host: <c>Recon:EC2/Portscan</c>. It is the actor in every such finding, so its one probe names
/// the scanned host and no local port: <see href="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html"/>.
/// </summary>
public sealed class PortScan : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) => type is "Recon:EC2/Portscan";

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => MayBeCompromised(finding, "scans other hosts");

    /// <inheritdoc/>
    internal override IEnumerable<Probe> Probes(JsonPart action) =>
        ProbeReader.OfConnection(action["networkConnectionAction"])
            .Select(probe => probe with { Port = null, PortName = null })
            .Where(probe => probe.RemoteIp is not null);
}
