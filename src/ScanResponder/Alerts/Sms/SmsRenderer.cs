namespace ScanResponder.Alerts.Sms;

/// <summary>
/// The alert on one line of a text message. What matters least goes first when room is short: the details, then the end of the instance's name;
/// the ids stay. SNS sends up to 160 characters of the GSM-7 alphabet as one message, and the topic's display name in front takes some of them:
/// <see href="https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html"/>.
/// </summary>
public static class SmsRenderer
{
    /// <summary>The units that are left of one message behind <c>SCANRESPONDER> </c>, which the template's topics put in front.</summary>
    public const int Longest = 160 - 15;

    private const int ShortestName = 8;
    private const int LongestOpener = 24;

    /// <summary>At most <see cref="Longest"/> GSM-7 units, all of them printable ASCII, on one line.</summary>
    public static string Of(Alert alert)
    {
        var summary = AlertSummary.Of(alert);
        var name = AsciiFormat.Of(summary.SubjectName ?? "");
        var id = AsciiFormat.Of(summary.SubjectId ?? "");
        var named = name.Any(char.IsAsciiLetterOrDigit) && name != id;
        var place = AsciiFormat.Of($"Account {alert.Trigger.AccountId}, {alert.Trigger.Region}");

        string With(string shortName, string details) => AsciiFormat.Of(
            $"{LoginWarning.Lead(alert)}{summary.Word.ToUpperInvariant()}: {summary.What(named ? $"{TextFormat.Quoted(shortName)} ({id})" : id.Length > 0 ? id : "an instance")}.{details} {place}");

        var details = Details(alert, summary);
        if (Units(With(name, details)) > Longest)
            details = "";
        var over = Units(With(name, details)) - Longest;
        if (named && over > 0)
            name = TextFormat.Truncate(name, Math.Max(name.Length - over, ShortestName));
        return Fit(With(name, details));
    }

    /// <summary>The units that a text takes: the signs of GSM-7's extension table take two.</summary>
    internal static int Units(string text) => text.Length + text.Count(character => character is '^' or '{' or '}' or '\\' or '[' or '~' or ']' or '|');

    private static string Details(Alert alert, AlertSummary summary)
    {
        if (summary.Case is AlertCase.PartlyClosed && !alert.IsUrgent)
            return "";
        if (alert.IsUrgent)
            return " Act now.";
        if (summary.IsNoteTo is { } told)
            return $" People were told on {TimeFormat.Of(told)}.";
        if (alert.Trigger.TellsOfOpening)
            return alert.Opening is { Call.Who: { } opener } ? $" Opened by {TextFormat.Quoted(TextFormat.Truncate(opener, LongestOpener))}." : "";
        var who = summary.Scanners > 0 ? TextFormat.Count(summary.Scanners, "scanner") : null;
        var details = string.Join(", first ", new[] { who, summary.FirstSeenSinceLaunch }.OfType<string>());
        return summary.Case is AlertCase.Drill or AlertCase.Other || details.Length == 0 ? "" : $" {details}.";
    }

    private static string Fit(string text)
    {
        while (Units(text) > Longest)
            text = TextFormat.Truncate(text, text.Length - Math.Max(1, (Units(text) - Longest) / 2));
        return text;
    }
}
