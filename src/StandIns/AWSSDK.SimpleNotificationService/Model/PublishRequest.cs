namespace Amazon.SimpleNotificationService.Model;

/// <summary>
/// One message, to exactly one of <see cref="TopicArn"/>, <see cref="TargetArn"/> and <see cref="PhoneNumber"/>. What is null is not
/// sent. See https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
/// </summary>
public class PublishRequest : AmazonSimpleNotificationServiceRequest
{
    /// <summary>A request to fill in.</summary>
    public PublishRequest()
    {
    }

    /// <summary>One text for every subscriber of a topic.</summary>
    public PublishRequest(string topicArn, string message)
    {
        TopicArn = topicArn;
        Message = message;
    }

    /// <summary>One text for every subscriber of a topic, with a subject for e-mail.</summary>
    public PublishRequest(string topicArn, string message, string subject)
        : this(topicArn, message) => Subject = subject;

    /// <summary>
    /// The text; or, where <see cref="MessageStructure"/> is <c>json</c>, an object with the text for each protocol and a
    /// <c>default</c>. At most 262,144 bytes of UTF-8, attributes included. Required.
    /// </summary>
    public string? Message { get; set; }

    /// <summary>Attributes by name; null for none.</summary>
    public Dictionary<string, MessageAttributeValue>? MessageAttributes { get; set; }

    /// <summary>FIFO topics: a message with the same id within five minutes is accepted and not delivered.</summary>
    public string? MessageDeduplicationId { get; set; }

    /// <summary>FIFO topics: messages of one group are delivered in order. On standard topics it is only passed on to SQS.</summary>
    public string? MessageGroupId { get; set; }

    /// <summary><c>json</c> if <see cref="Message"/> has a text for each protocol; else null.</summary>
    public string? MessageStructure { get; set; }

    /// <summary>Where to send one text message, in E.164 form.</summary>
    public string? PhoneNumber { get; set; }

    /// <summary>
    /// The subject of e-mails: at least one and fewer than 100 characters, without line breaks and control characters. Null for AWS's
    /// own; empty is refused.
    /// </summary>
    public string? Subject { get; set; }

    /// <summary>A topic or the endpoint of a mobile device.</summary>
    public string? TargetArn { get; set; }

    /// <summary>A topic, in the Region of the client.</summary>
    public string? TopicArn { get; set; }
}
