using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>A sweep looks at all groups of the account and Region, whether anybody has scanned or not.</summary>
public sealed class SweepTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sweep_closes_every_open_group_and_tells_it_in_one_message()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var used = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"), Ingress.Tcp(443, "0.0.0.0/0"));
        var unused = await scene.GroupAsync("spare", Ingress.Tcp(20, 25, "::/0"));
        var shut = await scene.GroupAsync("shop", Ingress.Tcp(443, "0.0.0.0/0"));
        await scene.InstanceAsync(used);
        var function = await scene.DeployAsync("remediate", ("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(Token)), ("RESPONDER_TRUSTED_SOURCES", "none"));

        var document = Scene.Document(await function.InvokeAsync(Sweep(scene), Token), function);
        var again = Scene.Document(await function.InvokeAsync(Sweep(scene), Token), function);

        Assert.Equal("scan-responder/sweep/1", (string?)document["schema"]);
        Assert.Equal((2, 2), ((int)document["counts"]!["open"]!, (int)document["counts"]!["closed"]!));
        Assert.Equal([used.Id, unused.Id], document["groups"]!.AsArray().Select(group => (string?)group!["groupId"]));
        Assert.Equal([Ingress.Tcp(443, "0.0.0.0/0")], await scene.RulesAsync(used));
        Assert.Equal(["20-21", "23-25"], (await scene.RulesAsync(unused)).Select(rule => $"{rule.FromPort}-{rule.ToPort}").Order());
        Assert.Equal([Ingress.Tcp(443, "0.0.0.0/0")], await scene.RulesAsync(shut));
        var told = Assert.Single(function.Aws.Published);
        Assert.Equal(document["groups"]!.ToJsonString(), told.Document["groups"]!.ToJsonString());
        Assert.Contains(used.Id, told.Email, StringComparison.Ordinal);
        Assert.Equal(0, (int)again["counts"]!["open"]!);
    }

    [Fact]
    public async Task A_sweep_in_mode_notify_changes_nothing_and_one_that_finds_nothing_tells_nobody()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var before = await scene.RulesAsync(group);
        var function = await scene.DeployAsync("notify");
        var other = await scene.DeployAsync("notify", ("RESPONDER_GUARDED_PORTS", "3389"));

        var document = Scene.Document(await function.InvokeAsync("""{"source": "scan-responder", "detail-type": "Sweep", "detail": {}}""", Token), function);
        Scene.Document(await other.InvokeAsync("""{"source": "scan-responder", "detail-type": "Sweep", "detail": {}}""", Token), other);

        Assert.Equal((1, 0), ((int)document["counts"]!["open"]!, (int)document["counts"]!["closed"]!));
        Assert.NotEmpty(document["groups"]![0]!["close"]!.AsArray());
        Assert.Equal(before, await scene.RulesAsync(group));
        Assert.Single(function.Aws.Published);
        Assert.Empty(other.Aws.Published);
    }

    private static string Sweep(Scene scene) => new JsonObject
    {
        ["source"] = "scan-responder",
        ["detail-type"] = "Sweep",
        ["account"] = scene.World.AccountId,
        ["region"] = scene.World.Keys.Region,
        ["time"] = "2026-11-26T06:00:00Z",
        ["detail"] = new JsonObject(),
    }.ToJsonString();
}
