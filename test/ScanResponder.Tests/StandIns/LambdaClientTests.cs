using Amazon.Lambda;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

public sealed class LambdaClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_posted_as_it_is_and_signed()
    {
        HttpCall? seen = null;
        await using var server = Server(202, "", request => seen = request);
        using var client = Client(server);

        var response = await client.InvokeAsync(
            new() { FunctionName = "scan-responder", InvocationType = InvocationType.Event, Payload = """{ "city": "São Paulo" }""" }, Token);

        Assert.Equal((202, null, "r-1"), (response.StatusCode, response.FunctionError, response.ResponseMetadata.RequestId));
        Assert.Equal(("POST", "/2015-03-31/functions/scan-responder/invocations"), (seen!.Method, seen.Target));
        Assert.Equal("Event", seen.Header("X-Amz-Invocation-Type"));
        Assert.Equal("""{ "city": "São Paulo" }""", seen.Text);
        Assert.Contains("/eu-west-1/lambda/aws4_request, ", seen.Header("Authorization"));
        Assert.Contains("api/Lambda", seen.Header("User-Agent"), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_arn_is_one_part_of_the_path()
    {
        HttpCall? seen = null;
        await using var server = Server(200, "null", request => seen = request);
        using var client = Client(server);

        await client.InvokeAsync(new() { FunctionName = "arn:aws:lambda:eu-west-1:123456789012:function:a:$LATEST" }, Token);

        Assert.Equal(
            "/2015-03-31/functions/arn:aws:lambda:eu-west-1:123456789012:function:a:$LATEST/invocations", Uri.UnescapeDataString(seen!.Target));
        Assert.Null(seen.Header("X-Amz-Invocation-Type"));
        Assert.Equal("", seen.Text);
    }

    [Fact]
    public async Task A_function_that_failed_is_told_by_a_header()
    {
        await using var server = Server(200, """{"errorMessage":"no"}""", headers: ("X-Amz-Function-Error", "Unhandled"));
        using var client = Client(server);

        var response = await client.InvokeAsync(new() { FunctionName = "scan-responder" }, Token);

        Assert.Equal((200, "Unhandled"), (response.StatusCode, response.FunctionError));
    }

    [Theory]
    [InlineData(400, "InvalidParameterValueException")]
    [InlineData(400, "InvalidRequestContentException")]
    [InlineData(413, "RequestTooLargeException")]
    [InlineData(404, "ResourceNotFoundException")]
    [InlineData(500, "ServiceException")]
    [InlineData(429, "TooManyRequestsException")]
    [InlineData(403, "AccessDeniedException")]
    public async Task An_error_of_Lambda_has_the_code_of_its_header(int status, string code)
    {
        await using var server = Server(status, """{"Type":"User","Message":"because"}""", headers: ("x-amzn-ErrorType", $"{code}:http://internal.amazon.com/"));
        using var client = Client(server);

        var thrown = await Assert.ThrowsAsync<AmazonLambdaException>(() => client.InvokeAsync(new() { FunctionName = "scan-responder" }, Token));

        Assert.Equal((code, "because", "r-1", status), (thrown.ErrorCode, thrown.Message, thrown.RequestId, (int)thrown.StatusCode));
    }

    [Theory]
    [InlineData(503, "<html><body>Bad gateway</body></html>")]
    [InlineData(400, "")]
    public async Task An_error_of_somebody_else_is_an_error_of_the_service(int status, string body)
    {
        await using var server = Server(status, body);
        using var client = Client(server);

        var thrown = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => client.InvokeAsync(new() { FunctionName = "scan-responder" }, Token));

        Assert.Equal(status, (int)thrown.StatusCode);
    }

    [Fact]
    public async Task A_request_without_a_function_is_not_sent()
    {
        await using var server = Server(202, "");
        using var client = Client(server);

        await Assert.ThrowsAsync<AmazonLambdaException>(() => client.InvokeAsync(new() { Payload = "{}" }, Token));
    }

    [Fact]
    public void A_payload_can_be_given_as_text_or_as_a_stream()
    {
        Assert.Equal("é", new InvokeRequest { PayloadStream = new([0xc3, 0xa9]) }.Payload);
        Assert.Equal([0xc3, 0xa9], new InvokeRequest { Payload = "é" }.PayloadStream!.ToArray());
        Assert.Null(new InvokeRequest { Payload = null }.PayloadStream);
    }

    [Theory]
    [InlineData("eu-west-1", false, "https://lambda.eu-west-1.amazonaws.com")]
    [InlineData("us-east-1", true, "https://lambda-fips.us-east-1.amazonaws.com")]
    [InlineData("cn-north-1", false, "https://lambda.cn-north-1.amazonaws.com.cn")]
    public void An_endpoint_follows_from_the_region(string region, bool fips, string expected)
    {
        var config = new AmazonLambdaConfig
        {
            RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            IgnoreConfiguredEndpointUrls = true,
        };

        Assert.Equal(expected, config.DetermineServiceOperationEndpoint(new(new InvokeRequest())).URL.TrimEnd('/'));
    }

    [Fact]
    public void The_name_in_AWS_ENDPOINT_URL_is_that_of_all_sdks() =>
        Assert.Equal("Lambda", ((IClientConfig)new AmazonLambdaConfig()).ServiceId);

    private static LoopbackHttpServer Server(int status, string body, Action<HttpCall>? see = null, (string Name, string Value)? headers = null) => new((request, _) =>
    {
        see?.Invoke(request);
        var sent = new Dictionary<string, string> { ["x-amzn-RequestId"] = "r-1" };
        if (headers is var (name, value))
            sent[name] = value;
        return Task.FromResult(HttpAnswer.Json(status, body) with { Headers = sent });
    });

    private static AmazonLambdaClient Client(LoopbackHttpServer server) => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new AmazonLambdaConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 });
}
