using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The function's connections to AWS, over TLS as AWS has it.</summary>
public sealed class ConnectionsTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    // One for each of the walk's calls of EC2 that are made at the same time, and one for each of the other services.
    private const int AtStart = 17;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("notify", "left-open")]
    [InlineData("remediate", "tightened")]
    public async Task The_first_answer_has_its_connections_before_its_event_comes(string mode, string outcome)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0"));
        var instance = await scene.InstanceAsync(group);
        await using var tls = new TlsFront();
        var function = await scene.DeployAsync(mode, [.. tls.Environment]);
        tls.LeadTo(function.Aws.Address.Port);
        function.CountRoundTrips();
        await function.RuntimeApi.Ready.WaitAsync(Token);
        for (var look = 0; tls.Connections < AtStart && look < 1_000; look++)
            await Task.Delay(TimeSpan.FromMilliseconds(10), Token);
        Assert.Equal(AtStart, tls.Connections);
        Assert.Empty(function.Aws.Calls);

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Equal(outcome, (string?)document["outcome"]);
        Assert.Equal(AtStart, tls.Connections);
    }

    [Fact]
    public async Task Where_requests_go_through_a_proxy_nothing_is_connected_to_beside_it()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        await using var tls = new TlsFront();
        var function = await scene.DeployAsync("notify", [.. tls.Environment, ("HTTPS_PROXY", "http://127.0.0.1:9")]);

        await function.RuntimeApi.Ready.WaitAsync(Token);

        Assert.Equal(0, tls.Connections);
    }

    [Fact]
    public async Task A_server_that_nobody_vouches_for_gets_no_request()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        await using var tls = new TlsFront();
        var function = await scene.DeployAsync("notify", [.. tls.Environment.Where(setting => setting.Name == "AWS_ENDPOINT_URL")]);
        tls.LeadTo(function.Aws.Address.Port);

        var result = await function.InvokeAsync(SampleEvents.Load("port-probe-ssh").At(instance).Json, Token);

        Assert.IsType<InvocationResult.Failed>(result);
        Assert.NotEqual(0, tls.Connections);
        Assert.Empty(function.Aws.Calls);
    }
}
