using System.Text.Json;

namespace Amazon.StandIns;

// Members of an answer, which are absent where a service has nothing to say, and are null then.
internal static class JsonMembers
{
    public static JsonElement? Member(this JsonElement parent, string name) =>
        parent.TryGetProperty(name, out JsonElement member) && member.ValueKind is not JsonValueKind.Null ? member : null;

    public static string? Text(this JsonElement parent, string name) => parent.Member(name)?.GetString();

    public static List<T>? List<T>(this JsonElement parent, string name, Func<JsonElement, T> item) =>
        parent.Member(name) is { } list ? [.. list.EnumerateArray().Select(item)] : null;

    public static Dictionary<string, string>? Texts(this JsonElement parent, string name) =>
        parent.Member(name)?.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetString() ?? "");

    public static void WriteIfSet(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }
}
