using System.Globalization;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>One address is let in for a while by one command, and a sweep takes exactly that rule away when its time is over.</summary>
public sealed class AllowanceTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private const string Sweep = """{"source": "scan-responder", "detail-type": "Sweep", "detail": {}}""";
    private const string Tag = "scan-responder-until";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_rule_that_allow_adds_goes_with_the_first_sweep_after_its_end_and_no_other()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "ask", Ingress.Tcp(22, "198.51.100.7/32", "for good"), Ingress.Tcp(443, "0.0.0.0/0"));
        await stage.AdmitAsync(Ingress.Tcp(22, "192.0.2.1/32").Tagged((Tag, "2026-01-01T00:00:00Z")), Ingress.Tcp(22, "192.0.2.2/32").Tagged((Tag, "whenever")));

        var run = await Tool.RunAsync(
            stage.Scene.World.Keys, stage.Scene.World.Endpoint, Token, "allow", stage.Group.Id, "--source", "203.0.113.9", "--for", "8h", "--port", "2222");

        Assert.Equal((0, ""), (run.ExitCode, run.StandardError));
        var added = Assert.Single(await stage.RulesAsync(), rule => rule.Source == "203.0.113.9/32");
        Assert.Equal(("tcp", 2222, 2222), (added.Protocol, added.FromPort, added.ToPort));
        var end = DateTimeOffset.ParseExact(added.Tags, $"'{Tag}='yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        Assert.InRange(end, DateTimeOffset.UtcNow.AddHours(7.9), DateTimeOffset.UtcNow.AddHours(8.1));
        Assert.Contains($"until {end:yyyy-MM-dd HH:mm} UTC", run.StandardOutput.ReplaceLineEndings(" "), StringComparison.Ordinal);

        var swept = Scene.Document(await stage.Function.InvokeAsync(Sweep, Token), stage.Function);

        Assert.Equal(["192.0.2.2/32", "198.51.100.7/32", "203.0.113.9/32"], (await stage.RulesAsync()).Where(rule => rule.FromPort != 443).Select(rule => rule.Source).Order(StringComparer.Ordinal));
        Assert.Single(DecisionStage.Notes(swept), note => note.Contains("192.0.2.1/32", StringComparison.Ordinal) && note.EndsWith("was removed, since its time is over.", StringComparison.Ordinal));
        Assert.Contains("192.0.2.1/32", Assert.Single(stage.Function.Aws.Published).Email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task In_a_mode_that_changes_nothing_the_sweep_only_tells()
    {
        await using var stage = await DecisionStage.SetAsync(moto, bootstrap, "notify", Ingress.Tcp(22, "192.0.2.1/32").Tagged((Tag, "2026-01-01T00:00:00Z")));

        var swept = Scene.Document(await stage.Function.InvokeAsync(Sweep, Token), stage.Function);

        Assert.Equal(stage.Original, await stage.RulesAsync());
        Assert.Contains(DecisionStage.Notes(swept), note => note.Contains("The mode is notify", StringComparison.Ordinal));
    }
}
