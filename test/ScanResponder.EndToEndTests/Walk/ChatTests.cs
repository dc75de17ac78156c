using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The copies of an alert that go to a chat channel, and to phones.</summary>
public sealed class ChatTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_chat_topic_gets_a_custom_notification_in_the_findings_thread()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var chat = await scene.World.TopicAsync("chat", Token);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("remediate", ("RESPONDER_CHAT_TOPIC_ARN", chat.Arn));
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance);

        var copy = Assert.Single(function.Aws.Published, message => message.TopicArn == chat.Arn);
        Assert.Null(copy.Structure);
        var notification = JsonNode.Parse(copy.Message)!;
        Assert.Equal("1.0", (string?)notification["version"]);
        Assert.Equal("custom", (string?)notification["source"]);
        Assert.Equal((string?)document["finding"]!["id"], (string?)notification["metadata"]!["threadId"]);
        Assert.Single(function.Aws.Published, message => message.TopicArn == scene.Topic.Arn);
        Assert.InRange(function.Aws.RoundTripsInSequence, 1, 5);
    }

    [Theory]
    [InlineData("notify", 1)]
    [InlineData("remediate", 0)]
    public async Task The_urgent_topic_gets_what_somebody_must_act_on_now_and_nothing_else(string mode, int alerts)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var pager = await scene.World.TopicAsync("pager", Token);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync(mode, ("RESPONDER_URGENT_TOPIC_ARN", pager.Arn));
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal(alerts == 1, (bool?)document["urgent"]);
        Assert.Equal(alerts, function.Aws.Published.Count(message => message.TopicArn == pager.Arn));
        Assert.Single(function.Aws.Published, message => message.TopicArn == scene.Topic.Arn);
        Assert.Equal(mode == "notify" ? 2 : 5, function.Aws.RoundTripsInSequence);
    }

    [Fact]
    public async Task A_chat_topic_that_does_not_take_it_never_fails_the_alert()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var gone = scene.Topic.Arn + "-chat";
        var function = await scene.DeployAsync("remediate", ("RESPONDER_CHAT_TOPIC_ARN", gone));

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Contains(gone, function.Process.ToString(), StringComparison.Ordinal);
    }
}
