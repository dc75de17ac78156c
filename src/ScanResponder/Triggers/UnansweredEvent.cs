using System.Collections.Immutable;
using System.Text;
using System.Text.Json;

namespace ScanResponder.Triggers;

/// <summary>An event that was not answered, as it waits in one of the queues for such events.</summary>
/// <param name="Json">The event itself, as EventBridge sent it: fit to be handed to the function again.</param>
/// <param name="Triggers">What it brings; empty where it is nothing to us.</param>
public abstract record UnansweredEvent(string Json, ImmutableArray<Trigger> Triggers)
{
    private const string Accepted =
        "an event of EventBridge with its detail, or the record of a failed invocation with the event as its requestPayload";

    /// <summary>The body of a message in a queue.</summary>
    /// <exception cref="TriggerFormatException">
    /// The text is neither of the two, or the event is one that the function refuses: nobody reads such events, or it cannot be read.
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
            throw TriggerDocument.NotJson(error);
        }
    }

    private static UnansweredEvent Read(JsonPart body)
    {
        if (body["requestPayload"] is { IsAbsent: false } payload)
            return new Failed(payload.Json, TriggerEvents.Read(payload).Triggers, body["responsePayload"]["errorMessage"].Text ?? body["requestContext"]["condition"].Text)
            {
                FunctionArn = body["requestContext"]["functionArn"].Text,
            };
        return body["detail"].IsAbsent
            ? throw new TriggerFormatException(body.Place, body.IsObject ? "an object with neither detail nor requestPayload" : body.Found, Accepted)
            : new Undelivered(body.Json, TriggerEvents.Read(body).Triggers);
    }

    /// <summary>An event that EventBridge could not hand to Lambda: the body of a message in a rule's dead-letter queue.</summary>
    /// <param name="Json">The event.</param>
    /// <param name="Triggers">What it brings; empty where it is nothing to us.</param>
    /// <seealso href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html"/>
    public sealed record Undelivered(string Json, ImmutableArray<Trigger> Triggers) : UnansweredEvent(Json, Triggers);

    /// <summary>An event at which the function failed, out of the record that Lambda sends to its on-failure destination.</summary>
    /// <param name="Json">The event.</param>
    /// <param name="Triggers">What it brings; empty where it is nothing to us.</param>
    /// <param name="Error">The function's error, or else why Lambda gave up, such as <c>EventAgeExceeded</c>; null where the record says neither.</param>
    /// <seealso href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html"/>
    public sealed record Failed(string Json, ImmutableArray<Trigger> Triggers, string? Error) : UnansweredEvent(Json, Triggers)
    {
        /// <summary>The function that failed at it; null where the record does not say.</summary>
        public string? FunctionArn { get; init; }
    }
}
