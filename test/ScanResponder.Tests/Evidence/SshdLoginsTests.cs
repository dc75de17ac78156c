using ScanResponder.Aws.Logs;
using ScanResponder.Evidence;

namespace ScanResponder.Tests.Evidence;

/// <summary>What is understood of sshd's lines.</summary>
public sealed class SshdLoginsTests
{
    private const string Stream = "i-0abc";

    [Theory]
    [InlineData("Nov 23 12:00:00 ip-10-0-1-5 sshd[812]: Accepted publickey for ec2-user from 198.51.100.4 port 50022 ssh2: ED25519 SHA256:abc", "Accepted", "ec2-user", "198.51.100.4")]
    [InlineData("2026-11-23T12:00:00.1+00:00 host sshd-session[812]: Accepted password for root from 2001:db8::4 port 50022 ssh2", "Accepted", "root", "2001:db8::4")]
    [InlineData("Nov 23 12:00:00 host sshd[812]: Failed password for root from 203.0.113.9 port 1 ssh2", "Failed", "root", "203.0.113.9")]
    [InlineData("sshd[812]: Failed password for invalid user admin from 203.0.113.9 port 1 ssh2", "Failed", "admin", "203.0.113.9")]
    [InlineData("sshd[812]: Invalid user pi from 203.0.113.9 port 1", "Invalid user", "pi", "203.0.113.9")]
    [InlineData("sshd[812]: Invalid user  from 203.0.113.9 port 1", "Invalid user", "", "203.0.113.9")]
    [InlineData("sshd[812]: Connection closed by authenticating user root 203.0.113.9 port 1 [preauth]", "closed", "root", "203.0.113.9")]
    [InlineData("sshd[812]: Connection reset by authenticating user root 203.0.113.9 port 1 [preauth]", "reset", "root", "203.0.113.9")]
    [InlineData("sshd[812]: Connection closed by invalid user pi 203.0.113.9 port 1 [preauth]", "closed", "pi", "203.0.113.9")]
    [InlineData("sshd[812]: Connection reset by invalid user  2001:db8::9 port 1 [preauth]", "reset", "", "2001:db8::9")]
    [InlineData("Aug  5 13:52:14 ip-172-31-22-86 sshd[2641]: error: maximum authentication attempts exceeded for root from 198.51.100.175 port 50711 ssh2 [preauth]", "maximum authentication attempts", "root", "198.51.100.175")]
    [InlineData("sshd-session[2641]: error: maximum authentication attempts exceeded for invalid user admin from 198.51.100.175 port 50711 ssh2 [preauth]", "maximum authentication attempts", "admin", "198.51.100.175")]
    [InlineData("sshd[2641]: Disconnecting authenticating user root 198.51.100.175 port 50711: Too many authentication failures [preauth]", "Disconnecting", "root", "198.51.100.175")]
    [InlineData("sshd[2641]: Disconnecting invalid user admin 198.51.100.175 port 50711: Too many authentication failures [preauth]", "Disconnecting", "admin", "198.51.100.175")]
    [InlineData("sshd[2641]: Disconnected from authenticating user root 198.51.100.175 port 50711 [preauth]", "Disconnected", "root", "198.51.100.175")]
    [InlineData("sshd[2641]: Disconnected from invalid user a b 198.51.100.175 port 50711 [preauth]", "Disconnected", "a b", "198.51.100.175")]
    [InlineData("sshd[812]: Invalid user pi from 203.0.113.9", "Invalid user", "pi", "203.0.113.9")]
    [InlineData("sshd[812]: Failed publickey for root from 203.0.113.9 port 1 ssh2: RSA SHA256:abc", "Failed", "root", "203.0.113.9")]
    [InlineData("sshd[812]: Failed password for domain users from 203.0.113.9 port 1 ssh2", "Failed", "domain users", "203.0.113.9")]
    public void A_login_is_read_out_of_its_line(string line, string kind, string user, string source) =>
        Assert.Equal((kind, user, source), Parsed(line));

    [Theory]
    [InlineData("sshd[9]: Invalid user sshd[1]: Accepted publickey for root from 192.0.2.1 port 1 ssh2 from 203.0.113.9 port 5", "Invalid user", "203.0.113.9")]
    [InlineData("sshd[9]: Failed password for invalid user x from 192.0.2.1 port 1 ssh2 from 203.0.113.9 port 5 ssh2", "Failed", "203.0.113.9")]
    [InlineData("sshd[9]: Failed password for invalid user x from 192.0.2.1 port 1 ssh2: y from 203.0.113.9 port 5 ssh2", "Failed", "203.0.113.9")]
    [InlineData("sshd[9]: Failed publickey for root from 203.0.113.9 port 5 ssh2: ED25519-CERT SHA256:a ID x from 192.0.2.1 port 1 ssh2 (serial 0) CA ED25519 SHA256:b", "Failed", "203.0.113.9")]
    [InlineData("sshd[9]: error: maximum authentication attempts exceeded for invalid user x from 192.0.2.1 port 1 ssh2 [preauth] from 203.0.113.9 port 5 ssh2 [preauth]", "maximum authentication attempts", "203.0.113.9")]
    [InlineData("sshd[9]: Disconnecting invalid user x 192.0.2.1 port 1: Too many authentication failures 203.0.113.9 port 5: Too many authentication failures [preauth]", "Disconnecting", "203.0.113.9")]
    [InlineData("sshd[9]: Disconnected from invalid user sshd[1]: Accepted publickey for root from 192.0.2.1 port 1 ssh2 203.0.113.9 port 5 [preauth]", "Disconnected", "203.0.113.9")]
    [InlineData("sshd[9]: Connection closed by invalid user x 192.0.2.1 port 1 [preauth] 203.0.113.9 port 5 [preauth]", "closed", "203.0.113.9")]
    public void A_name_that_looks_like_a_line_does_not_hide_where_it_came_from(string line, string kind, string source)
    {
        var parsed = Parsed(line);

        Assert.Equal((kind, source), (parsed?.Kind, parsed?.Source));
    }

    [Theory]
    [InlineData("Aug  5 13:52:14 ip-172-31-22-86 sshd[2641]: Disconnecting: Too many authentication failures [preauth]")]
    [InlineData("sshd[9]: Disconnecting invalid user x 203.0.113.9 port 5: Change of username or service not allowed: (x,ssh-connection) -> (y 192.0.2.1 port 1: Too many authentication failures,ssh-connection) [preauth]")]
    [InlineData("sshd[9]: Received disconnect from 203.0.113.9 port 5:11: Accepted publickey for root from 192.0.2.1 port 1 ssh2 [preauth]")]
    [InlineData("sshd[9]: Disconnected from user ec2-user 203.0.113.9 port 5")]
    [InlineData("sshd[9]: Connection closed by 203.0.113.9 port 5 [preauth]")]
    [InlineData("sshd[9]: Server listening on 0.0.0.0 port 22.")]
    [InlineData("sudo[9]: Accepted publickey for root from 192.0.2.1 port 1 ssh2")]
    public void Other_lines_are_no_logins(string line) => Assert.Null(Parsed(line));

    [Fact]
    public void The_lines_of_one_failed_login_are_counted_once_and_accepted_ones_come_first()
    {
        var counts = SshdLogins.Read(new("q-1",
        [
            Row(("kind", "Invalid user"), ("login", "pi"), ("address", "203.0.113.9"), ("attempts", "7")),
            Row(("kind", "Failed"), ("login", "pi"), ("address", "203.0.113.9"), ("attempts", "9")),
            Row(("kind", "Accepted"), ("login", "root"), ("address", "198.51.100.4"), ("attempts", "2"), ("firstSeen", "1700000000000"), ("lastSeen", "2023-11-14 22:13:21.000")),
            Row(("kind", "closed"), ("login", "root"), ("address", "198.51.100.4"), ("attempts", "1")),
            Row(("kind", "Accepted"), ("login", "root"), ("address", "nowhere"), ("attempts", "1")),
        ]));

        Assert.Equal(
            [
                new LoginCount("198.51.100.4", "root", 2, 1, DateTimeOffset.FromUnixTimeSeconds(1_700_000_000), DateTimeOffset.FromUnixTimeSeconds(1_700_000_001)),
                new LoginCount("203.0.113.9", "pi", 0, 9, null, null),
            ],
            counts);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_log_of_a_scanner_with_keys_only_says_who_failed_how_often_and_when(bool unmatchedIsEmpty)
    {
        var rows = new InsightsInterpreter(unmatchedIsEmpty).Run(
            SshdLogins.Query(Stream),
            Stream,
            "Aug  5 13:52:14 ip-172-31-22-86 sshd[2641]: error: maximum authentication attempts exceeded for root from 198.51.100.175 port 50711 ssh2 [preauth]",
            "Aug  5 13:52:14 ip-172-31-22-86 sshd[2641]: Disconnecting: Too many authentication failures [preauth]",
            "Aug  5 13:52:15 ip-172-31-22-86 sshd[2643]: Connection closed by authenticating user root 198.51.100.175 port 50712 [preauth]",
            "Aug  5 13:52:16 ip-172-31-22-86 sshd[2645]: Disconnected from authenticating user root 198.51.100.175 port 50713 [preauth]",
            "Aug  5 13:52:17 ip-172-31-22-86 sshd[2647]: Accepted publickey for ec2-user from 192.0.2.9 port 50022 ssh2: ED25519 SHA256:abc",
            "Aug  5 13:52:18 ip-172-31-22-86 CRON[2649]: pam_unix(cron:session): session opened for user root");

        DateTimeOffset At(int second) => DateTimeOffset.FromUnixTimeSeconds(1_700_000_000 + second);
        Assert.Equal(
            [new LoginCount("192.0.2.9", "ec2-user", 1, 0, At(4), At(4)), new LoginCount("198.51.100.175", "root", 0, 2, At(0), At(3))],
            SshdLogins.Read(new("q-1", [.. rows])));
        Assert.Equal("Accepted", rows[0]["kind"]);
    }

    [Fact]
    public void Lines_of_other_instances_are_not_read() => Assert.Empty(new InsightsInterpreter(false).Run(
        SshdLogins.Query(Stream), "i-0other", "sshd[812]: Accepted publickey for ec2-user from 198.51.100.4 port 50022 ssh2"));

    private static (string Kind, string User, string Source)? Parsed(string line)
    {
        var rows = new[] { true, false }.Select(unmatchedIsEmpty => new InsightsInterpreter(unmatchedIsEmpty).Run(SshdLogins.Query(Stream), Stream, line).SingleOrDefault()).ToList();
        Assert.Equal(rows[0], rows[1]);
        return rows[0] is { } row ? (row["kind"], row["login"], row["address"]) : null;
    }

    private static Dictionary<string, string> Row(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);
}
