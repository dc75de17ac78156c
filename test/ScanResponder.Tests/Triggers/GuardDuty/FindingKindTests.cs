using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Triggers.GuardDuty;

public sealed class FindingKindTests
{
    private const string OnInstance = """
        "resource": { "resourceType": "Instance", "instanceDetails": { "instanceId": "i-0a1b" } }
        """;

    [Theory]
    [InlineData("Recon:EC2/PortProbeUnprotectedPort", typeof(PortProbe))]
    [InlineData("Recon:EC2/PortProbeEMRUnprotectedPort", typeof(PortProbe))]
    [InlineData("UnauthorizedAccess:EC2/SSHBruteForce", typeof(BruteForce))]
    [InlineData("UnauthorizedAccess:EC2/RDPBruteForce", typeof(BruteForce))]
    [InlineData("Recon:EC2/Portscan", typeof(PortScan))]
    [InlineData("Recon:IAMUser/MaliciousIPCaller", typeof(OtherFinding))]
    [InlineData("anything", typeof(OtherFinding))]
    public void A_type_belongs_to_its_kind(string type, Type kind) => Assert.IsType(kind, FindingKind.Of(type));

    [Fact]
    public void A_port_probe_names_every_port_with_every_remote_once()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, """
            { "service": { "action": { "actionType": "PORT_PROBE", "portProbeAction": { "blocked": false, "portProbeDetails": [
              { "localPortDetails": { "port": 443, "portName": "HTTPS" }, "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } },
              { "localPortDetails": { "port": 22, "portName": "SSH" }, "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } },
              { "localPortDetails": { "port": 22, "portName": "SSH" }, "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } },
              { "localPortDetails": { "port": 53 }, "remoteIpDetails": { "ipAddressV4": "", "ipAddressV6": "2001:DB8:0::1" } },
              { "localPortDetails": { "port": 65536 }, "remoteIpDetails": { "ipAddressV4": "203.0.113.10" } },
              { "localPortDetails": { "port": -1 }, "remoteIpDetails": { "ipAddressV4": "not an address" } },
              null ] } } } }
            """);

        Assert.Equal(
            [
                new Probe(443, "HTTPS", "203.0.113.9", null, null, null, null),
                new Probe(22, "SSH", "203.0.113.9", null, null, null, null),
                new Probe(53, null, "2001:db8::1", null, null, null, null),
                new Probe(null, null, "203.0.113.10", null, null, null, null),
            ],
            finding.Probes);
        Assert.Equal([22, 53, 443], finding.ProbedPorts);
    }

    [Theory]
    [InlineData("""{ "asn": "1", "asnOrg": "B", "isp": "C", "org": "A" }""", "A")]
    [InlineData("""{ "asn": "1", "asnOrg": "B", "isp": "C", "org": "" }""", "B")]
    [InlineData("""{ "asn": "1", "isp": "C" }""", "C")]
    [InlineData("""{ "asn": "9318" }""", "AS9318")]
    [InlineData("""{ "asn": "0" }""", null)]
    [InlineData("""{ "asn": "-1" }""", null)]
    [InlineData("null", null)]
    public void An_organization_is_known_by_its_name_or_else_by_its_number(string organization, string? expected) =>
        Assert.Equal(expected, FindingJson.Read(FindingJson.PortProbe, $$$$"""
            { "service": { "action": { "portProbeAction": { "portProbeDetails": [
              { "remoteIpDetails": { "ipAddressV4": "203.0.113.9", "organization": {{{{organization}}}} } } ] } } } }
            """).Probes.Single().Organization);

    [Fact]
    public void The_attacked_port_of_a_brute_force_is_the_probed_port()
    {
        var finding = FindingJson.Read("UnauthorizedAccess:EC2/SSHBruteForce", $$"""
            { {{OnInstance}}, "service": { "resourceRole": "TARGET", "action": {
              "actionType": "NETWORK_CONNECTION", "networkConnectionAction": {
              "connectionDirection": "INBOUND", "protocol": "TCP", "blocked": false,
              "localPortDetails": { "port": 22, "portName": "SSH" }, "remotePortDetails": { "port": 40122, "portName": "Unknown" },
              "remoteIpDetails": { "ipAddressV4": "203.0.113.9", "country": { "countryCode": "NO" } },
              "localIpDetails": { "ipAddressV4": "10.0.1.15" }, "localNetworkInterface": "eni-0aaa" } } } }
            """);

        Assert.Equal([new Probe(22, "SSH", "203.0.113.9", "NO", null, null, "10.0.1.15") { LocalInterface = "eni-0aaa" }], finding.Probes);
        Assert.Null(finding.Kind.WhyNotApplicable(finding));
    }

    [Fact]
    public void An_instance_that_guesses_passwords_elsewhere_may_be_compromised()
    {
        var finding = FindingJson.Read("UnauthorizedAccess:EC2/SSHBruteForce", $$"""
            { {{OnInstance}}, "service": { "resourceRole": "ACTOR", "action": { "networkConnectionAction": {
              "connectionDirection": "OUTBOUND", "protocol": "TCP",
              "localPortDetails": { "port": 40122 }, "remotePortDetails": { "port": 22, "portName": "SSH" },
              "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } } } } }
            """);

        Assert.Equal([new Probe(null, null, "203.0.113.9", null, null, null, null)], finding.Probes);
        Assert.Empty(finding.ProbedPorts);
        Assert.Equal(
            "i-0a1b itself guesses passwords on other hosts and may be compromised; closing its ports would not stop that.",
            finding.Kind.WhyNotApplicable(finding));
    }

    [Theory]
    [InlineData("\"INBOUND\"", "\"TCP\"", 22)]
    [InlineData("\"UNKNOWN\"", "\"tcp\"", 22)]
    [InlineData("null", "6", 22)]
    [InlineData("null", "null", 22)]
    [InlineData("\"OUTBOUND\"", "\"TCP\"", null)]
    [InlineData("\"INBOUND\"", "\"UDP\"", null)]
    public void A_local_port_was_tried_if_somebody_connected_to_it_by_tcp(string direction, string protocol, int? port) =>
        Assert.Equal(port, FindingJson.Read("UnauthorizedAccess:EC2/SSHBruteForce", $$$"""
            { "service": { "action": { "networkConnectionAction": { "connectionDirection": {{{direction}}}, "protocol": {{{protocol}}},
              "localPortDetails": { "port": 22 }, "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } } } } }
            """).Probes.Single().Port);

    [Fact]
    public void An_instance_that_scans_others_may_be_compromised()
    {
        var finding = FindingJson.Read("Recon:EC2/Portscan", $$"""
            { {{OnInstance}}, "service": { "resourceRole": "ACTOR", "additionalInfo": { "portsScannedSample": [ 80, 443 ] },
              "action": { "networkConnectionAction": { "connectionDirection": "UNKNOWN", "protocol": "TCP",
                "localPortDetails": { "port": 39000, "portName": "Unknown" }, "remotePortDetails": { "port": 80, "portName": "HTTP" },
                "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } } } } }
            """);

        Assert.Equal([new Probe(null, null, "203.0.113.9", null, null, null, null)], finding.Probes);
        Assert.Equal(
            "i-0a1b itself scans other hosts and may be compromised; closing its ports would not stop that.",
            finding.Kind.WhyNotApplicable(finding));
    }

    [Fact]
    public void A_port_probe_by_the_instance_is_not_answered_by_closing_its_ports()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, $$"""{ {{OnInstance}}, "service": { "resourceRole": "ACTOR" } }""");

        Assert.Equal(
            "i-0a1b itself probes other hosts and may be compromised; closing its ports would not stop that.",
            finding.Kind.WhyNotApplicable(finding));
    }

    [Theory]
    [InlineData("Recon:EC2/PortProbeUnprotectedPort")]
    [InlineData("UnauthorizedAccess:EC2/RDPBruteForce")]
    public void Without_an_instance_there_is_no_port_to_close(string type)
    {
        var finding = FindingJson.Read(type, "{}");

        Assert.Equal("The finding names no EC2 instance, so there is no port to close.", finding.Kind.WhyNotApplicable(finding));
    }

    [Fact]
    public void An_actor_that_is_not_named_may_be_compromised_all_the_same()
    {
        var finding = FindingJson.Read("Recon:EC2/Portscan", "{}");

        Assert.Equal(
            "The instance itself scans other hosts and may be compromised; closing its ports would not stop that.",
            finding.Kind.WhyNotApplicable(finding));
    }

    [Theory]
    [InlineData("""{ "awsApiCallAction": { "api": "ListUsers", "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } } }""", null)]
    [InlineData("""
        { "networkConnectionAction": { "localPortDetails": { "port": 80 }, "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } } }
        """, 80)]
    [InlineData("""
        { "portProbeAction": { "portProbeDetails": [
          { "localPortDetails": { "port": 80 }, "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } } ] } }
        """, 80)]
    [InlineData("""{ "actionType": "NEW", "newAction": { "remoteIpDetails": { "ipAddressV4": "203.0.113.9" } } }""", null)]
    public void Any_other_type_is_told_with_who_it_names(string action, int? port)
    {
        var finding = FindingJson.Read("Recon:IAMUser/MaliciousIPCaller", $$"""
            { "resource": { "resourceType": "AccessKey" }, "service": { "action": {{action}} } }
            """);

        Assert.Equal([new Probe(port, null, "203.0.113.9", null, null, null, null)], finding.Probes);
        Assert.Equal(
            "Closing a port does not answer a finding of type Recon:IAMUser/MaliciousIPCaller.",
            finding.Kind.WhyNotApplicable(finding));
    }

    [Fact]
    public void A_finding_without_an_action_names_nobody() =>
        Assert.Empty(FindingJson.Read("Execution:Runtime/NewBinaryExecuted", """{ "service": { "action": {} } }""").Probes);
}
