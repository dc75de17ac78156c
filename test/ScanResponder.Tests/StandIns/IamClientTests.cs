using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

public sealed class IamClientTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_alias_is_asked_for_in_the_query_protocol_and_signed()
    {
        HttpCall? seen = null;
        await using var server = Server(200, Answer("<member>shop-production</member>"), request => seen = request);
        using var client = Client(server);

        var response = await client.ListAccountAliasesAsync(new(), Token);

        Assert.Equal(["shop-production"], response.AccountAliases!);
        Assert.Equal("r-1", response.ResponseMetadata.RequestId);
        Assert.Equal("Action=ListAccountAliases&Version=2010-05-08", seen!.Text);
        Assert.Contains("/us-east-1/iam/aws4_request, ", seen.Header("Authorization"));
    }

    [Fact]
    public async Task An_account_without_an_alias_has_none()
    {
        await using var server = Server(200, Answer(""));
        using var client = Client(server);

        Assert.Null((await client.ListAccountAliasesAsync(new(), Token)).AccountAliases);
    }

    [Fact]
    public async Task An_error_of_the_service_has_its_code()
    {
        await using var server = Server(403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>because</Message></Error><RequestId>r-1</RequestId></ErrorResponse>");
        using var client = Client(server);

        var thrown = await Assert.ThrowsAsync<AmazonIdentityManagementServiceException>(() => client.ListAccountAliasesAsync(new(), Token));

        Assert.Equal(("AccessDenied", "because", 403), (thrown.ErrorCode, thrown.Message, (int)thrown.StatusCode));
    }

    [Fact]
    public async Task An_answer_that_is_no_XML_is_an_error_of_the_service()
    {
        await using var server = Server(200, "not at all");
        using var client = Client(server);

        await Assert.ThrowsAsync<AmazonUnmarshallingException>(() => client.ListAccountAliasesAsync(new(), Token));
    }

    [Theory]
    [InlineData("us-east-1", "https://iam.amazonaws.com")]
    [InlineData("cn-north-1", "https://iam.cn-north-1.amazonaws.com.cn")]
    [InlineData("us-gov-west-1", "https://iam.us-gov.amazonaws.com")]
    [InlineData("us-iso-east-1", "https://iam.us-iso-east-1.c2s.ic.gov")]
    public void A_partition_has_one_endpoint(string region, string expected)
    {
        var config = new AmazonIdentityManagementServiceConfig { RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region), IgnoreConfiguredEndpointUrls = true };

        Assert.Equal(expected, config.DetermineServiceOperationEndpoint(new(new ListAccountAliasesRequest())).URL.TrimEnd('/'));
    }

    private static string Answer(string members) =>
        $"""
        <ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult><IsTruncated>false</IsTruncated>
        <AccountAliases>{members}</AccountAliases></ListAccountAliasesResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></ListAccountAliasesResponse>
        """;

    private static LoopbackHttpServer Server(int status, string body, Action<HttpCall>? see = null) => new((request, _) =>
    {
        see?.Invoke(request);
        return Task.FromResult(HttpAnswer.Xml(status, body));
    });

    private static AmazonIdentityManagementServiceClient Client(LoopbackHttpServer server) => new(
        new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
        new AmazonIdentityManagementServiceConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "us-east-1", MaxErrorRetry = 0 });
}
