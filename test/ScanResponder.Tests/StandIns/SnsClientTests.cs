using System.Text.RegularExpressions;
using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

public sealed partial class SnsClientTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:111122223333:alerts";

    private const string Published = """
        <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult>
        <ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>
        """;

    private static PublishRequest Text => new() { TopicArn = Topic, Message = "text" };

    [Fact]
    public async Task A_message_is_published_in_the_query_protocol_and_signed()
    {
        HttpCall? seen = null;
        await using var server = Server(200, Published, request => seen = request);
        using var client = Client(server, new SessionAWSCredentials("AKIDEXAMPLE", "secret", "token"));

        PublishResponse response = await client.PublishAsync(
            new PublishRequest { TopicArn = Topic, Message = "a*b ~ü\n&=", Subject = "Über alles", MessageStructure = "json" },
            TestContext.Current.CancellationToken);

        Assert.Equal(("m-1", "r-1", 200),
            (response.MessageId, response.ResponseMetadata.RequestId, (int)response.HttpStatusCode));
        Assert.NotNull(seen);
        Assert.Equal(("POST", "/"), (seen.Method, seen.Target));
        Assert.Equal(
            "Action=Publish&Message=a%2Ab%20~%C3%BC%0A%26%3D" +
            "&MessageStructure=json&Subject=%C3%9Cber%20alles" +
            "&TopicArn=arn%3Aaws%3Asns%3Aeu-west-1%3A111122223333%3Aalerts&Version=2010-03-31",
            seen.Text);
        Assert.Equal("application/x-www-form-urlencoded; charset=utf-8", seen.Header("Content-Type"));
        Assert.Equal(
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(seen.Text))),
            seen.Header("X-Amz-Content-SHA256"));
        Assert.Equal("token", seen.Header("X-Amz-Security-Token"));
        Assert.Matches(Authorization(), seen.Header("Authorization"));
        Assert.Contains("api/SNS", seen.Header("User-Agent"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(403, "AuthorizationError")]
    [InlineData(400, "EndpointDisabled")]
    [InlineData(500, "InternalError")]
    [InlineData(400, "InvalidParameter")]
    [InlineData(400, "ParameterValueInvalid")]
    [InlineData(403, "InvalidSecurity")]
    [InlineData(400, "KMSAccessDenied")]
    [InlineData(400, "KMSDisabled")]
    [InlineData(400, "KMSInvalidState")]
    [InlineData(400, "KMSNotFound")]
    [InlineData(403, "KMSOptInRequired")]
    [InlineData(400, "KMSThrottling")]
    [InlineData(404, "NotFound")]
    [InlineData(400, "PlatformApplicationDisabled")]
    [InlineData(400, "ValidationException")]
    [InlineData(429, "Throttled")]
    [InlineData(403, "SomethingNew")]
    public async Task An_error_of_sns_has_its_code(int status, string code)
    {
        await using var server = Server(status, $"""
            <ErrorResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><Error><Type>Sender</Type><Code>{code}</Code>
            <Message>because</Message></Error><RequestId>r-7</RequestId></ErrorResponse>
            """);
        using var client = Client(server);

        var thrown = await Assert.ThrowsAsync<AmazonSimpleNotificationServiceException>(
            () => client.PublishAsync(Text, TestContext.Current.CancellationToken));

        Assert.Equal(
            (code, "because", "r-7", status, ErrorType.Sender),
            (thrown.ErrorCode, thrown.Message, thrown.RequestId, (int)thrown.StatusCode, thrown.ErrorType));
    }

    [Theory]
    [InlineData(200, "")]
    [InlineData(200, "not xml")]
    [InlineData(200, "<html><body>captive portal</body></html>")]
    [InlineData(200, "<PublishResponse><PublishResult><MessageId>m-1")]
    [InlineData(400, "")]
    [InlineData(400, "not xml")]
    [InlineData(400, "<html><body>Bad gateway</body></html>")]
    [InlineData(400, "<ErrorResponse><Error><Code>Not")]
    [InlineData(502, "<ErrorResponse/>")]
    public async Task An_answer_that_is_not_of_sns_is_an_error_of_the_service(int status, string body)
    {
        await using var server = Server(status, body);
        using var client = Client(server);

        var thrown = await Assert.ThrowsAnyAsync<AmazonServiceException>(
            () => client.PublishAsync(Text, TestContext.Current.CancellationToken));

        Assert.Equal(status, (int)thrown.StatusCode);
    }

    [Fact]
    public async Task A_failure_of_sns_is_tried_again()
    {
        int calls = 0;
        await using var server = new LoopbackHttpServer((_, _) => Task.FromResult(
            Interlocked.Increment(ref calls) == 1
                ? HttpAnswer.Xml(503, "<ErrorResponse><Error><Code>ServiceUnavailable</Code></Error></ErrorResponse>")
                : HttpAnswer.Xml(200, Published)));
        using var client = Client(server, retries: 2);

        PublishResponse response = await client.PublishAsync(Text, TestContext.Current.CancellationToken);

        Assert.Equal(("m-1", 2), (response.MessageId, calls));
    }

    [Fact]
    public async Task A_cancelled_publish_stops_waiting()
    {
        using var cancellation = new CancellationTokenSource();
        var released = new TaskCompletionSource<HttpAnswer>();
        await using var server = new LoopbackHttpServer(async (_, _) =>
        {
            await cancellation.CancelAsync();
            return await released.Task;
        });
        using var client = Client(server);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.PublishAsync(Text, cancellation.Token));
        released.SetResult(HttpAnswer.Xml(200, Published));
    }

    [Theory]
    [InlineData("eu-west-1", false, false, "https://sns.eu-west-1.amazonaws.com")]
    [InlineData("eu-west-1", true, false, "https://sns-fips.eu-west-1.amazonaws.com")]
    [InlineData("eu-west-1", false, true, "https://sns.eu-west-1.api.aws")]
    [InlineData("eu-west-1", true, true, "https://sns-fips.eu-west-1.api.aws")]
    [InlineData("cn-north-1", false, false, "https://sns.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", true, false, "https://sns.us-gov-west-1.amazonaws.com")]
    [InlineData("us-gov-west-1", false, false, "https://sns.us-gov-west-1.amazonaws.com")]
    public void An_endpoint_follows_from_the_region(string region, bool fips, bool dualStack, string expected)
    {
        var config = new AmazonSimpleNotificationServiceConfig
        {
            RegionEndpoint = RegionEndpoint.GetBySystemName(region),
            UseFIPSEndpoint = fips,
            UseDualstackEndpoint = dualStack,
            IgnoreConfiguredEndpointUrls = true,
        };

        Assert.Equal(expected, config.DetermineServiceOperationEndpoint(new(new PublishRequest())).URL.TrimEnd('/'));
    }

    [Fact]
    public void A_custom_endpoint_cannot_be_asked_for_fips()
    {
        var config = new AmazonSimpleNotificationServiceConfig { ServiceURL = "http://127.0.0.1:1", UseFIPSEndpoint = true };

        Assert.Throws<AmazonClientException>(() => config.DetermineServiceOperationEndpoint(new(new PublishRequest())));
    }

    [Fact]
    public void The_defaults_are_those_of_the_sdk()
    {
        var config = new AmazonSimpleNotificationServiceConfig();

        Assert.Equal(
            (RequestRetryMode.Standard, 2, "SNS", "sns", "sns", "2010-03-31"),
            (config.RetryMode, config.MaxErrorRetry, ((IClientConfig)config).ServiceId, config.RegionEndpointServiceName,
                config.AuthenticationServiceName, config.ServiceVersion));
    }

    private static LoopbackHttpServer Server(int status, string body, Action<HttpCall>? see = null) => new((request, _) =>
    {
        see?.Invoke(request);
        return Task.FromResult(HttpAnswer.Xml(status, body));
    });

    private static AmazonSimpleNotificationServiceClient Client(
        LoopbackHttpServer server, AWSCredentials? credentials = null, int retries = 0) =>
        new(
            credentials ?? new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
            new AmazonSimpleNotificationServiceConfig
            {
                ServiceURL = server.Address.ToString(),
                AuthenticationRegion = "eu-west-1",
                MaxErrorRetry = retries,
            });

    [GeneratedRegex(
        "^AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/[0-9]{8}/eu-west-1/sns/aws4_request, " +
        "SignedHeaders=content-type;host;[a-z0-9;-]*x-amz-content-sha256;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$")]
    private static partial Regex Authorization();
}
