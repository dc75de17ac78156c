using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>One opening that several sources tell of, early, late, twice and in any order.</summary>
public sealed class SeveralSourcesTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    // Each of them twice: EventBridge delivers at least once.
    private static readonly string[] Sources =
    [
        "config/open-restricted-ssh", "security-hub/open-control", "security-hub/open-control-v2", "inspector/open-reachable", "trusted-advisor/open-specific-port", "cloudtrail/open-authorize-nested",
    ];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_opening_that_all_sources_tell_of_twice_is_alerted_once_whoever_comes_first(bool latestFirst)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("notify", ("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(Token)));
        var rule = (await scene.World.RuleIdsAsync(group, Token))[0];
        var untouched = await scene.RulesAsync(group);

        foreach (var name in (latestFirst ? Sources.Reverse() : Sources).SelectMany(name => new[] { name, name }))
            Scene.Document(await function.InvokeAsync(OpeningTests.Moved(name, instance, group, "pl-0", rule), Token), function);

        Assert.Equal("left-open", (string?)Assert.Single(function.Aws.Published).Document["outcome"]);
        Assert.Equal(untouched, await scene.RulesAsync(group));
    }

    [Theory]
    [InlineData("cloudtrail/open-authorize-nested", false)]
    [InlineData("cloudtrail/open-authorize-nested", true)]
    [InlineData("security-hub/open-control", false)]
    [InlineData("security-hub/open-control", true)]
    public async Task An_opening_that_is_gone_by_the_time_that_it_is_told_ends_quietly(string name, bool withItsGroup)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var other = await scene.GroupAsync("web", Ingress.Tcp(443, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(other);
        var rule = (await scene.World.RuleIdsAsync(group, Token))[0];
        if (withItsGroup)
            await scene.World.Ec2.DeleteSecurityGroupAsync(new() { GroupId = group.Id }, Token);
        else
            await scene.World.Ec2.RevokeSecurityGroupIngressAsync(new() { GroupId = group.Id, IpPermissions = [Ingress.Tcp(22, "0.0.0.0/0").ToPermission()] }, Token);
        var function = await scene.DeployAsync("remediate");

        var document = Scene.Document(await function.InvokeAsync(OpeningTests.Moved(name, instance, group, "pl-0", rule), Token), function);

        Assert.Equal("not-applicable", (string?)document["outcome"]);
        Assert.Empty(function.Aws.Published);
        Assert.DoesNotContain(function.Aws.Calls, call => call.Action.StartsWith("Authorize", StringComparison.Ordinal) || call.Action.StartsWith("Revoke", StringComparison.Ordinal));
    }
}
