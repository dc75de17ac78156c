using System.Text.Json.Nodes;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>What the process writes for those who operate it.</summary>
public sealed class ObservabilityTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_step_is_a_log_line_with_finding_account_region_and_duration()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await AnsweredAsync(scene);

        var steps = (await LinesAsync(function)).Where(line => line["Step"] is not null && line["_aws"] is null).ToList();

        Assert.Equal(["answer", "close", "publish", "read", "take-up"], steps.Select(line => (string?)line["Step"]).Order());
        Assert.All(steps, line =>
        {
            Assert.Equal("bdc189941acf780de956fe5d1483d7a5", (string?)line["FindingId"]);
            Assert.Equal(scene.World.AccountId, (string?)line["AccountId"]);
            Assert.Equal("eu-west-1", (string?)line["Region"]);
            Assert.InRange((long)line["DurationMs"]!, 0, 60_000);
        });
    }

    [Fact]
    public async Task Metrics_are_documents_of_their_own_which_CloudWatch_can_read()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await AnsweredAsync(scene);

        var documents = (await LinesAsync(function)).Where(line => line["_aws"] is not null).ToList();

        Assert.All(documents, document =>
        {
            var declared = document["_aws"]!["CloudWatchMetrics"]![0]!;
            Assert.Equal("ScanResponder", (string?)declared["Namespace"]);
            Assert.InRange((long)document["_aws"]!["Timestamp"]!, DateTimeOffset.UtcNow.AddMinutes(-10).ToUnixTimeMilliseconds(), DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            Assert.All(declared["Metrics"]!.AsArray(), metric => Assert.NotNull(document[(string)metric!["Name"]!]));
            Assert.NotEmpty(declared["Dimensions"]!.AsArray());
            Assert.All(declared["Dimensions"]!.AsArray(), dimensions => Assert.All(dimensions!.AsArray(), dimension => Assert.NotNull((string?)document[(string)dimension!])));
            Assert.Equal("scan-responder", (string?)document["FunctionName"]);
        });
        var handled = Assert.Single(documents, document => document["FindingsHandled"] is not null);
        Assert.Equal(("tightened", 1), ((string?)handled["Outcome"], (int)handled["FindingsHandled"]!));
        var counts = Assert.Single(documents, document => document["RulesTightened"] is not null);
        Assert.Equal((1, 1, 0), ((int)counts["RulesTightened"]!, (int)counts["AlertsPublished"]!, (int)counts["Duplicates"]!));
        Assert.Equal(5, documents.Count(document => document["StepDuration"] is not null));
    }

    [Fact]
    public async Task A_repeated_delivery_counts_as_a_duplicate()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var function = await AnsweredAsync(scene, instance);

        await Scene.ProbeAsync(function, instance);

        var last = (await LinesAsync(function)).Last(line => line["Duplicates"] is not null);
        Assert.Equal((0, 1), ((int)last["AlertsPublished"]!, (int)last["Duplicates"]!));
    }

    [Theory]
    [InlineData("auto", 1)]
    [InlineData("off", null)]
    public async Task Evidence_counts_as_missing_where_logs_were_asked_and_none_answered(string flowLogs, int? missing)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var function = await scene.DeployAsync("notify", ("RESPONDER_FLOW_LOGS", flowLogs));
        await Scene.ProbeAsync(function, await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open)));

        var counts = Assert.Single(await LinesAsync(function), line => line["RulesTightened"] is not null);

        Assert.Equal(missing, (int?)counts["EvidenceMissing"]);
    }

    [Fact]
    public async Task No_credential_and_nothing_that_users_wrote_is_in_the_log()
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var group = await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0", "description-of-a-user").Tagged(("owner", "tag-of-a-user")));
        var function = await AnsweredAsync(scene, await scene.InstanceAsync(group));
        await function.Process.DisposeAsync();

        var log = function.Process.ToString();

        Assert.Contains("Answered", log, StringComparison.Ordinal);
        Assert.All(
            new[] { scene.World.Keys.SecretAccessKey, scene.World.Keys.SessionToken, scene.World.Keys.AccessKeyId, "description-of-a-user", "tag-of-a-user" },
            secret => Assert.DoesNotContain(secret, log, StringComparison.Ordinal));
    }

    private static async Task<DeployedFunction> AnsweredAsync(Scene scene, Ec2Instance? instance = null)
    {
        instance ??= await scene.InstanceAsync(await scene.GroupAsync("bastion", Hole.Open));
        var function = await scene.DeployAsync("remediate", ("RESPONDER_JOURNAL_TABLE", await scene.World.JournalTableAsync(Token)));
        await Scene.ProbeAsync(function, instance);
        return function;
    }

    /// <summary>Every line that the process wrote; one that is not a JSON document fails the test.</summary>
    private static async Task<IReadOnlyList<JsonObject>> LinesAsync(DeployedFunction function)
    {
        // When the process has ended, all that it wrote has come through the pipe.
        await function.Process.DisposeAsync();
        return [.. function.Process.StandardOutput.Lines.Select(line => JsonNode.Parse(line)!.AsObject())];
    }
}
