using ScanResponder.Accounts;
using ScanResponder.Alerts.Document;
using ScanResponder.Exposure;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tightening;
using ScanResponder.Triggers;
using ScanResponder.Triggers.GuardDuty;

namespace ScanResponder.Tests.Accounts;

public sealed class AccountReaderTests
{
    private static readonly RouteDestination Anywhere = new RouteDestination.Block(Cidr.Parse("0.0.0.0/0"));

    private static readonly AccountSnapshot Account = new()
    {
        Instances = [InstanceOf("i-1", "bastion"), InstanceOf("i-2", "neighbour")],
        Interfaces =
        [
            new("eni-1", "i-1", "vpc-1", "subnet-1", ["sg-1"], ["10.0.0.4"], ["198.51.100.7"], [], "interface", "", null),
            new("eni-2", "i-2", "vpc-1", "subnet-1", ["sg-1"], ["10.0.0.5"], [], [], "interface", "", null),
            new("eni-3", null, "vpc-1", "subnet-1", ["sg-1"], ["10.0.0.6"], [], [], "interface", "ELB app/web/50dc6c495c0c9188", null),
        ],
        Groups =
        [
            new("sg-1", "ssh", null, "vpc-1", TagSet.Empty,
                [new("sgr-1", "sg-1", new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), null, TagSet.Empty)], []),
        ],
        Vpcs = [new("vpc-1", [Cidr.Parse("10.0.0.0/16")])],
        RouteTables = [new("rtb-1", "vpc-1", true, [], [new(Anywhere, "igw-1", true, false), new(new RouteDestination.PrefixList("pl-s3"), "vpce-1", true, false)])],
        NetworkAcls =
        [
            new("acl-1", true, ["subnet-1"],
                [new(100, false, true, new Traffic.All(), Cidr.Parse("0.0.0.0/0")), new(100, true, true, new Traffic.All(), Cidr.Parse("0.0.0.0/0"))]),
        ],
        PrefixLists = [new("pl-1", [Cidr.Parse("203.0.113.0/24")])],
    };

    private static readonly Finding Probed = new()
    {
        Id = "f-1",
        Type = "Recon:EC2/PortProbeUnprotectedPort",
        Kind = FindingKind.Of("Recon:EC2/PortProbeUnprotectedPort"),
        AccountId = "123456789012",
        Region = "eu-west-1",
        Partition = "aws",
        Probes = [new(22, "SSH", "203.0.113.9", null, null, null, null)],
        Instance = InstanceOf("i-1", "bastion"),
        Interfaces = [new("eni-1", "vpc-1", "subnet-1", "198.51.100.7", "10.0.0.4", ["sg-1"])],
    };

    [Fact]
    public void Everything_that_the_finding_names_is_asked_for_at_once()
    {
        var account = new WaveAccount(new InMemoryAccount(Account));

        var view = Read(account);

        Assert.Equal(
            [
                "ec2:DescribeInstances i-1", "ec2:DescribeInstances sg-1", "ec2:DescribeNetworkAcls subnet-1", "ec2:DescribeNetworkInterfaces i-1",
                "ec2:DescribeNetworkInterfaces sg-1", "ec2:DescribeNetworkInterfaces vpc-1", "ec2:DescribeRouteTables subnet-1 vpc-1",
                "ec2:DescribeSecurityGroupVpcAssociations sg-1", "ec2:DescribeSecurityGroups sg-1", "ec2:DescribeVpcBlockPublicAccessOptions ", "ec2:DescribeVpcs vpc-1",
            ],
            Assert.Single(account.Waves).Order(StringComparer.Ordinal));
        Assert.Equal("rtb-1", Assert.Single(view.RouteTables!.Value).Id);
        Assert.Equal("acl-1", Assert.Single(view.NetworkAcls!.Value).Id);
        Assert.Contains("neighbour", view.SharingInstances.Select(instance => instance.Name));
        Assert.Empty(view.Failures);
        Assert.Empty(view.PathFailures);
    }

    [Fact]
    public void Another_subnet_that_the_answers_name_takes_a_second_wave()
    {
        var moved = Account.Interfaces[0] with { VpcId = "vpc-2", SubnetId = "subnet-2" };
        var account = new WaveAccount(new InMemoryAccount(Account with
        {
            Interfaces = [moved],
            RouteTables = Account.RouteTables.Add(new("rtb-2", "vpc-2", true, [], [])),
            NetworkAcls = Account.NetworkAcls.Add(new("acl-2", true, ["subnet-2"], [])),
            Vpcs = Account.Vpcs.Add(new("vpc-2", [])),
        }));

        var view = Read(account);

        Assert.Equal(2, account.Waves.Count);
        Assert.Equal(
            ["ec2:DescribeNetworkAcls subnet-2", "ec2:DescribeNetworkInterfaces vpc-2", "ec2:DescribeRouteTables subnet-2 vpc-2", "ec2:DescribeVpcs vpc-2"],
            account.Waves[1].Order(StringComparer.Ordinal));
        Assert.Equal("acl-2", view.Path.NetworkAcls!.Value.Single(acl => acl.SubnetIds.Contains("subnet-2")).Id);
    }

    [Fact]
    public void A_VPC_that_the_group_is_associated_with_is_the_groups_own_too()
    {
        var account = new WaveAccount(new InMemoryAccount(Account with
        {
            Vpcs = Account.Vpcs.Add(new("vpc-2", [Cidr.Parse("10.2.0.0/16")])),
            AssociatedVpcs = [("sg-1", "vpc-2"), ("sg-other", "vpc-3")],
        }));

        var view = Read(account);

        Assert.Equal(["10.0.0.0/16", "10.2.0.0/16"], view.Trusted!.Value.SelectMany(source => source.Blocks).Select(block => block.ToString()));
        Assert.Equal(["ec2:DescribeVpcs vpc-2"], account.Waves[1]);
    }

    [Fact]
    public void Without_the_permission_for_associations_the_VPCs_of_the_interfaces_are_the_groups_own()
    {
        var view = Read(new(new InMemoryAccount(Account), "ec2:DescribeSecurityGroupVpcAssociations"));

        Assert.Equal(["10.0.0.0/16"], view.Trusted!.Value.SelectMany(source => source.Blocks).Select(block => block.ToString()));
        Assert.Empty(view.Failures);
    }

    [Fact]
    public void Public_access_that_could_not_be_read_is_told_and_leaves_the_path_open()
    {
        var view = Read(new(new InMemoryAccount(Account), "ec2:DescribeVpcBlockPublicAccessOptions"));

        Assert.Null(view.PublicAccess);
        Assert.Empty(view.Failures);
        Assert.Contains("igw-1 (VPC Block Public Access could not be read)", ReachOf(view).Because);
        Assert.True(ReachOf(view).Reachable);
    }

    [Fact]
    public void Connected_networks_take_no_wave_of_their_own()
    {
        var account = new WaveAccount(new InMemoryAccount(Joined));

        var view = Read(account, trusted: new Trust.Connected());

        Assert.Contains("ec2:DescribeRouteTables vpc-1", Assert.Single(account.Waves));
        Assert.Equal(["10.0.0.0/16", "10.60.0.0/16"], view.Trusted!.Value.SelectMany(source => source.Blocks).Select(block => block.ToString()));
        Assert.True(ReachOf(view).Reachable);
    }

    [Theory]
    [InlineData("ec2:DescribeRouteTables")]
    [InlineData("ec2:DescribeVpcs")]
    public void Without_the_routes_or_the_VPC_nobody_knows_who_keeps_access(string denied)
    {
        var view = Read(new(new InMemoryAccount(Joined), denied), trusted: new Trust.Connected());

        Assert.Null(view.Trusted);
        Assert.Contains(view.Failures, failure => failure.Action == denied);
    }

    [Fact]
    public void Every_VPC_that_the_group_serves_is_the_groups_own()
    {
        var account = new WaveAccount(new InMemoryAccount(Account with
        {
            Interfaces = [Account.Interfaces[0], Account.Interfaces[1] with { VpcId = "vpc-2" }],
            Vpcs = Account.Vpcs.Add(new("vpc-2", [Cidr.Parse("10.2.0.0/16")])),
        }));

        var view = Read(account);

        Assert.Equal(["10.0.0.0/16", "10.2.0.0/16"], view.Trusted!.Value.SelectMany(source => source.Blocks).Select(block => block.ToString()));
        Assert.Equal(["ec2:DescribeVpcs vpc-2"], account.Waves[1]);
    }

    [Fact]
    public void Who_has_a_private_address_that_tried_is_asked_in_the_first_wave()
    {
        var account = new WaveAccount(new InMemoryAccount(Account));

        var view = Read(account, Probed with { Probes = [new(22, "SSH", "10.0.0.5", null, null, null, null)] });

        Assert.Single(account.Waves);
        Assert.Equal("i-2", Assert.Single(view.RemoteInterfaces).InstanceId);
    }

    [Fact]
    public void A_finding_that_names_no_interface_takes_a_second_wave()
    {
        var account = new WaveAccount(new InMemoryAccount(Account));

        var view = Read(account, Probed with { Interfaces = [] });

        Assert.Equal(2, account.Waves.Count);
        Assert.True(ReachOf(view).Reachable);
    }

    [Fact]
    public void A_prefix_list_that_a_route_names_takes_a_second_wave_and_the_list_of_an_aws_service_none()
    {
        var account = new WaveAccount(new InMemoryAccount(RoutedBy("pl-1")));

        var view = Read(account);

        Assert.Equal(["ec2:GetManagedPrefixListEntries pl-1"], account.Waves[1]);
        Assert.Equal(2, account.Waves.Count);
        Assert.Contains("tgw-1 (route pl-1)", ReachOf(view).Because, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("ec2:DescribeRouteTables")]
    [InlineData("ec2:DescribeNetworkAcls")]
    public void A_path_that_cannot_be_read_is_unknown_and_fails_nothing_else(string denied)
    {
        var account = new WaveAccount(new InMemoryAccount(Account), denied);

        var view = Read(account);

        Assert.Empty(view.Failures);
        Assert.Equal(denied, Assert.Single(view.PathFailures).Action);
        var reach = ReachOf(view);
        Assert.Null(reach.Reachable);
        Assert.Contains($"could not be read (Grant {denied})", reach.Because, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prefix_list_of_a_route_that_cannot_be_read_fails_nothing_else()
    {
        var account = new WaveAccount(new InMemoryAccount(RoutedBy("pl-9")));

        var view = Read(account);

        Assert.Empty(view.Failures);
        Assert.Null(ReachOf(view).Reachable);
    }

    [Fact]
    public void Interfaces_that_cannot_be_read_leave_it_unknown()
    {
        var view = Read(new WaveAccount(new InMemoryAccount(Account), "ec2:DescribeNetworkInterfaces"));

        Assert.Null(ReachOf(view).Reachable);
        Assert.Null(view.Sharing);
    }

    [Theory]
    [InlineData("10.0.0.4", null, "sg-1")]
    [InlineData(null, "eni-1", "sg-1")]
    [InlineData("10.0.9.4", null, "sg-9")]
    [InlineData("2001:db8::9", null, "sg-9")]
    [InlineData(null, "eni-9", "sg-9")]
    [InlineData(null, null, "sg-1 sg-9")]
    public void A_finding_is_about_the_groups_of_the_interfaces_that_it_names(string? address, string? interfaceId, string groups)
    {
        var view = Read(new(new InMemoryAccount(TwoInterfaces)), Tried((address, interfaceId)));

        Assert.Equal(groups, Ids(view));
        Assert.Equal(groups.Split(' ').Length == 1, view.Notes.Any(note => note.Contains("were left alone", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_finding_that_names_both_interfaces_is_about_both_and_keeps_them_apart()
    {
        var view = Read(new(new InMemoryAccount(TwoInterfaces)), Tried(("10.0.0.4", null), ("10.0.9.4", null)));

        Assert.Equal(["sg-1", "sg-9"], view.GroupsByInterface.Select(ids => string.Join(' ', ids)));
        Assert.Empty(view.Notes);
    }

    [Theory]
    [InlineData("10.0.7.7", null, "10.0.7.7")]
    [InlineData(null, "eni-7", "eni-7")]
    [InlineData("10.0.7.7", "eni-7", "10.0.7.7 (eni-7)")]
    public void A_place_that_the_instance_does_not_have_any_more_is_any_of_its_interfaces_and_a_note_says_so(string? address, string? interfaceId, string named)
    {
        var view = Read(new(new InMemoryAccount(TwoInterfaces)), Tried(("10.0.0.4", null), (address, interfaceId)));

        Assert.Equal("sg-1 sg-9", Ids(view));
        Assert.Equal(
            [$"The finding names {named}, but no network interface of the instance has it now, so the groups of all of them were checked."], view.Notes);
    }

    [Fact]
    public void Where_the_interfaces_are_gone_the_findings_own_description_tells_them_apart()
    {
        var view = Read(new(new InMemoryAccount(TwoInterfaces with { Interfaces = [] })), Tried(("2001:db8::9", null)) with
        {
            Interfaces =
            [
                new("eni-1", "vpc-1", "subnet-1", "198.51.100.7", "10.0.0.4", ["sg-1"]),
                new("eni-9", "vpc-1", "subnet-1", null, "10.0.9.4", ["sg-9"]) { Addresses = ["10.0.9.4", "2001:db8::9"] },
            ],
        });

        Assert.Equal("sg-9", Ids(view));
    }

    [Fact]
    public async Task The_group_of_another_interface_stays_as_it_is()
    {
        var account = new InMemoryAccount(TwoInterfaces);

        var alert = await new Responder(account, account, new Policy { Mode = Mode.Remediate }, TimeProvider.System)
            .RespondAsync(Tried(("10.0.0.4", null)), TestContext.Current.CancellationToken);

        Assert.Equal(Verdict.Tightened, alert.Outcome.Verdict);
        Assert.DoesNotContain("sgr-1", account.Snapshot.Groups[0].Rules.Select(rule => rule.Id));
        Assert.Equal(["sgr-9"], account.Snapshot.Groups[1].Rules.Select(rule => rule.Id));
        Assert.Contains(alert.Notes, note => note.Contains("sg-9", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Rules_of_two_interfaces_that_let_nobody_in_by_themselves_are_left_alone()
    {
        var account = new InMemoryAccount(TwoInterfaces with
        {
            Groups = [Wide("sg-1", 128), Wide("sg-9", 180)],
        });

        var alert = await new Responder(account, account, new Policy { Mode = Mode.Remediate }, TimeProvider.System)
            .RespondAsync(Tried((null, null)), TestContext.Current.CancellationToken);

        Assert.Equal(Verdict.NotOpen, alert.Outcome.Verdict);
        Assert.Equal([40, 40], account.Snapshot.Groups.Select(group => group.Rules.Length));

        static SecurityGroup Wide(string id, int first) => new(id, id, null, "vpc-1", TagSet.Empty,
            [
                .. Enumerable.Range(first, 40).Select(octet => new IngressRule(
                    $"sgr-{octet}-{id}", id, new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse($"{octet}.0.0.0/8")), null, TagSet.Empty)),
            ],
            []);
    }

    [Fact]
    public void A_failure_that_comes_late_is_told_too()
    {
        var account = new WaveAccount(new InMemoryAccount(Account), "ec2:DescribeVpcs") { Late = "ec2:DescribeVpcs vpc-8" };

        var view = Read(account, Probed with { Interfaces = [.. Probed.Interfaces, new("eni-8", "vpc-8", null, null, null, [])] });

        Assert.Equal(2, view.Failures.Length);
    }

    [Fact]
    public async Task The_alert_says_whether_the_scanner_got_through_and_who_shares_the_group()
    {
        var account = new InMemoryAccount(Account);

        var alert = await new Responder(account, account, new Policy(), TimeProvider.System).RespondAsync(Probed, TestContext.Current.CancellationToken);

        var document = AlertDocument.Of(alert);
        var exposure = Assert.Single(document.Exposures);
        Assert.True(exposure.Reachable);
        Assert.Equal(
            "Reachable: 203.0.113.9 → igw-1 → acl-1 rule 100 allows TCP 22 in, rule 100 replies out → sg-1 rule sgr-1 → eni-1 (198.51.100.7).",
            exposure.Because);
        var sharing = Assert.Single(document.Sharing);
        Assert.Equal(("sg-1", 2), (sharing.GroupId, sharing.Count ?? -1));
        Assert.Equal(["neighbour (i-2)", "load balancer web"], sharing.First);
    }

    // A second interface, for management: nobody on the internet gets there.
    private static AccountSnapshot TwoInterfaces => Account with
    {
        Interfaces = Account.Interfaces.Add(new("eni-9", "i-1", "vpc-1", "subnet-1", ["sg-9"], ["10.0.9.4"], [], ["2001:0db8::9"], "interface", "", null)),
        Groups = Account.Groups.Add(new("sg-9", "management", null, "vpc-1", TagSet.Empty,
            [new("sgr-9", "sg-9", new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), null, TagSet.Empty)], [])),
    };

    private static Finding Tried(params (string? Address, string? InterfaceId)[] places) => Probed with
    {
        Probes = [.. places.Select(place => new Probe(22, "SSH", "203.0.113.9", null, null, null, place.Address) { LocalInterface = place.InterfaceId })],
    };

    private static string Ids(AccountView view) => string.Join(' ', view.Groups!.Value.Select(group => group.Id));

    private static AccountSnapshot RoutedBy(string prefixListId) => Account with
    {
        RouteTables = [Account.RouteTables[0] with { Routes = Account.RouteTables[0].Routes.Add(new(new RouteDestination.PrefixList(prefixListId), "tgw-1", true, false)) }],
    };

    // Another table of the VPC leads to a network that is joined to it.
    private static AccountSnapshot Joined => Account with
    {
        RouteTables = Account.RouteTables.Add(new("rtb-2", "vpc-1", false, ["subnet-9"], [new(new RouteDestination.Block(Cidr.Parse("10.60.0.0/16")), "pcx-1", true, false)])),
    };

    private static AccountView Read(WaveAccount account, Finding? finding = null, Trust? trusted = null) => account.Run(
        () => AccountReader.ReadAsync(account, finding ?? Probed, [trusted ?? new Trust.OwnVpc()], TestContext.Current.CancellationToken));

    private static Reach ReachOf(AccountView view) => Assert.Single(Reachability.Of(
        ExposureScan.Find(view.Groups!.Value, view.PrefixLists, [22], view.Trusted ?? []), view.Path, Probed.Probes, view.Trusted ?? [])).Value;

    private static Instance InstanceOf(string id, string name) =>
        new(id, name, "running", null, null, null, null, null, "vpc-1", "subnet-1", TagSet.Of(KeyValuePair.Create("Name", name)));
}
