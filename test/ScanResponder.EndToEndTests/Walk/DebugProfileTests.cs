using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>
/// What whoever debugs the function sees: with the settings of the launch profile "Lambda test tool, offline", against an AWS that has nothing but the topic, the sample events are
/// answered as their page says. The test tool hands over an event as the Runtime API of these tests does.
/// </summary>
public sealed class DebugProfileTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_sample_event_is_answered_offline_as_its_name_says()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify", [.. await SettingsAsync(scene.Topic.Arn)]);
        List<string> odd = [];
        foreach (var name in SampleEvents.Names.Concat(SampleEvents.OtherSources))
        {
            var answer = await function.InvokeAsync(SampleEvents.Load(name).Json.Replace("123456789012", scene.World.AccountId, StringComparison.Ordinal), Token);
            var outcome = answer is InvocationResult.Succeeded succeeded ? (string?)JsonNode.Parse(succeeded.Json)!["outcome"] : "error";
            if (!Expected(name).Contains(outcome))
                odd.Add($"{name}: {outcome}");
        }

        Assert.True(odd.Count == 0, string.Join('\n', odd));
    }

    /// <summary>The settings of the profile, with a topic that exists here.</summary>
    private static async Task<IEnumerable<(string, string)>> SettingsAsync(string topic)
    {
        var profiles = JsonNode.Parse(await File.ReadAllTextAsync(Repository.Locate("src", "ScanResponder.Lambda", "Properties", "launchSettings.json"), Token))!["profiles"]!;
        var settings = profiles["Lambda test tool, offline"]!["environmentVariables"]!.AsObject().Where(setting => setting.Key.StartsWith("RESPONDER_", StringComparison.Ordinal)).ToList();
        Assert.Equal("RESPONDER_TOPIC_ARN", settings[0].Key);
        return settings.Select(setting => (setting.Key, setting.Key is "RESPONDER_TOPIC_ARN" ? topic : (string)setting.Value!));
    }

    private static string[] Expected(string name) => name.Split('/')[^1].Split('-')[0] switch
    {
        "broken" or "not" => ["error"],

        // What GuardDuty says through Security Hub, and what a person orders, is told whether it is open or not.
        "open" when name.Contains("open-guardduty", StringComparison.Ordinal) || name is "security-hub/open-custom-action" => ["not-open"],
        "open" or "quiet" or "nothing" => ["not-applicable"],
        _ => name switch
        {
            "port-probe-ssh" => ["not-open"],
            "port-probe-member-account" => ["failed"],

            // Nothing that is guarded is open, or nothing guarded was tried.
            _ => ["not-open", "not-applicable"],
        },
    };
}
