using System.Collections.Immutable;
using System.Text.Json.Serialization;
using ScanResponder.Alerts.Document;
using ScanResponder.Audit;

namespace ScanResponder.Lambda;

/// <summary>What the function returns: the alert of the event's one trigger, or a list of alerts where it carried several.</summary>
/// <param name="Alerts">The alerts, in the order of the triggers; empty where the event is nothing to us.</param>
[JsonConverter(typeof(AnswerConverter))]
internal sealed record Answer(ImmutableArray<AlertDocument> Alerts)
{
    /// <summary>What a sweep found; null where the event asks for none.</summary>
    public AuditReport? Sweep { get; init; }

    /// <summary>Why the event is nothing to us, a sentence; null where there are alerts.</summary>
    public string? Nothing { get; init; }
}
