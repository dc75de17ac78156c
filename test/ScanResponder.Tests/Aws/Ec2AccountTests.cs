using System.Net;
using Amazon.EC2;
using Amazon.Runtime;
using ScanResponder.Accounts;
using ScanResponder.Aws;
using ScanResponder.Aws.Ec2;
using ScanResponder.Network;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Tests.Aws;

/// <summary>What moto cannot show: several pages, odd answers, and what goes over the wire.</summary>
public sealed class Ec2AccountTests
{
    private static readonly Permission Ssh = new(new Traffic.Tcp(PortRange.Of(22)), new RuleSource.Block(Cidr.Parse("0.0.0.0/0")));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_is_read_even_after_an_empty_one()
    {
        var aws = new ScriptedAws(request => (request["Action"], request.GetValueOrDefault("NextToken")) switch
        {
            ("DescribeSecurityGroups", _) => Groups(Group("sg-1")),
            ("DescribeSecurityGroupRules", null) => Rules("two", Rule("sgr-1", "<cidrIpv4>192.0.2.0/24</cidrIpv4>")),
            ("DescribeSecurityGroupRules", "two") => Rules("three"),
            ("DescribeSecurityGroupRules", "three") => Rules(null, Rule("sgr-2", "<cidrIpv4>198.51.100.0/24</cidrIpv4>")),
            _ => throw new InvalidOperationException(),
        });

        var groups = await new Ec2Account(aws.Ec2()).GroupsAsync(["sg-1"], Token);

        Assert.Equal(["sgr-1", "sgr-2"], Assert.Single(groups).Rules.Select(rule => rule.Id));
        Assert.All(aws.Requests, request => Assert.Equal("1000", request["MaxResults"]));
    }

    [Fact]
    public async Task Prefix_list_entries_come_from_every_page_in_canonical_form()
    {
        var aws = new ScriptedAws(request => Ok("GetManagedPrefixListEntries", request.GetValueOrDefault("NextToken") is null
            ? "<entrySet><item><cidr>192.0.2.77/24</cidr></item></entrySet><nextToken>two</nextToken>"
            : "<entrySet><item><cidr>198.51.100.0/24</cidr></item></entrySet>"));

        var list = await new Ec2Account(aws.Ec2()).PrefixListAsync("pl-1", Token);

        Assert.Equal([Cidr.Parse("192.0.2.0/24"), Cidr.Parse("198.51.100.0/24")], list.Entries);
        Assert.All(aws.Requests, request => Assert.Equal("100", request["MaxResults"]));
    }

    [Fact]
    public async Task More_groups_than_a_filter_takes_are_asked_for_in_several_calls()
    {
        var aws = new ScriptedAws(request => request["Action"] == "DescribeSecurityGroups" ? Groups() : Rules(null));

        await new Ec2Account(aws.Ec2()).GroupsAsync([.. Enumerable.Range(0, 201).Select(number => $"sg-{number}")], Token);

        Assert.Equal(4, aws.Requests.Count);
    }

    [Fact]
    public async Task No_groups_are_no_call()
    {
        var aws = new ScriptedAws(_ => throw new InvalidOperationException());

        Assert.Empty(await new Ec2Account(aws.Ec2()).GroupsAsync([], Token));
        Assert.Empty(aws.Requests);
    }

    [Theory]
    [InlineData("<ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><cidrIpv4>everywhere</cidrIpv4>")]
    [InlineData("<ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort>")]
    [InlineData("<ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>99999</toPort><cidrIpv4>0.0.0.0/0</cidrIpv4>")]
    [InlineData("<cidrIpv4>0.0.0.0/0</cidrIpv4>")]
    public async Task An_inbound_rule_that_is_not_understood_is_named_and_never_left_out(string rule)
    {
        var aws = new ScriptedAws(request => request["Action"] == "DescribeSecurityGroups"
            ? Groups(Group("sg-1"))
            : Rules(null, $"<item><securityGroupRuleId>sgr-odd</securityGroupRuleId><groupId>sg-1</groupId><isEgress>false</isEgress>{rule}</item>"));

        var error = await Assert.ThrowsAsync<AccountException>(() => new Ec2Account(aws.Ec2()).GroupsAsync(["sg-1"], Token));

        Assert.Equal(AccountErrorKind.Unavailable, error.Kind);
        Assert.Equal("sgr-odd", error.Resource);
        Assert.Contains("sgr-odd", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_description_that_the_list_of_rules_lacks_comes_from_the_groups_permissions()
    {
        var aws = new ScriptedAws(request => request["Action"] == "DescribeSecurityGroups"
            ? Groups("<item><groupId>sg-1</groupId><ipPermissions><item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort>"
                + "<prefixListIds><item><prefixListId>pl-1</prefixListId><description>partners</description></item></prefixListIds></item></ipPermissions></item>")
            : Rules(null, Rule("sgr-1", "<prefixListId>pl-1</prefixListId>"), Rule("sgr-2", "<prefixListId>pl-2</prefixListId>")));

        var group = Assert.Single(await new Ec2Account(aws.Ec2()).GroupsAsync(["sg-1"], Token));

        Assert.Equal(["partners", null], group.Rules.Select(rule => rule.Description));
    }

    [Fact]
    public async Task Added_rules_are_returned_with_what_the_answer_leaves_out()
    {
        var aws = new ScriptedAws(_ => Ok(
            "AuthorizeSecurityGroupIngress", $"<return>true</return><securityGroupRuleSet>{Rule("sgr-1", "<prefixListId>pl-1</prefixListId>")}</securityGroupRuleSet>"));
        var tags = TagSet.Of(KeyValuePair.Create("a", "b"));
        var draft = new RuleDraft(new Traffic.Tcp(PortRange.Of(22)), new RuleSource.PrefixList("pl-1"), "partners");

        var added = await new Ec2Account(aws.Ec2()).AuthorizeAsync("sg-1", [draft], tags, dryRun: false, Token);

        Assert.Equal([new("sgr-1", "sg-1", draft.Traffic, draft.Source, "partners", tags)], added);
    }

    [Fact]
    public async Task An_outbound_rule_that_is_not_understood_only_does_not_count()
    {
        var aws = new ScriptedAws(request => request["Action"] == "DescribeSecurityGroups"
            ? Groups(Group("sg-1"))
            : Rules(
                null,
                "<item><securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-1</groupId><isEgress>true</isEgress><cidrIpv4>0.0.0.0/0</cidrIpv4></item>",
                "<item><securityGroupRuleId>sgr-2</securityGroupRuleId><groupId>sg-1</groupId><isEgress>true</isEgress><ipProtocol>-1</ipProtocol><fromPort>-1</fromPort><toPort>-1</toPort><cidrIpv6>::/0</cidrIpv6></item>"));

        var group = Assert.Single(await new Ec2Account(aws.Ec2()).GroupsAsync(["sg-1"], Token));

        Assert.Empty(group.Rules);
        Assert.Equal([IpFamily.IPv6], group.AllowsAllEgress);
    }

    [Fact]
    public async Task Blocks_that_are_no_longer_or_not_yet_associated_are_not_the_vpcs()
    {
        static string Association(string cidr, string state) =>
            $"<item><cidrBlock>{cidr}</cidrBlock><cidrBlockState><state>{state}</state></cidrBlockState></item>";
        var aws = new ScriptedAws(_ => Ok(
            "DescribeVpcs",
            $"<vpcSet><item><vpcId>vpc-1</vpcId><cidrBlock>10.0.0.0/16</cidrBlock><cidrBlockAssociationSet>{Association("10.0.0.0/16", "associated")}{Association("10.1.0.0/16", "disassociated")}{Association("10.2.0.0/16", "associating")}</cidrBlockAssociationSet></item></vpcSet>"));

        var vpc = await new Ec2Account(aws.Ec2()).FindVpcAsync("vpc-1", Token);

        Assert.Equal([Cidr.Parse("10.0.0.0/16")], vpc!.Cidrs);
    }

    [Fact]
    public async Task Public_access_is_read_with_all_its_exclusions()
    {
        static string Exclusion(string id, string mode, string resource) =>
            $"<item><exclusionId>{id}</exclusionId><internetGatewayExclusionMode>{mode}</internetGatewayExclusionMode><resourceArn>arn:aws:ec2:eu-west-1:123456789012:{resource}</resourceArn><state>create-complete</state></item>";
        var aws = new ScriptedAws(request => (request["Action"], request.GetValueOrDefault("NextToken")) switch
        {
            ("DescribeVpcBlockPublicAccessOptions", _) => Ok(
                request["Action"],
                "<vpcBlockPublicAccessOptions><state>update-complete</state><internetGatewayBlockMode>block-bidirectional</internetGatewayBlockMode></vpcBlockPublicAccessOptions>"),
            (_, null) => Ok(
                request["Action"],
                $"<vpcBlockPublicAccessExclusionSet>{Exclusion("x-1", "allow-bidirectional", "vpc/vpc-1")}{Exclusion("x-2", "allow-egress", "vpc/vpc-2")}</vpcBlockPublicAccessExclusionSet><nextToken>more</nextToken>"),
            _ => Ok(request["Action"], $"<vpcBlockPublicAccessExclusionSet>{Exclusion("x-3", "allow-bidirectional", "subnet/subnet-3")}</vpcBlockPublicAccessExclusionSet>"),
        });

        var block = await new Ec2Account(aws.Ec2()).PublicAccessBlockAsync(Token);

        Assert.Equal(("block-bidirectional", false), (block.Mode, block.Changing));
        Assert.Equal(["vpc-1", "subnet-3"], block.Exempt);
    }

    [Fact]
    public async Task A_group_serves_the_VPCs_that_it_is_or_is_being_associated_with()
    {
        static string Association(string vpc, string state) =>
            $"<item><groupId>sg-1</groupId><vpcId>{vpc}</vpcId><vpcOwnerId>123456789012</vpcOwnerId><state>{state}</state></item>";
        var aws = new ScriptedAws(request => Ok(
            request["Action"],
            $"<securityGroupVpcAssociationSet>{Association("vpc-1", "associated")}{Association("vpc-2", "associating")}{Association("vpc-3", "disassociated")}</securityGroupVpcAssociationSet>"));

        Assert.Equal(["vpc-1", "vpc-2"], await new Ec2Account(aws.Ec2()).AssociatedVpcIdsAsync(["sg-1"], Token));
        Assert.Equal("sg-1", Assert.Single(aws.Requests)["Filter.1.Value.1"]);
    }

    [Fact]
    public async Task What_the_alert_can_do_without_is_asked_once()
    {
        var asked = 0;
        await using var aws = new LoopbackHttpServer((_, _) =>
        {
            Interlocked.Increment(ref asked);
            return Task.FromResult(new HttpAnswer(500, "text/html", "<html/>"u8.ToArray()));
        });
        var config = AwsClients.Configured(new AmazonEC2Config(), "eu-west-1");
        config.ServiceURL = aws.Address.ToString();
        using var ec2 = new Ec2Client(new BasicAWSCredentials("test", "test"), config);
        var account = new Ec2Account(ec2);

        await Assert.ThrowsAsync<AccountException>(() => account.PublicAccessBlockAsync(Token));
        await Assert.ThrowsAsync<AccountException>(() => account.AssociatedVpcIdsAsync(["sg-1"], Token));

        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Rules_of_one_kind_of_traffic_share_a_permission_and_each_source_keeps_its_description()
    {
        var aws = new ScriptedAws(_ => Ok("AuthorizeSecurityGroupIngress", "<return>true</return>"));
        var ssh = new Traffic.Tcp(PortRange.Of(22));

        await new Ec2Account(aws.Ec2()).AuthorizeAsync(
            "sg-1",
            [
                new(ssh, new RuleSource.Block(Cidr.Parse("192.0.2.0/24")), "office"),
                new(ssh, new RuleSource.Block(Cidr.Parse("2001:db8::/32")), null),
                new(ssh, new RuleSource.PrefixList("pl-1"), "partners"),
                new(ssh, new RuleSource.Group("sg-2", "222222222222"), "peer"),
                new(new Traffic.All(), new RuleSource.Block(Cidr.Parse("10.0.0.0/8")), null),
                new(new Traffic.Other("47"), new RuleSource.Block(Cidr.Parse("10.0.0.0/8")), null),
            ],
            TagSet.Of(KeyValuePair.Create("scan-responder", "f1")),
            dryRun: false,
            Token);

        var request = Assert.Single(aws.Requests);
        var expected = new Dictionary<string, string>
        {
            ["Action"] = "AuthorizeSecurityGroupIngress",
            ["GroupId"] = "sg-1",
            ["IpPermissions.1.IpProtocol"] = "tcp",
            ["IpPermissions.1.FromPort"] = "22",
            ["IpPermissions.1.ToPort"] = "22",
            ["IpPermissions.1.IpRanges.1.CidrIp"] = "192.0.2.0/24",
            ["IpPermissions.1.IpRanges.1.Description"] = "office",
            ["IpPermissions.1.Ipv6Ranges.1.CidrIpv6"] = "2001:db8::/32",
            ["IpPermissions.1.PrefixListIds.1.PrefixListId"] = "pl-1",
            ["IpPermissions.1.PrefixListIds.1.Description"] = "partners",
            ["IpPermissions.1.Groups.1.GroupId"] = "sg-2",
            ["IpPermissions.1.Groups.1.UserId"] = "222222222222",
            ["IpPermissions.1.Groups.1.Description"] = "peer",
            ["IpPermissions.2.IpProtocol"] = "-1",
            ["IpPermissions.2.IpRanges.1.CidrIp"] = "10.0.0.0/8",
            ["IpPermissions.3.IpProtocol"] = "47",
            ["IpPermissions.3.IpRanges.1.CidrIp"] = "10.0.0.0/8",
            ["TagSpecification.1.ResourceType"] = "security-group-rule",
            ["TagSpecification.1.Tag.1.Key"] = "scan-responder",
            ["TagSpecification.1.Tag.1.Value"] = "f1",
            ["Version"] = "2016-11-15",
        };
        Assert.Equal(expected.OrderBy(pair => pair.Key), request.OrderBy(pair => pair.Key));
    }

    [Fact]
    public async Task Without_tags_none_are_asked_for_and_a_rule_is_removed_by_what_it_admits_and_not_by_its_id()
    {
        var aws = new ScriptedAws(request => Ok(request["Action"], "<return>true</return>"));
        var account = new Ec2Account(aws.Ec2());

        await account.AuthorizeAsync(
            "sg-1", [new(new Traffic.Udp(PortRange.Of(53)), new RuleSource.Block(Cidr.Parse("10.0.0.0/8")), null)], TagSet.Empty, false, Token);
        await account.RevokeAsync("sg-1", [Ssh], dryRun: false, Token);

        Assert.DoesNotContain(aws.Requests.First().Keys, key => key.StartsWith("TagSpecification", StringComparison.Ordinal));
        Assert.Equal(
            ["Action", "GroupId", "IpPermissions.1.FromPort", "IpPermissions.1.IpProtocol", "IpPermissions.1.IpRanges.1.CidrIp", "IpPermissions.1.ToPort", "Version"], aws.Requests.Last().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_a_default_VPC_did_not_find_is_told_and_no_error()
    {
        var aws = new ScriptedAws(request => Ok(
            request["Action"],
            """
            <return>true</return><unknownIpPermissionSet><item><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><groups/>
            <ipRanges><item><cidrIp>0.0.0.0/0</cidrIp></item></ipRanges><ipv6Ranges/><prefixListIds/></item></unknownIpPermissionSet>
            """));
        var web = new Permission(new Traffic.Tcp(PortRange.Of(443)), Ssh.Source);

        Assert.Equal([Ssh], await new Ec2Account(aws.Ec2()).RevokeAsync("sg-1", [web, Ssh], dryRun: false, Token));
    }

    [Fact]
    public async Task A_dry_run_without_the_permission_says_what_to_grant()
    {
        var aws = ScriptedAws.Ec2Error(HttpStatusCode.Forbidden, "UnauthorizedOperation", "You are not authorized to perform this operation.");

        var error = await Assert.ThrowsAsync<AccountException>(
            () => new Ec2Account(aws.Ec2()).RevokeAsync("sg-1", [Ssh], dryRun: true, Token));

        Assert.Equal(AccountErrorKind.Denied, error.Kind);
        Assert.Equal(
            "Could not remove a rule from sg-1: EC2 answered UnauthorizedOperation: You are not authorized to perform this operation. "
            + "Grant ec2:RevokeSecurityGroupIngress on security-group/sg-1 to the function's role.",
            error.Message);
    }

    [Fact]
    public async Task A_dry_run_asks_for_no_change()
    {
        var aws = ScriptedAws.Ec2Error(HttpStatusCode.PreconditionFailed, "DryRunOperation", "Request would have succeeded, but DryRun flag is set.");

        await new Ec2Account(aws.Ec2()).RevokeAsync("sg-1", [Ssh], dryRun: true, Token);

        Assert.Equal("true", Assert.Single(aws.Requests)["DryRun"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("not xml")]
    [InlineData("<html>")]
    public async Task An_answer_that_cannot_be_read_is_the_accounts_error(string body)
    {
        var aws = new ScriptedAws(_ => (HttpStatusCode.OK, body));

        var error = await Assert.ThrowsAsync<AccountException>(
            () => new Ec2Account(aws.Ec2()).RevokeAsync("sg-1", [Ssh], dryRun: false, Token));

        Assert.Equal(AccountErrorKind.Unavailable, error.Kind);
    }

    [Fact]
    public async Task A_caller_who_gives_up_during_a_call_is_not_told_of_the_account()
    {
        using var gaveUp = new CancellationTokenSource();
        var aws = new ScriptedAws(_ =>
        {
            gaveUp.Cancel();
            throw new OperationCanceledException(gaveUp.Token);
        });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new Ec2Account(aws.Ec2()).FindVpcAsync("vpc-1", gaveUp.Token));
    }

    private static (HttpStatusCode Status, string Body) Ok(string action, string body) =>
        (HttpStatusCode.OK, $"<{action}Response><requestId>r-1</requestId>{body}</{action}Response>");

    private static (HttpStatusCode Status, string Body) Groups(params string[] items) =>
        Ok("DescribeSecurityGroups", $"<securityGroupInfo>{string.Concat(items)}</securityGroupInfo>");

    private static string Group(string id) => $"<item><groupId>{id}</groupId><groupName>ssh</groupName><ownerId>123456789012</ownerId></item>";

    private static (HttpStatusCode Status, string Body) Rules(string? next, params string[] items) => Ok(
        "DescribeSecurityGroupRules",
        $"<securityGroupRuleSet>{string.Concat(items)}</securityGroupRuleSet>{(next is null ? "" : $"<nextToken>{next}</nextToken>")}");

    private static string Rule(string id, string source) =>
        $"<item><securityGroupRuleId>{id}</securityGroupRuleId><groupId>sg-1</groupId><isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort>{source}</item>";
}
