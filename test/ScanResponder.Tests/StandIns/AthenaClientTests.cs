using System.Text.Json.Nodes;
using Amazon.Athena;
using Amazon.Athena.Model;
using Amazon.Runtime;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

public sealed class AthenaClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_query_is_started_in_the_json_protocol_and_signed()
    {
        HttpCall? seen = null;
        await using var server = Server(200, """{"QueryExecutionId":"q-1"}""", request => seen = request);
        using var client = Client(server, new SessionAWSCredentials("AKIDEXAMPLE", "secret", "token"));

        var response = await client.StartQueryExecutionAsync(
            new()
            {
                ClientRequestToken = new('t', 32),
                ExecutionParameters = ["'eni-1'", "22"],
                QueryExecutionContext = new() { Database = "logs" },
                QueryString = "SELECT \"ü\" FROM t WHERE a = ? AND b = ?",
                ResultReuseConfiguration = new() { ResultReuseByAgeConfiguration = new() { Enabled = true, MaxAgeInMinutes = 15 } },
                WorkGroup = "responder",
            },
            Token);

        Assert.Equal(("q-1", "r-1", 200), (response.QueryExecutionId, response.ResponseMetadata.RequestId, (int)response.HttpStatusCode));
        Assert.Equal(("POST", "/"), (seen!.Method, seen.Target));
        Assert.Equal("AmazonAthena.StartQueryExecution", seen.Header("X-Amz-Target"));
        Assert.Equal("application/x-amz-json-1.1", seen.Header("Content-Type"));
        Assert.Equal("token", seen.Header("X-Amz-Security-Token"));
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-1/athena/aws4_request, ", seen.Header("Authorization"));
        Assert.Contains("x-amz-target", seen.Header("Authorization"));
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                {"ClientRequestToken":"tttttttttttttttttttttttttttttttt","ExecutionParameters":["'eni-1'","22"],"QueryExecutionContext":{"Database":"logs"},
                 "QueryString":"SELECT \"ü\" FROM t WHERE a = ? AND b = ?",
                 "ResultReuseConfiguration":{"ResultReuseByAgeConfiguration":{"Enabled":true,"MaxAgeInMinutes":15}},"WorkGroup":"responder"}
                """),
            JsonNode.Parse(seen.Text)), seen.Text);
    }

    [Fact]
    public async Task What_is_not_set_is_not_sent()
    {
        HttpCall? seen = null;
        await using var server = Server(200, """{"QueryExecutionId":"q-1"}""", request => seen = request);
        using var client = Client(server);

        await client.StartQueryExecutionAsync(new() { QueryString = "SELECT 1" }, Token);

        Assert.Equal("""{"QueryString":"SELECT 1"}""", seen!.Text);
    }

    [Theory]
    [InlineData("""{"QueryExecution":{"QueryExecutionId":"q-1","Status":{"State":"RUNNING","SubmissionDateTime":1.7E9}}}""", "RUNNING", null)]
    [InlineData("""{"QueryExecution":{"QueryExecutionId":"q-1","Status":{"State":"FAILED","StateChangeReason":"because"}}}""", "FAILED", "because")]
    [InlineData("""{"QueryExecution":{"QueryExecutionId":"q-1","Status":{"State":"PONDERING","StateChangeReason":null}}}""", "PONDERING", null)]
    public async Task A_query_says_how_far_it_has_got(string body, string state, string? reason)
    {
        await using var server = Server(200, body);
        using var client = Client(server);

        var query = (await client.GetQueryExecutionAsync(new() { QueryExecutionId = "q-1" }, Token)).QueryExecution!;

        Assert.Equal(("q-1", state, reason), (query.QueryExecutionId, query.Status!.State!.Value, query.Status.StateChangeReason));
    }

    [Fact]
    public async Task Rows_are_read_page_by_page_and_null_stays_null()
    {
        HttpCall? seen = null;
        await using var server = Server(
            200,
            """{"NextToken":"n-2","ResultSet":{"Rows":[{"Data":[{"VarCharValue":"srcaddr"},{"VarCharValue":"p"}]},{"Data":[{},{"VarCharValue":"7"}]}],"ResultSetMetadata":{}}}""",
            request => seen = request);
        using var client = Client(server);

        var page = await client.GetQueryResultsAsync(new() { QueryExecutionId = "q-1", MaxResults = 2, NextToken = "n-1" }, Token);

        Assert.Equal("""{"MaxResults":2,"NextToken":"n-1","QueryExecutionId":"q-1"}""", seen!.Text);
        Assert.Equal("n-2", page.NextToken);
        Assert.Equal([["srcaddr", "p"], [null, "7"]], page.ResultSet!.Rows!.Select(row => row.Data!.Select(datum => datum.VarCharValue)));
    }

    [Fact]
    public async Task A_table_tells_its_columns_its_partitions_and_its_properties()
    {
        HttpCall? seen = null;
        await using var server = Server(
            200,
            """
            {"TableMetadata":{"Name":"flow","TableType":"EXTERNAL_TABLE","CreateTime":1.7E9,"Columns":[{"Name":"srcaddr","Type":"string"}],
             "PartitionKeys":[{"Name":"day","Type":"string","Comment":"x"}],"Parameters":{"projection.enabled":"true"}}}
            """,
            request => seen = request);
        using var client = Client(server);

        var table = (await client.GetTableMetadataAsync(
            new() { CatalogName = "AwsDataCatalog", DatabaseName = "logs", TableName = "flow", WorkGroup = "responder" }, Token)).TableMetadata!;

        Assert.Equal("""{"CatalogName":"AwsDataCatalog","DatabaseName":"logs","TableName":"flow","WorkGroup":"responder"}""", seen!.Text);
        Assert.Equal("flow", table.Name);
        Assert.Equal([("srcaddr", "string")], table.Columns!.Select(column => (column.Name, column.Type)));
        Assert.Equal([("day", "string")], table.PartitionKeys!.Select(column => (column.Name, column.Type)));
        Assert.Equal("true", table.Parameters!["projection.enabled"]);
    }

    [Theory]
    [InlineData(500, "InternalServerException")]
    [InlineData(400, "InvalidRequestException")]
    [InlineData(400, "MetadataException")]
    [InlineData(400, "TooManyRequestsException")]
    [InlineData(400, "AccessDeniedException")]
    public async Task An_error_of_athena_has_its_code(int status, string code)
    {
        await using var server = Server(status, $$"""{"__type":"com.amazonaws.athena#{{code}}","Message":"because","message":"because"}""");
        using var client = Client(server);

        var thrown = await Assert.ThrowsAsync<AmazonAthenaException>(() => client.GetQueryExecutionAsync(new() { QueryExecutionId = "q-1" }, Token));

        Assert.Equal((code, "because", "r-1", status), (thrown.ErrorCode, thrown.Message, thrown.RequestId, (int)thrown.StatusCode));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "{}")]
    [InlineData(200, "not json")]
    [InlineData(200, """{"QueryExecutionId":7}""")]
    [InlineData(200, "<html><body>captive portal</body></html>")]
    [InlineData(400, "")]
    [InlineData(400, "not json")]
    [InlineData(400, "<html><body>Bad gateway</body></html>")]
    [InlineData(502, "{}")]
    public async Task An_answer_that_is_not_of_athena_is_an_error_of_the_service(int status, string body)
    {
        await using var server = Server(status, body);
        using var client = Client(server);

        var thrown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.StartQueryExecutionAsync(new() { QueryString = "SELECT 1" }, Token));

        Assert.Equal(status, (int)thrown.StatusCode);
    }

    [Fact]
    public async Task A_query_that_is_throttled_is_started_again()
    {
        var calls = 0;
        await using var server = new LoopbackHttpServer((_, _) => Task.FromResult(Interlocked.Increment(ref calls) == 1
            ? HttpAnswer.Json(400, """{"__type":"TooManyRequestsException","Message":"Rate exceeded"}""") with { ContentType = "application/x-amz-json-1.1" }
            : HttpAnswer.Json(200, """{"QueryExecutionId":"q-1"}""") with { ContentType = "application/x-amz-json-1.1" }));
        using var client = Client(server, retries: 2);

        Assert.Equal("q-1", (await client.StartQueryExecutionAsync(new() { QueryString = "SELECT 1" }, Token)).QueryExecutionId);
        Assert.Equal(2, calls);
    }

    [Theory]
    [InlineData("eu-west-1", false, false, "https://athena.eu-west-1.amazonaws.com")]
    [InlineData("us-gov-west-1", true, false, "https://athena-fips.us-gov-west-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "https://athena.eu-west-1.api.aws")]
    [InlineData("cn-north-1", false, false, "https://athena.cn-north-1.amazonaws.com.cn")]
    public void An_endpoint_follows_from_the_region(string region, bool fips, bool dualStack, string expected)
    {
        var config = new AmazonAthenaConfig
        {
            RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
            IgnoreConfiguredEndpointUrls = true,
        };

        Assert.Equal(expected, config.DetermineServiceOperationEndpoint(new(new StartQueryExecutionRequest())).URL.TrimEnd('/'));
    }

    private static LoopbackHttpServer Server(int status, string body, Action<HttpCall>? see = null) => new((request, _) =>
    {
        see?.Invoke(request);
        return Task.FromResult(HttpAnswer.Json(status, body) with
        {
            ContentType = "application/x-amz-json-1.1",
            Headers = new Dictionary<string, string> { ["x-amzn-RequestId"] = "r-1" },
        });
    });

    private static AmazonAthenaClient Client(LoopbackHttpServer server, AWSCredentials? credentials = null, int retries = 0) => new(
        credentials ?? new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new AmazonAthenaConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = retries });
}
