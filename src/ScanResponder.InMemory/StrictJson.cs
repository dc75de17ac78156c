using ScanResponder.Triggers;

namespace ScanResponder.InMemory;

/// <summary>Reads values that must have the right type where they are there. What is wrong is told with its path.</summary>
internal static class StrictJson
{
    /// <summary>The error of something else standing here.</summary>
    internal static FormatException Expected(this JsonPart part, string what) => new($"{part.Place}: expected {what}, found {part.Found}.");

    /// <summary>The member of that name, or null where it is missing or JSON's null.</summary>
    /// <exception cref="FormatException">This is not an object.</exception>
    internal static JsonPart? Member(this JsonPart part, string name)
    {
        if (!part.IsObject)
            throw part.Expected("an object");
        return part.Exactly(name) is { IsAbsent: false } member ? member : null;
    }

    /// <summary>The values of the list of that name; none where it is missing.</summary>
    internal static IEnumerable<JsonPart> Each(this JsonPart part, string name) => part.Member(name) switch
    {
        null => [],
        { IsArray: true } list => list.Items,
        { } other => throw other.Expected("a list"),
    };

    /// <summary>The text of that name, or null where it is missing or empty.</summary>
    internal static string? TextOf(this JsonPart part, string name) => part.Member(name)?.AsText() is { Length: > 0 } text ? text : null;

    /// <summary>The text that must be there under that name.</summary>
    internal static string Required(this JsonPart part, string name, string what) =>
        part.TextOf(name) ?? throw new FormatException($"{part.Place}.{name}: expected {what}, found nothing.");

    /// <summary>The text that stands here.</summary>
    internal static string AsText(this JsonPart part) => part.Literal ?? throw part.Expected("a text");

    /// <summary>The whole number of that name, or null where it is missing.</summary>
    internal static int? NumberOf(this JsonPart part, string name) => part.Member(name) switch
    {
        null => null,
        { IsString: false, Integer: >= int.MinValue and <= int.MaxValue and var number } => (int)number,
        { } other => throw other.Expected("a whole number"),
    };

    /// <summary>The truth value of that name, or null where it is missing.</summary>
    internal static bool? FlagOf(this JsonPart part, string name) => part.Member(name) switch
    {
        null => null,
        { Json: "true" } => true,
        { Json: "false" } => false,
        { } other => throw other.Expected("true or false"),
    };

    /// <summary>The time of that name, or null where it is missing.</summary>
    internal static DateTimeOffset? TimeOf(this JsonPart part, string name) => part.Member(name) switch
    {
        null => null,
        { IsString: true, Time: { } time } => time,
        { } other => throw other.Expected("a time such as 2024-05-01T12:00:00Z"),
    };
}
