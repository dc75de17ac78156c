using System.Collections.Immutable;
using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Aws.Ec2;
using ScanResponder.Network;
using ScanResponder.Tests.Tightening;
using ScanResponder.Tightening;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Aws;

/// <summary>What cuts an intruder off, run by the real AWS CLI on moto.</summary>
public sealed class IsolationCommandsOnEc2Tests(MotoServer moto)
{
    private const string Region = "eu-west-1";
    private static readonly AwsScope Scope = new("aws", "123456789012", Region);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_pasted_cuts_off_isolates_and_releases_and_does_no_harm_twice()
    {
        var endpoint = await moto.EndpointAsync();
        using var ec2 = new AmazonEC2Client(new BasicAWSCredentials("test", "test"), new AmazonEC2Config { ServiceURL = endpoint.ToString(), AuthenticationRegion = Region });
        var account = new Ec2Account(ec2);
        var vpc = (await ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }, Token)).Vpc.VpcId;
        var subnet = (await ec2.CreateSubnetAsync(new() { VpcId = vpc, CidrBlock = "10.0.1.0/24" }, Token)).Subnet.SubnetId;
        var group = (await ec2.CreateSecurityGroupAsync(new() { GroupName = "web", Description = "web", VpcId = vpc }, Token)).GroupId;
        const string Instance = "i-0a1b2c3d4e5f60718";

        // moto gives an interface of an instance the groups that the instance was launched with, whatever becomes of them.
        var networkInterface = (await ec2.CreateNetworkInterfaceAsync(new() { SubnetId = subnet, Groups = [group] }, Token)).NetworkInterface.NetworkInterfaceId;
        async Task<NetworkInterface> InterfaceAsync() => Assert.Single(
            await account.InterfacesUsingGroupsAsync([.. (await ec2.DescribeSecurityGroupsAsync(new Amazon.EC2.Model.DescribeSecurityGroupsRequest(), Token)).SecurityGroups.Where(one => one.VpcId == vpc).Select(one => one.GroupId)], Token),
            one => one.Id == networkInterface);
        var acls = await account.NetworkAclsAsync([subnet], Token);
        var commands = IsolationCommands.Of(Scope, Instance, [await InterfaceAsync()], acls, ["192.0.2.175", "2001:db8::9", "192.0.2.175", "nobody"]);

        for (var time = 0; time < 2; time++)
        {
            var cut = await RuleCommandsOnEc2Tests.PasteAsync("/bin/sh", commands.CutOff, endpoint);
            Assert.True(cut.Status == 0, cut.Output);
        }

        var entries = (await account.NetworkAclsAsync([subnet], Token)).Single().Entries.Where(entry => !entry.Egress && entry.Number < 100).OrderBy(entry => entry.Number).ToList();
        Assert.Equal([(98, false, "2001:db8::9/128"), (99, false, "192.0.2.175/32")], entries.Select(entry => (entry.Number, entry.Allow, entry.Block.ToString())));

        for (var time = 0; time < 2; time++)
        {
            var isolated = await RuleCommandsOnEc2Tests.PasteAsync("/bin/sh", Soon(commands.Isolate), endpoint);
            Assert.True(isolated.Status == 0, isolated.Output);
            var shut = Assert.Single(await account.GroupsAsync([.. (await InterfaceAsync()).GroupIds], Token));
            Assert.Equal(($"isolated-{Instance}", 0, 0), (shut.Name, shut.Rules.Length, shut.AllowsAllEgress.Length));
        }

        Assert.DoesNotContain((await ec2.DescribeSecurityGroupsAsync(new Amazon.EC2.Model.DescribeSecurityGroupsRequest(), Token)).SecurityGroups, one => one.GroupName == $"isolated-{Instance}-sessions");

        for (var time = 0; time < 2; time++)
        {
            var released = await RuleCommandsOnEc2Tests.PasteAsync("/bin/bash -eu", commands.Release, endpoint);
            Assert.True(released.Status == 0, released.Output);
        }

        Assert.Equal([group], (await InterfaceAsync()).GroupIds);
        Assert.Equal(acls.Single().Entries.Order(Comparer<AclEntry>.Create((one, other) => one.Number - other.Number)).Select(entry => entry.Number),
            (await account.NetworkAclsAsync([subnet], Token)).Single().Entries.Select(entry => entry.Number).Order());
        Assert.DoesNotContain((await ec2.DescribeSecurityGroupsAsync(new Amazon.EC2.Model.DescribeSecurityGroupsRequest(), Token)).SecurityGroups, one => one.GroupName == $"isolated-{Instance}");
    }

    [Fact]
    public async Task An_instance_gets_a_copy_of_its_group_without_the_hole_and_its_own_groups_back()
    {
        var endpoint = await moto.EndpointAsync();
        using var ec2 = new AmazonEC2Client(new BasicAWSCredentials("test", "test"), new AmazonEC2Config { ServiceURL = endpoint.ToString(), AuthenticationRegion = Region });
        var account = new Ec2Account(ec2);
        var vpc = (await ec2.CreateVpcAsync(new() { CidrBlock = "10.0.0.0/16" }, Token)).Vpc.VpcId;
        var subnet = (await ec2.CreateSubnetAsync(new() { VpcId = vpc, CidrBlock = "10.0.1.0/24" }, Token)).Subnet.SubnetId;
        async Task<string> GroupAsync(string name) => (await ec2.CreateSecurityGroupAsync(new() { GroupName = name, Description = name, VpcId = vpc }, Token)).GroupId;
        var (shared, other) = (await GroupAsync("shared"), await GroupAsync("other"));
        await account.AuthorizeAsync(
            shared,
            [.. new[] { "tcp 20-25 from 0.0.0.0/0", $"tcp 443 from {other}", "udp 53 from 2001:db8::/32" }.Select(RuleParser.Draft)],
            TagSet.Empty,
            dryRun: false,
            Token);
        await ec2.RevokeSecurityGroupEgressAsync(new() { GroupId = shared, IpPermissions = [new() { IpProtocol = "-1", Ipv4Ranges = [new() { CidrIp = "0.0.0.0/0" }] }] }, Token);
        await ec2.AuthorizeSecurityGroupEgressAsync(new() { GroupId = shared, IpPermissions = [new() { IpProtocol = "tcp", FromPort = 443, ToPort = 443, Ipv4Ranges = [new() { CidrIp = "0.0.0.0/0" }] }] }, Token);
        const string Instance = "i-0a1b2c3d4e5f60718";
        var networkInterface = (await ec2.CreateNetworkInterfaceAsync(new() { SubnetId = subnet, Groups = [other, shared] }, Token)).NetworkInterface.NetworkInterfaceId;
        async Task<NetworkInterface> InterfaceAsync() => Assert.Single(
            await account.InterfacesUsingGroupsAsync([.. (await ec2.DescribeSecurityGroupsAsync(new Amazon.EC2.Model.DescribeSecurityGroupsRequest(), Token)).SecurityGroups.Where(one => one.VpcId == vpc).Select(one => one.GroupId)], Token),
            one => one.Id == networkInterface);
        var before = (await account.GroupsAsync([shared], Token)).Single();
        var hole = before.Rules.Single(rule => rule.Traffic.TcpPorts is { } ports && ports.Contains(22));
        var plan = Assert.Single(Planner.Plan([new(22, hole, [Cidr.Parse("0.0.0.0/0")])], [before], new Dictionary<string, PrefixList>(), [], "finding-1"));
        var commands = OwnGroupCommands.Of(Scope, Instance, [await InterfaceAsync()], [plan]);

        for (var time = 0; time < 2; time++)
        {
            var closed = await RuleCommandsOnEc2Tests.PasteAsync(time == 0 ? "/bin/sh" : "/bin/bash -eu", commands.Close, endpoint);
            Assert.True(closed.Status == 0, closed.Output);
            Assert.EndsWith($"{Instance} has a group of its own.\n", closed.Output, StringComparison.Ordinal);
            var own = (await account.GroupsAsync([.. (await InterfaceAsync()).GroupIds.Except([other])], Token)).Single();
            Assert.Equal(
                ["tcp 20-21 from 0.0.0.0/0", "tcp 23-25 from 0.0.0.0/0", $"tcp 443 from {other}", "udp 53 from 2001:db8::/32"],
                RuleParser.Of(own).Order(StringComparer.Ordinal));
            Assert.Empty(own.AllowsAllEgress);
        }

        Assert.Equal(before.Rules, (await account.GroupsAsync([shared], Token)).Single().Rules);
        for (var time = 0; time < 2; time++)
        {
            var reopened = await RuleCommandsOnEc2Tests.PasteAsync("/bin/sh", commands.Reopen, endpoint);
            Assert.True(reopened.Status == 0, reopened.Output);
        }

        Assert.Equal([other, shared], (await InterfaceAsync()).GroupIds);
        Assert.DoesNotContain((await ec2.DescribeSecurityGroupsAsync(new Amazon.EC2.Model.DescribeSecurityGroupsRequest(), Token)).SecurityGroups, one => one.GroupName.StartsWith("copy-of-", StringComparison.Ordinal));
    }

    [Fact]
    public void Only_where_an_interface_carries_the_group_there_is_something_to_copy()
    {
        var hole = new IngressRule("sgr-1", "sg-1", new Traffic.Tcp(new(22, 22)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")), null, TagSet.Empty);
        var group = new SecurityGroup("sg-1", "web", Scope.AccountId, "vpc-1", TagSet.Empty, [hole], []);
        var plan = Assert.Single(Planner.Plan([new(22, hole, [Cidr.Parse("0.0.0.0/0")])], [group], new Dictionary<string, PrefixList>(), [], "finding-1"));
        NetworkInterface With(params string[] groups) => new("eni-1", "i-1", "vpc-1", "subnet-1", [.. groups], [], [], [], "interface", "", null);

        Assert.NotEmpty(OwnGroupCommands.Of(Scope, "i-1", [With("sg-2", "sg-1")], [plan]).Close);
        Assert.Equal(OwnGroupCommands.None, OwnGroupCommands.Of(Scope, "i-1", [With("sg-2")], [plan]));
    }

    [Fact]
    public void What_is_not_known_has_no_lines()
    {
        var full = new NetworkAcl("acl-1", true, ["subnet-1"], [new(1, false, true, new Traffic.All(), Cidr.Parse("0.0.0.0/0"))]);

        var commands = IsolationCommands.Of(Scope, "i-1", [], [full], ["192.0.2.175"]);

        Assert.Equal((0, 0, 0), (commands.CutOff.Length, commands.Isolate.Length, commands.Release.Length));
    }

    // A test need not wait for EC2 to look at sessions anew.
    private static ImmutableArray<string> Soon(ImmutableArray<string> lines) => [.. lines.Where(line => line != "sleep 10")];
}
