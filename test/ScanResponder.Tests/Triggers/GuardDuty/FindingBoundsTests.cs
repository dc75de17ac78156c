using System.Text.Json.Nodes;
using ScanResponder.Alerts;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Triggers.GuardDuty;

/// <summary>That an event can name anything, and costs no more than what a person could read.</summary>
public sealed class FindingBoundsTests
{
    [Fact]
    public void Of_thousands_of_probes_the_first_are_shown_and_the_ports_of_all_are_looked_at()
    {
        var finding = Probed(60_000, number => (1 + number, $"10.0.{number / 250 % 2}.1"));

        Assert.Equal(1_000, finding.Probes.Length);
        Assert.Equal(Enumerable.Range(1, 60_000), finding.ProbedPorts);
        Assert.Equal([22, 59_999], new Policy { GuardedPorts = [22, 59_999, 60_001] }.PortsInScope(finding));
        Assert.Equal(["The finding names 60,000 probes; this alert shows the first 1,000, and looks at the ports of all."], finding.Notes);
    }

    [Fact]
    public void The_place_of_a_probe_that_is_not_shown_counts_too()
    {
        var finding = Probed(1_001, number => (22, number == 1_000 ? "10.0.9.4" : "10.0.0.4"), number => $"198.51.{number / 250}.{number % 250}");

        Assert.Equal(["10.0.0.4", "10.0.9.4"], finding.Places.Select(place => place.Address));
    }

    [Fact]
    public void More_places_than_an_instance_can_have_are_all_of_it()
    {
        var finding = Probed(3_000, number => (22, $"10.1.{number / 250}.{number % 250}"));

        Assert.Contains(new ProbedPlace(null, null), finding.Places);
        Assert.InRange(finding.Places.Length, 1, 2_001);
    }

    [Fact]
    public void As_many_probes_as_are_shown_leave_nothing_out_however_often_they_come()
    {
        var finding = Probed(5_000, number => (1 + (number % 1_000), "10.0.0.4"));

        Assert.Equal(1_000, finding.Probes.Length);
        Assert.Empty(finding.MorePorts);
        Assert.Empty(finding.Notes);
    }

    [Fact]
    public void Interfaces_groups_and_VPCs_are_bounded_and_the_alert_says_so()
    {
        var interfaces = new JsonArray([.. Enumerable.Range(0, 400).Select(number => new JsonObject
        {
            ["networkInterfaceId"] = $"eni-{number:x}",
            ["vpcId"] = $"vpc-{number:x}",
            ["subnetId"] = $"subnet-{number:x}",
            ["securityGroups"] = new JsonArray([.. Enumerable.Range(0, 5).Select(group => new JsonObject { ["groupId"] = $"sg-{(number * 5) + group:x}" })]),
        })]);

        var finding = FindingJson.Read(FindingJson.PortProbe, new JsonObject
        {
            ["resource"] = new JsonObject { ["instanceDetails"] = new JsonObject { ["instanceId"] = "i-0a", ["networkInterfaces"] = interfaces } },
        }.ToJsonString());

        Assert.Equal(
            (100, 200, 16),
            (finding.Interfaces.Length, finding.Subject.GroupIds.Length, finding.Interfaces.Select(networkInterface => networkInterface.VpcId).OfType<string>().Distinct().Count()));
        Assert.Equal(
            [
                "The finding names 400 network interfaces; this alert looks at the first 100.",
                "The finding names 500 security groups; this alert looks at the first 200.",
                "The finding names 100 VPCs; this alert looks at the first 16.",
            ],
            finding.Notes);
    }

    [Fact]
    public void Tags_and_texts_are_bounded_and_the_alert_says_so()
    {
        var tags = new JsonArray([.. Enumerable.Range(0, 3_000).Select(number => new JsonObject { ["key"] = $"key-{number}", ["value"] = new string('v', 600) })]);

        var finding = FindingJson.Read(FindingJson.PortProbe, new JsonObject
        {
            ["title"] = new string('t', 100_000),
            ["description"] = $"{new string('d', 1_999)}\ud83d\ude00",
            ["resource"] = new JsonObject { ["instanceDetails"] = new JsonObject { ["instanceId"] = "i-0a", ["tags"] = tags } },
        }.ToJsonString());

        Assert.Equal((2_000, 1_999), (finding.Title.Length, finding.Description.Length));
        Assert.Equal(100, finding.Instance!.Tags.Count);
        Assert.All(finding.Instance.Tags, tag => Assert.Equal(512, tag.Value.Length));
        Assert.Equal(
            ["The finding names 3,000 tags; this alert looks at the first 100.", "3,002 texts of the finding were too long and were shortened."], finding.Notes);
    }

    [Fact]
    public void An_id_that_AWS_would_never_give_is_none() =>
        Assert.Null(FindingJson.Read(FindingJson.PortProbe, $$"""{ "resource": { "instanceDetails": { "instanceId": "i-{{new string('0', 100_000)}}" } } }""").Instance);

    [Fact]
    public void Each_probe_is_looked_at_once_for_the_names_of_all_ports()
    {
        var looked = 0;
        var probes = Enumerable.Range(0, 1_000).Select(number =>
        {
            looked++;
            return new Probe(number, number == 7 ? "Echo" : null, null, null, null, null, null);
        });

        var names = PortNames.Of(Enumerable.Range(0, 5_000), probes).ToList();

        Assert.Equal((5_000, "Echo", "SSH", 1_000), (names.Count, names[7], names[22], looked));
    }

    private static Finding Probed(int count, Func<int, (int Port, string Local)> tried, Func<int, string>? remote = null) => FindingJson.Read(
        FindingJson.PortProbe,
        new JsonObject
        {
            ["service"] = new JsonObject
            {
                ["action"] = new JsonObject
                {
                    ["portProbeAction"] = new JsonObject
                    {
                        ["portProbeDetails"] = new JsonArray([.. Enumerable.Range(0, count).Select(number => new JsonObject
                        {
                            ["localPortDetails"] = new JsonObject { ["port"] = tried(number).Port },
                            ["localIpDetails"] = new JsonObject { ["ipAddressV4"] = tried(number).Local },
                            ["remoteIpDetails"] = new JsonObject { ["ipAddressV4"] = remote?.Invoke(number) ?? "198.51.100.23" },
                        })]),
                    },
                },
            },
        }.ToJsonString());
}
