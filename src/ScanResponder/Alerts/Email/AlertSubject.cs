namespace ScanResponder.Alerts.Email;

/// <summary>
/// The subject of the e-mail: <c>[closed] SSH to web-1 was open to the internet (123456789012, eu-west-1)</c>. SNS refuses subjects that are empty, that hold a line break
/// or that reach 100 characters.
/// </summary>
public static class AlertSubject
{
    /// <summary>The most characters it has.</summary>
    public const int Longest = 99;

    private const int ShortestName = 12;

    /// <summary>1 to <see cref="Longest"/> printable ASCII characters; with the account and the Region where there is room for them.</summary>
    public static string Of(Alert alert)
    {
        var summary = AlertSummary.Of(alert);
        var now = alert.IsUrgent ? "Act now: " : "";
        string With(string name) => AsciiFormat.Of($"{LoginWarning.Lead(alert)}[{summary.Word}] {now}{summary.What(name)}");

        var name = AsciiFormat.Of(summary.NameOf(int.MaxValue));
        if (!name.Any(char.IsAsciiLetterOrDigit))
            name = AsciiFormat.Of(summary.SubjectId ?? "an instance");
        var subject = With(name);
        if (subject.Length > Longest)
            return TextFormat.Truncate(With(AsciiFormat.Of(summary.NameOf(Math.Max(Longest - subject.Length + (summary.SubjectName ?? "").Length, ShortestName)))), Longest);
        var placed = $"{subject} ({AsciiFormat.Of($"{alert.Trigger.AccountId}, {alert.Trigger.Region}")})";
        return placed.Length > Longest || summary.Case is AlertCase.Other ? subject : placed;
    }
}
