using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.Walk;

/// <summary>The page of an alert, in the bucket.</summary>
public sealed class PageTests(MotoServer moto, PublishedBootstrap bootstrap)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("notify", 2)]
    [InlineData("remediate", 5)]
    public async Task The_page_is_where_the_alert_says_and_costs_no_round_trip(string mode, int trips)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var bucket = await scene.World.BucketAsync($"pages-{scene.World.AccountId}", Token);
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync(mode, ("RESPONDER_PAGES_BUCKET", bucket));
        function.CountRoundTrips();

        var document = await Scene.ProbeAsync(function, instance);

        var alert = Assert.Single(function.Aws.Published);
        var put = Assert.Single(function.Aws.Calls, call => call.Service == "s3");
        var key = put.Request.Target[$"/{bucket}/".Length..];
        var link = $"https://console.aws.amazon.com/s3/object/{bucket}?region=eu-west-1&prefix={Uri.EscapeDataString(key)}";
        Assert.StartsWith($"alerts/{scene.World.AccountId}/eu-west-1/", key, StringComparison.Ordinal);
        Assert.Equal((link, link), ((string?)alert.Document["page"], (string?)document["page"]));
        Assert.Contains(link, alert.Email, StringComparison.Ordinal);
        Assert.Equal("text/html; charset=utf-8", put.Request.Header("Content-Type"));
        var page = await scene.World.ObjectAsync(bucket, key, Token);
        Assert.StartsWith("<!DOCTYPE html>", page, StringComparison.Ordinal);
        Assert.Contains(instance.Id, page, StringComparison.Ordinal);
        Assert.Equal(trips, function.Aws.RoundTripsInSequence);
    }

    [Theory]
    [InlineData("missing", "NoSuchBucket")]
    [InlineData("denied", "s3:PutObject")]
    [InlineData("silent", "did not answer in time")]
    public async Task A_page_that_cannot_be_written_is_a_note_and_never_a_lost_alert(string bucket, string why)
    {
        await using var scene = await Scene.SetAsync(moto, bootstrap);
        var name = $"{bucket}-{scene.World.AccountId}";
        var instance = await scene.InstanceAsync(await scene.GroupAsync("bastion", Ingress.Tcp(22, "0.0.0.0/0")));
        var function = await scene.DeployAsync("remediate", ("RESPONDER_PAGES_BUCKET", name));
        if (bucket == "denied")
            function.Aws.Inject(call => call.Service == "s3", new Fault.AnsweredInstead(HttpAnswer.Xml(403, "<Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>1</RequestId></Error>")));
        if (bucket == "silent")
            function.Aws.Inject(call => call.Service == "s3", new Fault.Hang());

        var document = await Scene.ProbeAsync(function, instance);

        Assert.Single(function.Aws.Published);
        Assert.Equal("tightened", (string?)document["outcome"]);
        Assert.Null(document["page"]);
        var note = Assert.Single(document["notes"]!.AsArray(), note => ((string)note!).StartsWith($"The page of this alert could not be written to the bucket {name}: ", StringComparison.Ordinal));
        Assert.Contains(why, (string)note!, StringComparison.Ordinal);
        Assert.Contains("has no page", function.Process.ToString(), StringComparison.Ordinal);
        Assert.Contains("PagesMissing", function.Process.ToString(), StringComparison.Ordinal);
    }
}
