using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.CaseFiles;

public sealed class WhatToDoTests
{
    [Fact]
    public async Task A_group_that_serves_too_many_others_is_left_and_the_port_can_be_closed_for_the_instance_alone()
    {
        var (alert, after, email) = await CaseFile.Read("shared-with-many").AnswerAsync(new() { Mode = Mode.Remediate, MaxSharedInterfaces = 5 });
        var document = AlertDocument.Of(alert);

        Assert.Equal((Verdict.LeftOpen, "open", true), (alert.Outcome.Verdict, document.Case, document.Urgent));
        Assert.Equal(CaseFile.Read("shared-with-many").Account.Groups[0].Rules, after.Snapshot.Groups[0].Rules);
        Assert.Empty(document.Close);
        Assert.Contains("is used by 12 other network interfaces; the limit is 5", email, StringComparison.Ordinal);
        Assert.Contains("close it for web-1 alone, with the lines below", email, StringComparison.Ordinal);
        Assert.All(document.CloseAlone.Concat(document.ReopenAlone), line => Assert.Contains($"\n{line}\n", EmailRenderer.Of(alert), StringComparison.Ordinal));
        Assert.DoesNotContain(document.CloseAlone, line => line.Contains("ingress --region eu-west-1 --group-id sg-", StringComparison.Ordinal));
        Assert.Contains("modify-network-interface-attribute --region eu-west-1 --network-interface-id eni-0f1e2d3c4b5a69788 --groups sg-0f1e2d3c4b5a69788 ||", string.Join('\n', document.ReopenAlone), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_instance_that_is_gone_the_mail_says_so_and_names_the_others_that_had_the_hole()
    {
        var (alert, _, email) = await CaseFile.Read("terminated-asg-instance").AnswerAsync();

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.Contains(
            "fleet is gone (terminated): look for logins in those of its logs that outlive it. The same hole was open on i-0eeeeeeeeeeeeee00, "
                + "i-0eeeeeeeeeeeeee01 and i-0eeeeeeeeeeeeee02: look there too.",
            email,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Links_lead_to_the_console_of_the_European_Sovereign_Cloud()
    {
        var (alert, _, email) = await CaseFile.Read("european-sovereign-cloud").AnswerAsync();

        Assert.DoesNotContain("aws.amazon.com/ec2", email, StringComparison.Ordinal);
        Assert.Contains("https://console.amazonaws-eusc.eu/ec2/home?region=eusc-de-east-1#InstanceDetails", email, StringComparison.Ordinal);
        Assert.StartsWith("https://console.amazonaws-eusc.eu/guardduty/", alert.Trigger.Url, StringComparison.Ordinal);
        Assert.StartsWith("arn:aws-eusc:ec2:eusc-de-east-1:123456789012:instance/i-", AlertDocument.Of(alert).Instance!.Arn, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Terraform_brings_the_rule_back_and_the_mail_says_so()
    {
        var (_, _, email) = await CaseFile.Read("terraform").AnswerAsync();

        Assert.Contains("Terraform", email, StringComparison.Ordinal);
        Assert.Contains("brings the rule back", email, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_sessions_are_tracked_whoever_logged_in_may_still_be_in()
    {
        var (_, _, email) = await CaseFile.Read("tracked-restricted-egress").AnswerAsync();

        Assert.Contains("Closing the port does not end all sessions: whoever has logged in may still be in.", email, StringComparison.Ordinal);
        Assert.DoesNotContain("may drop", email, StringComparison.Ordinal);
    }
}
