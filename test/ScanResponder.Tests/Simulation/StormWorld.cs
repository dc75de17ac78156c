using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;

namespace ScanResponder.Tests.Simulation;

/// <summary>An account with instances whose groups have all kinds of rules.</summary>
internal static class StormWorld
{
    private static readonly string[] Open =
    [
        "tcp 0-65535 from 0.0.0.0/0", "tcp 22 from 0.0.0.0/0", "tcp 20-25 from 0.0.0.0/0", "tcp 22-3389 from ::/0", "all traffic from 0.0.0.0/0",
        "tcp 22 from 0.0.0.0/1", "tcp 22 from 128.0.0.0/1", "tcp 3389 from 0.0.0.0/0", "tcp 22-23 from 0.0.0.0/0", "all traffic from ::/0",
    ];

    private static readonly string[] Narrow =
    [
        "tcp 443 from 0.0.0.0/0", "tcp 22 from 203.0.113.0/24", "tcp 22 from 10.0.0.0/8", "udp 53 from 0.0.0.0/0", "tcp 0-65535 from 198.51.100.0/24",
        "tcp 3389 from sg-peer",
    ];

    /// <summary>Half as many instances as groups; each carries one to three, and the first group is shared by many.</summary>
    internal static AccountSnapshot Any(Random random, int groups)
    {
        var ids = Enumerable.Range(0, groups).Select(number => $"sg-{number}").ToList();
        var instances = Enumerable.Range(0, Math.Max(2, groups / 2)).Select(number => RemediationScene.Instance with { Id = $"i-{number}", Name = $"web-{number}" }).ToList();
        return AccountSnapshot.Empty with
        {
            Groups = [.. ids.Select(id => RemediationScene.Group(id, AnyRules(random)))],
            Instances = [.. instances],
            Interfaces =
            [
                .. instances.Select((instance, number) => new NetworkInterface(
                    $"eni-{number}",
                    instance.Id,
                    "vpc-1",
                    "subnet-1",
                    [.. (number < 50 ? ids.Take(1) : []).Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => ids[random.Next(groups)])).Distinct()],
                    [instance.PrivateIp!],
                    [],
                    [],
                    "interface",
                    "",
                    RemediationScene.Owner)),
            ],
            Vpcs = [new("vpc-1", [Cidr.Parse("10.0.0.0/16")])],
        };
    }

    /// <summary>A rule that somebody may write.</summary>
    internal static string AnyRule(Random random) => random.Next(3) == 0 ? Open[random.Next(Open.Length)] : Narrow[random.Next(Narrow.Length)];

    private static IEnumerable<string> AnyRules(Random random) =>
        [.. Open.Where(_ => random.Next(5) == 0), .. Narrow.Where(_ => random.Next(4) == 0)];
}
