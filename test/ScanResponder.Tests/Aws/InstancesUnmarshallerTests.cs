using System.Collections.Immutable;
using System.Net;
using Amazon.EC2;
using ScanResponder.Accounts;
using ScanResponder.Aws.Ec2;
using ScanResponder.Network;

namespace ScanResponder.Tests.Aws;

/// <summary>What is read of instances is what the SDK's own reader reads.</summary>
public sealed class InstancesUnmarshallerTests
{
    private static readonly string Full = Item("""
        <instanceId>i-1</instanceId><imageId>ami-1</imageId><instanceState><code>16</code><name>running</name></instanceState>
        <privateDnsName>ip-10-0-0-10.ec2.internal</privateDnsName><dnsName/><reason/><keyName>key</keyName><amiLaunchIndex>0</amiLaunchIndex>
        <productCodes/><instanceType>t3.micro</instanceType><launchTime>2026-01-02T03:04:05.000Z</launchTime>
        <placement><availabilityZone>eu-west-1a</availabilityZone><groupName/><tenancy>default</tenancy></placement>
        <monitoring><state>disabled</state></monitoring><subnetId>subnet-1</subnetId><vpcId>vpc-1</vpcId>
        <privateIpAddress>10.0.0.10</privateIpAddress><ipAddress>192.0.2.10</ipAddress><sourceDestCheck>true</sourceDestCheck>
        <groupSet><item><groupId>sg-1</groupId><groupName>web</groupName></item></groupSet><architecture>x86_64</architecture>
        <blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><volumeId>vol-1</volumeId><status>attached</status></ebs></item></blockDeviceMapping>
        <tagSet><item><key>Name</key><value>web &amp; more</value></item><item><key>empty</key><value/></item></tagSet>
        <networkInterfaceSet><item><networkInterfaceId>eni-1</networkInterfaceId><subnetId>subnet-2</subnetId><vpcId>vpc-2</vpcId>
        <privateIpAddress>10.0.0.99</privateIpAddress><tagSet><item><key>Name</key><value>another</value></item></tagSet>
        <privateIpAddressesSet><item><privateIpAddress>10.0.0.98</privateIpAddress><ipAddress>192.0.2.99</ipAddress></item></privateIpAddressesSet></item></networkInterfaceSet>
        <stateReason><code>Server.Good</code><message>good</message></stateReason><metadataOptions><state>applied</state></metadataOptions>
        """);

    private static readonly string Terminated = Item("""
        <instanceId>i-2</instanceId><instanceState><code>48</code><name>terminated</name></instanceState><instanceType>future1.huge</instanceType>
        <privateIpAddress/><ipAddress></ipAddress><subnetId/><tagSet/>
        """);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData("<reservationSet/>")]
    public async Task No_instance_is_read_where_there_is_none(string reservations)
    {
        Assert.Empty(await ReadAsync(reservations, aws => aws.Ec2()));
        Assert.Empty(await ReadAsync(reservations, aws => aws.Ec2OfSdk()));
    }

    [Fact]
    public async Task The_instances_of_all_reservations_are_read_as_the_SDK_reads_them()
    {
        var reservations = $"<reservationSet>{Reservation(Full, Terminated)}{Reservation()}{Reservation(Item("<instanceId>i-3</instanceId>"))}</reservationSet>";

        var read = await ReadAsync(reservations, aws => aws.Ec2());

        Assert.Equal(await ReadAsync(reservations, aws => aws.Ec2OfSdk()), read);
        Assert.Equal(["i-1", "i-2", "i-3"], read.Select(instance => instance.Id));
        var full = read[0];
        Assert.Equal(
            ("web & more", "running", "t3.micro", "ami-1", "192.0.2.10", "10.0.0.10", "vpc-1", "subnet-1"),
            (full.Name, full.State, full.Type, full.ImageId, full.PublicIp, full.PrivateIp, full.VpcId, full.SubnetId));
    }

    [Fact]
    public async Task Every_page_is_read()
    {
        var aws = new ScriptedAws(request => Answer(request.GetValueOrDefault("NextToken") is null
            ? $"<reservationSet>{Reservation(Full)}</reservationSet><nextToken>two</nextToken>"
            : $"<reservationSet>{Reservation(Terminated)}</reservationSet>"));

        var read = await new Ec2Account(aws.Ec2()).InstancesAtAsync(["10.0.0.10"], Token);

        Assert.Equal(["i-1", "i-2"], read.Select(instance => instance.Id));
    }

    [Theory]
    [InlineData(HttpStatusCode.Forbidden, "UnauthorizedOperation", AccountErrorKind.Denied)]
    [InlineData(HttpStatusCode.BadRequest, "InvalidInstanceID.NotFound", AccountErrorKind.NotFound)]
    public async Task An_error_is_what_it_is_with_the_SDKs_own_reader(HttpStatusCode status, string code, AccountErrorKind kind)
    {
        var ours = await Assert.ThrowsAsync<AccountException>(() => FindAsync(ScriptedAws.Ec2Error(status, code, "Not now.").Ec2()));
        var theirs = await Assert.ThrowsAsync<AccountException>(() => FindAsync(ScriptedAws.Ec2Error(status, code, "Not now.").Ec2OfSdk()));

        Assert.Equal(kind, ours.Kind);
        Assert.Equal((theirs.Kind, theirs.Message), (ours.Kind, ours.Message));
    }

    [Theory]
    [InlineData("<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId>")]
    [InlineData("<reservationSet><item><instancesSet><item><instanceId>i-1</instanceId><launchTime>yesterday</launchTime></item></instancesSet></item></reservationSet>")]
    public async Task What_cannot_be_read_is_an_error_as_with_the_SDKs_own_reader(string reservations)
    {
        var ours = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(reservations, aws => aws.Ec2()));
        var theirs = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(reservations, aws => aws.Ec2OfSdk()));

        Assert.Equal((theirs.GetType(), theirs.Message), (ours.GetType(), ours.Message));
    }

    private static Task<ImmutableArray<Instance>> ReadAsync(string reservations, Func<ScriptedAws, AmazonEC2Client> connect) =>
        new Ec2Account(connect(new ScriptedAws(_ => Answer(reservations)))).InstancesAtAsync(["10.0.0.10"], Token);

    private static Task<Instance?> FindAsync(AmazonEC2Client ec2) => new Ec2Account(ec2).FindInstanceAsync("i-1", Token);

    private static (HttpStatusCode Status, string Body) Answer(string members) => (
        HttpStatusCode.OK,
        $"""<?xml version="1.0" encoding="UTF-8"?><DescribeInstancesResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>r-1</requestId>{members}</DescribeInstancesResponse>""");

    private static string Reservation(params string[] instances) =>
        $"<item><reservationId>r-1</reservationId><ownerId>123456789012</ownerId><groupSet/><instancesSet>{string.Concat(instances)}</instancesSet></item>";

    private static string Item(string members) => $"<item>{members}</item>";
}
