using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using ScanResponder.Network;

namespace ScanResponder.Triggers;

/// <summary>
/// A value somewhere in a document, or its absence, with the path to it. Whatever is missing, null or of another type than was asked for reads as
/// absent, so that one odd part never costs an alert.
/// </summary>
internal readonly partial struct JsonPart(JsonElement element, string path)
{
    /// <summary>How much of a text an error message quotes.</summary>
    internal const int LongestQuote = 80;

    /// <summary>Where the value stands, for an error message: its path with the names as the document spells them.</summary>
    public string Place => string.IsNullOrEmpty(path) ? "the document" : path;

    public bool IsAbsent => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>True where nothing stands there, not even a JSON null.</summary>
    public bool IsMissing => element.ValueKind is JsonValueKind.Undefined;

    /// <summary>The value itself.</summary>
    public JsonElement Element => element;

    public bool IsObject => element.ValueKind is JsonValueKind.Object;

    public bool IsArray => element.ValueKind is JsonValueKind.Array;

    public bool IsString => element.ValueKind is JsonValueKind.String;

    /// <summary>The object's property of that name in any case; where several spellings occur, the first.</summary>
    public JsonPart this[string name]
    {
        get
        {
            if (IsObject)
            {
                foreach (var property in element.EnumerateObject())
                {
                    if (NameOf(property) is { } spelled && spelled.Equals(name, StringComparison.OrdinalIgnoreCase))
                        return new(property.Value, PathOf(spelled));
                }
            }

            return new(default, PathOf(name));
        }
    }

    /// <summary>The object's property of exactly that name.</summary>
    public JsonPart Exactly(string name) => new(IsObject && element.TryGetProperty(name, out var value) ? value : default, PathOf(name));

    /// <summary>The values of the object's properties, in the document's order.</summary>
    public IEnumerable<JsonPart> Values => Properties.Select(property => property.Value);

    /// <summary>The object's properties, in the document's order, by name.</summary>
    public IEnumerable<(string Name, JsonPart Value)> Properties
    {
        get
        {
            if (!IsObject)
                yield break;
            foreach (var property in element.EnumerateObject())
            {
                if (NameOf(property) is { } name)
                    yield return (name, new(property.Value, PathOf(name)));
            }
        }
    }

    /// <summary>The array's elements, in order.</summary>
    public IEnumerable<JsonPart> Items
    {
        get
        {
            if (!IsArray)
                yield break;
            var index = 0;
            foreach (var item in element.EnumerateArray())
                yield return new(item, $"{path}[{index++}]");
        }
    }

    /// <summary>A string that is not blank, or a number as it is written.</summary>
    public string? Text => element.ValueKind switch
    {
        JsonValueKind.String when Decoded is var text && !string.IsNullOrWhiteSpace(text) => text,
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    };

    /// <summary>A string as it stands, blank or not.</summary>
    public string? Literal => IsString ? Decoded : null;

    /// <summary>A number, or a string that holds one; may be infinite, or not a number.</summary>
    public double? Number =>
        double.TryParse(Text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <summary>A whole number, also one written as <c>22.0</c> or as a string.</summary>
    public long? Integer =>
        Number is { } number && double.IsInteger(number) && Math.Abs(number) <= 1L << 53 ? (long)number : null;

    /// <summary>True for <c>true</c> and for a string that says so.</summary>
    public bool IsTrue =>
        element.ValueKind is JsonValueKind.True || (IsString && "true".Equals(Text, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// A time in ISO 8601, UTC where it names no offset, or the milliseconds since 1970, as findings of early 2018 have it. Earlier times
    /// stand for none.
    /// </summary>
    public DateTimeOffset? Time
    {
        get
        {
            if (Integer is { } milliseconds)
            {
                return milliseconds >= 0 && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
                    ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                    : null;
            }

            const string Format = "yyyy-MM-dd'T'HH:mm:ss.FFFFFFFK";
            const DateTimeStyles Utc = DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal;
            var isTime = DateTimeOffset.TryParseExact(Text, Format, CultureInfo.InvariantCulture, Utc, out var time);
            return isTime && time >= DateTimeOffset.UnixEpoch ? time : null;
        }
    }

    /// <summary>A TCP or UDP port.</summary>
    public int? Port => Integer is >= 0 and <= PortRange.Highest and var port ? (int)port : null;

    /// <summary>An IPv4 or IPv6 address in its canonical spelling, which flow logs use too.</summary>
    public string? Address => Cidr.TryParseHost(Text, out var host) ? Cidr.AddressText(host.Family, host.First) : null;

    /// <summary>JSON that is packed into a string; absent where the string holds none.</summary>
    public JsonPart Unpacked
    {
        get
        {
            if (!IsString || Text is not { } text)
                return default;
            try
            {
                return new(JsonElement.Parse(text), path);
            }
            catch (JsonException)
            {
                return default;
            }
        }
    }

    /// <summary>The value as the document has it, to the byte; of a value that is there.</summary>
    public string Json => element.GetRawText();

    /// <summary>What stands here, in words for an error message, shortened.</summary>
    public string Found => element.ValueKind switch
    {
        JsonValueKind.Undefined => "nothing",
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        JsonValueKind.String => Decoded is { } text ? Quote(text) : "a string with broken characters",
        _ => Shorten(element.GetRawText()),
    };

    private string? Decoded
    {
        get
        {
            try
            {
                return element.GetString();
            }
            catch (InvalidOperationException)
            {
                // Half a surrogate pair, or bytes that are not UTF-8: valid JSON that no string can hold.
                return null;
            }
        }
    }

    /// <summary>An AWS resource id of that kind (<c>i</c>, <c>sg</c>, <c>eni</c> …), fit to be sent to AWS; others are absent.</summary>
    public string? ResourceId(string kind) =>
        Text is { } id && IsResourceId(id, kind) ? id : null;

    /// <summary>True for an AWS resource id of that kind.</summary>
    public static bool IsResourceId(string id, string kind) => id.StartsWith(kind, StringComparison.Ordinal) && ResourceIdTail().IsMatch(id.AsSpan(kind.Length));

    /// <summary>The text in quotes, shortened.</summary>
    public static string Quote(string text) => $"\"{Shorten(text)}\"";

    /// <summary>The text for an error message: cut where it is long, with question marks for what would not print.</summary>
    public static string Shorten(string text, int longest = LongestQuote)
    {
        var cut = text.Length > longest ? $"{text.AsSpan(0, longest)}…" : text;
        return string.Concat(cut.Select(letter => IsPrintable(letter) ? letter : '?'));
    }

    private static bool IsPrintable(char letter) => char.GetUnicodeCategory(letter)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
            or UnicodeCategory.Surrogate);

    private static string? NameOf(JsonProperty property)
    {
        try
        {
            return property.Name;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private string PathOf(string name) => string.IsNullOrEmpty(path) ? name : $"{path}.{name}";

    [GeneratedRegex(@"\A-[0-9a-z]{1,64}\z")]
    private static partial Regex ResourceIdTail();
}
