using Amazon.CloudWatchLogs;
using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

public sealed class CloudWatchLogsClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_is_started_in_the_json_protocol_and_signed()
    {
        HttpCall? seen = null;
        await using var server = Server(200, """{"queryId":"q-1"}""", request => seen = request);
        using var client = Client(server);

        var response = await client.StartQueryAsync(
            new() { LogGroupName = "/vpc/flow", StartTime = 1_700_000_000, EndTime = 1_700_003_600, QueryString = "limit 1", Limit = 25 }, Token);

        Assert.Equal(("q-1", "r-1"), (response.QueryId, response.ResponseMetadata.RequestId));
        Assert.Equal("Logs_20140328.StartQuery", seen!.Header("X-Amz-Target"));
        Assert.Equal("application/x-amz-json-1.1", seen.Header("Content-Type"));
        Assert.Contains("/eu-west-1/logs/aws4_request, ", seen.Header("Authorization"));
        Assert.Equal("""{"endTime":1700003600,"limit":25,"logGroupName":"/vpc/flow","queryString":"limit 1","startTime":1700000000}""", seen.Text);
    }

    [Theory]
    [InlineData("""{"status":"Scheduled"}""", "Scheduled")]
    [InlineData("""{"status":"Running","results":null}""", "Running")]
    [InlineData("""{"status":"Napping"}""", "Napping")]
    public async Task A_query_without_rows_yet_has_none(string body, string status)
    {
        await using var server = Server(200, body);
        using var client = Client(server);

        var response = await client.GetQueryResultsAsync(new() { QueryId = "q-1" }, Token);

        Assert.Equal(status, response.Status!.Value);
        Assert.Null(response.Results);
    }

    [Fact]
    public async Task Rows_are_lists_of_fields()
    {
        HttpCall? seen = null;
        await using var server = Server(
            200,
            """{"results":[[{"field":"srcAddr","value":"203.0.113.9"},{"field":"packets"}],[]],"statistics":{"bytesScanned":1.0},"status":"Complete"}""",
            request => seen = request);
        using var client = Client(server);

        var response = await client.GetQueryResultsAsync(new() { QueryId = "q-1" }, Token);

        Assert.Equal("""{"queryId":"q-1"}""", seen!.Text);
        Assert.Equal("Logs_20140328.GetQueryResults", seen.Header("X-Amz-Target"));
        Assert.Equal(QueryStatus.Complete, response.Status);
        Assert.Equal([[("srcAddr", "203.0.113.9"), ("packets", null)], []], response.Results!.Select(row => row.Select(field => (field.Field, field.Value))));
    }

    [Theory]
    [InlineData(400, "InvalidParameterException")]
    [InlineData(400, "LimitExceededException")]
    [InlineData(400, "MalformedQueryException")]
    [InlineData(400, "ResourceNotFoundException")]
    [InlineData(500, "ServiceUnavailableException")]
    [InlineData(400, "AccessDeniedException")]
    public async Task An_error_of_the_service_has_its_code(int status, string code)
    {
        await using var server = Server(status, $$"""{"__type":"{{code}}","message":"because"}""");
        using var client = Client(server);

        var thrown = await Assert.ThrowsAsync<AmazonCloudWatchLogsException>(() => client.StartQueryAsync(new() { QueryString = "limit 1" }, Token));

        Assert.Equal((code, "because", "r-1", status), (thrown.ErrorCode, thrown.Message, thrown.RequestId, (int)thrown.StatusCode));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "[]")]
    [InlineData(200, """{"status":"Complete","results":[7]}""")]
    [InlineData(200, "<html><body>captive portal</body></html>")]
    [InlineData(503, "<html><body>Bad gateway</body></html>")]
    public async Task An_answer_of_somebody_else_is_an_error_of_the_service(int status, string body)
    {
        await using var server = Server(status, body);
        using var client = Client(server);

        var thrown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.GetQueryResultsAsync(new() { QueryId = "q-1" }, Token));

        Assert.Equal(status, (int)thrown.StatusCode);
    }

    [Theory]
    [InlineData("eu-west-1", false, "https://logs.eu-west-1.amazonaws.com")]
    [InlineData("us-east-1", true, "https://logs-fips.us-east-1.amazonaws.com")]
    [InlineData("us-gov-west-1", true, "https://logs.us-gov-west-1.amazonaws.com")]
    public void An_endpoint_follows_from_the_region(string region, bool fips, string expected)
    {
        var config = new AmazonCloudWatchLogsConfig
        {
            RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            IgnoreConfiguredEndpointUrls = true,
        };

        Assert.Equal(expected, config.DetermineServiceOperationEndpoint(new(new StartQueryRequest())).URL.TrimEnd('/'));
    }

    [Fact]
    public void The_name_in_AWS_ENDPOINT_URL_is_that_of_all_sdks() =>
        Assert.Equal("CloudWatch Logs", ((IClientConfig)new AmazonCloudWatchLogsConfig()).ServiceId);

    private static LoopbackHttpServer Server(int status, string body, Action<HttpCall>? see = null) => new((request, _) =>
    {
        see?.Invoke(request);
        return Task.FromResult(HttpAnswer.Json(status, body) with
        {
            ContentType = "application/x-amz-json-1.1",
            Headers = new Dictionary<string, string> { ["x-amzn-RequestId"] = "r-1" },
        });
    });

    private static AmazonCloudWatchLogsClient Client(LoopbackHttpServer server) => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new AmazonCloudWatchLogsConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
}
