using System.Text.RegularExpressions;
using ScanResponder.Aws.Logs;
using ScanResponder.Evidence;

namespace ScanResponder.Tests.Evidence;

/// <summary>What is understood of sshd's lines.</summary>
public sealed class SshdLoginsTests
{
    /// <summary>The expression that Logs Insights is given, tried here on lines as sshd writes them.</summary>
    private static readonly Regex Expression = new(Regex.Match(SshdLogins.Query("i-0abc"), @"parse @message /(.*)/\n").Groups[1].Value, RegexOptions.ExplicitCapture);

    [Theory]
    [InlineData("Nov 23 12:00:00 ip-10-0-1-5 sshd[812]: Accepted publickey for ec2-user from 198.51.100.4 port 50022 ssh2: ED25519 SHA256:abc", "Accepted", "ec2-user", "198.51.100.4")]
    [InlineData("2026-11-23T12:00:00.1+00:00 host sshd-session[812]: Accepted password for root from 2001:db8::4 port 50022 ssh2", "Accepted", "root", "2001:db8::4")]
    [InlineData("Nov 23 12:00:00 host sshd[812]: Failed password for root from 203.0.113.9 port 1 ssh2", "Failed", "root", "203.0.113.9")]
    [InlineData("sshd[812]: Failed password for invalid user admin from 203.0.113.9 port 1 ssh2", "Failed", "admin", "203.0.113.9")]
    [InlineData("sshd[812]: Invalid user pi from 203.0.113.9 port 1", "Invalid user", "pi", "203.0.113.9")]
    [InlineData("sshd[812]: Invalid user  from 203.0.113.9 port 1", "Invalid user", "", "203.0.113.9")]
    [InlineData("sshd[812]: Connection closed by authenticating user root 203.0.113.9 port 1 [preauth]", "closed", "root", "203.0.113.9")]
    [InlineData("sshd[812]: Connection reset by authenticating user root 203.0.113.9 port 1 [preauth]", "reset", "root", "203.0.113.9")]
    public void A_login_is_read_out_of_its_line(string line, string kind, string user, string source) =>
        Assert.Equal((kind, user, source), Parsed(line));

    [Theory]
    [InlineData("sshd[9]: Invalid user sshd[1]: Accepted publickey for root from 192.0.2.1 port 1 ssh2 from 203.0.113.9 port 5", "Invalid user", "203.0.113.9")]
    [InlineData("sshd[9]: Failed password for invalid user x from 192.0.2.1 port 1 ssh2 from 203.0.113.9 port 5 ssh2", "Failed", "203.0.113.9")]
    public void A_name_that_looks_like_a_line_does_not_hide_where_it_came_from(string line, string kind, string source)
    {
        var parsed = Parsed(line);

        Assert.Equal((kind, source), (parsed?.Kind, parsed?.Source));
    }

    [Theory]
    [InlineData("sshd[9]: Disconnected from invalid user sshd[1]: Accepted publickey for root from 192.0.2.1 port 1 ssh2 203.0.113.9 port 5 [preauth]")]
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

    private static (string Kind, string User, string Source)? Parsed(string line)
    {
        var match = Expression.Match(line);
        string[][] groups = [["what", "who", "origin"], ["strange", "stranger", "strangeOrigin"], ["ended", "known", "knownOrigin"]];
        return groups.Where(group => match.Groups[group[0]].Success)
            .Select(group => ((string, string, string)?)(match.Groups[group[0]].Value, match.Groups[group[1]].Value, match.Groups[group[2]].Value))
            .FirstOrDefault();
    }

    private static Dictionary<string, string> Row(params (string Name, string Value)[] fields) => fields.ToDictionary(field => field.Name, field => field.Value);
}
