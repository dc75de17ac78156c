using Amazon.SQS;
using Amazon.SQS.Model;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>An SNS topic and a queue that subscribes to it and gets the messages raw.</summary>
public sealed class AlertTopic(string arn, string queueUrl, IAmazonSQS sqs)
{
    public string Arn { get; } = arn;

    /// <summary>What SNS has delivered to the queue since the last look, oldest first: the texts for the protocol <c>sqs</c>.</summary>
    public async Task<IReadOnlyList<string>> ReceiveAsync(CancellationToken cancellationToken)
    {
        var bodies = new List<string>();
        while (true)
        {
            ReceiveMessageResponse received = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(queueUrl) { MaxNumberOfMessages = 10 }, cancellationToken);
            if (received.Messages is not { Count: > 0 } messages)
            {
                return bodies;
            }

            foreach (Message message in messages)
            {
                bodies.Add(message.Body);
                await sqs.DeleteMessageAsync(queueUrl, message.ReceiptHandle, cancellationToken);
            }
        }
    }
}
