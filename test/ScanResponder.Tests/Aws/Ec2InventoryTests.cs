using System.Globalization;
using System.Net;
using ScanResponder.Accounts;
using ScanResponder.Aws.Ec2;
using ScanResponder.Network;
using ScanResponder.Triggers;

namespace ScanResponder.Tests.Aws;

/// <summary>Reading a whole Region, at the edges that moto does not have: pages, denials and odd rules.</summary>
public sealed class Ec2InventoryTests
{
    private static readonly AwsScope Scope = new("aws", "123456789012", "eu-west-1");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(1001)]
    [InlineData(2000)]
    public async Task Every_group_and_rule_is_read_whatever_falls_on_the_edge_of_a_page(int count)
    {
        var aws = new ScriptedAws(request => request["Action"] switch
        {
            "DescribeSecurityGroups" => Page(request, "securityGroupInfo", count, number => $"<groupId>sg-{number}</groupId><groupName>g</groupName>"),
            "DescribeSecurityGroupRules" => Page(request, "securityGroupRuleSet", count, number => Rule($"sgr-{number}", $"sg-{number}", "0.0.0.0/0")),
            "DescribeNetworkInterfaces" => Page(request, "networkInterfaceSet", count, number => $"<networkInterfaceId>eni-{number}</networkInterfaceId>"),
            var other => Page(request, other, 0, _ => ""),
        });

        var inventory = await new Ec2Account(aws.Ec2()).InventoryAsync(Scope, [], null, Token);

        Assert.Empty(inventory.Failures);
        Assert.Equal((count, count, count), (inventory.Groups!.Value.Length, inventory.Groups.Value.Sum(group => group.Rules.Length), inventory.Interfaces!.Value.Length));
        Assert.All(aws.Requests.Where(request => request["Action"] is not ("DescribeRouteTables" or "DescribeVpcBlockPublicAccessOptions")), request => Assert.Equal("1000", request["MaxResults"]));
        Assert.Equal(Math.Max(1, (count + 999) / 1000), aws.Requests.Count(request => request["Action"] == "DescribeSecurityGroups"));
    }

    [Fact]
    public async Task What_may_not_be_read_is_told_and_the_rest_is_read()
    {
        var aws = new ScriptedAws(request => request["Action"] switch
        {
            "DescribeSecurityGroups" => Page(request, "securityGroupInfo", 1, number => $"<groupId>sg-{number}</groupId>"),
            "DescribeRouteTables" => (HttpStatusCode.Forbidden, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized.</Message></Error></Errors></Response>"),
            var other => Page(request, other, 0, _ => ""),
        });

        var inventory = await new Ec2Account(aws.Ec2()).InventoryAsync(Scope, [], null, Token);

        Assert.Null(inventory.RouteTables);
        Assert.Single(inventory.Groups!.Value);
        Assert.Equal((AccountErrorKind.Denied, "ec2:DescribeRouteTables"), (inventory.Failures[0].Kind, inventory.Failures[0].Action));
    }

    [Fact]
    public async Task Whether_Block_Public_Access_is_on_is_read_and_not_being_told_is_no_failure()
    {
        var told = new ScriptedAws(request => request["Action"] is "DescribeVpcBlockPublicAccessOptions"
            ? (HttpStatusCode.OK, "<R><vpcBlockPublicAccessOptions><state>update-complete</state><internetGatewayBlockMode>block-ingress</internetGatewayBlockMode></vpcBlockPublicAccessOptions></R>")
            : Page(request, request["Action"], 0, _ => ""));
        var denied = new ScriptedAws(request => request["Action"] is "DescribeVpcBlockPublicAccessOptions"
            ? (HttpStatusCode.Forbidden, "<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized.</Message></Error></Errors></Response>")
            : Page(request, request["Action"], 0, _ => ""));

        var on = await new Ec2Account(told.Ec2()).InventoryAsync(Scope, [], null, Token);
        var unknown = await new Ec2Account(denied.Ec2()).InventoryAsync(Scope, [], null, Token);

        Assert.Equal("block-ingress", on.PublicAccess!.Mode);
        Assert.Empty(on.Notes);
        Assert.Null(unknown.PublicAccess);
        Assert.Empty(unknown.Failures);
        Assert.Contains("ec2:DescribeVpcBlockPublicAccessOptions", Assert.Single(unknown.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rule_that_is_not_understood_costs_its_own_group_alone()
    {
        var aws = new ScriptedAws(request => request["Action"] switch
        {
            "DescribeSecurityGroups" => Page(request, "securityGroupInfo", 2, number => $"<groupId>sg-{number}</groupId>"),
            "DescribeSecurityGroupRules" => Page(request, "securityGroupRuleSet", 2, number => Rule($"sgr-{number}", $"sg-{number}", number == 0 ? "everywhere" : "0.0.0.0/0")),
            var other => Page(request, other, 0, _ => ""),
        });

        var inventory = await new Ec2Account(aws.Ec2()).InventoryAsync(Scope, [], null, Token);

        Assert.Equal(["sg-1"], inventory.Groups!.Value.Select(group => group.Id));
        Assert.Contains("sgr-0", Assert.Single(inventory.Failures).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_prefix_lists_that_rules_name_and_those_that_are_asked_for_are_read()
    {
        var aws = new ScriptedAws(request => request["Action"] switch
        {
            "DescribeSecurityGroups" => Page(request, "securityGroupInfo", 1, number => $"<groupId>sg-{number}</groupId>"),
            "DescribeSecurityGroupRules" => Page(request, "securityGroupRuleSet", 1, number =>
                $"<securityGroupRuleId>sgr-1</securityGroupRuleId><groupId>sg-{number}</groupId><isEgress>false</isEgress><ipProtocol>-1</ipProtocol><prefixListId>pl-1</prefixListId>"),
            "GetManagedPrefixListEntries" => Page(request, "entrySet", 1, _ => "<cidr>192.0.2.0/24</cidr>"),
            var other => Page(request, other, 0, _ => ""),
        });

        var inventory = await new Ec2Account(aws.Ec2()).InventoryAsync(Scope, ["pl-2"], null, Token);

        Assert.Equal(["pl-1", "pl-2"], inventory.PrefixLists.Keys.Order());
        Assert.Equal([Cidr.Parse("192.0.2.0/24")], inventory.PrefixLists["pl-1"].Entries);
    }

    private static string Rule(string id, string groupId, string block) =>
        $"<securityGroupRuleId>{id}</securityGroupRuleId><groupId>{groupId}</groupId><isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><cidrIpv4>{block}</cidrIpv4>";

    private static (HttpStatusCode Status, string Body) Page(IReadOnlyDictionary<string, string> request, string set, int count, Func<int, string> item)
    {
        var size = request.TryGetValue("MaxResults", out var most) ? int.Parse(most, CultureInfo.InvariantCulture) : 1;
        var from = request.TryGetValue("NextToken", out var token) ? int.Parse(token, CultureInfo.InvariantCulture) : 0;
        var items = string.Concat(Enumerable.Range(from, Math.Min(size, count - from)).Select(number => $"<item>{item(number)}</item>"));
        var next = from + size < count ? $"<nextToken>{from + size}</nextToken>" : "";
        return (HttpStatusCode.OK, $"<{request["Action"]}Response><{set}>{items}</{set}>{next}</{request["Action"]}Response>");
    }
}
