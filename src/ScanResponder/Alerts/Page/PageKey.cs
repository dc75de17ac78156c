using System.Globalization;

namespace ScanResponder.Alerts.Page;

/// <summary>The key of a page in its bucket: <c>alerts/ACCOUNT/REGION/DATE/TIME-FINDING.html</c>, so that a listing is in the order of time.</summary>
public static class PageKey
{
    /// <summary>What every key begins with. The function's role may write below it and nowhere else.</summary>
    public const string Prefix = "alerts/";

    private const int MostOfId = 64;

    /// <summary>The key. It holds letters, digits and <c>-_./</c> alone, whatever the trigger's id holds: none of them is escaped in an address or a signature.</summary>
    public static string Of(Alert alert)
    {
        var id = string.Concat(TextFormat.Truncate(alert.Trigger.Id, MostOfId).Select(Plain));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Prefix}{string.Concat(alert.Trigger.AccountId.Select(Plain))}/{string.Concat(alert.Trigger.Region.Select(Plain))}/{alert.Time.UtcDateTime:yyyy-MM-dd/HHmmss}-{id}.html");
    }

    private static char Plain(char character) => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' ? character : '-';
}
