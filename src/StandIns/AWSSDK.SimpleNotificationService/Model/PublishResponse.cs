using Amazon.Runtime;

namespace Amazon.SimpleNotificationService.Model;

/// <summary>SNS has accepted a message.</summary>
public class PublishResponse : AmazonWebServiceResponse
{
    /// <summary>Identifies the message; its deliveries carry it too.</summary>
    public string? MessageId { get; set; }
}
