using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace ScanResponder.Lambda.Start;

/// <summary>
/// AWS for the example, in the process: clients that are made with it are the SDK's own in every part but the last, which sends nothing. The example has one
/// instance and one rule that lets the world in to port 22.
/// </summary>
/// <param name="settings">Whose account and Region the example is in.</param>
internal sealed partial class ExampleAws(Settings settings) : HttpClientFactory, IDisposable
{
    private const string Instance = "i-00000000000000001";
    private const string Interface = "eni-00000000000000001";
    private const string Group = "sg-00000000000000001";
    private const string Vpc = "vpc-00000000000000001";
    private const string Subnet = "subnet-00000000000000001";
    private const string Open = "0.0.0.0/0";
    private const string Inside = "10.0.0.0/16";

    private readonly ConcurrentBag<HttpClient> _clients = [];
    private readonly ConcurrentQueue<string> _asked = new();
    private readonly ConcurrentQueue<(string Service, Uri Address)> _addresses = new();
    private volatile string _source = Open;

    /// <summary>What was asked so far, each action as AWS calls it.</summary>
    internal IReadOnlyCollection<string> Asked => _asked;

    /// <summary>Where each client sends its requests, with its service as the SDK calls it.</summary>
    internal IReadOnlyCollection<(string Service, Uri Address)> Addresses => _addresses;

    /// <summary>The example's finding, as EventBridge delivers it.</summary>
    internal static string Finding(Settings settings) => $$$"""
        {"version":"0","id":"00000000-0000-0000-0000-000000000000","detail-type":"GuardDuty Finding","source":"aws.guardduty","account":"{{{settings.AccountId}}}",
        "time":"2026-01-01T00:00:00Z","region":"{{{settings.Region}}}","resources":[],"detail":{"schemaVersion":"2.0","accountId":"{{{settings.AccountId}}}",
        "region":"{{{settings.Region}}}","partition":"aws","id":"warm-up","arn":"arn:aws:guardduty:{{{settings.Region}}}:{{{settings.AccountId}}}:detector/1/finding/warm-up",
        "type":"Recon:EC2/PortProbeUnprotectedPort","resource":{"resourceType":"Instance","instanceDetails":{"instanceId":"{{{Instance}}}","instanceType":"t3.micro",
        "launchTime":"2026-01-01T00:00:00.000Z","networkInterfaces":[{"networkInterfaceId":"{{{Interface}}}","privateIpAddress":"10.0.0.10","privateIpAddresses":
        [{"privateIpAddress":"10.0.0.10"}],"ipv6Addresses":[],"subnetId":"{{{Subnet}}}","vpcId":"{{{Vpc}}}","securityGroups":[{"groupName":"example","groupId":"{{{Group}}}"}],
        "publicIp":"192.0.2.10"}],"tags":[{"key":"Name","value":"example"}],"instanceState":"running","availabilityZone":"{{{settings.Region}}}a","imageId":"ami-1"}},
        "service":{"serviceName":"guardduty","detectorId":"1","action":{"actionType":"PORT_PROBE","portProbeAction":{"blocked":false,"portProbeDetails":
        [{"localPortDetails":{"port":22,"portName":"SSH"},"remoteIpDetails":{"ipAddressV4":"198.51.100.17","organization":{"asn":"64500","asnOrg":"Example"},
        "country":{"countryName":"Netherlands"}},"localIpDetails":{"ipAddressV4":"10.0.0.10"}}]}},"resourceRole":"TARGET","eventFirstSeen":"2026-01-01T00:00:00.000Z",
        "eventLastSeen":"2026-01-01T00:00:00.000Z","archived":false,"count":1},"severity":2,"createdAt":"2026-01-01T00:00:00.000Z",
        "updatedAt":"2026-01-01T00:00:00.000Z","title":"An unprotected port is being probed.","description":"An unprotected port is being probed."}}
        """;

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var client = new HttpClient(new Answers(this, clientConfig.ServiceId));
        _clients.Add(client);
        return client;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients)
            client.Dispose();
    }

    private (HttpStatusCode Status, string Type, string Text) Keep()
    {
        _asked.Enqueue("PutObject");
        return (HttpStatusCode.OK, "text/xml", "");
    }

    private (HttpStatusCode Status, string Type, string Text) AnswerTo(string? target, string body)
    {
        if (target is not null)
        {
            _asked.Enqueue(target[(target.LastIndexOf('.') + 1)..]);
            return (HttpStatusCode.OK, "application/x-amz-json-1.1", "{}");
        }

        var action = ActionOf().Match(body).Groups[1].Value;
        _asked.Enqueue(action);
        if (body.Contains("DryRun=true", StringComparison.Ordinal))
            return (HttpStatusCode.PreconditionFailed, "text/xml", "<Response><Errors><Error><Code>DryRunOperation</Code><Message>It would.</Message></Error></Errors></Response>");
        return (HttpStatusCode.OK, "text/xml", action switch
        {
            "Publish" => """<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>""",
            "ListAccountAliases" => """<ListAccountAliasesResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><ListAccountAliasesResult><AccountAliases><member>example</member></AccountAliases></ListAccountAliasesResult></ListAccountAliasesResponse>""",
            _ => $"""<{action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>1</requestId>{OfEc2(action, body)}</{action}Response>""",
        });
    }

    // What is not named here is answered with nothing, which EC2 means where it has none.
    private string OfEc2(string action, string body)
    {
        switch (action)
        {
            case "DescribeInstances":
                return $"<reservationSet><item><ownerId>{settings.AccountId}</ownerId><instancesSet><item><instanceId>{Instance}</instanceId><imageId>ami-1</imageId>"
                    + "<instanceState><code>16</code><name>running</name></instanceState><instanceType>t3.micro</instanceType><launchTime>2026-01-01T00:00:00.000Z</launchTime>"
                    + $"<subnetId>{Subnet}</subnetId><vpcId>{Vpc}</vpcId><privateIpAddress>10.0.0.10</privateIpAddress><ipAddress>192.0.2.10</ipAddress>"
                    + "<architecture>x86_64</architecture><tagSet><item><key>Name</key><value>example</value></item></tagSet></item></instancesSet></item></reservationSet>";
            case "DescribeNetworkInterfaces" when !body.Contains("ELB", StringComparison.Ordinal):
                return $"<networkInterfaceSet><item><networkInterfaceId>{Interface}</networkInterfaceId><subnetId>{Subnet}</subnetId><vpcId>{Vpc}</vpcId>"
                    + $"<ownerId>{settings.AccountId}</ownerId><interfaceType>interface</interfaceType><groupSet><item><groupId>{Group}</groupId></item></groupSet>"
                    + $"<attachment><instanceId>{Instance}</instanceId></attachment><privateIpAddressesSet><item><privateIpAddress>10.0.0.10</privateIpAddress>"
                    + "<primary>true</primary><association><publicIp>192.0.2.10</publicIp></association></item></privateIpAddressesSet></item></networkInterfaceSet>";
            case "DescribeSecurityGroups":
                return $"<securityGroupInfo><item><ownerId>{settings.AccountId}</ownerId><groupId>{Group}</groupId><groupName>example</groupName><vpcId>{Vpc}</vpcId></item></securityGroupInfo>";
            case "DescribeSecurityGroupRules":
                return Rule(_source);
            case "AuthorizeSecurityGroupIngress":
                return $"<return>true</return>{Rule(Inside)}";
            case "RevokeSecurityGroupIngress":
                _source = Inside;
                return "<return>true</return>";
            case "DescribeVpcs":
                return $"<vpcSet><item><vpcId>{Vpc}</vpcId><cidrBlockAssociationSet><item><cidrBlock>{Inside}</cidrBlock><cidrBlockState><state>associated</state></cidrBlockState></item></cidrBlockAssociationSet></item></vpcSet>";
            case "DescribeRouteTables":
                return $"<routeTableSet><item><routeTableId>rtb-1</routeTableId><vpcId>{Vpc}</vpcId><routeSet><item><destinationCidrBlock>{Open}</destinationCidrBlock>"
                    + "<gatewayId>igw-1</gatewayId><state>active</state></item></routeSet><associationSet><item><main>true</main></item></associationSet></item></routeTableSet>";
            case "DescribeNetworkAcls":
                return $"<networkAclSet><item><networkAclId>acl-1</networkAclId><default>true</default><entrySet>{AclEntry(true)}{AclEntry(false)}</entrySet>"
                    + $"<associationSet><item><subnetId>{Subnet}</subnetId></item></associationSet></item></networkAclSet>";
            case "DescribeVpcBlockPublicAccessOptions":
                return "<vpcBlockPublicAccessOptions><internetGatewayBlockMode>off</internetGatewayBlockMode></vpcBlockPublicAccessOptions>";
            default:
                return "";
        }
    }

    private string Rule(string source) =>
        $"<securityGroupRuleSet><item><securityGroupRuleId>sgr-{(source == Open ? 1 : 2):d17}</securityGroupRuleId><groupId>{Group}</groupId><groupOwnerId>{settings.AccountId}</groupOwnerId>"
        + $"<isEgress>false</isEgress><ipProtocol>tcp</ipProtocol><fromPort>22</fromPort><toPort>22</toPort><cidrIpv4>{source}</cidrIpv4></item></securityGroupRuleSet>";

    private static string AclEntry(bool egress) =>
        $"<item><ruleNumber>100</ruleNumber><protocol>-1</protocol><ruleAction>allow</ruleAction><egress>{(egress ? "true" : "false")}</egress><cidrBlock>{Open}</cidrBlock></item>";

    [GeneratedRegex("(?:^|&)Action=([A-Za-z]+)")]
    private static partial Regex ActionOf();

    private sealed class Answers(ExampleAws aws, string service) : HttpMessageHandler
    {
        private int _asked;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (Interlocked.Exchange(ref _asked, 1) == 0)
                aws._addresses.Enqueue((service, request.RequestUri!));
            var target = request.Headers.TryGetValues("X-Amz-Target", out var values) ? string.Concat(values) : null;
            var (status, type, text) = request.Method == HttpMethod.Put ? aws.Keep() : aws.AnswerTo(target, request.Content is { } content ? await content.ReadAsStringAsync(cancellationToken) : "");

            // Answers that come later are read side by side, as they will be.
            await Task.Yield();
            return new(status) { RequestMessage = request, Content = new StringContent(text, Encoding.UTF8, type) };
        }
    }
}
