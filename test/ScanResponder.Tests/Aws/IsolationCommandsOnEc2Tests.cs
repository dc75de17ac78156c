using System.Collections.Immutable;
using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Aws.Ec2;
using ScanResponder.Network;
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
    public void What_is_not_known_has_no_lines()
    {
        var full = new NetworkAcl("acl-1", true, ["subnet-1"], [new(1, false, true, new Traffic.All(), Cidr.Parse("0.0.0.0/0"))]);

        var commands = IsolationCommands.Of(Scope, "i-1", [], [full], ["192.0.2.175"]);

        Assert.Equal((0, 0, 0), (commands.CutOff.Length, commands.Isolate.Length, commands.Release.Length));
    }

    // A test need not wait for EC2 to look at sessions anew.
    private static ImmutableArray<string> Soon(ImmutableArray<string> lines) => [.. lines.Where(line => line != "sleep 10")];
}
