using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>SNS has accepted a message.</summary>
public class PublishResponse : AmazonWebServiceResponse
{
    /// <summary>Identifies the message; its deliveries carry it too.</summary>
    public string? MessageId { get; set; }

    /// <summary>FIFO topics: a number that grows with each message of a group; null from standard topics.</summary>
    public string? SequenceNumber { get; set; }
}
