namespace Amazon.SimpleNotificationService.Model;

/// <summary>
/// One attribute of a message. SNS drops all of them where <see cref="PublishRequest.MessageStructure"/> is <c>json</c>.
/// See https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html.
/// </summary>
public class MessageAttributeValue
{
    /// <summary>The value of a <c>Binary</c>; null for every other type. Sent whole, whatever its position.</summary>
    public MemoryStream? BinaryValue { get; set; }

    /// <summary><c>String</c>, <c>String.Array</c>, <c>Number</c> or <c>Binary</c>. Required.</summary>
    public string? DataType { get; set; }

    /// <summary>The value of every type but <c>Binary</c>, as text that is not empty; an array as JSON.</summary>
    public string? StringValue { get; set; }
}
