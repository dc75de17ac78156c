using Amazon.EC2;
using Amazon.EC2.Model;
using ScanResponder.Aws.Ec2;
using ScanResponder.Network;
using ScanResponder.Tests.Accounts;

namespace ScanResponder.Tests.Aws;

public sealed class Ec2AccountContractTests(MotoServer moto) : AccountContract
{
    protected override async Task<Scene> ArrangeAsync()
    {
        var (ec2, accountId) = await moto.Ec2Async();

        var vpc = (await ec2.CreateVpcAsync(new() { CidrBlock = "10.20.0.0/16", AmazonProvidedIpv6CidrBlock = true }, Token)).Vpc;
        await ec2.AssociateVpcCidrBlockAsync(new() { VpcId = vpc.VpcId, CidrBlock = "10.30.0.0/16" }, Token);
        var subnet = (await ec2.CreateSubnetAsync(new() { VpcId = vpc.VpcId, CidrBlock = "10.20.0.0/24" }, Token)).Subnet;
        var groupId = await NewGroupAsync(ec2, vpc.VpcId, "ssh", new Tag("team", "blue"));
        var otherGroupId = await NewGroupAsync(ec2, vpc.VpcId, "other");
        var neighbourGroupId = await NewGroupAsync(ec2, vpc.VpcId, "neighbour");
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
        await ec2.RunInstancesAsync(
            new()
            {
                ImageId = "ami-1e749f67",
                InstanceType = InstanceType.T3Micro,
                MinCount = 1,
                MaxCount = 1,
                SubnetId = subnet.SubnetId,
                SecurityGroupIds = [neighbourGroupId],
                TagSpecifications = [new() { ResourceType = ResourceType.Instance, Tags = [new("Name", "neighbour")] }],
            },
            Token);
        var list = new CreateManagedPrefixListRequest
        {
            PrefixListName = "partners",
            AddressFamily = "IPv4",
            MaxEntries = 5,
            Entries = [new() { Cidr = "198.51.100.0/24" }, new() { Cidr = "203.0.113.0/25" }],
        };
        var prefixList = (await ec2.CreateManagedPrefixListAsync(list, Token)).PrefixList;

        var gatewayId = (await ec2.CreateInternetGatewayAsync(new(), Token)).InternetGateway.InternetGatewayId;
        await ec2.AttachInternetGatewayAsync(new() { InternetGatewayId = gatewayId, VpcId = vpc.VpcId }, Token);
        var mainTable = (await ec2.DescribeRouteTablesAsync(new() { Filters = [new("vpc-id", [vpc.VpcId])] }, Token)).RouteTables[0];
        await ec2.CreateRouteAsync(
            new() { RouteTableId = mainTable.RouteTableId, GatewayId = gatewayId, DestinationCidrBlock = "0.0.0.0/0" }, Token);
        var otherSubnetId = await NewSubnetAsync(ec2, vpc.VpcId, gatewayId, prefixList.PrefixListId);

        var ipv6 = vpc.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock;
        return new(
            new Ec2Account(ec2), vpc.VpcId, Cidr.Parse(ipv6), groupId, otherGroupId, instance.InstanceId, prefixList.PrefixListId, gatewayId,
            subnet.SubnetId, otherSubnetId, neighbourGroupId)
        {
            OwnerId = accountId,
        };
    }

    private static async Task<string> NewSubnetAsync(AmazonEC2Client ec2, string vpcId, string gatewayId, string prefixListId)
    {
        var subnetId = (await ec2.CreateSubnetAsync(new() { VpcId = vpcId, CidrBlock = "10.20.1.0/24" }, Token)).Subnet.SubnetId;
        var tableId = (await ec2.CreateRouteTableAsync(new() { VpcId = vpcId }, Token)).RouteTable.RouteTableId;
        await ec2.AssociateRouteTableAsync(new() { RouteTableId = tableId, SubnetId = subnetId }, Token);
        await ec2.CreateRouteAsync(new() { RouteTableId = tableId, GatewayId = gatewayId, DestinationCidrBlock = "198.51.100.0/24" }, Token);
        await ec2.CreateRouteAsync(new() { RouteTableId = tableId, GatewayId = gatewayId, DestinationIpv6CidrBlock = "::/0" }, Token);
        await ec2.CreateRouteAsync(new() { RouteTableId = tableId, GatewayId = gatewayId, DestinationPrefixListId = prefixListId }, Token);

        var aclId = (await ec2.CreateNetworkAclAsync(new() { VpcId = vpcId }, Token)).NetworkAcl.NetworkAclId;
        var others = (await ec2.DescribeNetworkAclsAsync(new() { Filters = [new("association.subnet-id", [subnetId])] }, Token)).NetworkAcls;
        var association = others[0].Associations.Find(one => one.SubnetId == subnetId)!;
        await ec2.ReplaceNetworkAclAssociationAsync(new() { AssociationId = association.NetworkAclAssociationId, NetworkAclId = aclId }, Token);
        foreach (var entry in new CreateNetworkAclEntryRequest[]
        {
            new() { RuleNumber = 90, Egress = false, RuleAction = RuleAction.Deny, Protocol = "6", CidrBlock = "0.0.0.0/0", PortRange = new() { From = 22, To = 22 } },
            new() { RuleNumber = 100, Egress = false, RuleAction = RuleAction.Allow, Protocol = "1", CidrBlock = "0.0.0.0/0", IcmpTypeCode = new() { Type = -1, Code = -1 } },
            new() { RuleNumber = 110, Egress = false, RuleAction = RuleAction.Allow, Protocol = "17", CidrBlock = "10.0.0.0/8", PortRange = new() { From = 0, To = 1023 } },
            new() { RuleNumber = 120, Egress = false, RuleAction = RuleAction.Allow, Protocol = "-1", Ipv6CidrBlock = "::/0" },
            new() { RuleNumber = 100, Egress = true, RuleAction = RuleAction.Allow, Protocol = "6", CidrBlock = "0.0.0.0/0", PortRange = new() { From = 0, To = 65535 } },
        })
        {
            entry.NetworkAclId = aclId;
            await ec2.CreateNetworkAclEntryAsync(entry, Token);
        }

        return subnetId;
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
