using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Alerts.Document;
using ScanResponder.Alerts.Email;
using ScanResponder.Alerts.Sms;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;

namespace ScanResponder.Tests.Evidence;

/// <summary>What an alert tells of evidence.</summary>
public sealed class EvidenceAlertTests
{
    [Fact]
    public void Talkers_are_ranked_and_marked_by_who_named_them_and_the_instances_own_packets_are_not_its_visitors()
    {
        var alert = AlertWith(new LogEvidence.Traffic(
            "log group g",
            "q-1",
            [Packets("192.0.2.175", 900), Packets("203.0.113.9", 40), Packets("203.0.113.9", 2, accepted: false), Packets("10.0.9.9", 5), Packets("10.0.1.5", 5000)],
            []));

        var port = Assert.Single(AlertDocument.Of(alert).Evidence.FlowLogs!.Ports);

        Assert.Equal([("192.0.2.175", false, 900L, 0L), ("203.0.113.9", true, 40L, 2L)], port.Talkers.Select(talker => (talker.Address, talker.NamedByGuardDuty, talker.Accepted, talker.Rejected)));
        Assert.Equal(["10.0.9.9"], port.PrivateTalkers.Select(talker => talker.Address));
        var mail = string.Join(' ', EmailRenderer.Of(alert).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("192.0.2.175: 900 accepted, 0 rejected", mail, StringComparison.Ordinal);
        Assert.Contains(", not in the finding", mail, StringComparison.Ordinal);
        Assert.Contains(", in the finding", mail, StringComparison.Ordinal);
    }

    [Fact]
    public void Ten_talkers_are_told_and_the_rest_is_counted()
    {
        var alert = AlertWith(new LogEvidence.Traffic("log group g", "q-1", [.. Enumerable.Range(1, 25).Select(host => Packets($"192.0.2.{host}", host))], []));

        var port = Assert.Single(alert.Traffic);

        Assert.Equal((10, 15, "192.0.2.25"), (port.Talkers.Length, port.LeftOut, port.Talkers[0].Address));
    }

    [Fact]
    public void More_packets_than_a_number_can_hold_are_told_as_that_many_and_ranked_first()
    {
        var alert = AlertWith(new LogEvidence.Traffic(
            "log group g",
            "q-1",
            [
                Packets("192.0.2.9", 5),
                Packets("192.0.2.175", long.MaxValue),
                Packets("192.0.2.175", 1),
                Packets("192.0.2.175", long.MaxValue, accepted: false),
                Packets("192.0.2.9", 7, port: 23),
            ],
            []));

        var ports = AlertDocument.Of(alert).Evidence.FlowLogs!.Ports;

        Assert.Equal([22, 23], ports.Select(port => port.Port));
        Assert.Equal(
            [("192.0.2.175", long.MaxValue, long.MaxValue, long.MaxValue), ("192.0.2.9", 5L, 5L, 0L)],
            ports[0].Talkers.Select(talker => (talker.Address, talker.Packets, talker.Accepted, talker.Rejected)));
        Assert.Contains("192.0.2.175: 9,223,372,036,854,775,807 accepted", EmailRenderer.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public void Four_ports_are_told_and_the_rest_is_named()
    {
        var alert = AlertWith(new LogEvidence.Traffic("log group g", "q-1", [.. Enumerable.Range(21, 6).Select(port => Packets("192.0.2.175", port, port: port))], []));

        var told = AlertDocument.Of(alert).Evidence.FlowLogs!;

        Assert.Equal([26, 25, 24, 23], told.Ports.Select(port => port.Port));
        Assert.Equal(2, told.LeftOut);
        Assert.Contains("... and 2 more ports with fewer packets: 21, 22.", EmailRenderer.Of(alert), StringComparison.Ordinal);
    }

    [Fact]
    public void A_login_from_outside_the_trusted_sources_comes_before_all_that_is_less()
    {
        var alert = AlertWith(Logins(new LoginCount("203.0.113.9", "root", 2, 140, null, LogFinding.Last)));

        Assert.StartsWith("*** WARNING: sshd accepted a login as root from 203.0.113.9", EmailRenderer.Of(alert).Split('\n')[2], StringComparison.Ordinal);
        Assert.StartsWith("LOGIN from 203.0.113.9! ", SmsRenderer.Of(alert), StringComparison.Ordinal);
        Assert.StartsWith("LOGIN from 203.0.113.9! [", AlertSubject.Of(alert), StringComparison.Ordinal);
        Assert.Contains("root from 203.0.113.9", Assert.Single(AlertDocument.Of(alert).Warnings), StringComparison.Ordinal);
        Assert.Contains("1. Find out who logged in.", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.Contains("\nGet up? Yes: find out who logged in.\n", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.InRange(SmsRenderer.Of(alert).Length, 1, SmsRenderer.Longest);
        Assert.InRange(AlertSubject.Of(alert).Length, 1, AlertSubject.Longest);
    }

    [Fact]
    public void What_cuts_a_stranger_off_stands_in_the_mail_and_in_the_document_and_what_takes_it_back_too()
    {
        var alert = AlertWith(Logins(new LoginCount("203.0.113.9", "root", 2, 140, null, LogFinding.Last)));
        alert = alert with
        {
            View = alert.View with
            {
                Interfaces = [new("eni-1", "i-0abc", "vpc-1", "subnet-1", ["sg-1", "sg-2"], ["10.0.1.5"], [], [], "interface", "", null)],
                NetworkAcls = [new NetworkAcl("acl-1", true, ["subnet-1"], [new(100, false, true, new Traffic.All(), Cidr.Parse("0.0.0.0/0"))])],
            },
        };

        var document = AlertDocument.Of(alert);
        var mail = EmailRenderer.Of(alert);

        Assert.Contains(document.CutOff, line => line.StartsWith("aws ec2 create-network-acl-entry --region eu-west-1 --network-acl-id acl-1 --ingress --rule-number 99 --protocol -1 --rule-action deny --cidr-block 203.0.113.9/32", StringComparison.Ordinal));
        Assert.Contains(document.Release, line => line.Contains("--network-interface-id eni-1 --groups sg-1 sg-2", StringComparison.Ordinal));
        Assert.All([.. document.CutOff, .. document.Isolate, .. document.Release], line => Assert.Contains($"\n{line}\n", mail, StringComparison.Ordinal));
        Assert.Empty(AlertDocument.Of(alert with { Evidence = EvidenceReport.None }).Isolate);
    }

    [Fact]
    public void A_login_from_a_trusted_source_and_failed_ones_are_told_and_are_no_warning()
    {
        var alert = AlertWith(Logins(new("10.0.3.4", "ec2-user", 1, 0, null, null), new("203.0.113.9", "admin", 0, 99, null, null)));

        Assert.Empty(AlertDocument.Of(alert).Warnings);
        Assert.DoesNotContain("WARNING", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.Contains("\nGet up? No.\n", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.Equal([true, false], AlertDocument.Of(alert).Evidence.Logins!.Users.Select(user => user.Trusted));
    }

    [Fact]
    public void Where_nobody_knows_whom_to_trust_every_login_is_a_warning()
    {
        var alert = AlertWith(Logins(new LoginCount("10.0.3.4", "ec2-user", 1, 0, null, null)));

        Assert.Single(AlertDocument.Of(alert with { View = alert.View with { Trusted = null } }).Warnings);
    }

    [Fact]
    public void What_is_missing_stands_in_the_mail_and_in_the_document()
    {
        var alert = AlertWith(new LogEvidence.Nothing("Grant logs:StartQuery."));

        Assert.Contains("Grant logs:StartQuery.", EmailRenderer.Of(alert), StringComparison.Ordinal);
        Assert.Equal(["Grant logs:StartQuery."], AlertDocument.Of(alert).Evidence.Notes);
    }

    [Fact]
    public void The_most_evidence_there_can_be_fits_into_the_message()
    {
        var flows = Enumerable.Range(1, 20).SelectMany(port => Enumerable.Range(1, 20).Select(host => Packets($"2001:db8:ffff:ffff:ffff:ffff:{port:x4}:{host:x4}", long.MaxValue / 10_000, port: port)));
        var logins = Enumerable.Range(1, 500).Select(user => new LoginCount($"2001:db8::{user:x4}", new string('\u202e', 64), 1, 1, LogFinding.First, LogFinding.Last));
        var alert = AlertWith(new LogEvidence.Traffic("log group g", "q-1", [.. flows], [new string('n', 9000)]), Logins([.. logins]));

        var message = AlertMessage.Of(alert);

        Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(message.Message), 1, AlertMessage.MostBytes);
        Assert.DoesNotContain('\u202e', message.Message);
    }

    private static PacketCount Packets(string source, long count, bool accepted = true, int port = 22) =>
        new(source, port, accepted, count, LogFinding.First, LogFinding.Last);

    private static LogEvidence.Logins Logins(params LoginCount[] counts) => new("log group /var/log/secure", "q-2", [.. counts], []);

    private static Alert AlertWith(params LogEvidence[] evidence) => new(
        LogFinding.Ssh,
        new AccountView { Instance = LogFinding.Ssh.Instance, Trusted = [TrustedSource.Of(Cidr.Parse("10.0.0.0/16"))] },
        [],
        [22],
        Outcome.Of(Verdict.NotOpen, new Reason.NotAboutAPort("No rule is open.")),
        LogFinding.Last)
    {
        Evidence = new([.. evidence]),
    };
}
