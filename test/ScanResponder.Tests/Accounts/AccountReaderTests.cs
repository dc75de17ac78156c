using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Exposure;
using ScanResponder.Findings;
using ScanResponder.InMemory;
using ScanResponder.Network;
using ScanResponder.Tightening;

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
                "ec2:DescribeNetworkInterfaces sg-1", "ec2:DescribeRouteTables subnet-1 vpc-1", "ec2:DescribeSecurityGroups sg-1", "ec2:DescribeVpcs vpc-1",
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
            ["ec2:DescribeNetworkAcls subnet-2", "ec2:DescribeRouteTables subnet-2 vpc-2", "ec2:DescribeVpcs vpc-2"],
            account.Waves[1].Order(StringComparer.Ordinal));
        Assert.Equal("acl-2", view.Path.NetworkAcls!.Value.Single(acl => acl.SubnetIds.Contains("subnet-2")).Id);
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

    private static AccountSnapshot RoutedBy(string prefixListId) => Account with
    {
        RouteTables = [Account.RouteTables[0] with { Routes = Account.RouteTables[0].Routes.Add(new(new RouteDestination.PrefixList(prefixListId), "tgw-1", true, false)) }],
    };

    private static AccountView Read(WaveAccount account, Finding? finding = null) => account.Run(
        () => AccountReader.ReadAsync(account, finding ?? Probed, [new Trust.OwnVpc()], TestContext.Current.CancellationToken));

    private static Reach ReachOf(AccountView view) => Assert.Single(Reachability.Of(
        ExposureScan.Find(view.Groups!.Value, view.PrefixLists, [22], view.Trusted ?? []), view.Path, Probed.Probes, view.Trusted ?? [])).Value;

    private static Instance InstanceOf(string id, string name) =>
        new(id, name, "running", null, null, null, null, null, "vpc-1", "subnet-1", TagSet.Of(KeyValuePair.Create("Name", name)));
}
