namespace ScanResponder.Tests.Alerts;

public class ReadmeAlertTests
{
    [Fact]
    public void The_alert_in_the_docs_is_the_approved_one() => ReadmeSection.Holds(
        "docs/alert.md",
        "alert",
        $"```text\n{Approved.Text("tightened.email.txt")}```\n\nThe text message:\n\n```text\n{Approved.Text("tightened.sms.txt")}```\n");

    [Fact]
    public void The_README_shows_how_the_approved_alert_begins_and_what_it_says_was_changed()
    {
        string[] email = Approved.Text("tightened.email.txt").Split('\n');
        string[] shown = [email[0], email[2], email[3], "", .. email.SkipWhile(line => line != "WHAT WAS CHANGED").Take(8)];

        ReadmeSection.Holds("README.md", "alert-excerpt", $"```text\n{string.Join('\n', shown)}\n```\n");
    }
}
