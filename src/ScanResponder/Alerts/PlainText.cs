using System.Globalization;
using System.Text;

namespace ScanResponder.Alerts;

/// <summary>
/// The one place that makes text of users and of AWS safe to stand among the alert's own lines. Names, tags, descriptions and errors may hold
/// anything; after this they hold no character that ends a line, hides, or turns the direction of writing.
/// </summary>
public static class PlainText
{
    /// <summary>
    /// The text on one line: line breaks, tabs and spaces of every width become a space each, other control and format characters and halves of
    /// surrogate pairs are dropped. Printable ASCII comes through unchanged.
    /// </summary>
    public static string OneLine(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            // Halves of pairs are enumerated as U+FFFD; a real one is as useless.
            switch (Rune.GetUnicodeCategory(rune))
            {
                case UnicodeCategory.Control when rune.Value is '\t' or '\n' or '\v' or '\f' or '\r' or 0x85:
                case UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator:
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

    /// <summary>True for characters that <see cref="OneLine"/> drops or turns into a space, apart from the spaces and supplementary ones.</summary>
    internal static bool IsInvisible(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
