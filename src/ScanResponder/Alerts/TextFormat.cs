using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ScanResponder.Alerts;

/// <summary>
/// The one place that makes text of users and of AWS safe to stand among the alert's own lines. Names, tags, descriptions and errors may hold
/// anything; after this they hold no character that ends a line, hides, or turns the direction of writing.
/// </summary>
public static partial class TextFormat
{
    /// <summary>A word as it begins a line.</summary>
    public static string Capital(string word) => string.Concat(char.ToUpperInvariant(word[0]).ToString(), word.AsSpan(1));

    /// <summary>
    /// The text on one line: line breaks, tabs and spaces of every width become a space each, other control and format characters and halves of
    /// surrogate pairs are dropped. Printable ASCII comes through unchanged.
    /// </summary>
    public static string OneLine(string text)
    {
        // Nearly every text is of signs that stay as they are.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Halves of pairs are enumerated as U+FFFD; a real one is as useless.
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value is '\t' or '\n' or '\v' or '\f' or '\r' or 0x85:
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
                case UnicodeCategory.OtherLetter or UnicodeCategory.OtherSymbol when IsBlank(rune):
                    clean.Append(' ');
                    break;
                case UnicodeCategory.Control or UnicodeCategory.Format:
                    break;
                default:
                    if (rune != Rune.ReplacementChar)
                        clean.Append(rune);
                    break;
            }
        }

        return clean.ToString();
    }

    /// <summary>The text on one line, without spaces at the ends or next to each other; null where nothing is left of it.</summary>
    public static string? Trimmed(string? text)
    {
        if (text is null)
            return null;
        var line = OneLine(text);
        if (line.Length > 0 && line[0] != ' ' && line[^1] != ' ' && !line.Contains("  ", StringComparison.Ordinal))
            return line;
        return line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words ? string.Join(' ', words) : null;
    }

    /// <summary>The beginning of the text, and <c>...</c> where that is not all; at most <paramref name="most"/> characters, at least 3.</summary>
    public static string Truncate(string text, int most)
    {
        if (text.Length <= most)
            return text;
        var end = Math.Max(most - 3, 0);
        return $"{text.AsSpan(0, end > 0 && char.IsHighSurrogate(text[end - 1]) ? end - 1 : end)}...";
    }

    /// <summary>
    /// A name as it may stand in a sentence: in quotes where it holds more than letters, digits and the signs that names are made of, so
    /// that it cannot pass for the sentence, and without addresses to follow.
    /// </summary>
    public static string Quoted(string name) => Defused(name) is var harmless && harmless.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.' or ':' or '/')
        ? harmless
        : $"\"{harmless.Replace('"', '\'')}\"";

    /// <summary>
    /// The text with <c>[.]</c> for each full stop and <c>[://]</c> for <c>://</c> where it holds what mail programs and phones make a link of. Names of hosts
    /// alone stay as they are.
    /// </summary>
    public static string Defused(string text) => Links().IsMatch(text)
        ? text.Replace(".", "[.]", StringComparison.Ordinal).Replace("://", "[://]", StringComparison.Ordinal)
        : text;

    /// <summary><c>a</c>, <c>a and b</c>, <c>a, b and c</c>.</summary>
    public static string List(IReadOnlyCollection<string> items) => items.Count < 2
        ? string.Concat(items)
        : $"{string.Join(", ", items.Take(items.Count - 1))} and {items.Last()}";

    /// <summary><c>1 rule</c>, <c>2 rules</c>.</summary>
    public static string Count(long count, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : noun.EndsWith("ss", StringComparison.Ordinal) ? "es" : "s")}");

    [GeneratedRegex(@"://|@|www\.|\p{L}\.\p{L}{2,}\S*/", RegexOptions.IgnoreCase)]
    private static partial Regex Links();

    /// <summary>Letters and symbols that no font draws anything for: the fillers of Hangul and the empty pattern of Braille.</summary>
    private static bool IsBlank(Rune rune) => rune.Value is 0x115f or 0x1160 or 0x3164 or 0xffa0 or 0x2800;

    /// <summary>True for characters that <see cref="OneLine"/> drops or turns into a space, apart from the spaces and supplementary ones.</summary>
    internal static bool IsInvisible(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
