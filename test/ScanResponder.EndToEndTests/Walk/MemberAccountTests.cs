using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Findings of other accounts and Regions than the function's own.</summary>
public sealed class MemberAccountTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const string Role = "scan-responder-member";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_members_group_is_tightened_through_its_role_in_the_findings_region_and_the_alert_stays_at_home()
    {
        await using var home = await Scene.SetAsync(moto, bootstrap);
        var own = await home.GroupAsync("bastion", Hole.Open);
        using var member = await AwsWorld.CreateAsync(moto, Token, region: "ap-southeast-2", beside: home.World);
        var network = await member.PublicNetworkAsync(Token);
        var group = await member.SecurityGroupAsync(network, "bastion", Token, Hole.Open);
        var instance = await member.InstanceAsync(network, [group], Token);
        var untouched = await home.RulesAsync(own);
        var function = await home.DeployAsync("remediate", ("RESPONDER_MEMBER_ROLE", Role));

        var document = await Scene.ProbeAsync(function, instance);
        await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.True(Hole.IsClosed(await member.IngressAsync(group, Token)));
        Assert.Equal(untouched, await home.RulesAsync(own));
        Assert.All(function.Aws.Calls.Where(call => call.Service == "ec2"), call => Assert.Equal("ap-southeast-2", call.Region));
        Assert.All(function.Aws.Published, alert => Assert.Equal(home.Topic.Arn, alert.TopicArn));

        // The second finding uses the session of the first.
        var assumed = Assert.Single(function.Aws.Calls, call => call.Action == "AssumeRole");
        Assert.Equal("eu-west-1", assumed.Region);
        Assert.Equal($"arn:aws:iam::{member.AccountId}:role/{Role}", assumed["RoleArn"]);
        Assert.Equal($"scan-responder-{home.World.AccountId}", assumed["ExternalId"]);
        Assert.Equal("scan-responder-bdc189941acf780de956fe5d1483d7a5", assumed["RoleSessionName"]);
        Assert.Equal("scan-responder-bdc189941acf780de956fe5d1483d7a5", assumed["SourceIdentity"]);
    }

    public static TheoryData<string> Faults => [.. AnyFault.Named.Keys];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task However_the_way_in_breaks_an_alert_says_so_and_nothing_is_changed(string fault)
    {
        await using var home = await Scene.SetAsync(moto, bootstrap);
        using var member = await AwsWorld.CreateAsync(moto, Token, region: "ap-southeast-2", beside: home.World);
        var network = await member.PublicNetworkAsync(Token);
        var group = await member.SecurityGroupAsync(network, "bastion", Token, Hole.Open);
        var instance = await member.InstanceAsync(network, [group], Token);
        var original = await member.IngressAsync(group, Token);
        var function = await home.DeployAsync("remediate", ("RESPONDER_MEMBER_ROLE", Role));
        function.Aws.Inject(call => call.Action == "AssumeRole", AnyFault.Named[fault]);

        var invocation = new Invocation(SampleEvents.Load("port-probe-ssh").At(instance).Json) { Timeout = TimeSpan.FromSeconds(12) };
        var document = Scene.Document(await function.InvokeAsync(invocation, Token), function);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.Contains(member.AccountId, (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal(original, await member.IngressAsync(group, Token));
        Assert.Single(function.Aws.Published);
    }

    [Fact]
    public async Task Where_the_role_does_not_let_the_function_in_the_alert_names_it_and_what_its_trust_policy_lacks()
    {
        await using var home = await Scene.SetAsync(moto, bootstrap);
        var function = await home.DeployAsync("remediate", ("RESPONDER_MEMBER_ROLE", Role));
        function.Aws.Inject(call => call.Action == "AssumeRole", Fault.AccessDenied);
        var sample = SampleEvents.Load("port-probe-ssh").WithAccount("222222222222");

        var document = Scene.Document(await function.InvokeAsync(sample.Json, Token), function);

        Assert.Equal("failed", (string?)document["outcome"]);
        var reason = (string?)document["reason"];
        Assert.Contains($"arn:aws:iam::222222222222:role/{Role}", reason, StringComparison.Ordinal);
        Assert.Contains($"scan-responder-{home.World.AccountId}", reason, StringComparison.Ordinal);
        Assert.Contains("sts:SetSourceIdentity", reason, StringComparison.Ordinal);
        Assert.Equal("198.51.100.17", (string?)document["probes"]![0]!["remoteIp"]);
        Assert.DoesNotContain(function.Aws.Calls, call => call.Service == "ec2");
        Assert.Single(function.Aws.Published);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Where_the_role_may_not_tighten_nothing_is_changed_and_the_alert_says_which_role_lacks_what(bool isSplit)
    {
        // As with MayTighten=false: the role reads, and may not edit.
        await using var home = await Scene.SetAsync(moto, bootstrap);
        using var member = await AwsWorld.CreateAsync(moto, Token, beside: home.World);
        var network = await member.PublicNetworkAsync(Token);
        var group = await member.SecurityGroupAsync(network, "bastion", Token, isSplit ? Ingress.Tcp(20, 25, "0.0.0.0/0") : Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await member.InstanceAsync(network, [group], Token);
        var original = await member.IngressAsync(group, Token);
        var function = await home.DeployAsync("remediate", ("RESPONDER_MEMBER_ROLE", Role), ("RESPONDER_TRUSTED_SOURCES", "none"), ("RESPONDER_JOURNAL_TABLE", await home.World.JournalTableAsync(Token)));
        function.Aws.Inject(call => call.Action is "AuthorizeSecurityGroupIngress" or "RevokeSecurityGroupIngress" or "CreateTags", Fault.AccessDenied);

        var document = await Scene.ProbeAsync(function, instance);
        await Scene.ProbeAsync(function, instance);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.True((bool?)document["urgent"]);
        var reason = (string?)document["reason"];
        Assert.Contains(isSplit ? "ec2:AuthorizeSecurityGroupIngress" : "ec2:RevokeSecurityGroupIngress", reason, StringComparison.Ordinal);
        Assert.Contains($"role {Role} in account {member.AccountId}", reason, StringComparison.Ordinal);
        Assert.DoesNotContain("function's role", reason, StringComparison.Ordinal);
        Assert.DoesNotContain(document["changes"]!.AsArray(), change => (string?)change!["status"] is "done" or "already");
        Assert.NotEmpty(document["close"]!.AsArray());
        Assert.Empty(document["undo"]!.AsArray());
        Assert.Equal(original, await member.IngressAsync(group, Token));
        Assert.Contains("MayTighten", function.Aws.Published[0].Email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_role_for_members_the_alert_says_what_the_finding_says()
    {
        await using var home = await Scene.SetAsync(moto, bootstrap);
        var function = await home.DeployAsync("remediate");

        var document = Scene.Document(await function.InvokeAsync(SampleEvents.Load("port-probe-ssh").WithAccount("222222222222").Json, Token), function);

        Assert.Equal("failed", (string?)document["outcome"]);
        Assert.Contains("RESPONDER_MEMBER_ROLE", (string?)document["reason"], StringComparison.Ordinal);
        Assert.Equal("Publish", Assert.Single(function.Aws.Calls).Action);
    }
}
