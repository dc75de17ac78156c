using System.Text.Json;
using ScanResponder.Network;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Triggers.GuardDuty;

public sealed class FindingReaderTests
{
    [Fact]
    public void A_full_finding_is_read_in_all_its_parts()
    {
        var finding = FindingJson.ReadFull();

        Assert.Equal("8ab1c2d3e4f5061728394a5b6c7d8e9f", finding.Id);
        Assert.Equal(FindingJson.PortProbe, finding.Type);
        Assert.IsType<PortProbe>(finding.Kind);
        Assert.Equal(("111122223333", "eu-west-1", "aws"), (finding.AccountId, finding.Region, finding.Partition));
        Assert.Equal(5.3, finding.Severity);
        Assert.Equal("An unprotected port is being probed.", finding.Title);
        Assert.Equal("A known scanner probes a port.", finding.Description);
        Assert.Equal(17, finding.Count);
        Assert.Equal(new DateTimeOffset(2025, 3, 2, 1, 2, 3, TimeSpan.Zero), finding.FirstSeen);
        Assert.Equal(new DateTimeOffset(2025, 3, 2, 4, 5, 6, 789, TimeSpan.Zero), finding.LastSeen);
        Assert.Equal(new DateTimeOffset(2025, 3, 2, 4, 10, 0, TimeSpan.Zero), finding.UpdatedAt);
        Assert.False(finding.Sample);
        Assert.False(finding.Archived);
        Assert.Equal("Instance", finding.ResourceType);
        Assert.False(finding.ResourceIsActor);
        Assert.Equal(
            [
                new Probe(22, "SSH", "203.0.113.9", "Norway", "Example Hosting", "ExampleThreats", "10.0.1.15"),
                new Probe(4242, null, "203.0.113.77", null, "AS64501", "ExampleThreats", "10.0.2.15"),
            ],
            finding.Probes);
        Assert.Equal([22, 4242], finding.ProbedPorts);
        Assert.Equal(
            new Instance(
                "i-0a1b2c3d4e5f60718",
                "bastion",
                "running",
                "t3.micro",
                "ami-0a1b2c3d",
                new DateTimeOffset(2025, 3, 1, 8, 0, 0, TimeSpan.Zero),
                "198.51.100.7",
                "10.0.1.15",
                "vpc-0aaa",
                "subnet-0aaa",
                TagSet.Of(KeyValuePair.Create("Name", "bastion"), KeyValuePair.Create("team", "edge"))),
            finding.Instance);
        Assert.Equal(["eni-0aaa", "eni-0bbb"], finding.Interfaces.Select(networkInterface => networkInterface.Id));
        Assert.Equal(["sg-0aaa", "sg-0bbb", "sg-0ccc"], finding.Subject.GroupIds);
        Assert.Null(finding.Kind.WhyNotApplicable(finding));
    }

    [Fact]
    public void The_least_finding_is_read_with_everything_else_absent()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, "{}");

        Assert.Equal((0, "", "", 1), (finding.Severity, finding.Title, finding.Description, finding.Count));
        Assert.Equal((null, null, null), (finding.FirstSeen, finding.LastSeen, finding.UpdatedAt));
        Assert.Null(finding.Instance);
        Assert.Empty(finding.Probes);
        Assert.Empty(finding.Interfaces);
        Assert.Empty(finding.Subject.GroupIds);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("17")]
    [InlineData("true")]
    [InlineData("\"text\"")]
    [InlineData("\"\"")]
    [InlineData("[]")]
    [InlineData("[[]]")]
    [InlineData("[null, 17, true, \"text\", {}]")]
    [InlineData("{}")]
    public void A_part_of_the_wrong_type_is_absent_and_the_rest_is_read(string odd)
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, $$"""
            {
              "severity": [], "title": {}, "updatedAt": {{odd}}, "partition": {{odd}},
              "resource": { "resourceType": [],
                "instanceDetails": { "instanceId": "i-0a1b", "tags": {{odd}}, "networkInterfaces": {{odd}} } },
              "service": {
                "count": {}, "archived": {}, "additionalInfo": {{odd}}, "evidence": {{odd}}, "resourceRole": {}, "eventLastSeen": {},
                "action": { "portProbeAction": { "portProbeDetails": {{odd}} } }
              }
            }
            """);

        var rest = FindingJson.Read(FindingJson.PortProbe, """{ "resource": { "instanceDetails": { "instanceId": "i-0a1b" } } }""");
        Assert.Equal(FindingJson.Text(rest), FindingJson.Text(finding with { UpdatedAt = null }));
    }

    [Fact]
    public void Names_are_read_in_the_case_of_the_command_line()
    {
        var finding = FindingReader.Read(
            JsonElement.Parse("""
                {
                  "Id": "f1", "Type": "Recon:EC2/PortProbeUnprotectedPort", "AccountId": "111122223333", "Region": "eu-west-1",
                  "Severity": 2,
                  "Resource": { "InstanceDetails": { "InstanceId": "i-0a1b", "Tags": [ { "Key": "Name", "Value": "web" } ],
                    "NetworkInterfaces": [ { "SecurityGroups": [ { "GroupId": "sg-0aaa" } ] } ] } },
                  "Service": { "Action": { "PortProbeAction": { "PortProbeDetails": [
                      { "LocalPortDetails": { "Port": 22 }, "RemoteIpDetails": { "IpAddressV4": "203.0.113.9" } } ] } },
                    "AdditionalInfo": { "Value": "{\"sample\":true}", "Type": "default" } }
                }
                """),
            null,
            null);

        Assert.Equal(("f1", 2, "web", true), (finding.Id, finding.Severity, finding.Instance?.Name, finding.Sample));
        Assert.Equal([new Probe(22, null, "203.0.113.9", null, null, null, null)], finding.Probes);
        Assert.Equal(["sg-0aaa"], finding.Subject.GroupIds);
    }

    [Fact]
    public void Where_a_name_comes_in_two_cases_the_first_counts() =>
        Assert.Equal(("first", 3), (
            FindingJson.Read(FindingJson.PortProbe, """{ "title": "first", "Title": "second" }""").Title,
            FindingJson.Read(FindingJson.PortProbe, """{ "Severity": 3, "severity": 8 }""").Severity));

    [Fact]
    public void The_integers_of_2018_are_read()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, """
            {
              "severity": 2,
              "resource": { "instanceDetails": { "instanceId": "i-0a1b", "launchTime": 1516000000000 } },
              "service": { "action": { "portProbeAction": { "portProbeDetails": [ { "localPortDetails": { "port": 22 },
                "remoteIpDetails": { "ipAddressV4": "203.0.113.9", "organization": { "asn": 64500 } } } ] } } }
            }
            """);

        Assert.Equal(2, finding.Severity);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1516000000000), finding.Instance?.LaunchTime);
        Assert.Equal("AS64500", finding.Probes.Single().Organization);
    }

    [Fact]
    public void Numbers_may_come_as_strings_and_strings_as_numbers()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, """
            {
              "accountId": 111122223333, "severity": "5.3", "title": 7,
              "resource": { "instanceDetails": {
                "instanceId": "i-0a1b", "launchTime": "1516000000000", "tags": [ { "key": "cost", "value": 42 } ] } },
              "service": { "count": "12", "archived": "true", "action": { "portProbeAction": { "portProbeDetails": [
                { "localPortDetails": { "port": "22" } }, { "localPortDetails": { "port": 23.0 } } ] } } }
            }
            """);

        Assert.Equal(("111122223333", 5.3, "7"), (finding.AccountId, finding.Severity, finding.Title));
        Assert.Equal((12, true), (finding.Count, finding.Archived));
        Assert.Equal([22, 23], finding.ProbedPorts);
        Assert.Equal("42", finding.Instance?.Tags["cost"]);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1516000000000), finding.Instance?.LaunchTime);
    }

    [Theory]
    [InlineData("\"2025-03-02T04:05:06Z\"", "2025-03-02T04:05:06Z")]
    [InlineData("\"2025-03-02T04:05:06.789Z\"", "2025-03-02T04:05:06.789Z")]
    [InlineData("\"2025-03-02T04:05:06+02:00\"", "2025-03-02T02:05:06Z")]
    [InlineData("\"2025-03-02T04:05:06\"", "2025-03-02T04:05:06Z")]
    [InlineData("0", "1970-01-01T00:00:00Z")]
    [InlineData("\"yesterday\"", null)]
    [InlineData("\"10:30\"", null)]
    [InlineData("\"0001-01-01T00:00:00+14:00\"", null)]
    [InlineData("\"0001-01-01T00:00:00Z\"", null)]
    [InlineData("-1", null)]
    [InlineData("1e300", null)]
    [InlineData("1e999", null)]
    [InlineData("253402300800000", null)]
    public void Times_are_iso_8601_or_milliseconds(string json, string? expected) =>
        Assert.Equal(
            expected is null ? null : DateTimeOffset.Parse(expected, System.Globalization.CultureInfo.InvariantCulture),
            FindingJson.Read(FindingJson.PortProbe, $$"""{ "updatedAt": {{json}} }""").UpdatedAt);

    [Theory]
    [InlineData("8", 8)]
    [InlineData("10", 10)]
    [InlineData("11", 0)]
    [InlineData("-1", 0)]
    [InlineData("1e999", 0)]
    [InlineData("\"NaN\"", 0)]
    public void A_severity_outside_of_the_scale_is_absent(string json, double expected) =>
        Assert.Equal(expected, FindingJson.Read(FindingJson.PortProbe, $$"""{ "severity": {{json}} }""").Severity);

    [Theory]
    [InlineData("""{ "service": { "additionalInfo": { "sample": true } } }""", true)]
    [InlineData("""{ "service": { "additionalInfo": { "sample": "true" } } }""", true)]
    [InlineData("""{ "service": { "additionalInfo": { "value": "{\"sample\":true}", "type": "default" } } }""", true)]
    [InlineData("""{ "resource": { "instanceDetails": { "instanceId": "i-99999999" } } }""", true)]
    [InlineData("""{ "service": { "additionalInfo": { "sample": false } } }""", false)]
    [InlineData("""{ "service": { "additionalInfo": { "value": "{ no json", "type": "default" } } }""", false)]
    [InlineData("""{ "service": { "additionalInfo": { "value": "[true]" } } }""", false)]
    [InlineData("""{ "service": { "additionalInfo": {} } }""", false)]
    [InlineData("""{ "title": "[SAMPLE] an unprotected port" }""", false)]
    public void Samples_are_known_by_their_additional_info_or_their_instance(string parts, bool expected) =>
        Assert.Equal(expected, FindingJson.Read(FindingJson.PortProbe, parts).Sample);

    [Fact]
    public void Group_ids_that_no_call_would_take_are_left_out()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, """
            { "resource": { "instanceDetails": { "networkInterfaces": [ {
                "networkInterfaceId": "eni-../x", "subnetId": "GeneratedFindingSubnetId", "vpcId": "vpc-0aaa\n",
                "securityGroups": [ { "groupId": "GeneratedFindingSecurityId1" }, { "groupId": "sg-0aaa" }, { "groupId": "sg-" },
                  { "groupId": "sg-0aaa" }, { "groupId": "SG-0AAA" }, { "groupId": "vpc-0aaa" } ] } ] } } }
            """);

        var networkInterface = Assert.Single(finding.Interfaces);
        Assert.Equal((null, null, null), (networkInterface.Id, networkInterface.SubnetId, networkInterface.VpcId));
        Assert.Equal(["sg-0aaa"], networkInterface.GroupIds);
    }

    [Theory]
    [InlineData("0a1b")]
    [InlineData("i-")]
    [InlineData("i-0a1b c")]
    [InlineData("i-0A1B")]
    [InlineData("arn:aws:ec2:eu-west-1:111122223333:instance/i-0a1b")]
    public void An_instance_whose_id_no_call_would_take_is_absent(string id)
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, $$$"""
            { "resource": { "instanceDetails": { "instanceId": "{{{id}}}",
              "networkInterfaces": [ { "securityGroups": [ { "groupId": "sg-0aaa" } ] } ] } } }
            """);

        Assert.Null(finding.Instance);
        Assert.Equal(["sg-0aaa"], finding.Subject.GroupIds);
    }

    [Fact]
    public void An_instance_without_interfaces_is_still_an_instance()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, """{ "resource": { "instanceDetails": { "instanceId": "i-0a1b" } } }""");

        Assert.Equal(new Instance("i-0a1b", null, null, null, null, null, null, null, null, null, TagSet.Empty), finding.Instance);
    }

    [Fact]
    public void A_container_that_runs_on_an_instance_names_the_instance()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, """
            { "resource": { "resourceType": "Container", "instanceDetails": { "instanceId": "i-0a1b" } }, "service": { "action": {} } }
            """);

        Assert.Equal(("Container", "i-0a1b"), (finding.ResourceType, finding.Instance?.Id));
    }

    [Fact]
    public void An_interface_may_have_no_id_and_no_public_address()
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, """
            { "resource": { "instanceDetails": { "instanceId": "i-0a1b", "networkInterfaces": [ {}, null,
              { "privateIpAddress": "10.0.1.15", "publicIp": "", "securityGroups": [ { "groupId": "sg-0aaa" } ] } ] } } }
            """);

        var networkInterface = Assert.Single(finding.Interfaces);
        Assert.Equal((null, null, "10.0.1.15"), (networkInterface.Id, networkInterface.PublicIp, networkInterface.PrivateIp));
        Assert.Equal((null, "10.0.1.15"), (finding.Instance?.PublicIp, finding.Instance?.PrivateIp));
    }

    [Theory]
    [InlineData("""
        { "threatIntelligenceDetails": [ { "threatListName": "A" }, { "threatListName": "B" }, { "threatListName": "A" } ] }
        """, "{}", "A, B")]
    [InlineData("""{ "threatIntelligenceDetails": [ { "threatListName": "", "threatNames": [ "Scanner" ] } ] }""", "{}", "Scanner")]
    [InlineData("null", """{ "threatName": "Scanner", "threatListName": "C" }""", "C")]
    [InlineData("null", """{ "threatName": "Scanner" }""", "Scanner")]
    [InlineData("null", """{ "value": "{\"threatListName\":\"D\"}", "type": "default" }""", "D")]
    [InlineData("null", "{}", null)]
    public void The_threat_list_is_found_wherever_it_is_named(string evidence, string additional, string? expected)
    {
        var finding = FindingJson.Read(FindingJson.PortProbe, $$$"""
            { "service": { "evidence": {{{evidence}}}, "additionalInfo": {{{additional}}},
              "action": { "portProbeAction": { "portProbeDetails": [ { "localPortDetails": { "port": 22 } } ] } } } }
            """);

        Assert.Equal(expected, finding.Probes.Single().ThreatList);
    }

    [Theory]
    [InlineData("eu-west-1", null, "aws")]
    [InlineData("cn-north-1", null, "aws-cn")]
    [InlineData("us-gov-west-1", null, "aws-us-gov")]
    [InlineData("us-iso-east-1", "aws-iso", "aws-iso")]
    [InlineData("eu-west-1", "evil:aws", "aws")]
    public void The_partition_is_the_findings_or_follows_from_the_region(string region, string? partition, string expected) =>
        Assert.Equal(expected, FindingJson.Read(FindingJson.PortProbe, $$"""
            { "region": "{{region}}", "partition": {{JsonSerializer.Serialize(partition)}} }
            """).Partition);

    [Fact]
    public void The_findings_own_account_and_region_count_before_the_events()
    {
        var own = FindingReader.Read(JsonElement.Parse(FindingJson.Full), "444455556666", "us-east-1");
        var fallback = FindingReader.Read(
            JsonElement.Parse("""{ "id": "f1", "type": "t", "accountId": null }"""), "444455556666", "us-east-1");

        Assert.Equal(("111122223333", "eu-west-1"), (own.AccountId, own.Region));
        Assert.Equal(("444455556666", "us-east-1"), (fallback.AccountId, fallback.Region));
    }

    [Theory]
    [InlineData("null", "detail: found null; expected a GuardDuty finding, an object")]
    [InlineData("[1]", "detail: found an array; expected a GuardDuty finding, an object")]
    [InlineData("\"text\"", "detail: found \"text\"; expected a GuardDuty finding, an object")]
    [InlineData("""{ "instance-id": "i-0a1b", "state": "running" }""",
        "detail.id: found nothing; expected the finding's id, a non-empty string")]
    [InlineData("""{ "id": null }""", "detail.id: found null; expected the finding's id, a non-empty string")]
    [InlineData("""{ "Id": " " }""", "detail.Id: found \" \"; expected the finding's id, a non-empty string")]
    [InlineData("""{ "id": 5 }""", "detail.id: found 5; expected the finding's id, a non-empty string")]
    [InlineData("""{ "id": "f1" }""", "detail.type: found nothing; expected the finding type, a non-empty string")]
    [InlineData("""{ "id": "f1", "type": {} }""", "detail.type: found an object; expected the finding type, a non-empty string")]
    [InlineData("""{ "id": "f1", "type": "t" }""", "detail.accountId: found nothing; expected an account id of twelve digits")]
    [InlineData("""{ "id": "f1", "type": "t", "accountId": "1234" }""",
        "detail.accountId: found \"1234\"; expected an account id of twelve digits")]
    [InlineData("""{ "id": "f1", "type": "t", "accountId": 5 }""", "detail.accountId: found 5; expected an account id of twelve digits")]
    [InlineData("""{ "id": "f1", "type": "t", "accountId": "111122223333\n" }""",
        "detail.accountId: found \"111122223333?\"; expected an account id of twelve digits")]
    [InlineData("""{ "id": "f1", "type": "t", "accountId": "111122223333" }""",
        "detail.region: found nothing; expected an AWS Region such as eu-west-1")]
    [InlineData("""{ "id": "f1", "type": "t", "accountId": "111122223333", "region": true }""",
        "detail.region: found true; expected an AWS Region such as eu-west-1")]
    [InlineData("""{ "id": "f1", "type": "t", "accountId": "111122223333", "region": "evil.example/?" }""",
        "detail.region: found \"evil.example/?\"; expected an AWS Region such as eu-west-1")]
    [InlineData("""{ "id": "\ud800" }""",
        "detail.id: found a string with broken characters; expected the finding's id, a non-empty string")]
    [InlineData("""{ "\ud800": "f1" }""", "detail.id: found nothing; expected the finding's id, a non-empty string")]
    public void A_detail_that_is_no_finding_is_refused_with_the_place(string json, string message)
    {
        var error = Assert.Throws<TriggerFormatException>(() => FindingReader.Read(JsonElement.Parse(json), null, null));

        Assert.Equal(message, error.Message);
        Assert.Equal(message.Split(':')[0], error.Place);
    }

    [Fact]
    public void An_event_without_a_detail_is_refused() =>
        Assert.Equal(
            "detail: found nothing; expected a GuardDuty finding, an object",
            Assert.Throws<TriggerFormatException>(() => FindingReader.Read(default, "111122223333", "eu-west-1")).Message);

    [Theory]
    [InlineData("12", "eu-west-1",
        "detail.accountId: found nothing, and \"12\" in the event around it; expected an account id of twelve digits")]
    [InlineData("111122223333", "x.y",
        "detail.region: found nothing, and \"x.y\" in the event around it; expected an AWS Region such as eu-west-1")]
    public void An_event_around_it_that_names_no_real_account_or_region_does_not_help(string account, string region, string message) =>
        Assert.Equal(message, Assert.Throws<TriggerFormatException>(
            () => FindingReader.Read(JsonElement.Parse("""{ "id": "f1", "type": "t" }"""), account, region)).Message);

    [Theory]
    [InlineData("eu-west-1.evil.example")]
    [InlineData("eu-west-1/")]
    [InlineData("eu-west-1@evil")]
    [InlineData("eu-west-1:8080")]
    [InlineData("eu-west-1\\n")]
    [InlineData("eu--1")]
    [InlineData("-eu-1")]
    [InlineData("EU-west-1")]
    [InlineData("localhost")]
    public void A_region_that_could_lead_to_another_host_is_refused(string region) =>
        Assert.Equal("detail.region", Assert.Throws<TriggerFormatException>(
            () => FindingJson.Read(FindingJson.PortProbe, $$"""{ "region": "{{region}}" }""")).Place);

    [Fact]
    public void What_was_found_is_quoted_short_and_printable()
    {
        var error = Assert.Throws<TriggerFormatException>(
            () => FindingJson.Read(FindingJson.PortProbe, $$"""{ "region": "\u001b[31m\u202e{{new string('x', 1000)}}" }"""));

        Assert.Equal($"detail.region: found \"?[31m?{new string('x', 74)}…\"; expected an AWS Region such as eu-west-1", error.Message);
    }
}
