using ScanResponder.Alerts.Email;
using Spectre.Console;

namespace ScanResponder.Cli.Respond;

/// <summary>Styles the lines of an alert's e-mail by how <see cref="EmailRenderer"/> lays them out. The text itself stays as it is.</summary>
internal static class EmailLines
{
    /// <summary>The headings in bold, the rules that were added in green, those that were removed in red.</summary>
    internal static IEnumerable<(string Text, Style Style)> Of(string email)
    {
        var inChanges = false;
        var afterBlank = true;
        foreach (var line in email.TrimEnd('\n').Split('\n'))
        {
            var heading = afterBlank && IsHeading(line);
            if (heading)
                inChanges = line.StartsWith("WHAT W", StringComparison.Ordinal) && line.EndsWith("CHANGED", StringComparison.Ordinal);
            afterBlank = line.Length == 0;
            yield return (line, heading ? Styles.Heading : inChanges ? Styles.OfRule(line) : Style.Plain);
        }
    }

    /// <summary>Only headings begin at the margin and have no small letter; commands and addresses have some.</summary>
    private static bool IsHeading(string line) => line is [>= 'A' and <= 'Z', ..] && !line.Any(char.IsLower);
}
