using System.Text.RegularExpressions;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.EC2;
using Amazon.EC2.Model;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Tag = Amazon.EC2.Model.Tag;

namespace ScanResponder.EndToEndTests.Infrastructure;

/// <summary>
/// An AWS account of a test's own in moto, empty but for what AWS puts into every account, and the words to furnish it. No other test can
/// see it, so tests run side by side.
/// </summary>
public sealed class AwsWorld : IDisposable
{
    /// <summary>Ubuntu, the one in images.json.</summary>
    private const string LinuxImage = "ami-1e749f67";

    private readonly HttpClient http = new();
    private readonly AmazonSQSClient sqs;
    private readonly AmazonDynamoDBClient dynamo;
    private int interfaces;

    private AwsWorld(string accountId, AwsKeys keys, Uri endpoint, Uri dynamoDb)
    {
        AccountId = accountId;
        Keys = keys;
        Endpoint = endpoint;
        DynamoDb = dynamoDb;
        var credentials = new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken);
        string url = endpoint.ToString();
        Ec2 = new AmazonEC2Client(credentials, new AmazonEC2Config { ServiceURL = url, AuthenticationRegion = keys.Region });
        sqs = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = url, AuthenticationRegion = keys.Region });
        dynamo = new AmazonDynamoDBClient(credentials, new AmazonDynamoDBConfig { ServiceURL = dynamoDb.ToString(), AuthenticationRegion = keys.Region });
    }

    /// <summary>The account's number.</summary>
    public string AccountId { get; }

    /// <summary>Credentials of a role in the account that may do everything.</summary>
    public AwsKeys Keys { get; }

    /// <summary>Where this AWS is, but for DynamoDB; no proxy in between.</summary>
    public Uri Endpoint { get; }

    /// <summary>Where its DynamoDB is, in a process of its own: see <see cref="MotoServer"/>.</summary>
    public Uri DynamoDb { get; }

    /// <summary>The name of its journal's table; no other account's is called so.</summary>
    public string JournalTable => $"journal-of-{AccountId}";

    /// <summary>For what the words below don't say.</summary>
    public IAmazonEC2 Ec2 { get; }

    /// <summary>An account that nobody has used yet; <paramref name="beside"/> another one, where the two must reach each other.</summary>
    public static async Task<AwsWorld> CreateAsync(
        MotoServer moto, CancellationToken cancellationToken, string region = "eu-west-1", AwsWorld? beside = null)
    {
        string accountId = moto.NewAccountId();
        Uri endpoint = beside?.Endpoint ?? await moto.AddressAsync(accountId);
        // In moto the keys of an assumed role lead to the account of the role, which need not exist.
        using var http = new HttpClient();
        string assumed = await QueryAsync(
            http,
            endpoint,
            new AwsKeys("AKIAIOSFODNN7EXAMPLE", "", "", region),
            "sts",
            cancellationToken,
            ("Action", "AssumeRole"),
            ("Version", "2011-06-15"),
            ("RoleArn", $"arn:aws:iam::{accountId}:role/scan-responder"),
            ("RoleSessionName", "end-to-end"));
        var keys = new AwsKeys(
            Element(assumed, "AccessKeyId"), Element(assumed, "SecretAccessKey"), Element(assumed, "SessionToken"), region);
        return new AwsWorld(accountId, keys, endpoint, await moto.DynamoDbAddressAsync());
    }

    public void Dispose()
    {
        Ec2.Dispose();
        sqs.Dispose();
        dynamo.Dispose();
        http.Dispose();
    }

    /// <summary>A VPC with a subnet that is open to the internet: gateway, routes, IPv4 and IPv6.</summary>
    public async Task<PublicNetwork> PublicNetworkAsync(CancellationToken cancellationToken)
    {
        Vpc vpc = (await Ec2.CreateVpcAsync(
            new CreateVpcRequest("10.0.0.0/16") { AmazonProvidedIpv6CidrBlock = true }, cancellationToken)).Vpc;
        string ipv6 = vpc.Ipv6CidrBlockAssociationSet[0].Ipv6CidrBlock.Replace("/56", "/64", StringComparison.Ordinal);
        Subnet subnet = (await Ec2.CreateSubnetAsync(
            new CreateSubnetRequest(vpc.VpcId, "10.0.1.0/24") { Ipv6CidrBlock = ipv6 }, cancellationToken)).Subnet;
        string gateway = (await Ec2.CreateInternetGatewayAsync(new CreateInternetGatewayRequest(), cancellationToken))
            .InternetGateway.InternetGatewayId;
        await Ec2.AttachInternetGatewayAsync(
            new AttachInternetGatewayRequest { InternetGatewayId = gateway, VpcId = vpc.VpcId }, cancellationToken);
        string routes = (await Ec2.DescribeRouteTablesAsync(
            new DescribeRouteTablesRequest { Filters = [new Filter("vpc-id", [vpc.VpcId])] }, cancellationToken)).RouteTables[0].RouteTableId;
        await Ec2.CreateRouteAsync(
            new CreateRouteRequest { RouteTableId = routes, DestinationCidrBlock = "0.0.0.0/0", GatewayId = gateway }, cancellationToken);
        await Ec2.CreateRouteAsync(
            new CreateRouteRequest { RouteTableId = routes, DestinationIpv6CidrBlock = "::/0", GatewayId = gateway }, cancellationToken);
        return new PublicNetwork(vpc.VpcId, subnet.SubnetId, routes, gateway, ipv6);
    }

    /// <summary>A security group with these ingress rules.</summary>
    public async Task<SecurityGroup> SecurityGroupAsync(
        PublicNetwork network, string name, CancellationToken cancellationToken, params Ingress[] rules)
    {
        string id = (await Ec2.CreateSecurityGroupAsync(
            new CreateSecurityGroupRequest { GroupName = name, Description = $"{name} of a test", VpcId = network.VpcId },
            cancellationToken)).GroupId;
        var group = new SecurityGroup(id, name);
        await AdmitAsync(group, cancellationToken, rules);
        return group;
    }

    /// <summary>Adds ingress rules to a group, each with its own description and tags.</summary>
    public async Task AdmitAsync(SecurityGroup group, CancellationToken cancellationToken, params Ingress[] rules)
    {
        foreach (IGrouping<string, Ingress> alike in rules.GroupBy(rule => rule.Tags))
        {
            await Ec2.AuthorizeSecurityGroupIngressAsync(
                new AuthorizeSecurityGroupIngressRequest
                {
                    GroupId = group.Id,
                    IpPermissions = [.. alike.Select(rule => rule.ToPermission())],
                    TagSpecifications = alike.First().ToTagSpecifications(),
                },
                cancellationToken);
        }
    }

    /// <summary>A customer-managed prefix list; its family is that of its entries.</summary>
    public async Task<string> PrefixListAsync(string name, CancellationToken cancellationToken, params string[] cidrs) =>
        (await Ec2.CreateManagedPrefixListAsync(
            new CreateManagedPrefixListRequest
            {
                PrefixListName = name,
                AddressFamily = cidrs[0].Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4",
                MaxEntries = cidrs.Length,
                Entries = [.. cidrs.Select(cidr => new AddPrefixListEntry { Cidr = cidr })],
            },
            cancellationToken)).PrefixList.PrefixListId;

    /// <summary>A running Linux instance with one interface that has a public IPv4 address, an IPv6 address and these groups.</summary>
    public async Task<Ec2Instance> InstanceAsync(
        PublicNetwork network,
        IReadOnlyList<SecurityGroup> groups,
        CancellationToken cancellationToken,
        string name = "bastion",
        bool publicAddress = true)
    {
        var request = new RunInstancesRequest(LinuxImage, 1, 1)
        {
            InstanceType = "t3.micro",
            NetworkInterfaces =
            [
                new InstanceNetworkInterfaceSpecification
                {
                    DeviceIndex = 0,
                    SubnetId = network.SubnetId,
                    AssociatePublicIpAddress = publicAddress,
                    Groups = [.. groups.Select(group => group.Id)],
                },
            ],
            TagSpecifications = [new TagSpecification { ResourceType = ResourceType.Instance, Tags = [new Tag("Name", name)] }],
        };
        Instance instance = (await Ec2.RunInstancesAsync(request, cancellationToken)).Reservation.Instances[0];
        // moto takes no IPv6 address at launch.
        string interfaceId = instance.NetworkInterfaces[0].NetworkInterfaceId;
        await Ec2.AssignIpv6AddressesAsync(
            new AssignIpv6AddressesRequest { NetworkInterfaceId = interfaceId, Ipv6Addresses = [NextIpv6(network)] }, cancellationToken);
        return await DescribeAsync(instance.InstanceId, network, cancellationToken);
    }

    /// <summary>The instance with one more interface, which has these groups and no public address.</summary>
    public async Task<Ec2Instance> WithInterfaceAsync(
        Ec2Instance instance, IReadOnlyList<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        string id = (await Ec2.CreateNetworkInterfaceAsync(
            new CreateNetworkInterfaceRequest { SubnetId = instance.Network.SubnetId, Groups = [.. groups.Select(group => group.Id)] },
            cancellationToken)).NetworkInterface.NetworkInterfaceId;
        await Ec2.AttachNetworkInterfaceAsync(
            new AttachNetworkInterfaceRequest { InstanceId = instance.Id, NetworkInterfaceId = id, DeviceIndex = instance.Interfaces.Count },
            cancellationToken);
        return await DescribeAsync(instance.Id, instance.Network, cancellationToken);
    }

    /// <summary>The instance with these groups on its first interface in place of those that it had.</summary>
    public async Task<Ec2Instance> WithGroupsAsync(Ec2Instance instance, IReadOnlyList<SecurityGroup> groups, CancellationToken cancellationToken)
    {
        await Ec2.ModifyNetworkInterfaceAttributeAsync(
            new ModifyNetworkInterfaceAttributeRequest { NetworkInterfaceId = instance.Interfaces[0].Id, Groups = [.. groups.Select(group => group.Id)] },
            cancellationToken);
        return await DescribeAsync(instance.Id, instance.Network, cancellationToken);
    }

    /// <summary>Tags a group, an instance or any other resource of EC2.</summary>
    public Task TagAsync(string resourceId, string key, string value, CancellationToken cancellationToken) =>
        Ec2.CreateTagsAsync(new CreateTagsRequest([resourceId], [new Tag(key, value)]), cancellationToken);

    /// <summary>The ids of the group's inbound rules.</summary>
    public async Task<IReadOnlyList<string>> RuleIdsAsync(SecurityGroup group, CancellationToken cancellationToken) =>
    [
        .. ((await Ec2.DescribeSecurityGroupRulesAsync(new() { Filters = [new("group-id", [group.Id])] }, cancellationToken)).SecurityGroupRules ?? [])
            .Where(rule => rule.IsEgress is not true).Select(rule => rule.SecurityGroupRuleId),
    ];

    /// <summary>
    /// The ingress rules of a group, in an order that depends on the rules alone: two groups (or one group at two times) that admit the
    /// same have equal lists. moto forgets the description of a rule whose source is a prefix list.
    /// </summary>
    public async Task<IReadOnlyList<Ingress>> IngressAsync(SecurityGroup group, CancellationToken cancellationToken)
    {
        DescribeSecurityGroupRulesResponse rules = await Ec2.DescribeSecurityGroupRulesAsync(
            new DescribeSecurityGroupRulesRequest { Filters = [new Filter("group-id", [group.Id])] }, cancellationToken);
        // moto shows the description of a rule whose source is a group in DescribeSecurityGroups only.
        List<IpPermission> permissions = (await Ec2.DescribeSecurityGroupsAsync(
            new DescribeSecurityGroupsRequest { GroupIds = [group.Id] }, cancellationToken)).SecurityGroups[0].IpPermissions;
        return
        [
            .. (rules.SecurityGroupRules ?? [])
                .Where(rule => rule.IsEgress != true)
                .Select(rule => new Ingress(
                    rule.IpProtocol,
                    rule.IpProtocol == "-1" ? null : rule.FromPort,
                    rule.IpProtocol == "-1" ? null : rule.ToPort,
                    rule.CidrIpv4 ?? rule.CidrIpv6 ?? rule.PrefixListId ?? rule.ReferencedGroupInfo.GroupId,
                    rule.Description is { Length: > 0 } description ? description : DescriptionOfGroupSource(rule, permissions))
                {
                    Tags = Ingress.Join((rule.Tags ?? []).Select(tag => (tag.Key, tag.Value))),
                })
                .OrderBy(rule => rule.ToString(), StringComparer.Ordinal),
        ];
    }

    /// <summary>A topic with a queue behind it.</summary>
    public async Task<AlertTopic> TopicAsync(string name, CancellationToken cancellationToken)
    {
        const string Version = "2010-03-31";
        string arn = Element(await SnsAsync(cancellationToken, ("Action", "CreateTopic"), ("Version", Version), ("Name", name)), "TopicArn");
        CreateQueueResponse queue = await sqs.CreateQueueAsync(new CreateQueueRequest(name), cancellationToken);
        await SnsAsync(
            cancellationToken,
            ("Action", "Subscribe"),
            ("Version", Version),
            ("TopicArn", arn),
            ("Protocol", "sqs"),
            ("Endpoint", $"arn:aws:sqs:{Keys.Region}:{AccountId}:{name}"),
            ("Attributes.entry.1.key", "RawMessageDelivery"),
            ("Attributes.entry.1.value", "true"));
        return new AlertTopic(arn, queue.QueueUrl, sqs);
    }

    /// <summary>An empty bucket of this name, which no other account may have.</summary>
    public async Task<string> BucketAsync(string name, CancellationToken cancellationToken)
    {
        await S3Async(HttpMethod.Put, name, $"<CreateBucketConfiguration><LocationConstraint>{Keys.Region}</LocationConstraint></CreateBucketConfiguration>", cancellationToken);
        return name;
    }

    /// <summary>What is in a bucket under a key, as text.</summary>
    public Task<string> ObjectAsync(string bucket, string key, CancellationToken cancellationToken) => S3Async(HttpMethod.Get, $"{bucket}/{key}", null, cancellationToken);

    /// <summary>An empty queue.</summary>
    public async Task<WaitingEvents> WaitingEventsAsync(string name, CancellationToken cancellationToken) =>
        new((await sqs.CreateQueueAsync(new CreateQueueRequest(name), cancellationToken)).QueueUrl, sqs);

    /// <summary>An empty table as the template makes it for the journal.</summary>
    public async Task<string> JournalTableAsync(CancellationToken cancellationToken)
    {
        await dynamo.CreateTableAsync(
            new CreateTableRequest(JournalTable, [new KeySchemaElement("pk", Amazon.DynamoDBv2.KeyType.HASH)])
            {
                AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S)],
                BillingMode = BillingMode.PAY_PER_REQUEST,
            },
            cancellationToken);
        return JournalTable;
    }

    /// <summary>Every item of a table.</summary>
    public async Task<IReadOnlyList<Dictionary<string, AttributeValue>>> ItemsAsync(string table, CancellationToken cancellationToken) =>
        (await dynamo.ScanAsync(new ScanRequest(table), cancellationToken)).Items ?? [];

    /// <summary>
    /// Lets the time pass until every finding of the journal is free again: whoever holds one held it until now. That is what waiting for the
    /// deadlines of those who died comes to, without the wait.
    /// </summary>
    public Task EndLeasesAsync(string table, CancellationToken cancellationToken) => SetTimeAsync(table, "heldUntil", DateTimeOffset.UtcNow, cancellationToken);

    /// <summary>Lets every item of a table that has this time have this one, as if so much time had passed.</summary>
    public Task SetTimeAsync(string table, string name, DateTimeOffset time, CancellationToken cancellationToken) => SetAsync(
        table,
        name,
        _ => new() { N = time.ToUnixTimeMilliseconds().ToString(System.Globalization.CultureInfo.InvariantCulture) },
        cancellationToken);

    /// <summary>Lets every item of a table that has this attribute have another value of it.</summary>
    public async Task SetAsync(string table, string name, Func<AttributeValue, AttributeValue> change, CancellationToken cancellationToken)
    {
        foreach (Dictionary<string, AttributeValue> item in (await ItemsAsync(table, cancellationToken)).Where(item => item.ContainsKey(name)))
        {
            await dynamo.UpdateItemAsync(
                new UpdateItemRequest
                {
                    TableName = table,
                    Key = new() { ["pk"] = item["pk"] },
                    UpdateExpression = "SET #name = :value",
                    ExpressionAttributeNames = new() { ["#name"] = name },
                    ExpressionAttributeValues = new() { [":value"] = change(item[name]) },
                },
                cancellationToken);
        }
    }

    /// <summary>Does in EC2 what a command line asks for.</summary>
    public Task PasteAsync(PastedCommand command, CancellationToken cancellationToken) =>
        QueryAsync(http, Endpoint, Keys, "ec2", cancellationToken, [("Action", command.Action), ("Version", "2016-11-15"), .. command.Members]);

    /// <summary>Asks a service that takes forms and answers in XML.</summary>
    public Task<string> AskAsync(string service, CancellationToken cancellationToken, params (string Name, string Value)[] members) =>
        QueryAsync(http, Endpoint, Keys, service, cancellationToken, members);

    private Task<string> SnsAsync(CancellationToken cancellationToken, params (string Name, string Value)[] members) =>
        QueryAsync(http, Endpoint, Keys, "sns", cancellationToken, members);

    private static async Task<string> QueryAsync(
        HttpClient http,
        Uri endpoint,
        AwsKeys keys,
        string service,
        CancellationToken cancellationToken,
        params (string Name, string Value)[] members)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, endpoint)
        {
            Content = new FormUrlEncodedContent(members.Select(member => KeyValuePair.Create(member.Name, member.Value))),
        };
        request.Headers.TryAddWithoutValidation("Authorization", keys.UnsignedAuthorization(service));
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode
            ? answer
            : throw new InvalidOperationException($"{service} answered {(int)response.StatusCode}: {answer}");
    }

    private async Task<string> S3Async(HttpMethod method, string path, string? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(Endpoint, path)) { Content = body is null ? null : new StringContent(body) };
        request.Headers.TryAddWithoutValidation("Authorization", Keys.UnsignedAuthorization("s3"));
        using HttpResponseMessage response = await http.SendAsync(request, cancellationToken);
        string answer = await response.Content.ReadAsStringAsync(cancellationToken);
        return response.IsSuccessStatusCode ? answer : throw new InvalidOperationException($"s3 answered {(int)response.StatusCode}: {answer}");
    }

    private async Task<Ec2Instance> DescribeAsync(string instanceId, PublicNetwork network, CancellationToken cancellationToken)
    {
        Instance instance = (await Ec2.DescribeInstancesAsync(
            new DescribeInstancesRequest { InstanceIds = [instanceId] }, cancellationToken)).Reservations[0].Instances[0];
        return new Ec2Instance(
            instanceId,
            AccountId,
            Keys.Region,
            network,
            [
                .. instance.NetworkInterfaces.OrderBy(eni => eni.Attachment.DeviceIndex).Select(eni => new Interface(
                    eni.NetworkInterfaceId,
                    eni.PrivateIpAddress,
                    eni.Association?.PublicIp,
                    eni.Ipv6Addresses?.FirstOrDefault()?.Ipv6Address,
                    [.. eni.Groups.Select(group => new SecurityGroup(group.GroupId, group.GroupName))])),
            ]);
    }

    private string NextIpv6(PublicNetwork network) =>
        network.Ipv6Cidr.Replace("::/64", $"::{++interfaces + 15:x}", StringComparison.Ordinal);

    private static string? DescriptionOfGroupSource(SecurityGroupRule rule, List<IpPermission>? permissions) => permissions?
        .Where(permission => permission.IpProtocol == rule.IpProtocol
            && (rule.IpProtocol == "-1" || (permission.FromPort == rule.FromPort && permission.ToPort == rule.ToPort)))
        .SelectMany(permission => permission.UserIdGroupPairs ?? [])
        .FirstOrDefault(pair => pair.GroupId == rule.ReferencedGroupInfo?.GroupId)?.Description;

    private static string Element(string xml, string name) =>
        Regex.Match(xml, $"<{name}>([^<]*)</{name}>") is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidOperationException($"The answer has no <{name}>: {xml}");
}
