using System.Collections.Immutable;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Evidence;
using ScanResponder.Exposure;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers.GuardDuty;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Alerts;

/// <summary>
/// One alert of every outcome: <c>web-1</c> was launched at 08:12 with SSH open to everybody, and two scanners came three minutes later. The
/// changes and the undo are those that the planner makes.
/// </summary>
internal static class ExampleAlerts
{
    internal const string Account = "123456789012";
    private static readonly DateTimeOffset Launch = new(2026, 11, 20, 8, 12, 4, TimeSpan.Zero);

    internal static Instance Instance { get; } = new(
        "i-0a1b2c3d4e5f60718", "web-1", "running", "t3.micro", "ami-0123456789abcdef0", Launch, "203.0.113.25", "10.0.1.17", "vpc-0a1b2c3d", "subnet-0a1b2c3d",
        TagSet.Of(new("Name", "web-1"), new("team", "shop")));

    internal static Finding Finding { get; } = new()
    {
        Id = "1ab92989eaf0e742df4a014d5c0a841e",
        Type = "Recon:EC2/PortProbeUnprotectedPort",
        Kind = FindingKind.Of("Recon:EC2/PortProbeUnprotectedPort"),
        AccountId = Account,
        Region = "eu-west-1",
        Partition = "aws",
        Severity = 2,
        Title = "Unprotected port on EC2 instance i-0a1b2c3d4e5f60718 is being probed.",
        Description = "EC2 instance has an unprotected port which is being probed by a known malicious host.",
        Count = 14,
        FirstSeen = Launch.AddMinutes(3).AddSeconds(17),
        LastSeen = Launch.AddMinutes(9),
        UpdatedAt = Launch.AddMinutes(12),
        ResourceType = "Instance",
        Instance = Instance,
        Probes =
        [
            new(22, "SSH", "198.51.100.23", "Netherlands", "Example Hosting B.V.", "ExampleThreats", "10.0.1.17"),
            new(22, "SSH", "192.0.2.77", "Brazil", "Example Telecom", "ExampleThreats", "10.0.1.17"),
        ],
    };

    internal static SecurityGroup Group { get; } = GroupOf(
        "sg-0f1e2d3c4b5a69788",
        "web-servers",
        Rule("sgr-0a9b8c7d6e5f40312", new Traffic.Tcp(PortRange.Of(22)), "0.0.0.0/0", "temporary, for the migration"),
        Rule("sgr-0c1d2e3f405162738", new Traffic.Tcp(PortRange.Of(443)), "0.0.0.0/0", "shop"));

    // After the values that it is made of.
    internal static ImmutableDictionary<string, Alert> All { get; } = new Dictionary<string, Alert>
    {
        ["tightened"] = Tightened(),
        ["partly-tightened"] = PartlyTightened(),
        ["would-tighten"] = WouldTighten(),
        ["left-open"] = Closable(Open(Outcome.Of(Verdict.LeftOpen, new Reason.NotifyOnly()))),
        ["not-open"] = NotOpen(),
        ["not-applicable"] = PortScan(),
        ["failed"] = Closable(Open(Refused())),
    }.ToImmutableDictionary();

    internal static SecurityGroup GroupOf(string id, string name, params IEnumerable<IngressRule> rules) =>
        new(id, name, Account, "vpc-0a1b2c3d", TagSet.Empty, [.. rules.Select(rule => rule with { GroupId = id })], [IpFamily.IPv4, IpFamily.IPv6]);

    internal static IngressRule Rule(string id, Traffic traffic, string cidr, string? description = null, TagSet? tags = null) =>
        new(id, "", traffic, new RuleSource.Block(Cidr.Parse(cidr)), description, tags ?? TagSet.Empty);

    /// <summary>What is found about these groups, with nothing done about it yet.</summary>
    internal static Alert Of(params IEnumerable<SecurityGroup> groups) => Of(Finding, groups);

    /// <summary>What is found about these groups for a finding, with nothing done about it yet.</summary>
    internal static Alert Of(Finding finding, params IEnumerable<SecurityGroup> groups)
    {
        var view = new AccountView { Instance = Instance, Groups = [.. groups], Trusted = [TrustedSource.Of(Cidr.Parse("10.0.0.0/16"))] };
        var exposures = ExposureScan.Find(view.Groups.Value, view.PrefixLists, [22], view.Trusted.Value);
        return new(finding, view, exposures, new Policy().PortsInScope(finding), Outcome.Of(Verdict.NotOpen, new Reason.NotAboutAPort("Nothing was looked at.")), Launch.AddMinutes(13))
        {
            GuardedPorts = [22],
            AdmittedBy = Admission.Of(finding.SubjectDoes is null ? finding.Probes : [], view.Groups.Value, view.PrefixLists, exposures, view.KnownInterfaces),
        };
    }

    /// <summary>The changes that close what the alert found open, all of them in this state.</summary>
    internal static ImmutableArray<RuleChange> Changes(Alert alert, ChangeStatus status)
    {
        var plans = Planner.Plan(alert.Exposures, alert.View.Groups!.Value, alert.View.PrefixLists, alert.View.Trusted!.Value, alert.Trigger.Id);
        var changes = plans.SelectMany(plan => plan.Authorize.Select(piece => RuleChange.Of(plan.Group.Id, piece)).Concat(plan.Revoke.Select(RuleChange.Of)));
        return
        [
            .. changes.Select((change, index) => change with
            {
                Status = status,
                RuleId = change.RuleId ?? (status is ChangeStatus.Done ? $"sgr-0d{index:x15}" : null),
            }),
        ];
    }

    /// <summary>The alert after this was done, with the undo for it.</summary>
    internal static Alert With(this Alert alert, Verdict verdict, string reason, ImmutableArray<RuleChange> changes, params IEnumerable<string> notes) =>
        alert with { Outcome = new(verdict, new Reason.NotAboutAPort(reason), changes, RuleCommands.Undo(alert.Trigger.AccountId, alert.Trigger.Region, changes, ImmutableHashSet<string>.Empty), [.. notes]) };

    /// <summary>The alert with commands that close what it found open.</summary>
    private static Alert Closable(Alert alert)
    {
        var changes = Changes(alert, ChangeStatus.Planned);
        return alert with
        {
            Outcome = alert.Outcome with
            {
                Close = RuleCommands.Close(alert.Trigger.AccountId, alert.Trigger.Region, changes, ImmutableHashSet<string>.Empty),
                Reopen = RuleCommands.Reopen(alert.Trigger.AccountId, alert.Trigger.Region, changes, ImmutableHashSet<string>.Empty),
            },
        };
    }

    private static Alert Open(Outcome outcome) => Of(Group) with { Outcome = outcome };

    private static Alert Tightened()
    {
        var alert = Of(Group);
        alert = alert with
        {
            View = alert.View with
            {
                Sharing =
                [
                    Interface("eni-0a1b2c3d4e5f60002", "i-0a1b2c3d4e5f60002", ""),
                    Interface("eni-0a1b2c3d4e5f60003", null, "ELB app/shop/50dc6c495c0c9188"),
                    Interface("eni-0a1b2c3d4e5f60004", null, "RDSNetworkInterface"),
                ],
                SharingInstances = [Instance with { Id = "i-0a1b2c3d4e5f60002", Name = "web 2" }],
            },
            Evidence = new([Packets(), Logins(), History()]),
            ClosedAt = Launch.AddMinutes(12).AddSeconds(41),
            Reaches = new Dictionary<(int Port, string RuleId), Reach>
            {
                [(22, "sgr-0a9b8c7d6e5f40312")] = new(
                    true,
                    "Reachable: 198.51.100.23 → igw-0a1b2c3d → acl-0a1b2c3d rule 100 allows TCP 22 in, rule 100 replies out → "
                    + "sg-0f1e2d3c4b5a69788 rule sgr-0a9b8c7d6e5f40312 → eni-0a1b2c3d4e5f60001 (203.0.113.25)."),
            },
        };
        return alert.With(
            Verdict.Tightened,
            "Access from the internet was removed, and the groups were read again to check it.",
            Changes(alert, ChangeStatus.Done));
    }

    private static LogEvidence.History History() => new(
        [
            RecordedCall.Read(
                """
                {"eventTime":"2026-11-20T08:13:29Z","eventName":"AuthorizeSecurityGroupIngress","sourceIPAddress":"198.51.100.24","userAgent":"AWS Internal","eventID":"5a0a1c2d-1111-4222-8333-000000000001",
                 "userIdentity":{"type":"AssumedRole","arn":"arn:aws:sts::123456789012:assumed-role/Builder/mika","sessionContext":{"sessionIssuer":{"userName":"Builder"}}},
                 "responseElements":{"securityGroupRuleSet":{"items":[{"securityGroupRuleId":"sgr-0a9b8c7d6e5f40312","isEgress":false,"ipProtocol":"tcp","fromPort":22,"toPort":22,"cidrIpv4":"0.0.0.0/0"}]}}}
                """,
                "sg-0f1e2d3c4b5a69788")!,
        ],
        []);

    private static LogEvidence.Traffic Packets() => new(
        "log group /vpc/flow-logs",
        "4f1b6c1e-2f0a-4d7b-9c55-0a1b2c3d4e5f",
        [
            new("203.0.113.140", 22, true, 1_812, Launch.AddMinutes(4), Launch.AddMinutes(9)),
            new("198.51.100.23", 22, true, 40, Launch.AddMinutes(3), Launch.AddMinutes(9)),
            new("192.0.2.77", 22, true, 6, Launch.AddMinutes(5), Launch.AddMinutes(5)),
            new("10.0.3.9", 22, true, 25, Launch.AddMinutes(2), Launch.AddMinutes(8)),
        ],
        []);

    private static LogEvidence.Logins Logins() => new(
        "log group /var/log/secure",
        "7d3c9a52-61f4-4b0e-8a2d-0f1e2d3c4b5a",
        [
            new("10.0.3.9", "deploy", 1, 0, Launch.AddMinutes(2), Launch.AddMinutes(2)),
            new("203.0.113.140", "root", 0, 96, Launch.AddMinutes(4), Launch.AddMinutes(9)),
        ],
        []);

    private static NetworkInterface Interface(string id, string? instanceId, string description) =>
        new(id, instanceId, "vpc-0a1b2c3d", "subnet-0a1b2c3d", [Group.Id], [], [], [], "interface", description, Account);

    private static Alert PartlyTightened()
    {
        var shared = GroupOf(
            "sg-0bb1c2d3e4f506172",
            "Büro \"Nord\"",
            Rule("sgr-0bb9c8d7e6f504132", new Traffic.Tcp(new(20, 25)), "::/0", "+ tcp 22 from 10.0.0.0/8"));
        var alert = Of(Group, shared);
        var changes = Changes(alert, ChangeStatus.Done);
        var error = "AWS refused ec2:AuthorizeSecurityGroupIngress on sg-0bb1c2d3e4f506172 (UnauthorizedOperation): grant it to the function's role.";
        return alert.With(
            Verdict.PartlyTightened,
            $"A part of the change could not be made. {error}",
            [.. changes.Select(change => change.GroupId == shared.Id ? change with { Status = ChangeStatus.Failed, RuleId = change.Action is ChangeAction.Revoke ? change.RuleId : null, Error = error } : change)]);
    }

    private static Alert WouldTighten()
    {
        var everything = GroupOf("sg-0f1e2d3c4b5a69788", "web-servers", Rule("sgr-0a9b8c7d6e5f40312", new Traffic.All(), "0.0.0.0/0", "all open, see OPS-12"));
        var alert = Of(everything);
        return alert.With(
            Verdict.WouldTighten,
            "Dry run: EC2 would make the change. Nothing was changed.",
            Changes(alert, ChangeStatus.Planned),
            "sgr-0a9b8c7d6e5f40312 admitted all traffic from 0.0.0.0/0: IP protocols other than TCP, UDP and ICMP (such as GRE or ESP) cannot be kept.");
    }

    private static Alert NotOpen() => Of(GroupOf("sg-0f1e2d3c4b5a69788", "web-servers", Rule("sgr-0c1d2e3f405162738", new Traffic.Tcp(PortRange.Of(443)), "0.0.0.0/0"))) with
    {
        Outcome = Outcome.Of(Verdict.NotOpen, new Reason.NotAboutAPort("No rule of sg-0f1e2d3c4b5a69788 lets the internet reach TCP 22.")),
    };

    private static Alert PortScan()
    {
        var finding = Finding with
        {
            Type = "Recon:EC2/Portscan",
            Kind = FindingKind.Of("Recon:EC2/Portscan"),
            Severity = 5,
            Title = "Outbound portscan from EC2 instance i-0a1b2c3d4e5f60718.",
            Description = "EC2 instance i-0a1b2c3d4e5f60718 is performing outbound port scans against remote host 198.51.100.23.",
            ResourceIsActor = true,
            Probes = [new(null, null, "198.51.100.23", "Netherlands", "Example Hosting B.V.", null, "10.0.1.17")],
            FirstSeen = Launch.AddHours(30),
            LastSeen = null,
            Count = 1,
        };
        return Of(finding, Group) with
        {
            Outcome = Outcome.Of(Verdict.NotApplicable, new Reason.NotAboutAPort("The instance scans other hosts: closing its ports would not stop that.")),
            Time = Launch.AddHours(31),
        };
    }

    private static Outcome Refused()
    {
        var alert = Of(Group);
        var error = "AWS refused ec2:RevokeSecurityGroupIngress on sg-0f1e2d3c4b5a69788 (UnauthorizedOperation): grant it to the function's role.";
        var changes = Changes(alert, ChangeStatus.Failed).Select(change => change with { Error = error });
        return alert.With(Verdict.Failed, $"The change could not be made. {error}", [.. changes]).Outcome;
    }
}
