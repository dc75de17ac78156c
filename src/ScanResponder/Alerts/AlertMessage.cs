namespace ScanResponder.Alerts;

/// <summary>
/// What is handed to SNS: <see href="https://docs.aws.amazon.com/sns/latest/api/API_Publish.html"/>.
/// </summary>
/// <param name="Subject">The e-mail's subject: 1 to 99 printable ASCII characters.</param>
/// <param name="Message">A JSON object with a string for each protocol (<c>MessageStructure=json</c>), under 262,144 bytes of UTF-8.</param>
public sealed record AlertMessage(string Subject, string Message)
{
    /// <summary>The message that tells this alert.</summary>
    public static AlertMessage Of(Alert alert) => new($"{alert.Outcome.Verdict}: {alert.Finding.Type}", alert.Outcome.Reason);
}
