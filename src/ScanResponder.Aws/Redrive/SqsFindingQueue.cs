using Amazon.SQS;
using Amazon.SQS.Model;

namespace ScanResponder.Aws.Redrive;

/// <summary>A queue of SQS.</summary>
internal sealed class SqsFindingQueue(IAmazonSQS sqs, QueueUrl url) : IFindingQueue
{
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html#eb-dlq-considerations
    private const string ErrorCode = "ERROR_CODE";
    private const string ErrorMessage = "ERROR_MESSAGE";
    private const string TargetArn = "TARGET_ARN";

    /// <summary>As many as SQS gives at once.</summary>
    private const int MostMessages = 10;

    /// <summary>With a wait, SQS looks on all of its servers before it says that there is nothing.</summary>
    private const int WaitSeconds = 2;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(TimeSpan hold, CancellationToken cancellationToken)
    {
        var request = new ReceiveMessageRequest(url.ToString())
        {
            MaxNumberOfMessages = MostMessages,
            MessageAttributeNames = [ErrorCode, ErrorMessage, TargetArn],
            VisibilityTimeout = (int)hold.TotalSeconds,
            WaitTimeSeconds = WaitSeconds,
        };
        try
        {
            var received = await sqs.ReceiveMessageAsync(request, cancellationToken);
            return [.. (received.Messages ?? []).Select(message => new QueueMessage(message.MessageId, message.ReceiptHandle, message.Body, ErrorOf(message)) { TargetArn = message.MessageAttributes?.GetValueOrDefault(TargetArn)?.StringValue })];
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw RedriveException.Of("SQS", "sqs:ReceiveMessage on the queue", error);
        }
    }

    /// <inheritdoc/>
    public async Task DeleteAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await sqs.DeleteMessageAsync(url.ToString(), message.Receipt, cancellationToken);
        }
        catch (Exception error) when (AwsErrors.IsFromAws(error, cancellationToken))
        {
            throw RedriveException.Of("SQS", "sqs:DeleteMessage on the queue", error);
        }
    }

    private static string? ErrorOf(Message message)
    {
        string[] said = [.. new[] { ErrorCode, ErrorMessage }.Select(name => message.MessageAttributes?.GetValueOrDefault(name)?.StringValue).OfType<string>()];
        return said.Length > 0 ? string.Join(": ", said) : null;
    }
}
