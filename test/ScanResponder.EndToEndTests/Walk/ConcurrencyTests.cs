using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Many findings about one group, answered at once.</summary>
public sealed class ConcurrencyTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const int Processes = 10;
    private const int FindingsEach = 5;

    [Fact]
    public async Task Fifty_findings_that_share_a_group_end_in_the_same_rules_as_one()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync(
            "shared", Ingress.Everything("0.0.0.0/0", "all"), Ingress.Tcp(20, 25, "::/0"), Ingress.Tcp(22, "0.0.0.0/1"), Ingress.Tcp(443, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        var functions = await Task.WhenAll(Enumerable.Range(0, Processes).Select(_ => scene.DeployAsync("remediate")));

        var documents = await Task.WhenAll(functions.SelectMany((function, process) => Enumerable.Range(0, FindingsEach).Select(index =>
            Scene.ProbeAsync(function, instance, sample => sample.WithFindingId($"{process:x16}{index:x16}")))));

        Assert.All(documents, document => Assert.Contains((string?)document["outcome"], new[] { "tightened", "not-open" }));
        Assert.Contains(documents, document => (string?)document["outcome"] == "tightened");
        var vpc6 = scene.Network.Ipv6Cidr.Replace("/64", "/56", StringComparison.Ordinal);
        Assert.Equal(
            new[]
            {
                "icmp -1--1 0.0.0.0/0",
                "tcp 0-21 0.0.0.0/0",
                "tcp 20-21 ::/0",
                "tcp 22-22 10.0.0.0/16",
                $"tcp 22-22 {vpc6}",
                "tcp 23-25 ::/0",
                "tcp 23-65535 0.0.0.0/0",
                "tcp 443-443 0.0.0.0/0",
                "udp 0-65535 0.0.0.0/0",
            }.Order(StringComparer.Ordinal),
            (await scene.RulesAsync(group)).Select(rule => $"{rule.Protocol} {rule.FromPort}-{rule.ToPort} {rule.Source}").Order(StringComparer.Ordinal));
    }
}
