namespace ScanResponder.Tests.Alerts;

public class ReadmeAlertTests
{
    [Fact]
    public void The_alert_in_the_README_is_the_approved_one() => ReadmeSection.Holds(
        "alert",
        $"```text\n{Approved.Text("tightened.email.txt")}```\n\nThe text message:\n\n```text\n{Approved.Text("tightened.sms.txt")}```\n");
}
