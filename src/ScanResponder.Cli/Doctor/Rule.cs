using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ScanResponder.Cli.Doctor;

/// <summary>A rule of EventBridge, with what it leads to.</summary>
/// <param name="Description">The rule, as EventBridge tells it.</param>
/// <param name="Targets">Its targets.</param>
internal sealed record Rule(JsonNode Description, ImmutableArray<JsonNode> Targets)
{
    /// <summary>Its name.</summary>
    internal string Name => Description.Text("Name") ?? "";

    /// <summary>Its ARN.</summary>
    internal string Arn => Description.Text("Arn") ?? "";

    /// <summary>True where it hands events over.</summary>
    internal bool IsEnabled => Description.Text("State") is not "DISABLED";

    /// <summary>What it lets through, in JSON; null for a schedule.</summary>
    internal string? Pattern => Description.Text("EventPattern");

    /// <summary>What it listens to.</summary>
    internal Source Source => Pattern is null ? Source.Schedule : Source.Of(Words("source").FirstOrDefault(), Words("detail-type").FirstOrDefault());

    /// <summary>The target that is the function; null where it has none.</summary>
    internal JsonNode? TargetOf(string functionArn) => Targets.FirstOrDefault(target =>
        target.Text("Arn") is { } arn && (arn == functionArn || arn.StartsWith($"{functionArn}:", StringComparison.Ordinal)));

    private IEnumerable<string> Words(string name)
    {
        try
        {
            return JsonNode.Parse(Pattern!).Texts(name);
        }
        catch (JsonException)
        {
            return [];
        }
    }
}
