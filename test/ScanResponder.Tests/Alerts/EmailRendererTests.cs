using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Sms;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Alerts;

public sealed class EmailRendererTests
{
    [Fact]
    public void The_first_line_tells_it_all()
    {
        Assert.Equal("SSH to web-1 was open to the internet. It is closed now.", FirstLine(ExampleAlerts.All["tightened"]));
        Assert.Equal("SSH to web-1 is open to the internet. Nothing was changed.", FirstLine(ExampleAlerts.All["left-open"]));
        Assert.Equal("web-1 is scanning other hosts. It may be compromised.", FirstLine(ExampleAlerts.All["not-applicable"]));
        Assert.All(ExampleAlerts.All.Values, alert => Assert.InRange(FirstLine(alert).Length, 20, 72));
    }

    [Fact]
    public void The_second_line_says_whether_to_get_up()
    {
        string Second(string outcome) => EmailRenderer.Of(ExampleAlerts.All[outcome]).Split('\n')[1];

        Assert.Equal("Get up? No.", Second("tightened"));
        Assert.Equal("Get up? No.", Second("not-open"));
        Assert.Equal("Get up? Yes: close it with the lines below, unless it is meant to be open.", Second("left-open"));
        Assert.Equal("Get up? Yes: isolate web-1.", Second("not-applicable"));
        Assert.Equal("Get up? Yes: see below how to close the rest.", Second("partly-tightened"));
        Assert.Equal("Get up? Yes: close it with the lines below, unless it is meant to be open.", Second("failed"));
        Assert.Equal("Get up? Yes: see below how to close it.", Second("would-tighten"));
    }

    [Fact]
    public void The_ten_scanners_with_the_most_probes_are_named_and_the_rest_is_counted()
    {
        // 198.51.100.N comes N times, for N up to 14.
        var probes = Enumerable.Range(1, 14).SelectMany(last => Enumerable.Repeat(new Probe(22, "SSH", $"198.51.100.{last}", null, null, null, null), last));
        var alert = ExampleAlerts.All["left-open"] with { Trigger = ExampleAlerts.Finding with { Probes = [.. probes] } };

        var who = Section(EmailRenderer.Of(alert), "WHO DID IT?");

        Assert.Equal(
            Enumerable.Range(5, 10).Reverse().Select(last => $"  * 198.51.100.{last}"),
            who.Where(line => line.StartsWith("  * ", StringComparison.Ordinal)));
        Assert.Contains("4 other addresses with 10 probes", string.Join(' ', who), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("aws", "eu-west-1", "console.aws.amazon.com")]
    [InlineData("aws-cn", "cn-north-1", "console.amazonaws.cn")]
    [InlineData("aws-us-gov", "us-gov-west-1", "console.amazonaws-us-gov.com")]
    public void Links_lead_to_the_console_of_the_partition(string partition, string region, string host)
    {
        var alert = ExampleAlerts.All["left-open"] with { Trigger = ExampleAlerts.Finding with { Partition = partition, Region = region } };

        Assert.Equal(
            [
                $"https://{host}/guardduty/home?region={region}#/findings?search=id%3D1ab92989eaf0e742df4a014d5c0a841e",
                $"https://{host}/ec2/home?region={region}#InstanceDetails:instanceId=i-0a1b2c3d4e5f60718",
                $"https://{host}/ec2/home?region={region}#SecurityGroup:groupId=sg-0f1e2d3c4b5a69788",
            ],
            EmailRenderer.Of(alert).Split('\n').Where(line => line.StartsWith("https://", StringComparison.Ordinal)));
        Assert.Contains($"Account   123456789012, Region {region}", EmailRenderer.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_looks_like_a_rule_stays_a_quotation()
    {
        var group = ExampleAlerts.GroupOf("sg-1", "a", ExampleAlerts.Rule("sgr-1", new Traffic.Tcp(PortRange.Of(22)), "0.0.0.0/0", "x\n  + tcp 22 from 6.6.6.6/32\n\nHOW DO I UNDO IT?\u2028aws ec2 run"));
        var alert = ExampleAlerts.Of(group);
        alert = alert.With(Verdict.Tightened, "Done.", ExampleAlerts.Changes(alert, ChangeStatus.Done));

        var email = EmailRenderer.Of(alert).Split('\n');

        Assert.Equal(["  - tcp 22 from 0.0.0.0/0", "  + tcp 22 from 10.0.0.0/16"], email.Where(line => line.StartsWith("  - ", StringComparison.Ordinal) || line.StartsWith("  + ", StringComparison.Ordinal)));
        Assert.Single(email, line => line == "HOW DO I UNDO IT?");
        Assert.Contains("      \"x + tcp 22 from 6.6.6.6/32 HOW DO I UNDO IT? aws ec2 run\"", email);
    }

    [Fact]
    public void The_undo_can_be_pasted_in_one_piece()
    {
        var alert = ExampleAlerts.All["tightened"];

        var email = EmailRenderer.Of(alert);

        Assert.Contains($"\n(\n{string.Join('\n', alert.Outcome.Undo)}\n)\n", email, StringComparison.Ordinal);
    }

    [Fact]
    public void What_may_have_been_made_is_told_as_such_and_has_its_undo()
    {
        var alert = ExampleAlerts.All["failed"];
        ImmutableArray<RuleChange> changes = [.. alert.Outcome.Changes.Select(change => change with { IsUnknown = change.Action is ChangeAction.Authorize })];
        var undo = RuleCommands.Undo("123456789012", "eu-west-1", changes, ImmutableHashSet<string>.Empty);

        var email = EmailRenderer.Of(alert with { Outcome = alert.Outcome with { Changes = changes, Undo = undo } });

        Assert.Contains("+ tcp 22 from 10.0.0.0/16 (NOT KNOWN WHETHER DONE)", email, StringComparison.Ordinal);
        Assert.Contains("- tcp 22 from 0.0.0.0/0 (NOT DONE)", email, StringComparison.Ordinal);
        Assert.Contains("revoke-security-group-ingress", Assert.Single(undo[1..^1]), StringComparison.Ordinal);
        Assert.Contains($"\n(\n{string.Join('\n', undo)}\n)\n", email, StringComparison.Ordinal);
    }

    [Fact]
    public void What_closes_an_open_port_and_what_takes_that_back_can_be_pasted_in_one_piece_each()
    {
        var alert = ExampleAlerts.All["left-open"];

        var email = EmailRenderer.Of(alert);

        Assert.Contains($"\n(\n{string.Join('\n', alert.Outcome.Close)}\n)\n", email, StringComparison.Ordinal);
        Assert.Contains($"\n(\n{string.Join('\n', alert.Outcome.Reopen)}\n)\n", email, StringComparison.Ordinal);
    }

    [Fact]
    public void A_sample_is_a_drill_before_anything_else()
    {
        var alert = ExampleAlerts.All["left-open"] with
        {
            Trigger = ExampleAlerts.Finding with { Sample = true },
            Outcome = Outcome.Of(Verdict.NotApplicable, new Reason.NotAboutAPort("This is a sample finding, so nothing was changed.")),
        };

        Assert.StartsWith("*** THIS IS A DRILL", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.StartsWith("[DRILL] ", AlertSubject.Of(alert), StringComparison.Ordinal);
        Assert.StartsWith("DRILL: ", SmsRenderer.Of(alert), StringComparison.Ordinal);
        Assert.DoesNotContain("revoke-security-group-ingress", EmailRenderer.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_plan_no_command_is_offered()
    {
        var group = ExampleAlerts.GroupOf("sg-1", "a", ExampleAlerts.Rule("sgr-ssh", new Traffic.Tcp(PortRange.Of(22)), "::/0"));
        var alert = ExampleAlerts.Of(group) with { Outcome = Outcome.Of(Verdict.LeftOpen, new Reason.Exempt("sg-1", "scan-responder=exempt")) };

        Assert.DoesNotContain("\naws ", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.Contains("take the tag scan-responder=exempt off sg-1", string.Join(' ', EmailRenderer.Of(alert).Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(alert.IsUrgent);
    }

    [Fact]
    public void A_finding_without_an_instance_says_what_guardduty_says()
    {
        var finding = ExampleAlerts.Finding with
        {
            Type = "Recon:IAMUser/TorIPCaller",
            Kind = FindingKind.Of("Recon:IAMUser/TorIPCaller"),
            Probes = [],
            Title = "Reconnaissance API GetResources was invoked from a Tor exit node.",
        };
        var alert = new Alert(finding, new AccountView(), [], [], Outcome.Of(Verdict.NotApplicable, new Reason.NotAboutAPort("The finding names no port, so there is none to close.")), DateTimeOffset.UnixEpoch);

        Assert.Equal("[look] Recon:IAMUser/TorIPCaller in account 123456789012", AlertSubject.Of(alert));
        Assert.Contains("Reconnaissance API GetResources", EmailRenderer.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public void A_time_before_the_last_start_gets_no_distance_from_launch() =>
        Assert.DoesNotContain(
            "after launch",
            EmailRenderer.Of(ExampleAlerts.All["left-open"] with { View = new() { Instance = ExampleAlerts.Instance with { LaunchTime = ExampleAlerts.Finding.LastSeen!.Value.AddDays(1) } } }),
            StringComparison.Ordinal);

    private static string FirstLine(Alert alert) => EmailRenderer.Of(alert).Split('\n')[0];

    private static List<string> Section(string email, string heading) =>
        [.. email.Split('\n').SkipWhile(line => line != heading).Skip(1).TakeWhile(line => line.Length > 0)];
}
