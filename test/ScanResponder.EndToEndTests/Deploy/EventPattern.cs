using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ScanResponder.EndToEndTests.Deploy;

/// <summary>
/// Which events a rule picks, as
/// <see href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-event-patterns.html"/> says: every field of the pattern must be in
/// the event, one of its values must fit, and where the event has an array one of its elements must. Names and values are compared letter by
/// letter. Of the comparison operators it knows those that our rules use, and refuses the others.
/// </summary>
public sealed class EventPattern(JsonNode pattern)
{
    public bool Matches(string json) => Fits(pattern, JsonNode.Parse(json));

    private static bool Fits(JsonNode? wanted, JsonNode? found) => (wanted, found) switch
    {
        // An element of an array of objects must fit as a whole, not one field here and another there.
        (_, JsonArray elements) => elements.Any(element => Fits(wanted, element)),
        (JsonObject fields, JsonObject members) => fields.All(field => field.Key == "$or"
            ? field.Value!.AsArray().Any(choice => Fits(choice, members))
            : members.TryGetPropertyValue(field.Key, out JsonNode? value) ? !IsAbsence(field.Value) && Fits(field.Value, value) : IsAbsence(field.Value)),
        (JsonObject, _) => false,
        (JsonArray, JsonObject) => false,
        (JsonArray choices, _) => choices.Any(choice => IsValue(choice, found)),
        _ => throw new NotSupportedException("A field of a pattern has a list of values or fields of its own."),
    };

    private static bool IsAbsence(JsonNode? wanted) => wanted is JsonArray and [JsonObject and { Count: 1 } test] && test["exists"] is { } exists && !(bool)exists;

    private static bool IsValue(JsonNode? choice, JsonNode? found) => choice switch
    {
        JsonObject { Count: 1 } test when test["prefix"] is { } prefix =>
            found?.GetValueKind() == JsonValueKind.String && ((string)found!).StartsWith((string)prefix!, StringComparison.Ordinal),
        JsonObject { Count: 1 } test when test["suffix"] is { } suffix =>
            found?.GetValueKind() == JsonValueKind.String && ((string)found!).EndsWith((string)suffix!, StringComparison.Ordinal),
        JsonObject { Count: 1 } test when test["wildcard"] is { } wildcard => found?.GetValueKind() == JsonValueKind.String
            && Regex.IsMatch((string)found!, $"^{Regex.Escape((string)wildcard!).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.Singleline),
        JsonObject test => throw new NotSupportedException(test.ToJsonString()),
        _ => JsonNode.DeepEquals(choice, found),
    };
}
