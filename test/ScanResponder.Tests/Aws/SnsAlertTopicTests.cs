using System.Net;
using Amazon;
using Amazon.Runtime;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using ScanResponder.Alerts;
using ScanResponder.Aws.Alerts;

namespace ScanResponder.Tests.Aws;

public sealed class SnsAlertTopicTests
{
    private const string Topic = "arn:aws:sns:eu-west-1:123456789012:security";

    private static readonly AlertMessage Message = new("SSH open to the world", """{"default":"text"}""");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_message_goes_to_the_topic_as_one_text_per_protocol()
    {
        var aws = new ScriptedAws(_ => (HttpStatusCode.OK,
            "<PublishResponse xmlns=\"http://sns.amazonaws.com/doc/2010-03-31/\"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>r-1</RequestId></ResponseMetadata></PublishResponse>"));

        var id = await new SnsAlertTopic(aws.Sns(), Topic).PublishAsync(Message, Token);

        Assert.Equal("m-1", id);
        var request = Assert.Single(aws.Requests);
        Assert.Equal("Publish", request["Action"]);
        Assert.Equal(Topic, request["TopicArn"]);
        Assert.Equal(Message.Subject, request["Subject"]);
        Assert.Equal(Message.Message, request["Message"]);
        Assert.Equal("json", request["MessageStructure"]);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    public async Task An_answer_that_names_no_message_is_no_delivery(string? id)
    {
        using var sns = new SnsThatAnswers(new PublishResponse { MessageId = id });

        var error = await Assert.ThrowsAsync<AlertNotDeliveredException>(() => new SnsAlertTopic(sns, Topic).PublishAsync(Message, Token));

        Assert.Contains("SNS's answer names no message", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<AlertNotDeliveredException>(() => new SnsChatTopic(sns, Topic).PublishAsync(Message with { Chat = "{}" }, Token));
    }

    [Theory]
    [InlineData("NotFound", 404, "Check the ARN of the topic")]
    [InlineData("AuthorizationError", 403, "Grant sns:Publish on the topic")]
    [InlineData("AccessDenied", 403, "Grant sns:Publish on the topic")]
    [InlineData("InvalidClientTokenId", 403, "did not accept the function's credentials")]
    [InlineData("InvalidSecurity", 403, "did not accept the function's credentials")]
    [InlineData("KMSAccessDenied", 400, "Grant kms:GenerateDataKey* and kms:Decrypt on the topic's key")]
    [InlineData("KMSDisabled", 400, "The topic's key cannot be used")]
    [InlineData("KMSNotFound", 400, "The topic's key cannot be used")]
    [InlineData("KMSOptInRequired", 403, "Check the topic's key")]
    [InlineData("KMSThrottling", 400, "Lambda retries the event")]
    [InlineData("Throttled", 429, "Lambda retries the event")]
    [InlineData("InternalError", 500, "Lambda retries the event")]
    [InlineData("InvalidParameter", 400, "does not accept the message itself")]
    public async Task What_sns_answers_is_told_with_what_to_mend(string code, int status, string advice)
    {
        var aws = ScriptedAws.SnsError((HttpStatusCode)status, code, "No such luck");

        var error = await Assert.ThrowsAsync<AlertNotDeliveredException>(() => new SnsAlertTopic(aws.Sns(), Topic).PublishAsync(Message, Token));

        Assert.StartsWith($"Could not publish the alert to {Topic}: SNS answered {code}: No such luck. ", error.Message, StringComparison.Ordinal);
        Assert.Contains(advice, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_topic_in_another_region_than_the_client_is_said_to_be_so()
    {
        var aws = ScriptedAws.SnsError(HttpStatusCode.BadRequest, "InvalidParameter", "Invalid parameter: TopicArn");

        var error = await Assert.ThrowsAsync<AlertNotDeliveredException>(
            () => new SnsAlertTopic(aws.Sns(), "arn:aws:sns:us-east-1:123456789012:security").PublishAsync(Message, Token));

        Assert.EndsWith(
            "The topic is not in eu-west-1: publish in the topic's own Region.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unreachable_topic_is_not_delivered_to()
    {
        var aws = ScriptedAws.Broken(new HttpRequestException("Connection refused"));

        var error = await Assert.ThrowsAsync<AlertNotDeliveredException>(() => new SnsAlertTopic(aws.Sns(), Topic).PublishAsync(Message, Token));

        Assert.StartsWith($"Could not publish the alert to {Topic}: SNS could not be reached (Connection refused). ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gave_up_is_told_so()
    {
        var aws = ScriptedAws.SnsError(HttpStatusCode.NotFound, "NotFound", "x");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => new SnsAlertTopic(aws.Sns(), Topic).PublishAsync(Message, new CancellationToken(canceled: true)));
    }

    /// <summary>AWS's own client, as it reads what is no answer to a Publish.</summary>
    private sealed class SnsThatAnswers(PublishResponse answer) : AmazonSimpleNotificationServiceClient(new BasicAWSCredentials("test", "test"), new AmazonSimpleNotificationServiceConfig { RegionEndpoint = RegionEndpoint.EUWest1 })
    {
        public override Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default) => Task.FromResult(answer);
    }
}
