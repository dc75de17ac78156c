namespace Amazon.SimpleNotificationService.Model;

/// <summary>
/// One message to a topic. What is null is not sent. See https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
/// </summary>
public class PublishRequest : AmazonSimpleNotificationServiceRequest
{
    /// <summary>
    /// The text; or, where <see cref="MessageStructure"/> is <c>json</c>, an object with the text for each protocol and a
    /// <c>default</c>. At most 262,144 bytes of UTF-8. Required.
    /// </summary>
    public string? Message { get; set; }

    /// <summary><c>json</c> if <see cref="Message"/> has a text for each protocol; else null.</summary>
    public string? MessageStructure { get; set; }

    /// <summary>
    /// The subject of e-mails: at least one and fewer than 100 characters, without line breaks and control characters. Null for AWS's
    /// own; empty is refused.
    /// </summary>
    public string? Subject { get; set; }

    /// <summary>A topic, in the Region of the client.</summary>
    public string? TopicArn { get; set; }
}
