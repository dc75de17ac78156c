using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>An account with an instance on the internet, a topic, and the function deployed to watch it.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private readonly PublishedBootstrap _bootstrap;
    private readonly List<DeployedFunction> _functions = [];

    private Scene(PublishedBootstrap bootstrap, AwsWorld world, PublicNetwork network, AlertTopic topic)
    {
        _bootstrap = bootstrap;
        World = world;
        Network = network;
        Topic = topic;
    }

    internal AwsWorld World { get; }

    internal PublicNetwork Network { get; }

    internal AlertTopic Topic { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    internal static async Task<Scene> SetAsync(MotoServer moto, PublishedBootstrap bootstrap)
    {
        var world = await AwsWorld.CreateAsync(moto, Token);
        return new(bootstrap, world, await world.PublicNetworkAsync(Token), await world.TopicAsync("security", Token));
    }

    internal Task<SecurityGroup> GroupAsync(string name, params Ingress[] rules) => World.SecurityGroupAsync(Network, name, Token, rules);

    internal Task<Ec2Instance> InstanceAsync(params SecurityGroup[] groups) => World.InstanceAsync(Network, groups, Token);

    internal Task<IReadOnlyList<Ingress>> RulesAsync(SecurityGroup group) => World.IngressAsync(group, Token);

    internal async Task<DeployedFunction> DeployAsync(string mode, params (string Name, string Value)[] settings)
    {
        var function = await DeployedFunction.StartAsync(
            _bootstrap,
            World,
            [.. settings, .. new[] { ("RESPONDER_TOPIC_ARN", Topic.Arn), ("RESPONDER_MODE", mode) }.Where(own => !settings.Any(given => given.Name == own.Item1))]);
        _functions.Add(function);
        return function;
    }

    /// <summary>Hands the function a finding about SSH on the instance.</summary>
    /// <returns>The alert document.</returns>
    internal static async Task<JsonObject> ProbeAsync(DeployedFunction function, Ec2Instance instance, Func<SampleEvent, SampleEvent>? change = null)
    {
        var sample = SampleEvents.Load("port-probe-ssh").At(instance);
        var result = await function.InvokeAsync((change?.Invoke(sample) ?? sample).Json, Token);
        return Document(result, function);
    }

    internal static JsonObject Document(InvocationResult result, DeployedFunction function) => result is InvocationResult.Succeeded succeeded
        ? JsonNode.Parse(succeeded.Json)!.AsObject()
        : throw new Xunit.Sdk.XunitException($"{result}\n{function.Process}");

    internal async Task UndoAsync(JsonObject document) =>
        await new AwsCli(World.Keys, World.Endpoint).RunAllAsync([$"(\n{string.Join('\n', document["undo"]!.AsArray().Select(line => (string)line!))}\n)"], Token);

    public async ValueTask DisposeAsync()
    {
        foreach (var function in _functions)
            await function.DisposeAsync();
        World.Dispose();
    }
}
