using ScanResponder.Alerts.Chat;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Sms;

namespace ScanResponder.Tests.Alerts;

public sealed class ApprovedAlertTests
{
    public static TheoryData<string> Outcomes => [.. ExampleAlerts.All.Keys.Order(StringComparer.Ordinal)];

    [Theory, MemberData(nameof(Outcomes))]
    public void The_email_reads_as_approved(string outcome) =>
        Approved.Matches($"{outcome}.email.txt", $"Subject: {AlertSubject.Of(ExampleAlerts.All[outcome])}\n\n{EmailRenderer.Of(ExampleAlerts.All[outcome])}");

    [Theory, MemberData(nameof(Outcomes))]
    public void The_text_message_reads_as_approved(string outcome) =>
        Approved.Matches($"{outcome}.sms.txt", SmsRenderer.Of(ExampleAlerts.All[outcome]));

    [Theory, MemberData(nameof(Outcomes))]
    public void The_document_is_as_approved(string outcome) =>
        Approved.Matches($"{outcome}.json", AlertJson.Write(AlertDocument.Of(ExampleAlerts.All[outcome]), indented: true));

    [Theory, MemberData(nameof(Outcomes))]
    public void The_chat_notification_is_as_approved(string outcome) =>
        Approved.Matches($"{outcome}.chat.json", JsonFormat.Indented(ChatNotification.Of(ExampleAlerts.All[outcome])));
}
