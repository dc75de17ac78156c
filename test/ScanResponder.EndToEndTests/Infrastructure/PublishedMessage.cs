using System.Text.Json.Nodes;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>One message as SNS took it in.</summary>
/// <param name="TopicArn">The topic.</param>
/// <param name="Subject">The subject; null if none was sent.</param>
/// <param name="Message">
/// The message as it was sent; a JSON object of texts by protocol if <paramref name="Structure"/> is <c>json</c>.
/// </param>
/// <param name="Structure">MessageStructure; null if none was sent.</param>
public sealed record PublishedMessage(string TopicArn, string? Subject, string Message, string? Structure)
{
    /// <summary>What a subscriber of this protocol gets: its own text, or the default.</summary>
    public string For(string protocol) => Structure != "json"
        ? Message
        : JsonNode.Parse(Message)!.AsObject() is var texts && texts[protocol] is { } own
            ? own.GetValue<string>()
            : texts["default"]!.GetValue<string>();

    /// <summary>The text for people who read mail.</summary>
    public string Email => For("email");

    /// <summary>The text for people who read their phone.</summary>
    public string Sms => For("sms");

    /// <summary>The alert document that machines get.</summary>
    public JsonObject Document => JsonNode.Parse(For("sqs"))!.AsObject();

    internal static PublishedMessage Of(AwsCall publish) =>
        new(publish["TopicArn"] ?? "", publish["Subject"], publish["Message"] ?? "", publish["MessageStructure"]);
}
