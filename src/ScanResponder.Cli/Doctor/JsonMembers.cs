using System.Text.Json.Nodes;

namespace ScanResponder.Cli.Doctor;

/// <summary>Members of what AWS answered, which are absent where it has nothing to say, and may be anything where it is not AWS.</summary>
internal static class JsonMembers
{
    /// <summary>A member; null where there is none.</summary>
    internal static JsonNode? Member(this JsonNode? parent, string name) => parent is JsonObject members ? members[name] : null;

    /// <summary>The text of a member, numbers and truth values as text too; null where there is none.</summary>
    internal static string? Text(this JsonNode? parent, string name) => parent.Member(name) is JsonValue value ? value.ToString() : null;

    /// <summary>The items of a list; none where there is no list.</summary>
    internal static IEnumerable<JsonNode> Items(this JsonNode? parent, string name) =>
        parent.Member(name) is JsonArray items ? items.OfType<JsonNode>() : [];

    /// <summary>The texts of a list, or the one text that stands in place of a list.</summary>
    internal static IEnumerable<string> Texts(this JsonNode? parent, string name) => parent.Member(name) switch
    {
        JsonArray items => items.OfType<JsonValue>().Select(item => item.ToString()),
        JsonValue value => [value.ToString()],
        _ => [],
    };

    /// <summary>True for a member that says so.</summary>
    internal static bool Says(this JsonNode? parent, string name) => parent.Text(name) is "true" or "True";
}
