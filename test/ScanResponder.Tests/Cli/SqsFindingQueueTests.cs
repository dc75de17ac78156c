using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using ScanResponder.Aws.Redrive;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.Cli;

public sealed class SqsFindingQueueTests
{
    private const string Receipt = "receipt-1";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_are_received_ten_at_once_with_what_EventBridge_says_of_them()
    {
        JsonNode? asked = null;
        await using var server = Server(
            200,
            """
            {"Messages":[
                {"MessageId":"m1","ReceiptHandle":"receipt-1","Body":"{}","MD5OfBody":"99914b932bd37a50b983c5e7c90ae93b"},
                {"MessageId":"m2","ReceiptHandle":"receipt-2","Body":"{}","MD5OfBody":"99914b932bd37a50b983c5e7c90ae93b","MessageAttributes":{
                    "ERROR_CODE":{"DataType":"String","StringValue":"NO_PERMISSIONS"}}},
                {"MessageId":"m3","ReceiptHandle":"receipt-3","Body":"{}","MD5OfBody":"99914b932bd37a50b983c5e7c90ae93b","MessageAttributes":{
                    "ERROR_MESSAGE":{"DataType":"String","StringValue":"because"},"ERROR_CODE":{"DataType":"String","StringValue":"TIMEOUT"}}}]}
            """,
            request => asked = JsonNode.Parse(request.Text));

        var messages = await Queue(server).ReceiveAsync(TimeSpan.FromSeconds(30), Token);

        Assert.Equal(
            [new("m1", Receipt, "{}", null), new("m2", "receipt-2", "{}", "NO_PERMISSIONS"), new("m3", "receipt-3", "{}", "TIMEOUT: because")],
            messages);
        Assert.Equal((10, 30, 2), ((int)asked!["MaxNumberOfMessages"]!, (int)asked["VisibilityTimeout"]!, (int)asked["WaitTimeSeconds"]!));
    }

    [Fact]
    public async Task An_empty_queue_gives_none()
    {
        await using var server = Server(200, "{}");

        Assert.Empty(await Queue(server).ReceiveAsync(TimeSpan.FromSeconds(30), Token));
    }

    [Fact]
    public async Task A_message_is_deleted_by_its_receipt()
    {
        JsonNode? asked = null;
        await using var server = Server(200, "{}", request => asked = JsonNode.Parse(request.Text));

        await Queue(server).DeleteAsync(new("m1", Receipt, "{}", null), Token);

        Assert.Equal(Receipt, (string?)asked!["ReceiptHandle"]);
    }

    [Theory]
    [InlineData("AccessDeniedException", "SQS answered AccessDeniedException: because; the user or role that runs this needs sqs:ReceiveMessage on the queue")]
    [InlineData("KmsAccessDenied", "SQS answered KmsAccessDenied: because; the user or role that runs this needs kms:Decrypt on the queue's key")]
    [InlineData("QueueDoesNotExist", "SQS answered QueueDoesNotExist: because")]
    public async Task A_refusal_says_what_SQS_said_and_what_to_do(string code, string message)
    {
        await using var server = Server(400, $$"""{"__type":"com.amazonaws.sqs#{{code}}","message":"because"}""");

        var thrown = await Assert.ThrowsAsync<RedriveException>(() => Queue(server).ReceiveAsync(TimeSpan.FromSeconds(30), Token));

        Assert.Equal(message, thrown.Message);
    }

    [Fact]
    public async Task A_message_that_may_not_be_deleted_is_a_refusal()
    {
        await using var server = Server(400, """{"__type":"com.amazonaws.sqs#AccessDeniedException","message":"because"}""");

        var thrown = await Assert.ThrowsAsync<RedriveException>(() => Queue(server).DeleteAsync(new("m1", Receipt, "{}", null), Token));

        Assert.EndsWith("; the user or role that runs this needs sqs:DeleteMessage on the queue", thrown.Message, StringComparison.Ordinal);
    }

    private static LoopbackHttpServer Server(int status, string body, Action<HttpCall>? see = null) => new((request, _) =>
    {
        see?.Invoke(request);
        return Task.FromResult(HttpAnswer.Json(status, body) with { ContentType = "application/x-amz-json-1.0" });
    });

    private static SqsFindingQueue Queue(LoopbackHttpServer server) => new(
        new AmazonSQSClient(
            new BasicAWSCredentials("AKIDEXAMPLE", "secret"),
            new AmazonSQSConfig { ServiceURL = server.Address.ToString(), AuthenticationRegion = "eu-west-1", MaxErrorRetry = 0 }),
        QueueUrl.Parse($"{server.Address}123456789012/failed-findings"));
}
