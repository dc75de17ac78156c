using Amazon;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using ScanResponder.Aws;
using ScanResponder.Network;
using ScanResponder.Tests.Accounts;

namespace ScanResponder.Tests.Aws;

public sealed class Ec2AccountContractTests(MotoServer moto) : AccountContract
{
    protected override async Task<Scene> ArrangeAsync()
    {
        var endpoint = await moto.EndpointAsync();
        var config = new AmazonEC2Config
        {
            ServiceURL = endpoint.ToString(),
            AuthenticationRegion = RegionEndpoint.EUWest1.SystemName,
            RetryMode = RequestRetryMode.Standard,
        };
        var ec2 = new AmazonEC2Client(new BasicAWSCredentials("test", "test"), config);

        var vpc = (await ec2.CreateVpcAsync(new() { CidrBlock = "10.20.0.0/16", AmazonProvidedIpv6CidrBlock = true }, Token)).Vpc;
        await ec2.AssociateVpcCidrBlockAsync(new() { VpcId = vpc.VpcId, CidrBlock = "10.30.0.0/16" }, Token);
        var subnet = (await ec2.CreateSubnetAsync(new() { VpcId = vpc.VpcId, CidrBlock = "10.20.0.0/24" }, Token)).Subnet;
        var groupId = await NewGroupAsync(ec2, vpc.VpcId, "ssh", new Tag("team", "blue"));
        var otherGroupId = await NewGroupAsync(ec2, vpc.VpcId, "other");
        var run = new RunInstancesRequest
        {
            ImageId = "ami-1e749f67",
            InstanceType = InstanceType.T3Micro,
            MinCount = 1,
            MaxCount = 1,
            NetworkInterfaces = [new() { DeviceIndex = 0, SubnetId = subnet.SubnetId, Groups = [groupId, otherGroupId] }],
            TagSpecifications = [new() { ResourceType = ResourceType.Instance, Tags = [new("Name", "bastion")] }],
        };
        var instance = (await ec2.RunInstancesAsync(run, Token)).Reservation.Instances[0];
        var list = new CreateManagedPrefixListRequest
        {
            PrefixListName = "partners",
            AddressFamily = "IPv4",
            MaxEntries = 5,
            Entries = [new() { Cidr = "198.51.100.0/24" }, new() { Cidr = "203.0.113.0/25" }],
        };
        var prefixList = (await ec2.CreateManagedPrefixListAsync(list, Token)).PrefixList;

        var ipv6 = vpc.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock;
        return new(new Ec2Account(ec2), vpc.VpcId, Cidr.Parse(ipv6), groupId, otherGroupId, instance.InstanceId, prefixList.PrefixListId);
    }

    private static async Task<string> NewGroupAsync(AmazonEC2Client ec2, string vpcId, string name, params Tag[] tags)
    {
        var request = new CreateSecurityGroupRequest
        {
            VpcId = vpcId,
            GroupName = name,
            Description = name,
            TagSpecifications = tags.Length == 0 ? null : [new() { ResourceType = ResourceType.SecurityGroup, Tags = [.. tags] }],
        };
        return (await ec2.CreateSecurityGroupAsync(request, Token)).GroupId;
    }
}
