using System.Text;

namespace Amazon.Lambda.Model;

/// <summary>An invocation. What is null is not sent. See https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html.</summary>
public class InvokeRequest : AmazonLambdaRequest
{
    /// <summary>The function's name, its ARN or a part of that. Required.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Whether the invocation is waited for; null for <c>RequestResponse</c>.</summary>
    public InvocationType? InvocationType { get; set; }

    /// <summary>The event as text; it is kept in <see cref="PayloadStream"/>.</summary>
    public string? Payload
    {
        get => PayloadStream is { } stream ? Encoding.UTF8.GetString(stream.ToArray()) : null;
        set => PayloadStream = value is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>The event, in JSON. It is sent from its beginning, wherever the stream stands.</summary>
    public MemoryStream? PayloadStream { get; set; }
}
