using System.Text.Json.Serialization;

namespace Amazon.Lambda.CloudWatchEvents;

/// <summary>
/// An event as EventBridge (formerly CloudWatch Events) hands it to a target. Only <c>detail-type</c> names its JSON property; all
/// others rely on a serializer that ignores case. What the JSON leaves out is null, or <see langword="default"/> for <see cref="Time"/>.
/// See https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html.
/// </summary>
/// <typeparam name="T">The shape of <c>detail</c>, which depends on <see cref="Source"/> and <see cref="DetailType"/>.</typeparam>
public class CloudWatchEvent<T>
{
    /// <summary>The version of the envelope, not of the detail; <c>"0"</c> today.</summary>
    public string? Version { get; set; }

    /// <summary>
    /// The twelve-digit account whose event bus delivered the event. In a delegated administrator's account that is the administrator,
    /// not the member that the detail is about.
    /// </summary>
    public string? Account { get; set; }

    /// <summary>The Region whose event bus delivered the event, such as <c>eu-west-1</c>.</summary>
    public string? Region { get; set; }

    /// <summary>What happened.</summary>
    public T? Detail { get; set; }

    /// <summary>The kind of <see cref="Detail"/>, in words, such as <c>GuardDuty Finding</c>.</summary>
    [JsonPropertyName("detail-type")]
    public string? DetailType { get; set; }

    /// <summary>Who sent the event; <c>aws.guardduty</c> and the like for AWS's own services.</summary>
    public string? Source { get; set; }

    /// <summary>When the event was sent, in UTC and to the second.</summary>
    public DateTime Time { get; set; }

    /// <summary>Unique to the event; each new delivery of the same finding is a new event with an id of its own.</summary>
    public string? Id { get; set; }

    /// <summary>The ARNs that the event is about. GuardDuty sends an empty list.</summary>
    public List<string>? Resources { get; set; }
}
