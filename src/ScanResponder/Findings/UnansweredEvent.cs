using System.Text;
using System.Text.Json;

namespace ScanResponder.Findings;

/// <summary>An event of GuardDuty that was not answered, as it waits in one of the queues for such events.</summary>
/// <param name="Json">The event itself, as EventBridge sent it: fit to be handed to the function again.</param>
/// <param name="Finding">The finding that it brings.</param>
public abstract record UnansweredEvent(string Json, Finding Finding)
{
    private const string Accepted =
        "an event of EventBridge with its detail, or the record of a failed invocation with the event as its requestPayload";

    /// <summary>The body of a message in a queue.</summary>
    /// <exception cref="FindingFormatException">
    /// The text is neither of the two, or the event is one that the function refuses: it is not GuardDuty's, or the finding cannot be read.
    /// </exception>
    public static UnansweredEvent Read(string body)
    {
        try
        {
            // Through bytes: half a surrogate pair in the text becomes a replacement character rather than an exception.
            using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(body));
            return Read(new JsonPart(document.RootElement, ""));
        }
        catch (JsonException error)
        {
            throw FindingDocument.NotJson(error);
        }
    }

    private static UnansweredEvent Read(JsonPart body)
    {
        if (body["requestPayload"] is { IsAbsent: false } payload)
            return new Failed(payload.Json, FindingOf(payload), body["responsePayload"]["errorMessage"].Text ?? body["requestContext"]["condition"].Text);
        return body["detail"].IsAbsent
            ? throw new FindingFormatException(body.Place, body.IsObject ? "an object with neither detail nor requestPayload" : body.Found, Accepted)
            : new Undelivered(body.Json, FindingOf(body));
    }

    private static Finding FindingOf(JsonPart sent)
    {
        Require(sent["source"], "aws.guardduty");
        Require(sent["detail-type"], "GuardDuty Finding");
        return FindingReader.Read(sent["detail"], sent["account"].Text, sent["region"].Text);
    }

    private static void Require(JsonPart part, string expected)
    {
        if (part.Text != expected)
            throw new FindingFormatException(part.Place, part.Found, $"\"{expected}\"");
    }

    /// <summary>An event that EventBridge could not hand to Lambda: the body of a message in a rule's dead-letter queue.</summary>
    /// <param name="Json">The event.</param>
    /// <param name="Finding">The finding that it brings.</param>
    /// <seealso href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"/>
    public sealed record Undelivered(string Json, Finding Finding) : UnansweredEvent(Json, Finding);

    /// <summary>An event at which the function failed, out of the record that Lambda sends to its on-failure destination.</summary>
    /// <param name="Json">The event.</param>
    /// <param name="Finding">The finding that it brings.</param>
    /// <param name="Error">The function's error, or else why Lambda gave up, such as <c>EventAgeExceeded</c>; null where the record says neither.</param>
    /// <seealso href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"/>
    public sealed record Failed(string Json, Finding Finding, string? Error) : UnansweredEvent(Json, Finding);
}
