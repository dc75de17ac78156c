using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What the sources beside GuardDuty tell of: an opening is closed and told, all else is left alone.</summary>
public sealed class OpeningTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const string OwnRole = "arn:aws:iam::123456789012:role/scan-responder-function";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Opening => [.. SampleEvents.OthersThat("open-")];

    public static TheoryData<string> Quiet => [.. SampleEvents.OthersThat("quiet-")];

    public static TheoryData<string> Nothing => [.. SampleEvents.OthersThat("nothing-")];

    public static TheoryData<string> Broken => [.. SampleEvents.OthersThat("broken-")];

    [Theory]
    [MemberData(nameof(Opening))]
    public async Task An_opening_is_closed_and_told_once_whoever_notices_it(string name)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var list = await scene.World.PrefixListAsync("everybody", Token, "0.0.0.0/0");
        var group = await scene.GroupAsync("bastion", RuleOf(name, list));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(Token)));
        var moved = await MovedAsync(name, scene, group, instance, list);

        var document = Scene.Document(await function.InvokeAsync(moved, Token), function);
        var again = Scene.Document(await function.InvokeAsync(moved, Token), function);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.DoesNotContain(await scene.RulesAsync(group), rule => rule is { Protocol: "-1" } or { Protocol: "tcp", FromPort: <= 22, ToPort: >= 22, Source: "0.0.0.0/0" or "::/0" } || rule.Source == list);
        Assert.Equal("not-applicable", (string?)again["outcome"]);
        var alert = Assert.Single(function.Aws.Published);
        Assert.Contains(instance.Id, alert.Email, StringComparison.Ordinal);
        Assert.DoesNotContain(function.Aws.Calls, call => call.Action == "LookupEvents" && name.StartsWith("cloudtrail/", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Quiet))]
    public async Task What_opens_nothing_guarded_is_left_alone_after_one_read_and_told_to_nobody(string name)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var list = await scene.World.PrefixListAsync("office", Token, "198.51.100.0/24");
        await scene.World.Ec2.ModifyManagedPrefixListAsync(new() { PrefixListId = list, CurrentVersion = 1, AddEntries = [new() { Cidr = "203.0.113.0/24" }] }, Token);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(443, "0.0.0.0/0"), Ingress.Tcp(22, list));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_OWN_ROLE_ARN", OwnRole.Replace("123456789012", scene.World.AccountId, StringComparison.Ordinal)), ("RESPONDER_TRUSTED_SOURCES", "none"));
        var untouched = await scene.RulesAsync(group);
        var rules = await scene.World.Ec2.DescribeSecurityGroupRulesAsync(new() { Filters = [new("group-id", [group.Id])] }, Token);
        var outbound = rules.SecurityGroupRules.First(rule => rule.IsEgress is true).SecurityGroupRuleId;
        var moved = (await MovedAsync(name, scene, group, instance, list)).Replace("sgr-0a1b2c3d4e5f60e01", outbound, StringComparison.Ordinal);

        var document = Scene.Document(await function.InvokeAsync(moved, Token), function);

        Assert.Equal("not-applicable", (string?)document["outcome"]);
        Assert.Equal(untouched, await scene.RulesAsync(group));
        Assert.InRange(function.Aws.Calls.Count(call => call.Action == "DescribeSecurityGroupRules"), 0, 1);
        Assert.DoesNotContain(function.Aws.Calls, call => !call.Action.StartsWith("Describe", StringComparison.Ordinal) && !call.Action.StartsWith("Get", StringComparison.Ordinal) && call.Action is not ("LookupEvents" or "ListAccountAliases"));
    }

    [Theory]
    [MemberData(nameof(Nothing))]
    public async Task What_is_nothing_to_us_is_answered_with_the_reason_and_asks_AWS_nothing(string name)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("remediate");

        var document = Scene.Document(await function.InvokeAsync(SampleEvents.Load(name).Json, Token), function);

        Assert.Equal(["outcome", "reason"], document.Select(member => member.Key));
        Assert.Equal("not-applicable", (string?)document["outcome"]);
        Assert.Empty(function.Aws.Calls);
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task What_cannot_be_read_is_an_error_that_names_the_path(string name)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("remediate");

        var failed = Assert.IsType<InvocationResult.Failed>(await function.InvokeAsync(SampleEvents.Load(name).Json, Token));

        Assert.Matches("^detail\\.[^ ]+: found .*; expected ", (string?)JsonNode.Parse(failed.Json)!["errorMessage"]);
        Assert.Empty(function.Aws.Calls);
    }

    [Fact]
    public async Task A_rule_that_a_call_opened_is_closed_in_no_more_round_trips_than_one_that_a_scanner_found()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_TRUSTED_SOURCES", "10.0.0.0/8"));
        function.CountRoundTrips();

        var document = Scene.Document(await function.InvokeAsync(await MovedAsync("cloudtrail/open-authorize-nested", scene, group, instance, "pl-0"), Token), function);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Equal(5, function.Aws.RoundTripsInSequence);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Security_Hub_is_told_that_it_is_closed_and_the_alert_does_not_depend_on_it(bool answers)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_SECURITY_HUB_WRITE_BACK", "on"));
        function.Aws.Inject(
            call => call.Service == "securityhub",
            answers ? new Fault.AnsweredInstead(HttpAnswer.Json(200, """{"ProcessedFindings": [{}], "UnprocessedFindings": []}""")) : Fault.AccessDenied);

        var document = Scene.Document(await function.InvokeAsync(await MovedAsync("security-hub/open-control", scene, group, instance, "pl-0"), Token), function);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Single(function.Aws.Published);
        var update = Assert.Single(function.Aws.Calls, call => call.Service == "securityhub").Request;
        Assert.Equal(["Publish", "securityhub"], function.Aws.Calls.Select(call => call.Service == "securityhub" ? call.Service : call.Action).Where(call => call is "Publish" or "securityhub"));
        Assert.Equal(("PATCH", "/findings/batchupdate", "RESOLVED"), (update.Method, update.Target, (string?)JsonNode.Parse(update.Text)!["Workflow"]!["Status"]));
        Assert.Equal(!answers, await SaysAsync(function, "was not set in Security Hub"));
    }

    [Fact]
    public async Task An_opening_of_a_member_account_in_another_Region_is_closed_there()
    {
        await using var home = await Scene.SetAsync(moto, bootstrap);
        using var member = await AwsWorld.CreateAsync(moto, Token, region: "ap-southeast-2", beside: home.World);
        var network = await member.PublicNetworkAsync(Token);
        foreach (var name in new[] { "cloudtrail/open-authorize-nested", "config/open-restricted-ssh", "security-hub/open-control", "security-hub/open-control-v2", "security-hub/open-custom-action", "security-hub/open-guardduty", "trusted-advisor/open-specific-port", "inspector/open-reachable" })
        {
            var group = await member.SecurityGroupAsync(network, $"bastion-{name.Replace('/', '-')}", Token, Hole.Open);
            var instance = await member.InstanceAsync(network, [group], Token);
            var function = await home.DeployAsync("remediate", ("RESPONDER_MEMBER_ROLE", "scan-responder-member"));

            var document = Scene.Document(await function.InvokeAsync(Moved(name, instance, group, "pl-0", (await member.RuleIdsAsync(group, Token))[0]), Token), function);

            Assert.Equal("tightened", (string?)document["outcome"]);
            Assert.True(Hole.IsClosed(await member.IngressAsync(group, Token)));
        }
    }

    private static async Task<bool> SaysAsync(DeployedFunction function, string words)
    {
        // When the process has ended, all that it wrote has come through the pipe.
        await function.Process.DisposeAsync();
        return function.Process.ToString().Contains(words, StringComparison.Ordinal);
    }

    private static async Task<string> MovedAsync(string name, Scene scene, SecurityGroup group, Ec2Instance instance, string list) =>
        Moved(name, instance, group, list, (await scene.World.RuleIdsAsync(group, Token))[0]);

    internal static string Moved(string name, Ec2Instance instance, SecurityGroup group, string list, string ruleId) => SampleEvents.Load(name).Json
        .Replace("123456789012", instance.AccountId, StringComparison.Ordinal)
        .Replace("eu-west-1", instance.Region, StringComparison.Ordinal)
        .Replace("sg-0a1b2c3d4e5f60718", group.Id, StringComparison.Ordinal)
        .Replace("sgr-0a1b2c3d4e5f60a01", ruleId, StringComparison.Ordinal)
        .Replace("i-0abc1234567890def", instance.Id, StringComparison.Ordinal)
        .Replace("eni-0a1b2c3d4e5f60001", instance.Interfaces[0].Id, StringComparison.Ordinal)
        .Replace("pl-0a1b2c3d4e5f60c01", list, StringComparison.Ordinal)
        .Replace("vpc-0a1b2c3d4e5f60bb1", instance.Network.VpcId, StringComparison.Ordinal)
        .Replace("subnet-0a1b2c3d4e5f60aa1", instance.Network.SubnetId, StringComparison.Ordinal);

    private static Ingress RuleOf(string name, string list) => name switch
    {
        "cloudtrail/open-authorize-all-traffic" => Ingress.Everything("0.0.0.0/0"),
        "cloudtrail/open-authorize-ipv6" or "security-hub/open-ipv6-control" => Ingress.Tcp(22, "::/0"),
        "cloudtrail/open-authorize-without-rules" => Ingress.Tcp(20, 25, "0.0.0.0/0"),
        _ when name.Contains("prefix-list", StringComparison.Ordinal) => Ingress.Tcp(22, list),
        _ => Ingress.Tcp(22, "0.0.0.0/0"),
    };
}
