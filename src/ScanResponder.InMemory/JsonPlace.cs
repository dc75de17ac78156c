using System.Globalization;
using System.Text.Json;

namespace ScanResponder.InMemory;

/// <summary>A value in a JSON file that knows where it stands, so that what is wrong with it can be found.</summary>
/// <param name="Element">The value.</param>
/// <param name="Path">Where it stands, such as <c>$.Vpcs[0].VpcId</c>.</param>
internal readonly record struct JsonPlace(JsonElement Element, string Path)
{
    /// <summary>The error of something else standing here.</summary>
    internal FormatException Expected(string what) => new($"{Path}: expected {what}, found {Found()}.");

    /// <summary>The member of that name, or null where it is missing or JSON's null.</summary>
    /// <exception cref="FormatException">This is not an object.</exception>
    internal JsonPlace? Member(string name)
    {
        if (Element.ValueKind is not JsonValueKind.Object)
            throw Expected("an object");
        return Element.TryGetProperty(name, out var member) && member.ValueKind is not JsonValueKind.Null
            ? new JsonPlace(member, $"{Path}.{name}")
            : null;
    }

    /// <summary>The values of the list of that name; none where it is missing.</summary>
    internal IEnumerable<JsonPlace> Each(string name) => Member(name) is { } list ? list.Items() : [];

    /// <summary>The values of this list.</summary>
    internal IEnumerable<JsonPlace> Items()
    {
        if (Element.ValueKind is not JsonValueKind.Array)
            throw Expected("a list");
        var path = Path;
        return Element.EnumerateArray().Select((item, index) => new JsonPlace(item, $"{path}[{index}]"));
    }

    /// <summary>The text of that name, or null where it is missing or empty.</summary>
    internal string? Text(string name) => Member(name)?.Text() is { Length: > 0 } text ? text : null;

    /// <summary>The text that must be there under that name.</summary>
    internal string Required(string name, string what) =>
        Text(name) ?? throw new FormatException($"{Path}.{name}: expected {what}, found nothing.");

    /// <summary>The text that stands here.</summary>
    internal string Text() => Element.ValueKind is JsonValueKind.String ? Element.GetString()! : throw Expected("a text");

    /// <summary>The whole number of that name, or null where it is missing.</summary>
    internal int? Number(string name)
    {
        if (Member(name) is not { } place)
            return null;
        return place.Element.ValueKind is JsonValueKind.Number && place.Element.TryGetInt32(out var number)
            ? number
            : throw place.Expected("a whole number");
    }

    /// <summary>The truth value of that name, or null where it is missing.</summary>
    internal bool? Flag(string name) => Member(name) switch
    {
        null => null,
        { Element.ValueKind: JsonValueKind.True } => true,
        { Element.ValueKind: JsonValueKind.False } => false,
        { } place => throw place.Expected("true or false"),
    };

    /// <summary>The time of that name, or null where it is missing.</summary>
    internal DateTimeOffset? Time(string name) => Member(name) switch
    {
        null => null,
        { } place => DateTimeOffset.TryParse(place.Text(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time
            : throw place.Expected("a time such as 2024-05-01T12:00:00Z"),
    };

    private string Found() => Element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.Null => "null",
        _ => Element.GetRawText() is { Length: > 60 } text ? $"{text[..60]}…" : Element.GetRawText(),
    };
}
