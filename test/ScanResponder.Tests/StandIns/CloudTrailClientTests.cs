using Amazon.CloudTrail;
using Amazon.CloudTrail.Model;
using Amazon.Runtime;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

public sealed class CloudTrailClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_are_looked_up_in_the_json_protocol_and_signed()
    {
        HttpCall? seen = null;
        await using var server = Server(
            200,
            """{"Events":[{"EventId":"e-1","EventName":"RunInstances","EventTime":1.7E9,"Username":"mika","Resources":[],"CloudTrailEvent":"{}"},{}],"NextToken":"more"}""",
            request => seen = request);
        using var client = Client(server);

        var response = await client.LookupEventsAsync(
            new() { LookupAttributes = [new() { AttributeKey = LookupAttributeKey.ResourceName, AttributeValue = "sg-1" }], MaxResults = 50, NextToken = "next" }, Token);

        Assert.Equal("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", seen!.Header("X-Amz-Target"));
        Assert.Contains("/eu-west-1/cloudtrail/aws4_request, ", seen.Header("Authorization"));
        Assert.Equal("""{"LookupAttributes":[{"AttributeKey":"ResourceName","AttributeValue":"sg-1"}],"MaxResults":50,"NextToken":"next"}""", seen.Text);
        Assert.Equal([("e-1", "RunInstances", "{}"), (null, null, null)], response.Events!.Select(one => (one.EventId, one.EventName, one.CloudTrailEvent)));
        Assert.Equal("more", response.NextToken);
    }

    [Fact]
    public async Task An_account_without_such_calls_has_no_events()
    {
        await using var server = Server(200, """{"Events":[]}""");
        using var client = Client(server);

        Assert.Empty((await client.LookupEventsAsync(new(), Token)).Events!);
    }

    [Theory]
    [InlineData(400, "ThrottlingException")]
    [InlineData(400, "InvalidLookupAttributesException")]
    [InlineData(400, "AccessDeniedException")]
    public async Task An_error_of_the_service_has_its_code(int status, string code)
    {
        await using var server = Server(status, $$"""{"__type":"{{code}}","message":"because"}""");
        using var client = Client(server);

        var thrown = await Assert.ThrowsAsync<AmazonCloudTrailException>(() => client.LookupEventsAsync(new(), Token));

        Assert.Equal((code, "because", "r-1", status), (thrown.ErrorCode, thrown.Message, thrown.RequestId, (int)thrown.StatusCode));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"Events":[7]}""")]
    [InlineData(503, "<html><body>Bad gateway</body></html>")]
    public async Task An_answer_of_somebody_else_is_an_error_of_the_service(int status, string body)
    {
        await using var server = Server(status, body);
        using var client = Client(server);

        var thrown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.LookupEventsAsync(new(), Token));

        Assert.Equal(status, (int)thrown.StatusCode);
    }

    [Theory]
    [InlineData("eu-west-1", false, "https://cloudtrail.eu-west-1.amazonaws.com")]
    [InlineData("us-east-1", true, "https://cloudtrail-fips.us-east-1.amazonaws.com")]
    [InlineData("us-gov-west-1", true, "https://cloudtrail.us-gov-west-1.amazonaws.com")]
    public void An_endpoint_follows_from_the_region(string region, bool fips, string expected)
    {
        var config = new AmazonCloudTrailConfig
        {
            RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            IgnoreConfiguredEndpointUrls = true,
        };

        Assert.Equal(expected, config.DetermineServiceOperationEndpoint(new(new LookupEventsRequest())).URL.TrimEnd('/'));
    }

    [Fact]
    public void The_name_in_AWS_ENDPOINT_URL_is_that_of_all_sdks() =>
        Assert.Equal("CloudTrail", ((IClientConfig)new AmazonCloudTrailConfig()).ServiceId);

    private static LoopbackHttpServer Server(int status, string body, Action<HttpCall>? see = null) => new((request, _) =>
    {
        see?.Invoke(request);
        return Task.FromResult(HttpAnswer.Json(status, body) with
        {
            ContentType = "application/x-amz-json-1.1",
            Headers = new Dictionary<string, string> { ["x-amzn-RequestId"] = "r-1" },
        });
    });

    private static AmazonCloudTrailClient Client(LoopbackHttpServer server) => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new AmazonCloudTrailConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
}
