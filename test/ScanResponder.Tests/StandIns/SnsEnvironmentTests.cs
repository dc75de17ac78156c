using Amazon.SimpleNotificationService;
using ScanResponder.EndToEndTests.Infrastructure;
using ScanResponder.Tests.Infrastructure;

namespace ScanResponder.Tests.StandIns;

[Collection(nameof(ProcessEnvironment))]
public sealed class SnsEnvironmentTests : IDisposable
{
    private readonly Dictionary<string, string?> _before = [];

    [Fact]
    public async Task A_client_that_is_told_nothing_finds_all_it_needs_in_the_environment()
    {
        HttpCall? seen = null;
        await using var server = new LoopbackHttpServer((request, _) =>
        {
            seen = request;
            return Task.FromResult(HttpAnswer.Xml(
                200, "<PublishResponse><PublishResult><MessageId>m-1</MessageId></PublishResult></PublishResponse>"));
        });
        Set("AWS_ENDPOINT_URL", "http://127.0.0.1:1");
        Set("AWS_ENDPOINT_URL_SNS", server.Address.ToString());
        Set("AWS_REGION", "ap-south-1");
        Set("AWS_ACCESS_KEY_ID", "AKIDENVIRONMENT");
        Set("AWS_SECRET_ACCESS_KEY", "secret");
        Set("AWS_SESSION_TOKEN", null);
        using var client = new AmazonSimpleNotificationServiceClient(new AmazonSimpleNotificationServiceConfig());

        await client.PublishAsync(
            new() { TopicArn = "arn:aws:sns:ap-south-1:111122223333:alerts", Message = "text" }, TestContext.Current.CancellationToken);

        Assert.Contains("Credential=AKIDENVIRONMENT/", seen?.Header("Authorization"));
        Assert.Contains("/ap-south-1/sns/aws4_request", seen?.Header("Authorization"));
    }

    [Fact]
    public void The_endpoint_of_all_services_is_the_endpoint_of_sns()
    {
        Set("AWS_ENDPOINT_URL_SNS", null);
        Set("AWS_ENDPOINT_URL", "http://127.0.0.1:4566");

        Assert.Equal("http://127.0.0.1:4566", new AmazonSimpleNotificationServiceConfig().ServiceURL.TrimEnd('/'));
    }

    public void Dispose()
    {
        foreach ((string name, string? value) in _before)
            Environment.SetEnvironmentVariable(name, value);
    }

    private void Set(string name, string? value)
    {
        _before.TryAdd(name, Environment.GetEnvironmentVariable(name));
        Environment.SetEnvironmentVariable(name, value);
    }
}
