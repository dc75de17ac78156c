using Amazon.SQS;
using Amazon.SQS.Model;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>A queue of events that were not answered.</summary>
public sealed class WaitingEvents(string url, IAmazonSQS sqs)
{
    public string Url { get; } = url;

    /// <summary>Puts a message in, with these text attributes.</summary>
    /// <returns>Its id.</returns>
    public async Task<string> SendAsync(string body, CancellationToken cancellationToken, params (string Name, string Value)[] attributes)
    {
        var request = new SendMessageRequest(Url, body)
        {
            MessageAttributes = attributes.ToDictionary(
                attribute => attribute.Name,
                attribute => new MessageAttributeValue { DataType = "String", StringValue = attribute.Value }),
        };
        return (await sqs.SendMessageAsync(request, cancellationToken)).MessageId;
    }

    /// <summary>How many messages are in it, whether they can be received now or are hidden from receivers for a while.</summary>
    public async Task<int> CountAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, string> attributes = (await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest(Url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]), cancellationToken)).Attributes;
        return attributes.Values.Sum(int.Parse);
    }
}
