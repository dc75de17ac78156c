namespace ScanResponder.Triggers.GuardDuty;

/// <summary>
/// Somebody guesses passwords, by SSH or RDP: at the instance, whose attacked port then is the probed one, or, where the instance is the
/// actor, from it. <see href="https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-types-ec2.html"/>.
/// </summary>
public sealed class BruteForce : FindingKind
{
    /// <inheritdoc/>
    public override bool Matches(string type) =>
        type is "UnauthorizedAccess:EC2/SSHBruteForce" or "UnauthorizedAccess:EC2/RDPBruteForce";

    /// <inheritdoc/>
    public override string? WhyNotApplicable(Finding finding) => WhyNoTarget(finding, "guesses passwords on other hosts");

    /// <inheritdoc/>
    internal override string Attack => "is guessing passwords of other hosts";

    /// <inheritdoc/>
    internal override string Attempt(string services, string name) => $"somebody guess passwords for {services} on {name}";

    /// <inheritdoc/>
    internal override string Happened(string services, string name) => $"Passwords for {services} on {name} were guessed at";

    /// <inheritdoc/>
    internal override IEnumerable<Probe> Probes(JsonPart action) => ProbeReader.OfConnection(action["networkConnectionAction"]);
}
