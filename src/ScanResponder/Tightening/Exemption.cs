using System.Globalization;
using System.Text.RegularExpressions;
using ScanResponder.Network;

namespace ScanResponder.Tightening;

/// <summary>What a tag <see cref="Planner.TagKey"/> says where it says that somebody may leave something open.</summary>
/// <param name="Tag">The tag, as <c>key=value</c>.</param>
/// <param name="Until">The last day, UTC, that day included; null where it has none.</param>
/// <param name="IsReadable">
/// False where more is written than is understood, such as a day that does not exist. Somebody has decided then, and until when is not known: nothing is changed,
/// and people are told.
/// </param>
public sealed partial record Exemption(string Tag, DateOnly? Until, bool IsReadable)
{
    /// <summary>The value of the tag without a day.</summary>
    public const string Word = "exempt";

    private const int LongestTag = 64;

    /// <summary>What the tags say; null where they exempt nothing, also where the tag is that of an earlier answer.</summary>
    public static Exemption? Of(TagSet? tags)
    {
        if (tags is null || !tags.TryGetValue(Planner.TagKey, out var value) || !value.TrimStart().StartsWith(Word, StringComparison.OrdinalIgnoreCase))
            return null;
        var text = value.Trim();
        if (text.Length == Word.Length)
            return new($"{Planner.TagKey}={Word}", null, true);
        if (char.IsLetterOrDigit(text[Word.Length]))
            return null;
        if (Form().Match(text) is { Success: true } match
            && DateOnly.TryParseExact(match.Groups["day"].Value, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new($"{Planner.TagKey}={Word} until {match.Groups["day"].Value}", day, true);
        }

        return new($"{Planner.TagKey}={(text.Length > LongestTag ? $"{text[..LongestTag]}..." : text)}", null, false);
    }

    /// <summary>False where its last day is over.</summary>
    public bool Holds(DateTimeOffset now) => Until is not { } day || DateOnly.FromDateTime(now.UtcDateTime) <= day;

    [GeneratedRegex(@"^exempt\s+until\s+(?<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
