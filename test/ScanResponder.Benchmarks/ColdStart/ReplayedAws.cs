using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.Benchmarks.ColdStart;

/// <summary>
/// AWS as one function sees it, with answers that are made before the run: no simulator's time is in what is measured. It remembers one thing, that
/// the world's rule was removed, so that the function finds its change done.
/// </summary>
/// <param name="scale">How large the account is.</param>
/// <param name="delay">How long each call takes.</param>
internal sealed partial class ReplayedAws(Scale scale, TimeSpan delay)
{
    internal const string Region = "eu-west-1";
    internal const string Account = "123456789012";

    private const string Instance = "i-0c1d2e3f4a5b60001";
    private const string Vpc = "vpc-0c1d2e3f4a5b60001";
    private const string Subnet = "subnet-0c1d2e3f4a5b60001";

    private readonly string _groups = Groups(scale);
    private readonly string _rulesBefore = Rules(scale, closed: false);
    private readonly string _rulesAfter = Rules(scale, closed: true);
    private int _calls;
    private volatile bool _closed;

    /// <summary>How many calls came.</summary>
    internal int Calls => _calls;

    /// <summary>The finding, as EventBridge delivers it.</summary>
    internal static string Event(Scale scale)
    {
        var groups = string.Join(',', Enumerable.Range(0, scale.Groups).Select(number => $$"""{"groupName":"group-{{number}}","groupId":"{{GroupId(number)}}"}"""));
        var probes = string.Join(',', Enumerable.Range(0, scale.Probes).Select(number =>
            $$$"""{"localPortDetails":{"port":22,"portName":"SSH"},"remoteIpDetails":{"ipAddressV4":"198.51.{{{100 + (number / 250 % 100)}}}.{{{number % 250}}}","organization":{"asn":"64500","asnOrg":"Example Scanning Ltd","isp":"Example Scanning Ltd","org":"Example Scanning Ltd"},"country":{"countryName":"Netherlands"}},"localIpDetails":{"ipAddressV4":"10.20.1.10"}}"""));
        return $$$"""
            {"version":"0","id":"0d6f7b1e-52a4-4c7e-9a36-2f1c8e4b7d10","detail-type":"GuardDuty Finding","source":"aws.guardduty","account":"{{{Account}}}",
            "time":"2026-11-20T03:25:02Z","region":"{{{Region}}}","resources":[],"detail":{"schemaVersion":"2.0","accountId":"{{{Account}}}","region":"{{{Region}}}",
            "partition":"aws","id":"5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90","arn":"arn:aws:guardduty:{{{Region}}}:{{{Account}}}:detector/a1/finding/5ec1a9e70f1c4d7a9b1f3d2c8e6b4a90",
            "type":"Recon:EC2/PortProbeUnprotectedPort","resource":{"resourceType":"Instance","instanceDetails":{"instanceId":"{{{Instance}}}","instanceType":"t3.micro",
            "launchTime":"2026-11-20T03:02:11.000Z","networkInterfaces":[{"networkInterfaceId":"eni-0c1d2e3f4a5b60001","privateIpAddress":"10.20.1.10","privateIpAddresses":
            [{"privateIpAddress":"10.20.1.10"}],"ipv6Addresses":[],"subnetId":"{{{Subnet}}}","vpcId":"{{{Vpc}}}","securityGroups":[{{{groups}}}],"publicIp":"192.0.2.10"}],
            "tags":[{"key":"Name","value":"web-1"}],"instanceState":"running","availabilityZone":"{{{Region}}}a","imageId":"ami-0123456789abcdef0"}},
            "service":{"serviceName":"guardduty","detectorId":"a1","action":{"actionType":"PORT_PROBE","portProbeAction":{"blocked":false,"portProbeDetails":[{{{probes}}}]}},
            "resourceRole":"TARGET","eventFirstSeen":"2026-11-20T03:05:38.000Z","eventLastSeen":"2026-11-20T03:19:54.000Z","archived":false,"count":4},"severity":2,
            "createdAt":"2026-11-20T03:24:36.118Z","updatedAt":"2026-11-20T03:24:36.118Z","title":"An unprotected port on EC2 instance {{{Instance}}} is being probed.",
            "description":"The EC2 instance {{{Instance}}} has an unprotected port which is being probed by a known malicious host."}}
            """;
    }

    /// <summary>Forgets the last run.</summary>
    internal void Reset()
    {
        _calls = 0;
        _closed = false;
    }

    internal async Task<HttpAnswer> AnswerAsync(HttpCall call, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _calls);
        if (delay > TimeSpan.Zero)
            await Task.Delay(delay, cancellationToken);
        return call.Header("X-Amz-Target") is { } target
            ? HttpAnswer.Json(200, target.EndsWith(".LookupEvents", StringComparison.Ordinal) ? """{"Events":[]}""" : "{}")
            : Xml(Action().Match(call.Text).Groups[1].Value, call);
    }

    private HttpAnswer Xml(string action, HttpCall call) => action switch
    {
        "DescribeInstances" => Ec2(action, $"""
            <reservationSet><item><reservationId>r-1</reservationId><ownerId>{Account}</ownerId><instancesSet><item><instanceId>{Instance}</instanceId>
            <imageId>ami-0123456789abcdef0</imageId><instanceState><code>16</code><name>running</name></instanceState><instanceType>t3.micro</instanceType>
            <launchTime>2026-11-20T03:02:11.000Z</launchTime><placement><availabilityZone>{Region}a</availabilityZone><tenancy>default</tenancy></placement>
            <monitoring><state>disabled</state></monitoring><subnetId>{Subnet}</subnetId><vpcId>{Vpc}</vpcId><privateIpAddress>10.20.1.10</privateIpAddress>
            <ipAddress>192.0.2.10</ipAddress><architecture>x86_64</architecture><rootDeviceType>ebs</rootDeviceType><virtualizationType>hvm</virtualizationType>
            <hypervisor>xen</hypervisor><tagSet><item><key>Name</key><value>web-1</value></item></tagSet></item></instancesSet></item></reservationSet>
            """),
        "DescribeNetworkInterfaces" when call.Text.Contains("ELB", StringComparison.Ordinal) => Ec2(action, "<networkInterfaceSet/>"),
        "DescribeNetworkInterfaces" => Ec2(action, $"""
            <networkInterfaceSet><item><networkInterfaceId>eni-0c1d2e3f4a5b60001</networkInterfaceId><subnetId>{Subnet}</subnetId><vpcId>{Vpc}</vpcId>
            <ownerId>{Account}</ownerId><status>in-use</status><interfaceType>interface</interfaceType><privateIpAddress>10.20.1.10</privateIpAddress>
            <groupSet>{string.Concat(Enumerable.Range(0, scale.Groups).Select(number => $"<item><groupId>{GroupId(number)}</groupId></item>"))}</groupSet>
            <attachment><attachmentId>eni-attach-1</attachmentId><instanceId>{Instance}</instanceId><deviceIndex>0</deviceIndex><status>attached</status></attachment>
            <association><publicIp>192.0.2.10</publicIp></association><privateIpAddressesSet><item><privateIpAddress>10.20.1.10</privateIpAddress>
            <primary>true</primary><association><publicIp>192.0.2.10</publicIp></association></item></privateIpAddressesSet></item></networkInterfaceSet>
            """),
        "DescribeSecurityGroups" => Ec2(action, _groups),
        "DescribeSecurityGroupRules" => Ec2(action, _closed ? _rulesAfter : _rulesBefore),
        "DescribeVpcs" => Ec2(action, $"""
            <vpcSet><item><vpcId>{Vpc}</vpcId><cidrBlock>10.20.0.0/16</cidrBlock><cidrBlockAssociationSet><item><cidrBlock>10.20.0.0/16</cidrBlock>
            <cidrBlockState><state>associated</state></cidrBlockState></item></cidrBlockAssociationSet></item></vpcSet>
            """),
        "DescribeRouteTables" => Ec2(action, $"""
            <routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>{Vpc}</vpcId><routeSet>
            <item><destinationCidrBlock>10.20.0.0/16</destinationCidrBlock><gatewayId>local</gatewayId><state>active</state></item>
            <item><destinationCidrBlock>0.0.0.0/0</destinationCidrBlock><gatewayId>igw-1</gatewayId><state>active</state></item></routeSet>
            <associationSet><item><routeTableAssociationId>rtbassoc-1</routeTableAssociationId><subnetId>{Subnet}</subnetId><main>true</main></item></associationSet>
            </item></routeTableSet>
            """),
        "DescribeNetworkAcls" => Ec2(action, $"""
            <networkAclSet><item><networkAclId>acl-1</networkAclId><vpcId>{Vpc}</vpcId><default>true</default><entrySet>
            <item><ruleNumber>100</ruleNumber><protocol>-1</protocol><ruleAction>allow</ruleAction><egress>true</egress><cidrBlock>0.0.0.0/0</cidrBlock></item>
            <item><ruleNumber>100</ruleNumber><protocol>-1</protocol><ruleAction>allow</ruleAction><egress>false</egress><cidrBlock>0.0.0.0/0</cidrBlock></item>
            </entrySet><associationSet><item><networkAclAssociationId>aclassoc-1</networkAclAssociationId><subnetId>{Subnet}</subnetId></item></associationSet></item></networkAclSet>
            """),
        "DescribeVpcBlockPublicAccessOptions" => Ec2(action, """
            <vpcBlockPublicAccessOptions><internetGatewayBlockMode>off</internetGatewayBlockMode><state>default-state</state></vpcBlockPublicAccessOptions>
            """),
        "AuthorizeSecurityGroupIngress" when !IsDryRun(call) => Ec2(action, $"""
            <return>true</return><securityGroupRuleSet>{Rule("sgr-00000000000fffff", GroupId(0), 22, "10.20.0.0/16")}</securityGroupRuleSet>
            """),
        "RevokeSecurityGroupIngress" when !IsDryRun(call) => Revoked(action),
        "AuthorizeSecurityGroupIngress" or "RevokeSecurityGroupIngress" => HttpAnswer.Xml(412, """
            <Response><Errors><Error><Code>DryRunOperation</Code><Message>Request would have succeeded, but DryRun flag is set.</Message></Error></Errors><RequestID>1</RequestID></Response>
            """),
        "Publish" => HttpAnswer.Xml(200, """
            <PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>m-1</MessageId></PublishResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></PublishResponse>
            """),
        "ListAccountAliases" => HttpAnswer.Xml(200, """
            <ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult><IsTruncated>false</IsTruncated><AccountAliases/></ListAccountAliasesResult></ListAccountAliasesResponse>
            """),
        _ => Ec2(action, ""),
    };

    private static HttpAnswer Ec2(string action, string content) => HttpAnswer.Xml(
        200, $"""<?xml version="1.0" encoding="UTF-8"?><{action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>{content}</{action}Response>""");

    private HttpAnswer Revoked(string action)
    {
        _closed = true;
        return Ec2(action, "<return>true</return>");
    }

    private static bool IsDryRun(HttpCall call) => call.Text.Contains("DryRun=true", StringComparison.OrdinalIgnoreCase);

    private static string Groups(Scale scale)
    {
        var text = new StringBuilder("<securityGroupInfo>");
        for (var group = 0; group < scale.Groups; group++)
        {
            text.Append(CultureInfo.InvariantCulture, $"<item><ownerId>{Account}</ownerId><groupId>{GroupId(group)}</groupId><groupName>group-{group}</groupName>");
            text.Append(CultureInfo.InvariantCulture, $"<groupDescription>a group</groupDescription><vpcId>{Vpc}</vpcId><ipPermissions/><ipPermissionsEgress/></item>");
        }

        return text.Append("</securityGroupInfo>").ToString();
    }

    private static string Rules(Scale scale, bool closed)
    {
        var text = new StringBuilder("<securityGroupRuleSet>");
        for (var number = 0; number < scale.Groups * scale.Rules; number++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"sgr-{number:x17}");
            text.Append((number, closed) switch
            {
                (0, false) => Rule(id, GroupId(0), 22, "0.0.0.0/0"),
                (0, true) => Rule("sgr-00000000000fffff", GroupId(0), 22, "10.20.0.0/16"),
                _ => Rule(id, GroupId(number / scale.Rules), 443, string.Create(CultureInfo.InvariantCulture, $"10.{number / 250 % 250}.{number % 250}.0/24")),
            });
        }

        return text.Append("</securityGroupRuleSet>").ToString();
    }

    private static string Rule(string id, string group, int port, string source) => string.Create(
        CultureInfo.InvariantCulture,
        $"<item><securityGroupRuleId>{id}</securityGroupRuleId><groupId>{group}</groupId><groupOwnerId>{Account}</groupOwnerId><isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>{port}</fromPort><toPort>{port}</toPort><cidrIpv4>{source}</cidrIpv4><description>a rule</description></item>");

    private static string GroupId(int number) => string.Create(CultureInfo.InvariantCulture, $"sg-{number:x17}");

    [GeneratedRegex("(?:^|&)Action=([A-Za-z]+)")]
    private static partial Regex Action();
}
