using ScanResponder.InMemory;
using ScanResponder.Network;

namespace ScanResponder.Tests.Accounts;

public sealed class DescribeOutputReaderTests
{
    private const string Group =
        """
        { "SecurityGroups": [ { "GroupId": "sg-1", "GroupName": "ssh", "OwnerId": "123456789012", "VpcId": "vpc-1",
          "Tags": [ { "Key": "team", "Value": "blue" } ],
          "IpPermissions": [
            { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
              "IpRanges": [ { "CidrIp": "0.0.0.0/0", "Description": "anyone" } ], "Ipv6Ranges": [ { "CidrIpv6": "::/0" } ],
              "PrefixListIds": [ { "PrefixListId": "pl-1", "Description": "partners" } ],
              "UserIdGroupPairs": [ { "GroupId": "sg-2", "UserId": "123456789012" } ] },
            { "IpProtocol": "-1", "IpRanges": [ { "CidrIp": "10.0.0.9/8" } ] } ],
          "IpPermissionsEgress": [ { "IpProtocol": "-1", "IpRanges": [ { "CidrIp": "0.0.0.0/0" } ] } ] } ] }
        """;

    [Fact]
    public void Instances_interfaces_and_vpcs_are_read_as_the_cli_prints_them()
    {
        var account = DescribeOutputReader.Read(
            """
            { "Reservations": [ { "Instances": [ { "InstanceId": "i-1", "State": { "Code": 16, "Name": "running" }, "InstanceType": "t3.micro",
                "ImageId": "ami-1", "LaunchTime": "2024-05-01T12:00:00+00:00", "PublicIpAddress": "198.51.100.7", "PrivateIpAddress": "10.0.0.4",
                "VpcId": "vpc-1", "SubnetId": "subnet-1", "Tags": [ { "Key": "Name", "Value": "web" } ] } ] } ],
              "NetworkInterfaces": [ { "NetworkInterfaceId": "eni-1", "Attachment": { "InstanceId": "i-1" }, "VpcId": "vpc-1", "SubnetId": "subnet-1",
                "Groups": [ { "GroupId": "sg-1", "GroupName": "ssh" } ], "InterfaceType": "interface", "OwnerId": "123456789012",
                "PrivateIpAddresses": [ { "PrivateIpAddress": "10.0.0.5", "Primary": false },
                  { "PrivateIpAddress": "10.0.0.4", "Primary": true, "Association": { "PublicIp": "198.51.100.7" } } ],
                "Ipv6Addresses": [ { "Ipv6Address": "2001:db8::4" } ] } ],
              "Vpcs": [ { "VpcId": "vpc-1", "CidrBlock": "10.0.0.0/16",
                "CidrBlockAssociationSet": [ { "CidrBlock": "10.0.0.0/16", "CidrBlockState": { "State": "associated" } },
                  { "CidrBlock": "10.1.0.0/16", "CidrBlockState": { "State": "disassociated" } } ],
                "Ipv6CidrBlockAssociationSet": [ { "Ipv6CidrBlock": "2001:db8::/56", "Ipv6CidrBlockState": { "State": "associated" } } ] } ],
              "KeyPairs": [ 1 ], "NextToken": null }
            """);

        Assert.Equal(
            new Instance("i-1", "web", "running", "t3.micro", "ami-1", new DateTimeOffset(2024, 5, 1, 12, 0, 0, TimeSpan.Zero), "198.51.100.7",
                "10.0.0.4", "vpc-1", "subnet-1", TagSet.Of(KeyValuePair.Create("Name", "web"))),
            Assert.Single(account.Instances));
        var network = Assert.Single(account.Interfaces);
        Assert.Equal(("eni-1", "i-1"), (network.Id, network.InstanceId));
        Assert.Equal(["10.0.0.4", "10.0.0.5"], network.PrivateIps);
        Assert.Equal(["198.51.100.7"], network.PublicIps);
        Assert.Equal(["2001:db8::4"], network.Ipv6Addresses);
        Assert.Equal(["sg-1"], network.GroupIds);
        Assert.Equal([Cidr.Parse("10.0.0.0/16"), Cidr.Parse("2001:db8::/56")], Assert.Single(account.Vpcs).Cidrs);
    }

    [Fact]
    public void What_a_copy_may_hold_beside_is_read_as_the_cli_prints_it()
    {
        var account = DescribeOutputReader.Read(
            """
            { "VpcBlockPublicAccessOptions": { "AwsAccountId": "123456789012", "AwsRegion": "eu-west-1", "State": "update-complete",
                "InternetGatewayBlockMode": "block-ingress", "ExclusionsAllowed": "allowed" } }
            { "VpcBlockPublicAccessExclusions": [
                { "ExclusionId": "vpcbpa-exclude-1", "InternetGatewayExclusionMode": "allow-bidirectional", "State": "create-complete",
                  "ResourceArn": "arn:aws:ec2:eu-west-1:123456789012:subnet/subnet-1" },
                { "ExclusionId": "vpcbpa-exclude-2", "InternetGatewayExclusionMode": "allow-egress", "State": "create-complete",
                  "ResourceArn": "arn:aws:ec2:eu-west-1:123456789012:vpc/vpc-2" } ] }
            { "SecurityGroupVpcAssociations": [ { "GroupId": "sg-1", "VpcId": "vpc-2", "State": "associated" },
                { "GroupId": "sg-1", "VpcId": "vpc-3", "State": "disassociated" } ] }
            { "AccountAliases": [ "shop-production" ] }
            """);

        Assert.Equal(("block-ingress", false), (account.PublicAccess.Mode, account.PublicAccess.Changing));
        Assert.Equal(["subnet-1"], account.PublicAccess.Exempt);
        Assert.Equal([("sg-1", "vpc-2")], account.AssociatedVpcs);
        Assert.Equal("shop-production", account.AccountName);
    }

    [Fact]
    public void A_mode_of_public_access_that_nobody_knows_is_refused()
    {
        var error = Assert.Throws<FormatException>(() => DescribeOutputReader.Read("""{ "VpcBlockPublicAccessOptions": { "InternetGatewayBlockMode": "maybe" } }"""));

        Assert.Equal("$.VpcBlockPublicAccessOptions.InternetGatewayBlockMode: expected off, block-ingress or block-bidirectional, found \"maybe\".", error.Message);
    }

    [Fact]
    public void Route_tables_and_network_acls_are_read_as_the_cli_prints_them()
    {
        var account = DescribeOutputReader.Read(
            """
            { "RouteTables": [ { "RouteTableId": "rtb-1", "VpcId": "vpc-1",
                "Associations": [ { "Main": true, "AssociationState": { "State": "associated" } },
                  { "Main": false, "SubnetId": "subnet-1", "AssociationState": { "State": "associated" } },
                  { "Main": false, "SubnetId": "subnet-2", "AssociationState": { "State": "disassociated" } } ],
                "Routes": [
                  { "DestinationCidrBlock": "10.0.0.0/16", "GatewayId": "local", "Origin": "CreateRouteTable", "State": "active" },
                  { "DestinationIpv6CidrBlock": "::/0", "EgressOnlyInternetGatewayId": "eigw-1", "Origin": "CreateRoute", "State": "active" },
                  { "DestinationPrefixListId": "pl-1", "GatewayId": "vpce-1", "Origin": "CreateRoute", "State": "active" },
                  { "DestinationCidrBlock": "192.0.2.0/24", "InstanceId": "i-1", "NetworkInterfaceId": "eni-1", "Origin": "CreateRoute", "State": "active" },
                  { "DestinationCidrBlock": "172.16.0.0/12", "GatewayId": "vgw-1", "Origin": "EnableVgwRoutePropagation", "State": "active" },
                  { "DestinationCidrBlock": "198.51.100.0/24", "TransitGatewayId": "tgw-1", "State": "filtered" },
                  { "DestinationCidrBlock": "0.0.0.0/0", "NatGatewayId": "nat-1", "Origin": "CreateRoute", "State": "blackhole" } ] } ],
              "NetworkAcls": [ { "NetworkAclId": "acl-1", "IsDefault": true, "Associations": [ { "SubnetId": "subnet-1" } ],
                "Entries": [
                  { "RuleNumber": 100, "Egress": false, "RuleAction": "allow", "Protocol": "6", "PortRange": { "From": 22, "To": 23 }, "CidrBlock": "0.0.0.0/0" },
                  { "RuleNumber": 101, "Egress": true, "RuleAction": "deny", "Protocol": "58", "IcmpTypeCode": { "Type": 128, "Code": -1 }, "Ipv6CidrBlock": "::/0" },
                  { "RuleNumber": 32767, "Egress": false, "RuleAction": "deny", "Protocol": "-1", "CidrBlock": "0.0.0.0/0" } ] } ] }
            """);

        var table = Assert.Single(account.RouteTables);
        Assert.Equal(("rtb-1", "vpc-1", true), (table.Id, table.VpcId, table.IsMain));
        Assert.Equal(["subnet-1"], table.SubnetIds);
        Assert.Equal(
            ["10.0.0.0/16 local", "::/0 eigw-1", "pl-1 vpce-1", "192.0.2.0/24 eni-1", "172.16.0.0/12 vgw-1 propagated", "0.0.0.0/0 nat-1 gone"],
            table.Routes.Select(route => $"{route.Destination} {route.Target}{(route.Propagated ? " propagated" : "")}{(route.Active ? "" : " gone")}"));
        var acl = Assert.Single(account.NetworkAcls);
        Assert.Equal(("acl-1", true), (acl.Id, acl.IsDefault));
        Assert.Equal(["subnet-1"], acl.SubnetIds);
        Assert.Equal(
            [
                new(100, false, true, new Traffic.Tcp(new(22, 23)), Cidr.Parse("0.0.0.0/0")),
                new(101, true, false, new Traffic.IcmpV6(128, -1), Cidr.Parse("::/0")),
                new AclEntry(32767, false, false, new Traffic.All(), Cidr.Parse("0.0.0.0/0")),
            ],
            acl.Entries);
    }

    [Fact]
    public void Without_the_list_of_rules_they_come_from_the_permissions_with_the_same_ids_each_time()
    {
        var group = Assert.Single(DescribeOutputReader.Read(Group).Groups);

        Assert.Equal(
            ["tcp 22 0.0.0.0/0 anyone", "tcp 22 ::/0 ", "tcp 22 pl-1 partners", "tcp 22 sg-2 ", "all traffic 10.0.0.0/8 "],
            group.Rules.Select(rule => $"{rule.Traffic} {rule.Source} {rule.Description}"));
        Assert.All(group.Rules, rule => Assert.Matches("^sgr-[0-9a-f]{17}$", rule.Id));
        Assert.Distinct(group.Rules.Select(rule => rule.Id));
        Assert.Equal(group.Rules, DescribeOutputReader.Read(Group).Groups[0].Rules);
        Assert.Equal([IpFamily.IPv4], group.AllowsAllEgress);
        Assert.Equal("blue", group.Tags["team"]);
    }

    [Fact]
    public void The_list_of_rules_gives_ids_and_tags_and_the_permissions_missing_descriptions()
    {
        const string rules =
            """
            { "SecurityGroupRules": [
              { "SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IsEgress": false, "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22,
                "PrefixListId": "pl-1", "Tags": [ { "Key": "a", "Value": "b" } ] },
              { "SecurityGroupRuleId": "sgr-2", "GroupId": "sg-1", "IsEgress": true, "IpProtocol": "-1", "FromPort": -1, "ToPort": -1,
                "CidrIpv6": "::/0" } ] }
            """;

        var group = Assert.Single(DescribeOutputReader.Read(Group + rules).Groups);

        Assert.Equal(
            [new("sgr-1", "sg-1", new Traffic.Tcp(PortRange.Of(22)), new RuleSource.PrefixList("pl-1"), "partners", TagSet.Of(KeyValuePair.Create("a", "b")))],
            group.Rules);
        Assert.Equal([IpFamily.IPv6], group.AllowsAllEgress);
    }

    [Theory]
    [InlineData("""{ "Vpcs": [ { "VpcId": "vpc-1" } ], "SecurityGroups": [ { "GroupId": "sg-1" } ] }""")]
    [InlineData("""[ { "Vpcs": [ { "VpcId": "vpc-1" } ] }, { "SecurityGroups": [ { "GroupId": "sg-1" } ] } ]""")]
    [InlineData("""{ "Vpcs": [ { "VpcId": "vpc-1" } ] } { "SecurityGroups": [ { "GroupId": "sg-1" } ] }""")]
    [InlineData("\uFEFF{ \"Vpcs\": [ { \"VpcId\": \"vpc-1\" } ] }\n[ { \"SecurityGroups\": [ { \"GroupId\": \"sg-1\" } ] } ]\n")]
    public void Outputs_may_stand_side_by_side_in_a_list_or_one_after_the_other(string json)
    {
        var account = DescribeOutputReader.Read(json);

        Assert.Equal(("vpc-1", "sg-1"), (Assert.Single(account.Vpcs).Id, Assert.Single(account.Groups).Id));
    }

    [Theory]
    [InlineData("""{ "PrefixLists": [ { "PrefixListId": "pl-1", "Entries": [ { "Cidr": "192.0.2.0/24", "Description": "x" } ] } ] }""")]
    [InlineData("""{ "ManagedPrefixLists": [ { "PrefixListId": "pl-1", "Entries": [ { "Cidr": "192.0.2.0/24" } ] } ] }""")]
    [InlineData("""{ "PrefixLists": [ { "PrefixListId": "pl-1", "PrefixListName": "s3", "Cidrs": [ "192.0.2.0/24" ] } ] }""")]
    [InlineData("""{ "PrefixListId": "pl-1", "Entries": [ { "Cidr": "192.0.2.0/24" } ] }""")]
    [InlineData("""{ "ManagedPrefixLists": [ { "PrefixListId": "pl-1" }, { "PrefixListId": "pl-2" } ], "PrefixLists": [ { "PrefixListId": "pl-1", "Cidrs": [ "192.0.2.0/24" ] } ] }""")]
    public void Prefix_lists_are_those_whose_entries_are_given(string json)
    {
        var list = Assert.Single(DescribeOutputReader.Read(json).PrefixLists);

        Assert.Equal("pl-1", list.Id);
        Assert.Equal([Cidr.Parse("192.0.2.0/24")], list.Entries);
    }

    [Fact]
    public void What_occurs_twice_counts_as_it_stands_last()
    {
        var account = DescribeOutputReader.Read(
            """{ "SecurityGroups": [ { "GroupId": "sg-1", "GroupName": "old" } ] } { "SecurityGroups": [ { "GroupId": "sg-1", "GroupName": "new" } ] }""");

        Assert.Equal("new", Assert.Single(account.Groups).Name);
    }

    [Theory]
    [InlineData("", "$: expected the JSON output of aws ec2 describe-* commands, found nothing.")]
    [InlineData("  []", "$: expected the JSON output of aws ec2 describe-* commands, found nothing.")]
    [InlineData("{\n \"Vpcs\": [ nonsense ] }", "line 2, character 13: expected the JSON output of aws ec2 describe-* commands, found text that is not JSON.")]
    [InlineData("{ \"Vpcs\": [", "line 1, character 12: expected the JSON output of aws ec2 describe-* commands, found text that is not JSON.")]
    [InlineData("12", "$: expected an object as aws ec2 describe-* prints it, found 12.")]
    [InlineData("{} [ {}, \"x\" ]", "output 2: $[1]: expected an object as aws ec2 describe-* prints it, found \"x\".")]
    [InlineData("""{ "Vpcs": {} }""", "$.Vpcs: expected a list, found an object.")]
    [InlineData("""{ "Vpcs": [ 7 ] }""", "$.Vpcs[0]: expected an object, found 7.")]
    [InlineData("""{ "Vpcs": [ { } ] }""", "$.Vpcs[0].VpcId: expected a VPC's id, vpc-…, found nothing.")]
    [InlineData("""{ "Vpcs": [ { "VpcId": 5 } ] }""", "$.Vpcs[0].VpcId: expected a text, found 5.")]
    [InlineData("""{ "Reservations": [ { "Instances": [ { "InstanceId": "i-1", "LaunchTime": "noon" } ] } ] }""", "$.Reservations[0].Instances[0].LaunchTime: expected a time such as 2024-05-01T12:00:00Z, found \"noon\".")]
    [InlineData("""{ "SecurityGroups": [ { "GroupId": "sg-1", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": 22, "ToPort": 22, "IpRanges": [ { "CidrIp": "world" } ] } ] } ] }""", "$.SecurityGroups[0].IpPermissions[0].IpRanges[0].CidrIp: expected a CIDR block such as 192.0.2.0/24 or 2001:db8::/32, found \"world\".")]
    [InlineData("""{ "SecurityGroups": [ { "GroupId": "sg-1", "IpPermissions": [ { "IpProtocol": "tcp", "FromPort": "22" } ] } ] }""", "$.SecurityGroups[0].IpPermissions[0].FromPort: expected a whole number, found \"22\".")]
    [InlineData("""{ "RouteTables": [ { "RouteTableId": "rtb-1", "Routes": [ { "GatewayId": "igw-1" } ] } ] }""", "$.RouteTables[0].Routes[0]: expected one of DestinationCidrBlock, DestinationIpv6CidrBlock and DestinationPrefixListId, found none.")]
    [InlineData("""{ "NetworkAcls": [ { "NetworkAclId": "acl-1", "Entries": [ { "Egress": true, "RuleNumber": 1, "RuleAction": "reject", "Protocol": "6" } ] } ] }""", "$.NetworkAcls[0].Entries[0].RuleAction: expected allow or deny, found \"reject\".")]
    [InlineData("""{ "SecurityGroups": [ { "GroupId": "sg-1", "IpPermissions": [ { "FromPort": 22 } ] } ] }""", "$.SecurityGroups[0].IpPermissions[0]: expected IpProtocol, FromPort and ToPort of a rule, but a security-group rule has no IpProtocol.")]
    [InlineData("""{ "SecurityGroupRules": [ { "SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IpProtocol": "-1" } ] }""", "$.SecurityGroupRules[0]: expected one of CidrIpv4, CidrIpv6, PrefixListId and ReferencedGroupInfo, found none.")]
    [InlineData("""{ "SecurityGroupRules": [ { "SecurityGroupRuleId": "sgr-1", "GroupId": "sg-1", "IpProtocol": "-1", "IsEgress": "no", "CidrIpv4": "0.0.0.0/0" } ] }""", "$.SecurityGroupRules[0].IsEgress: expected true or false, found \"no\".")]
    [InlineData("""{ "Entries": [ { "Cidr": "192.0.2.0/24" } ] }""", "$.PrefixListId: expected the id of the prefix list, pl-…, that these entries belong to, found nothing.")]
    public void What_cannot_be_read_is_told_with_its_path_and_what_was_expected(string json, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => DescribeOutputReader.Read(json)).Message);
}
