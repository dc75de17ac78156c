using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed partial class SampleEventTests
{
    private static readonly PublicNetwork Network = new("vpc-1", "subnet-1", "rtb-1", "igw-1", "2001:db8::/64");

    private static readonly Ec2Instance Instance = new(
        "i-1",
        "222233334444",
        "us-east-2",
        Network,
        [
            new Interface(
                "eni-1", "10.9.9.9", "203.0.113.250", "2001:db8::99", [new SecurityGroup("sg-1", "one"), new SecurityGroup("sg-2", "two")]),
        ]);

    public static TheoryData<string> Names => [.. SampleEvents.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_is_an_event_of_EventBridge_and_the_README_says_what_is_special_about_it(string name)
    {
        SampleEvent sample = SampleEvents.Load(name);

        Assert.Contains($"| `{name}` |", File.ReadAllText(Repository.Locate("test", "events", "README.md")), StringComparison.Ordinal);
        Assert.Equal(name == "not-ours-bare-finding", sample["detail-type"] is null);
        Assert.InRange(JsonNode.Parse(sample.Json)!.ToJsonString().Length, 1, 256 * 1024);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_sample_names_no_address_that_could_be_somebodys(string name)
    {
        IPNetwork[] examples =
        [
            IPNetwork.Parse("192.0.2.0/24"),
            IPNetwork.Parse("198.51.100.0/24"),
            IPNetwork.Parse("203.0.113.0/24"),
            IPNetwork.Parse("10.0.0.0/8"),
        ];

        Assert.All(
            Ipv4().Matches(SampleEvents.Load(name).Json).Select(match => IPAddress.Parse(match.Value)),
            address => Assert.Contains(examples, network => network.Contains(address)));
    }

    [Fact]
    public void A_sample_moves_to_a_tests_instance_with_all_that_names_it()
    {
        SampleEvent sample = SampleEvents.Load("port-probe-modern");
        SampleEvent moved = sample.At(Instance);

        Assert.Equal("222233334444", (string?)moved["account"]);
        Assert.Equal("222233334444", (string?)moved["detail", "accountId"]);
        Assert.Equal(("us-east-2", "us-east-2"), ((string?)moved["region"], (string?)moved["detail", "region"]));
        Assert.StartsWith("arn:aws:guardduty:us-east-2:222233334444:detector/", (string?)moved["detail", "arn"], StringComparison.Ordinal);
        Assert.Equal("i-1", (string?)moved["detail", "resource", "instanceDetails", "instanceId"]);
        Assert.Contains("i-1 ", (string?)moved["detail", "title"], StringComparison.Ordinal);
        JsonNode eni = Assert.Single(moved["detail", "resource", "instanceDetails", "networkInterfaces"]!.AsArray())!;
        Assert.Equal(("eni-1", "vpc-1", "subnet-1"), ((string?)eni["networkInterfaceId"], (string?)eni["vpcId"], (string?)eni["subnetId"]));
        Assert.Equal(("10.9.9.9", "203.0.113.250"), ((string?)eni["privateIpAddress"], (string?)eni["publicIp"]));
        Assert.Equal("""[{"groupName":"one","groupId":"sg-1"},{"groupName":"two","groupId":"sg-2"}]""", eni["securityGroups"]!.ToJsonString());
        JsonNode local = moved["detail", "service", "action", "portProbeAction", "portProbeDetails"]![0]!["localIpDetails"]!;
        Assert.Equal(("10.9.9.9", "2001:db8::99"), ((string?)local["ipAddressV4"], (string?)local["ipAddressV6"]));
        Assert.DoesNotContain("i-0abc1234567890def", moved.Json, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_in_PascalCase_stays_in_PascalCase()
    {
        SampleEvent moved = SampleEvents.Load("port-probe-cli-pascal-case").At(Instance);

        JsonNode eni = moved["detail"]!["Resource"]!["InstanceDetails"]!["NetworkInterfaces"]![0]!;
        Assert.Equal("eni-1", (string?)eni["NetworkInterfaceId"]);
        Assert.Equal("sg-1", (string?)eni["SecurityGroups"]![0]!["GroupId"]);
        Assert.Equal("222233334444", (string?)moved["detail"]!["AccountId"]);
    }

    [Fact]
    public void What_a_sample_lacks_is_not_added()
    {
        SampleEvent old = SampleEvents.Load("port-probe-early-2018").At(Instance);
        SampleEvent none = SampleEvents.Load("port-probe-no-network-interfaces").At(Instance);

        Assert.Null(old["detail", "resource", "instanceDetails", "networkInterfaces"]![0]!["networkInterfaceId"]);
        Assert.Null(none["detail", "resource", "instanceDetails", "networkInterfaces"]);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_sample_can_be_moved(string name) =>
        Assert.NotNull(JsonNode.Parse(SampleEvents.Load(name).At(Instance).WithGroups().WithFindingId("another").Json));

    [Fact]
    public void A_finding_of_a_member_keeps_its_own_account()
    {
        SampleEvent sample = SampleEvents.Load("port-probe-member-account")
            .WithEnvelopeAccount("222233334444")
            .WithFindingAccount("333344445555");

        Assert.Equal(("222233334444", "333344445555"), ((string?)sample["account"], (string?)sample["detail", "accountId"]));
    }

    [GeneratedRegex(@"(?<![\d.])\d{1,3}(\.\d{1,3}){3}(?![\d.])")]
    private static partial Regex Ipv4();
}
