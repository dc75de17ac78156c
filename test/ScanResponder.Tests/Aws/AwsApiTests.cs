using System.Text.Json.Nodes;
using Amazon.Runtime;
using ScanResponder.Aws.Api;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.Aws;

/// <summary>How services are asked without packages of their own, and what becomes of their answers.</summary>
public sealed class AwsApiTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_is_sent_and_its_XML_is_read_as_members_lists_and_maps()
    {
        var (seen, answer) = await AskAsync(
            new(ApiService.Sns, "GetTopicAttributes", new() { ["TopicArn"] = "arn", ["Names"] = new JsonArray("a", new JsonObject { ["Key"] = "b" }), ["None"] = null }),
            """
            <GetTopicAttributesResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><GetTopicAttributesResult>
              <Attributes><entry><key>KmsMasterKeyId</key><value>k&amp;1</value></entry><entry><key>Empty</key><value/></entry></Attributes>
              <List><member>1</member><member><Name>2</Name></member></List><Nothing/>
            </GetTopicAttributesResult><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></GetTopicAttributesResponse>
            """,
            "text/xml");

        Assert.Equal("Action=GetTopicAttributes&Names.member.1=a&Names.member.2.Key=b&TopicArn=arn&Version=2010-03-31", string.Join('&', seen.Text.Split('&').Order(StringComparer.Ordinal)));
        Assert.Contains("/eu-west-1/sns/aws4_request", seen.Header("Authorization"), StringComparison.Ordinal);
        Assert.Equal("""{"Attributes":{"KmsMasterKeyId":"k\u00261","Empty":""},"List":["1",{"Name":"2"}],"Nothing":""}""", answer.ToJsonString());
    }

    [Theory]
    [InlineData("dynamodb", "application/x-amz-json-1.0")]
    [InlineData("kms", "application/x-amz-json-1.1")]
    public async Task JSON_is_sent_with_the_operation_in_a_header(string name, string type)
    {
        var service = name == "kms" ? ApiService.Kms : ApiService.DynamoDb;

        var (seen, answer) = await AskAsync(new(service, "Describe", new() { ["Id"] = "1" }), """{"A": [1]}""");

        Assert.Equal(("POST", "/", """{"Id":"1"}""", type, $"{service.Target}.Describe"), (seen.Method, seen.Target, seen.Text, seen.Header("Content-Type"), seen.Header("X-Amz-Target")));
        Assert.Equal("""{"A":[1]}""", answer.ToJsonString());
    }

    [Fact]
    public async Task A_path_keeps_its_query()
    {
        var (seen, _) = await AskAsync(new(ApiService.GuardDuty, "ListDetectors") { Path = "/detector?nextToken=a%2Fb" }, "{}");

        Assert.Equal(("GET", "/detector?nextToken=a%2Fb"), (seen.Method, seen.Target));
    }

    [Fact]
    public async Task An_error_is_told_with_the_permission_that_is_missing()
    {
        await using var server = new LoopbackHttpServer((_, _) => Task.FromResult(HttpAnswer.Json(400, """{"__type": "AccessDeniedException", "message": "no"}""")));
        using var api = Api(server);

        var error = await Assert.ThrowsAsync<ApiException>(() => api.AskAsync(new(ApiService.Kms, "GetKeyPolicy"), Token));

        Assert.Equal("KMS answered AccessDeniedException: no; the user or role that runs this needs kms:GetKeyPolicy", error.Message);
    }

    [Theory]
    [InlineData("<html><body>It works!</body>")]
    [InlineData("<html/>")]
    [InlineData("<R><A>")]
    [InlineData("")]
    public async Task What_is_no_answer_of_the_service_is_told_as_that(string body)
    {
        await using var server = new LoopbackHttpServer((_, _) => Task.FromResult(HttpAnswer.Xml(200, body)));
        using var api = Api(server);

        await Assert.ThrowsAsync<ApiException>(() => api.AskAsync(new(ApiService.Iam, "SimulatePrincipalPolicy"), Token));
    }

    [Theory]
    [InlineData("eu-west-1", "https://iam.amazonaws.com", "us-east-1")]
    [InlineData("cn-northwest-1", "https://iam.cn-north-1.amazonaws.com.cn", "cn-north-1")]
    [InlineData("us-gov-east-1", "https://iam.us-gov.amazonaws.com", "us-gov-west-1")]
    [InlineData("eusc-de-east-1", "https://iam.eusc-de-east-1.amazonaws.eu", "eusc-de-east-1")]
    public void IAM_is_one_for_a_partition(string region, string url, string signedFor) => Assert.Equal((url, signedFor), ApiService.Iam.GlobalEndpoint(region));

    private static async Task<(HttpCall Seen, JsonNode Answer)> AskAsync(ApiCall call, string body, string type = "application/json")
    {
        HttpCall? seen = null;
        await using var server = new LoopbackHttpServer((request, _) =>
        {
            seen = request;
            return Task.FromResult(HttpAnswer.Json(200, body) with { ContentType = type });
        });
        using var api = Api(server);
        var answer = await api.AskAsync(call, Token);
        return (seen!, answer);
    }

    private static AwsApi Api(LoopbackHttpServer server) => new(new BasicAWSCredentials("AKIAIOSFODNN7EXAMPLE", "secret"), "eu-west-1") { Endpoint = server.Address.ToString() };
}
