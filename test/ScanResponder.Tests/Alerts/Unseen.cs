using System.Globalization;

namespace ScanResponder.Tests.Alerts;

/// <summary>Characters that end a line, hide, or turn the direction of writing: what could forge a part of an alert.</summary>
internal static class Unseen
{
    internal static bool Is(char character) => CharUnicodeInfo.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
