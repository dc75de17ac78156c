using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>Every event that may come, and what the process does with those it cannot read.</summary>
public sealed class EventTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Findings => [.. SampleEvents.Findings];

    public static TheoryData<string, string> Refused => new()
    {
        { "broken-no-account", "detail.accountId" },
        { "broken-no-id", "detail.id" },
        { "broken-no-type", "detail.type" },
        { "not-ours-bare-finding", "source" },
        { "not-ours-ec2-state-change", "detail-type" },
    };

    [Theory]
    [MemberData(nameof(Findings))]
    public async Task Every_finding_is_alerted_once(string name)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("remediate");
        var sample = SampleEvents.Load(name).WithAccount(scene.World.AccountId);

        var document = Scene.Document(await function.InvokeAsync(sample.Json, Token), function);

        Assert.Equal("scan-responder/alert/1", (string?)document["schema"]);
        var published = Assert.Single(function.Aws.Published);
        Assert.Equal(document["finding"]!.ToJsonString(), published.Document["finding"]!.ToJsonString());
        Assert.Equal((string?)document["outcome"], (string?)published.Document["outcome"]);
        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(published.Message), 1, 262_143);
        Assert.Matches("^[ -~]{1,99}$", published.Subject);
        Assert.DoesNotContain('\n', published.Sms);
        Assert.Contains((string?)document["finding"]!["accountId"] ?? "", published.Email, StringComparison.Ordinal);
        Assert.All(
            new[] { "probes", "exposures", "changes", "undo", "notes" },
            list => Assert.IsType<JsonArray>(document[list]));
    }

    [Fact]
    public async Task A_finding_whose_invocation_is_over_by_the_clock_is_answered_all_the_same()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("remediate");
        var late = new Invocation(SampleEvents.Load("port-probe-ssh").At(instance).Json) { Timeout = TimeSpan.FromHours(-1) };

        var document = Scene.Document(await function.InvokeAsync(late, Token), function);

        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Single(function.Aws.Published);
    }

    [Fact]
    public void Every_sample_that_is_refused_has_its_case() =>
        Assert.Equal(SampleEvents.Refused.Order(), Refused.Select(row => row.Data.Item1).Order());

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task What_is_not_a_finding_is_an_error_that_names_the_path_and_the_process_lives_on(string name, string path)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify");

        var refused = Assert.IsType<InvocationResult.Failed>(await function.InvokeAsync(SampleEvents.Load(name).Json, Token));

        var error = JsonNode.Parse(refused.Json)!;
        Assert.StartsWith($"{path}: found ", (string?)error["errorMessage"], StringComparison.Ordinal);
        Assert.Empty(function.Aws.Calls);
        Assert.NotEmpty(await AnsweredAsync(scene, function));
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("{\"source\":\"aws.guardduty\",\"detail-type\":\"GuardDuty Finding\"}")]
    [InlineData("{\"source\":\"aws.guardduty\",\"detail-type\":\"GuardDuty Finding\",\"detail\":null}")]
    [InlineData("{\"source\":\"aws.guardduty\",\"detail-type\":\"GuardDuty Finding\",\"detail\":[1]}")]
    [InlineData("{\"source\":7,\"detail-type\":\"GuardDuty Finding\",\"detail\":{}}")]
    public async Task Garbage_is_an_error_and_the_process_lives_on(string garbage)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify");

        var refused = Assert.IsType<InvocationResult.Failed>(await function.InvokeAsync(garbage, Token));

        Assert.NotEmpty((string?)JsonNode.Parse(refused.Json)!["errorMessage"] ?? "");
        Assert.DoesNotContain("NullReference", refused.Json, StringComparison.Ordinal);
        Assert.NotEmpty(await AnsweredAsync(scene, function));
    }

    [Fact]
    public async Task A_publish_that_fails_is_an_error_so_that_Lambda_retries_and_the_next_delivery_alerts()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify");
        function.Aws.Inject(call => call.Action == "Publish", Fault.AccessDenied);

        var failed = Assert.IsType<InvocationResult.Failed>(await function.InvokeAsync(SampleEvents.Load("recon-iam-user").WithAccount(scene.World.AccountId).Json, Token));

        var message = (string?)JsonNode.Parse(failed.Json)!["errorMessage"];
        Assert.Contains(scene.Topic.Arn, message, StringComparison.Ordinal);
        Assert.Contains("sns:Publish", message, StringComparison.Ordinal);

        function.Aws.Mend();
        Assert.NotEmpty(await AnsweredAsync(scene, function));
    }

    [Fact]
    public async Task A_topic_that_does_not_exist_is_named_in_the_error()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify", ("RESPONDER_TOPIC_ARN", scene.Topic.Arn + "-gone"));

        var failed = Assert.IsType<InvocationResult.Failed>(await function.InvokeAsync(SampleEvents.Load("recon-iam-user").WithAccount(scene.World.AccountId).Json, Token));

        Assert.Contains(scene.Topic.Arn + "-gone", (string?)JsonNode.Parse(failed.Json)!["errorMessage"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_of_another_region_is_named_with_what_to_mend()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var elsewhere = scene.Topic.Arn.Replace("eu-west-1", "us-east-1", StringComparison.Ordinal);
        var function = await scene.DeployAsync("notify", ("RESPONDER_TOPIC_ARN", elsewhere));

        var failed = Assert.IsType<InvocationResult.Failed>(await function.InvokeAsync(SampleEvents.Load("recon-iam-user").WithAccount(scene.World.AccountId).Json, Token));

        var message = (string?)JsonNode.Parse(failed.Json)!["errorMessage"];
        Assert.Contains(elsewhere, message, StringComparison.Ordinal);
        Assert.Contains("publish in the topic's own Region", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_the_function_may_not_use_is_named_with_what_to_grant()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify");
        function.Aws.Inject(call => call.Action == "Publish", Fault.Error("KMSAccessDenied"));

        var failed = Assert.IsType<InvocationResult.Failed>(await function.InvokeAsync(SampleEvents.Load("recon-iam-user").WithAccount(scene.World.AccountId).Json, Token));

        var message = (string?)JsonNode.Parse(failed.Json)!["errorMessage"];
        Assert.Contains(scene.Topic.Arn, message, StringComparison.Ordinal);
        Assert.Contains("kms:GenerateDataKey*", message, StringComparison.Ordinal);
        Assert.NotEmpty(failed.ErrorType ?? "");
    }

    private static async Task<string> AnsweredAsync(Scene scene, DeployedFunction function) =>
        (string?)Scene.Document(await function.InvokeAsync(SampleEvents.Load("recon-iam-user").WithAccount(scene.World.AccountId).Json, Token), function)["outcome"] ?? "";
}
