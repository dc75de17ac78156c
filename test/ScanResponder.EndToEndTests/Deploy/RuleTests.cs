using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>Which events reach the function.</summary>
public sealed class RuleTests
{
    // The names of the members are in PascalCase here, as nobody but the AWS CLI prints them, and EventBridge compares them letter by letter.
    private const string OnlyByHand = "port-probe-cli-pascal-case";
    private const string WithoutType = "broken-no-type";

    public static TheoryData<string> Findings => [.. SampleEvents.Findings.Where(name => name != OnlyByHand)];

    public static TheoryData<string> Others =>
        [OnlyByHand, WithoutType, .. SampleEvents.Names.Where(name => name.StartsWith("not-ours-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Findings))]
    public async Task A_finding_that_the_function_answers_reaches_it(string name) =>
        Assert.True((await PatternAsync()).Matches(SampleEvents.Load(name).Json));

    [Theory]
    [InlineData("broken-no-id")]
    [InlineData("broken-no-account")]
    public async Task A_finding_that_lacks_something_reaches_the_function_so_that_it_ends_up_in_the_queue(string name) =>
        Assert.True((await PatternAsync()).Matches(SampleEvents.Load(name).Json));

    [Theory]
    [MemberData(nameof(Others))]
    public async Task What_is_no_finding_of_ours_does_not_reach_it(string name) =>
        Assert.False((await PatternAsync()).Matches(SampleEvents.Load(name).Json));

    [Fact]
    public void Every_sample_is_one_or_the_other() =>
        Assert.Equal(
            SampleEvents.Names,
            Findings.Select(row => row.Data).Concat(Others.Select(row => row.Data)).Concat(["broken-no-id", "broken-no-account"])
                .Order(StringComparer.Ordinal));

    [Theory]
    [InlineData("Recon:EC2/PortProbeUnprotectedPort", true)]
    [InlineData("Recon:EC2/SomethingThatGuardDutyLearnsNextYear", true)]
    [InlineData("UnauthorizedAccess:EC2/SSHBruteForce", true)]
    [InlineData("UnauthorizedAccess:EC2/RDPBruteForce", true)]
    [InlineData("UnauthorizedAccess:EC2/SSHBruteForcer", false)]
    [InlineData("UnauthorizedAccess:EC2/TorClient", false)]
    [InlineData("unauthorizedaccess:ec2/sshbruteforce", false)]
    [InlineData("Reconnaissance:EC2/Portscan", false)]
    [InlineData(" Recon:EC2/Portscan", false)]
    [InlineData("Discovery:S3/Recon:EC2", false)]
    [InlineData("Backdoor:EC2/C&CActivity.B", false)]
    public async Task The_type_of_the_finding_decides(string type, bool reaches) =>
        Assert.Equal(reaches, (await PatternAsync()).Matches(Probe(root => root["detail"]!["type"] = type)));

    [Theory]
    [InlineData("source", "aws.guardduty.test")]
    [InlineData("source", "aws.GuardDuty")]
    [InlineData("source", "custom.guardduty")]
    [InlineData("detail-type", "GuardDuty finding")]
    [InlineData("detail-type", "GuardDuty Malware Protection Object Scan Result")]
    public async Task An_event_that_only_looks_like_a_finding_does_not_reach_the_function(string name, string value) =>
        Assert.False((await PatternAsync()).Matches(Probe(root => root[name] = value)));

    [Fact]
    public async Task Severity_and_archiving_are_left_to_the_function() =>
        Assert.True((await PatternAsync()).Matches(Probe(root =>
        {
            root["detail"]!["severity"] = 0.1;
            root["detail"]!["service"]!["archived"] = true;
        })));

    [Fact]
    public async Task Other_Regions_forward_the_same_events()
    {
        Deployment home = (await Template.LoadAsync()).With();
        Deployment other = (await Template.LoadAsync(Path.Combine("infra", "forward-findings.yaml"))).With(("HomeRegion", "us-east-1"));

        Assert.True(JsonNode.DeepEquals(home["ResponderFinding"]["EventPattern"], other["ForwardFindings"]["EventPattern"]));
    }

    // Each event reaches the function by one rule, or by none where the function would have nothing to do; what EventBridge cannot tell apart, the function does.
    private static readonly string[] LeftToTheFunction =
    [
        "cloudtrail/nothing-authorize-egress", "cloudtrail/nothing-instance-user-data", "cloudtrail/nothing-interface-description", "cloudtrail/nothing-prefix-list-entry-removed",
        "security-hub/nothing-other-control", "security-hub/nothing-sample", "trusted-advisor/nothing-udp",
    ];

    public static TheoryData<string> OfOtherSources => [.. SampleEvents.OtherSources];

    [Theory]
    [MemberData(nameof(OfOtherSources))]
    public async Task What_another_source_tells_reaches_the_function_by_one_rule_if_there_is_something_to_do(string name)
    {
        var expected = LeftToTheFunction.Contains(name) || !(name.Contains("/nothing-", StringComparison.Ordinal) || name is "config/broken-no-result" or "security-hub/broken-no-finding") ? 1 : 0;

        Assert.Equal(expected, (await RulesAsync()).Count(rule => new EventPattern(rule["EventPattern"]!).Matches(Sample(name))));
    }

    public static TheoryData<string, string, string> NearMisses => new()
    {
        { "cloudtrail/open-authorize-nested", "detail.eventName", "AuthorizeSecurityGroupEgress" },
        { "cloudtrail/open-authorize-nested", "detail.eventName", "authorizeSecurityGroupIngress" },
        { "cloudtrail/open-authorize-nested", "detail.eventSource", "ec2.amazonaws.com.cn" },
        { "cloudtrail/open-authorize-nested", "detail.errorCode", "Client.DryRunOperation" },
        { "cloudtrail/open-authorize-nested", "source", "aws.ec2.instance" },
        { "cloudtrail/open-authorize-nested", "detail-type", "AWS Console Action via CloudTrail" },
        { "config/open-restricted-ssh", "detail.newEvaluationResult.complianceType", "COMPLIANT" },
        { "config/open-restricted-ssh", "detail.resourceType", "AWS::EC2::NetworkAcl" },
        { "config/open-restricted-ssh", "detail-type", "Config Configuration Item Change" },
        { "inspector/open-reachable", "detail.type", "PACKAGE_VULNERABILITY" },
        { "inspector/open-reachable", "detail.status", "CLOSED" },
        { "inspector/open-reachable", "source", "aws.inspector" },
        { "trusted-advisor/open-specific-port", "detail.check-name", "Security Groups - Unrestricted" },
        { "trusted-advisor/open-specific-port", "detail.status", "OK" },
        { "security-hub/open-control", "detail-type", "Security Hub Insight Results" },
        { "security-hub/open-control", "source", "aws.securityhub.test" },
        { "security-hub/open-control-v2", "detail-type", "Findings Imported V3" },
    };

    [Theory]
    [MemberData(nameof(NearMisses))]
    public async Task What_only_looks_like_the_event_of_another_source_reaches_the_function_by_no_rule(string name, string place, string value)
    {
        string changed = SampleEvents.Load(name).Change(root =>
        {
            JsonObject parent = place.Split('.')[..^1].Aggregate(root, (node, member) => node[member]!.AsObject());
            parent[place.Split('.')[^1]] = value;
        }).Json;

        Assert.Single(await RulesAsync(), rule => new EventPattern(rule["EventPattern"]!).Matches(Sample(name)));
        Assert.DoesNotContain(await RulesAsync(), rule => new EventPattern(rule["EventPattern"]!).Matches(changed));
    }

    [Fact]
    public async Task The_rules_of_sources_that_nobody_has_turned_on_are_disabled()
    {
        Deployment usual = (await Template.LoadAsync()).With();
        Deployment all = (await Template.LoadAsync()).With(AllOn);

        Assert.Equal("ENABLED", (string?)usual["ResponderFinding"]["State"]);
        Assert.All(RulesOf(usual).Skip(1), rule => Assert.Equal("DISABLED", (string?)rule["State"]));
        Assert.All(RulesOf(all), rule => Assert.Equal("ENABLED", (string?)rule["State"]));
    }

    [Fact]
    public async Task Other_Regions_forward_what_the_other_sources_tell_too()
    {
        Deployment other = (await Template.LoadAsync(Path.Combine("infra", "forward-findings.yaml"))).With(("HomeRegion", "us-east-1"), ("ManagementEvents", "yes"), ("Config", "on"), ("SecurityHub", "on"), ("TrustedAdvisor", "on"), ("Inspector", "on"));

        foreach (var name in new[] { "ApiCall", "Compliance", "Control", "PassedFinding", "NewerFinding", "CheckItem", "Path" })
        {
            JsonObject home = (await Template.LoadAsync()).With(AllOn)[$"Responder{name}"];
            Assert.True(JsonNode.DeepEquals(home["EventPattern"], other[$"Forward{name}"]["EventPattern"]), name);
            Assert.Equal("ENABLED", (string?)other[$"Forward{name}"]["State"]);
        }
    }

    private static (string, string)[] AllOn =>
    [
        ("ManagementEvents", "yes"), ("Config", "on"), ("SecurityHub", "on"), ("TrustedAdvisor", "on"), ("Inspector", "on"),
        ("SecurityHubActionArn", "arn:aws:securityhub:eu-west-1:123456789012:action/custom/ClosePort"),
    ];

    private static string Sample(string name) => SampleEvents.Load(name).Json;

    private static async Task<List<JsonObject>> RulesAsync() => RulesOf((await Template.LoadAsync()).With(AllOn));

    private static List<JsonObject> RulesOf(Deployment stack) =>
        [.. new[] { "Finding", "ApiCall", "Compliance", "Control", "PassedFinding", "NewerFinding", "Order", "CheckItem", "Path" }.Select(name => stack[$"Responder{name}"])];

    private static string Probe(Action<JsonObject> change) => SampleEvents.Load("port-probe-ssh").Change(change).Json;

    private static async Task<EventPattern> PatternAsync() => new((await Template.LoadAsync()).With()["ResponderFinding"]["EventPattern"]!);
}
