using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What remediate does to real rules, and that the undo it prints brings them back.</summary>
public sealed class RemediationTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const string Vpc4 = "10.0.0.0/16";

    // Amazon gives each VPC a block of its own; the cases name its place.
    private const string Vpc6 = "the VPC's IPv6 block";

    public static TheoryData<string, Ingress[], Ingress[]> Cases => new()
    {
        {
            "SSH alone",
            [Ingress.Tcp(22, "0.0.0.0/0", "everybody")],
            [Ingress.Tcp(22, Vpc4, "everybody")]
        },
        {
            "SSH over IPv6",
            [Ingress.Tcp(22, "::/0")],
            [Ingress.Tcp(22, Vpc6)]
        },
        {
            "a range around SSH, and a private block beside the world",
            [Ingress.Tcp(20, 25, "0.0.0.0/0", "mail (and more)"), Ingress.Tcp(20, 25, "192.168.0.0/16", "office")],
            [
                Ingress.Tcp(20, 21, "0.0.0.0/0", "mail (and more)"),
                Ingress.Tcp(23, 25, "0.0.0.0/0", "mail (and more)"),
                Ingress.Tcp(22, Vpc4, "mail (and more)"),
                Ingress.Tcp(20, 25, "192.168.0.0/16", "office"),
            ]
        },
        {
            "every port",
            [Ingress.Tcp(0, 65535, "0.0.0.0/0")],
            [Ingress.Tcp(0, 21, "0.0.0.0/0"), Ingress.Tcp(23, 65535, "0.0.0.0/0"), Ingress.Tcp(22, Vpc4)]
        },
        {
            "all traffic over IPv4",
            [Ingress.Everything("0.0.0.0/0", "it's $HOME \\ \"quoted\"")],
            [
                Ingress.Tcp(0, 21, "0.0.0.0/0", "it's $HOME \\ \"quoted\""),
                Ingress.Tcp(23, 65535, "0.0.0.0/0", "it's $HOME \\ \"quoted\""),
                Ingress.Udp(0, 65535, "0.0.0.0/0", "it's $HOME \\ \"quoted\""),
                new("icmp", -1, -1, "0.0.0.0/0", "it's $HOME \\ \"quoted\""),
                Ingress.Tcp(22, Vpc4, "it's $HOME \\ \"quoted\""),
            ]
        },
        {
            "all traffic over IPv6",
            [Ingress.Everything("::/0")],
            [
                Ingress.Tcp(0, 21, "::/0"),
                Ingress.Tcp(23, 65535, "::/0"),
                Ingress.Udp(0, 65535, "::/0"),
                new("icmpv6", -1, -1, "::/0"),
                Ingress.Tcp(22, Vpc6),
            ]
        },
        {
            "the halves of the internet",
            [Ingress.Tcp(22, "0.0.0.0/1"), Ingress.Tcp(22, "128.0.0.0/1"), Ingress.Tcp(443, "0.0.0.0/0")],
            [Ingress.Tcp(22, Vpc4), Ingress.Tcp(443, "0.0.0.0/0")]
        },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task The_world_loses_ssh_and_nothing_else_changes(string name, Ingress[] before, Ingress[] after)
    {
        Assert.NotEmpty(name);
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", [.. before.Select(rule => rule.Tagged(("owner", "team 'a'"), ("cost", "1 & 2")))]);
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate");

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        var vpc6 = System.Net.IPNetwork.Parse(scene.Network.Ipv6Cidr.Replace("/64", "/56", StringComparison.Ordinal)).ToString();
        Assert.Equal(
            after.Select(rule => rule with { Source = rule.Source is Vpc6 ? vpc6 : rule.Source }).Select(Bare).Order(),
            (await scene.RulesAsync(group)).Select(Bare).Order());
        Assert.All(
            (await scene.RulesAsync(group)).Where(rule => !original.Contains(rule)),
            rule => Assert.Equal($"cost=1 & 2,owner=team 'a',scan-responder={document["finding"]!["id"]}", rule.Tags));

        await scene.UndoAsync(document);

        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task A_prefix_list_that_holds_the_world_gives_way_to_its_narrower_entries()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var list = await scene.World.PrefixListAsync("partners", TestContext.Current.CancellationToken, "0.0.0.0/0", "198.51.100.0/24", "203.0.113.7/32");
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, list), Ingress.Tcp(443, list));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_TRUSTED_SOURCES", "none"));
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Equal(
            new[] { "tcp 22 198.51.100.0/24", "tcp 22 203.0.113.7/32", $"tcp 443 {list}" },
            (await scene.RulesAsync(group)).Select(rule => $"{rule.Protocol} {rule.FromPort} {rule.Source}").Order());
        Assert.InRange(function.Aws.RoundTripsInSequence, 1, 6);

        await scene.UndoAsync(document);

        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task Split_rules_with_different_tags_keep_their_own()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync(
            "bastion", Ingress.Tcp(20, 22, "0.0.0.0/0").Tagged(("owner", "a")), Ingress.Tcp(22, 30, "::/0").Tagged(("owner", "b")));
        var instance = await scene.InstanceAsync(group);
        var original = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_TRUSTED_SOURCES", "none"));

        var document = await Scene.ProbeAsync(function, instance);

        var id = (string?)document["finding"]!["id"];
        Assert.Equal(
            new[] { $"20-21 0.0.0.0/0 owner=a,scan-responder={id}", $"23-30 ::/0 owner=b,scan-responder={id}" },
            (await scene.RulesAsync(group)).Select(rule => $"{rule.FromPort}-{rule.ToPort} {rule.Source} {rule.Tags}").Order());

        await scene.UndoAsync(document);

        Assert.Equal(original, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task Every_attached_group_is_tightened()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var first = await scene.GroupAsync("first", Ingress.Tcp(22, "0.0.0.0/0"));
        var second = await scene.GroupAsync("second", Ingress.Tcp(0, 65535, "::/0"));
        var instance = await scene.InstanceAsync(first, second);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_TRUSTED_SOURCES", "none"));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Empty(await scene.RulesAsync(first));
        Assert.Equal(["0-21", "23-65535"], (await scene.RulesAsync(second)).Select(rule => $"{rule.FromPort}-{rule.ToPort}").Order());
    }

    [Fact]
    public async Task A_second_delivery_finds_nothing_left_to_do()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Everything("0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var function = await scene.DeployAsync("remediate");
        await Scene.ProbeAsync(function, instance);
        var tightened = await scene.RulesAsync(group);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("not-open", (string?)document["outcome"]);
        Assert.Empty(document["changes"]!.AsArray());
        Assert.Equal(tightened, await scene.RulesAsync(group));
    }

    [Fact]
    public async Task Five_round_trips_are_enough_whatever_the_number_of_rules()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var few = await scene.GroupAsync("few", Ingress.Tcp(20, 25, "0.0.0.0/0"));
        var many = await scene.GroupAsync("many", [.. Enumerable.Range(0, 20).Select(index => Ingress.Tcp(22 - (index % 20), 22 + index, "0.0.0.0/0"))]);
        var function = await scene.DeployAsync("remediate");
        function.CountRoundTrips();

        await Scene.ProbeAsync(function, await scene.InstanceAsync(few));
        var (trips, calls) = (function.Aws.RoundTripsInSequence, function.Aws.Calls.Count);
        function.Aws.Forget();
        await Scene.ProbeAsync(function, await scene.InstanceAsync(many));

        Assert.InRange(trips, 1, 5);
        Assert.InRange(function.Aws.RoundTripsInSequence, 1, 5);
        Assert.Equal(calls, function.Aws.Calls.Count);
    }

    private static string Bare(Ingress rule) => $"{rule.Protocol} {rule.FromPort ?? -1}-{rule.ToPort ?? -1} {rule.Source} {rule.Description}";
}
