using System.Text;

namespace ScanResponder.Tests.Tightening;

/// <summary>The table in docs/tightening.md that shows what becomes of rules.</summary>
internal static class TighteningTable
{
    private static readonly TighteningCase[] Cases =
    [
        new("tcp 22 from 0.0.0.0/0") { Name = "SSH from anywhere" },
        new("tcp 22 from ::/0") { Name = "SSH from anywhere, IPv6" },
        new("tcp 0-65535 from 0.0.0.0/0") { Name = "all TCP ports" },
        new("all traffic from 0.0.0.0/0") { Name = "all traffic" },
        new("all traffic from ::/0") { Name = "all traffic, IPv6" },
        new("tcp 20-25 from 0.0.0.0/0", "tcp 20-25 from 10.0.0.0/8") { Name = "a range, from anywhere and from a private network" },
        new("tcp 22 from pl-1")
        {
            Name = "a prefix list of `0.0.0.0/0` and `203.0.113.0/24`",
            Lists = new() { ["pl-1"] = ["0.0.0.0/0", "203.0.113.0/24"] },
        },
        new("tcp 22-25 from pl-1") { Name = "the same list, for more ports", Lists = new() { ["pl-1"] = ["0.0.0.0/0", "203.0.113.0/24"] } },
        new("tcp 22 from pl-2") { Name = "a prefix list of offices", Lists = new() { ["pl-2"] = ["203.0.113.0/24", "198.51.100.0/24"] } },
        new("tcp 22 from 0.0.0.0/1", "tcp 22 from 128.0.0.0/1") { Name = "the internet in halves" },
        new("tcp 22 from 0.0.0.0/2", "tcp 22 from 64.0.0.0/2", "tcp 22 from 203.0.113.0/24") { Name = "the internet in quarters, and an office" },
        new("tcp 22 from ::/1", "tcp 22 from 2000::/3", "tcp 22 from 2001:db8::/32") { Name = "IPv6 in parts, and a network" },
        new("tcp 22 from 0.0.0.0/0", "tcp 22 from 10.0.0.0/8", "tcp 443 from 0.0.0.0/0")
        {
            Name = "SSH from anywhere and from a private network, HTTPS from anywhere",
        },
        new("tcp 22-443 from 0.0.0.0/0", "tcp 80-443 from 0.0.0.0/0") { Name = "rules that overlap" },
        new("tcp 22 from 0.0.0.0/0", "tcp 22 from sg-2", "all traffic from sg-1") { Name = "SSH from anywhere and from security groups" },
        new("udp 22 from 0.0.0.0/0") { Name = "UDP, which is not SSH" },
        new("icmp all from 0.0.0.0/0", "protocol 47 from 0.0.0.0/0", "tcp 23 from 0.0.0.0/0") { Name = "anything else" },
        new("tcp 22 from 0.0.0.0/0") { Name = "SSH from anywhere, `10.0.0.0/16` is trusted", Trusted = ["10.0.0.0/16"] },
        new("all traffic from 0.0.0.0/1")
        {
            Name = "all traffic from a half, `10.0.0.0/16` and `203.0.113.0/24` are trusted",
            Trusted = ["10.0.0.0/16", "203.0.113.0/24"],
        },
        new("tcp 0-65535 from 0.0.0.0/0") { Name = "all TCP ports, 22 and 3389 are guarded", Ports = [22, 3389] },
    ];

    /// <summary>The table in Markdown, without the markers around it; where cases are named, with these alone, in this order.</summary>
    internal static string Markdown(params string[] names)
    {
        var table = new StringBuilder("| case | rules before | rules after |\n|---|---|---|\n");
        foreach (var one in names.Length == 0 ? Cases : names.Select(name => Cases.Single(one => one.Name == name)))
            table.Append($"| {one.Name} | {Rules(one.Before)} | {Rules(one.After)} |\n");
        return table.ToString();
    }

    private static string Rules(IEnumerable<string> rules) =>
        string.Join("<br>", rules.Select(rule => $"`{rule}`").DefaultIfEmpty("none"));
}
