using System.Collections.Immutable;
using CsCheck;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Alerts;

/// <summary>Alerts of any kind and size, with the worst text that a name, a tag or an error can hold.</summary>
internal static class AnyAlert
{
    private static readonly Gen<char> Character = Gen.OneOf(
        Gen.Char['a', 'z'],
        Gen.Char[' ', '~'],
        Gen.Char['\0', '\u001f'],
        Gen.OneOf('\n', '\r', '\u0085', '\u2028', '\u2029', '\u202e', '\u2066', '\u200b', '\ufeff', '\ud800', '\udc00', '"', '\\', '\'', '`', '日', 'é', '\u0301'),
        Gen.Char);

    private static readonly Gen<string> Text = Gen.OneOf(
        Gen.String[Character, 0, 40],
        Gen.String[Character, 0, 300],
        Gen.OneOf(
            "",
            "web-1\n\nWHAT WAS CHANGED\n  + tcp 22 from 0.0.0.0/0",
            "[click](https://evil.example) <!channel> <@U123> `x`",
            string.Concat(Enumerable.Repeat("😀", 200)),
            new string('\u0001', 5_000),
            new string('x', 100_000)));

    /// <summary>What its reader cuts, such as the name that somebody wants to log in by.</summary>
    private static readonly Gen<string> Short = Text.Select(text => text[..Math.Min(text.Length, 64)]);

    private static readonly Gen<string?> Maybe = Gen.OneOf(Text.Select(text => (string?)text), Gen.Const((string?)null));

    private static readonly Gen<TagSet> Tags = Gen.OneOf(
        Gen.Const(TagSet.Empty),
        Gen.Select(Text, Text, (key, value) => TagSet.Of(new KeyValuePair<string, string>(key, value))),
        Gen.Const(TagSet.Of(Enumerable.Range(0, 50).Select(index => new KeyValuePair<string, string>($"{index}{new string('\u202e', 120)}", new string('日', 256))))));

    private static readonly Gen<DateTimeOffset?> Time = Gen.OneOf(
        Gen.Const((DateTimeOffset?)null),
        Gen.Long[0, 4_000_000_000].Select(seconds => (DateTimeOffset?)DateTimeOffset.FromUnixTimeSeconds(seconds)));

    private static readonly Gen<int?> Port = Gen.OneOf(Gen.Const((int?)null), Gen.Const((int?)22), Gen.Int[0, 65535].Select(port => (int?)port));

    private static readonly Gen<Probe> Probe =
        from port in Port
        from name in Maybe
        from address in Gen.OneOf(Maybe, Gen.Int[0, 255].Select(last => (string?)$"198.51.100.{last}"))
        from country in Maybe
        from organization in Maybe
        from list in Maybe
        select new Probe(port, name, address, country, organization, list, null);

    private static readonly Gen<Instance?> Instance = Gen.OneOf(
        Gen.Const((Instance?)null),
        from id in Text
        from name in Maybe
        from state in Maybe
        from launch in Time
        from tags in Tags
        select (Instance?)new Instance(id, name, state, "t3.micro", null, launch, "203.0.113.25", null, null, null, tags));

    private static readonly Gen<Finding> Finding =
        from id in Text
        from type in Gen.OneOf(
            Text, Gen.OneOf("Recon:EC2/PortProbeUnprotectedPort", "Recon:EC2/Portscan", "UnauthorizedAccess:EC2/SSHBruteForce", "Recon:IAMUser/TorIPCaller"))
        from title in Text
        from place in Gen.Select(Text, Text, Gen.OneOf("aws", "aws-cn", "aws-us-gov"))
        from times in Gen.Select(Time, Time)
        from count in Gen.Long[0, long.MaxValue]
        from flags in Gen.Select(Gen.Bool, Gen.Bool)
        from probes in Gen.OneOf(Probe.Array[0, 4], Probe.Array[300, 600])
        from instance in Instance
        select new Finding
        {
            Id = id,
            Type = type,
            Kind = FindingKind.Of(type),
            AccountId = place.Item1,
            Region = place.Item2,
            Partition = place.Item3,
            Severity = count % 11,
            Title = title,
            Description = title,
            Count = count,
            FirstSeen = times.Item1,
            LastSeen = times.Item2,
            Sample = flags.Item1 && flags.Item2,
            ResourceIsActor = flags.Item1,
            Probes = [.. probes],
            Instance = instance,
        };

    private static readonly Gen<IngressRule> Rule =
        from number in Gen.Long[0, long.MaxValue]
        from traffic in Gen.OneOf(
            Gen.Const<Traffic>(new Traffic.Tcp(PortRange.Of(22))), Gen.Const<Traffic>(new Traffic.All()), Gen.Const<Traffic>(new Traffic.Tcp(new(20, 25))))
        from description in Maybe
        from tag in Gen.String[Character, 0, 20]
        select new IngressRule(
            $"sgr-{number:x17}", "sg-0", traffic, new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), description, tag.Length > 10 ? TagSet.Empty.With("k", tag) : TagSet.Empty);

    private static readonly Gen<string> Address =
        Gen.OneOf(Gen.Int[0, 255].Select(last => $"203.0.113.{last}"), Gen.Int[0, 255].Select(last => $"10.0.0.{last}"), Gen.Int[1, 0xffff].Select(last => $"2001:db8::{last:x}"));

    /// <summary>What logs may hold: their fields are written by whoever sends packets and tries to log in.</summary>
    private static readonly Gen<EvidenceReport> Evidence =
        from place in Short
        from packets in Gen.Select(Address, Gen.Int[0, 65535], Gen.Bool, Gen.Long[0, long.MaxValue], Time).Array[0, 30]
        from logins in Gen.Select(Address, Short, Gen.Long[0, 3], Gen.Long[0, long.MaxValue], Time).Array[0, 30]
        from notes in Short.Array[0, 3]
        select new EvidenceReport(
        [
            new LogEvidence.Traffic(place, place, [.. packets.Select(some => new PacketCount(some.Item1, some.Item2, some.Item3, some.Item4, some.Item5, some.Item5))], [.. notes]),
            new LogEvidence.Logins(place, null, [.. logins.Select(some => new LoginCount(some.Item1, some.Item2, some.Item3, some.Item4, some.Item5, some.Item5))], [.. notes]),
        ]);

    /// <summary>Some have 5 groups of 1,000 open rules, all of them changed and to be undone.</summary>
    internal static readonly Gen<Alert> Any =
        from finding in Finding
        from known in Instance
        from rules in Gen.OneOf(Rule.Array[0, 5], Rule.Array[20, 60])
        from times in Gen.Frequency((9, 1), (1, 100))
        from verdict in Gen.Enum<Verdict>()
        from status in Gen.Enum<ChangeStatus>()
        from reason in Text
        from notes in Gen.OneOf(Text.Array[0, 3], Text.Array[40, 60])
        from undo in Gen.OneOf(Gen.Const(ImmutableArray<string>.Empty), Text.Array[0, 3].Select(texts => texts.Select(text => $"aws ec2 {text}").ToImmutableArray()))
        from time in Time
        from others in Gen.OneOf(Text.Array[0, 3], Text.Array[40, 60])
        from evidence in Gen.OneOf(Gen.Const(EvidenceReport.None), Evidence)
        let sharing = others.SelectMany((text, index) => Enumerable.Range(0, 5).Select(number =>
            new NetworkInterface($"eni-{index}", index % 2 == 0 ? $"i-{index}" : null, null, null, [$"sg-{number}"], [], [], [], "interface", text, null)))
        let named = others.Select((text, index) => new Instance($"i-{index}", text, null, null, null, null, null, null, null, null, TagSet.Empty))
        let all = Enumerable.Range(0, times).SelectMany(round => rules.Select((rule, index) => rule with { Id = $"{rule.Id}-{round}", GroupId = $"sg-{index % 5}" })).ToImmutableArray()
        let changes = all.Select(rule => RuleChange.Of(rule) with { Status = status, Error = reason }).ToImmutableArray()
        let exposures = all.Select(rule => new PortExposure(22, rule, [Cidr.Everything(IpFamily.IPv4)])).ToImmutableArray()
        let groups = all.GroupBy(rule => rule.GroupId).Select(some => new SecurityGroup(some.Key, reason, null, null, TagSet.Empty, [.. some], [])).ToImmutableArray()
        let region = finding.Region.Length < 20 ? finding.Region : "eu-west-1"
        let real = RuleCommands.Undo(ExampleAlerts.Account, region, changes, ImmutableHashSet<string>.Empty)
        select new Alert(
            finding,
            new AccountView { Instance = known, Groups = groups, Notes = [.. notes], Sharing = [.. sharing], SharingInstances = [.. named] },
            exposures,
            verdict is Verdict.NotApplicable ? [] : [22],
            new(verdict, new Reason.NotAboutAPort(reason), changes, [.. real, .. undo], [.. notes])
            {
                Close = RuleCommands.Close(ExampleAlerts.Account, region, changes, ImmutableHashSet<string>.Empty),
                Reopen = RuleCommands.Reopen(ExampleAlerts.Account, region, changes, ImmutableHashSet<string>.Empty),
            },
            time ?? DateTimeOffset.UnixEpoch)
        {
            Evidence = evidence,
        };
}
