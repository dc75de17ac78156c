namespace ScanResponder.Alerts.Email;

/// <summary>
/// The subject of the e-mail: <c>[closed] SSH to web-1 was open to the internet</c>. SNS refuses subjects that are empty, that hold a line break
/// or that reach 100 characters.
/// </summary>
public static class AlertSubject
{
    /// <summary>The most characters it has.</summary>
    public const int Longest = 99;

    /// <summary>1 to <see cref="Longest"/> printable ASCII characters.</summary>
    public static string Of(Alert alert)
    {
        var summary = AlertSummary.Of(alert);
        string With(string name) => AsciiFormat.Of($"{LoginWarning.Lead(alert)}[{summary.Word}] {summary.What(name)}");

        var id = AsciiFormat.Of(summary.InstanceId ?? "an instance");
        var name = summary.InstanceName is { } named ? AsciiFormat.Of(named) : "";
        if (!name.Any(char.IsAsciiLetterOrDigit))
            name = id;
        var room = Longest - With("").Length - 1;
        return TextFormat.Truncate(With(TextFormat.Truncate(name, Math.Max(room, 12))), Longest);
    }
}
