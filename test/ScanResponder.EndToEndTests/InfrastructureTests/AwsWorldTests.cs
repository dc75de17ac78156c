using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Runtime;
using ScanResponder.EndToEndTests.Infrastructure;

namespace ScanResponder.EndToEndTests.InfrastructureTests;

public sealed class AwsWorldTests(MotoServer moto)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_instance_has_what_a_scanner_needs_to_reach_it()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        PublicNetwork network = await world.PublicNetworkAsync(Cancellation);
        SecurityGroup ssh = await world.SecurityGroupAsync(network, "ssh", Cancellation, Ingress.Tcp(22, "0.0.0.0/0"));
        SecurityGroup web = await world.SecurityGroupAsync(network, "web", Cancellation, Ingress.Tcp(443, "0.0.0.0/0"));

        Ec2Instance instance = await world.InstanceAsync(network, [ssh, web], Cancellation);
        instance = await world.WithInterfaceAsync(instance, [web], Cancellation);

        Assert.Equal(world.AccountId, instance.AccountId);
        Assert.Equal(2, instance.Interfaces.Count);
        Assert.Equal([ssh, web], instance.Interfaces[0].Groups.OrderBy(group => group.Name, StringComparer.Ordinal));
        Assert.NotNull(instance.Interfaces[0].PublicIp);
        Assert.NotNull(instance.Interfaces[0].Ipv6);
        Assert.Equal([web], instance.Interfaces[1].Groups);
        Assert.Null(instance.Interfaces[1].PublicIp);
    }

    [Fact]
    public async Task The_rules_of_a_group_are_read_back_as_they_were_written()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        PublicNetwork network = await world.PublicNetworkAsync(Cancellation);
        SecurityGroup bastion = await world.SecurityGroupAsync(network, "bastion", Cancellation);
        string list = await world.PrefixListAsync("office", Cancellation, "203.0.113.0/24", "198.51.100.0/24");
        Ingress[] rules =
        [
            Ingress.Tcp(22, "0.0.0.0/0", "temporary").Tagged(("owner", "platform"), ("ticket", "OPS-1")),
            Ingress.Tcp(20, 25, "::/0"),
            Ingress.Tcp(22, list),
            Ingress.Tcp(22, bastion.Id, "each other"),
            Ingress.Udp(500, 500, "192.0.2.0/24"),
            Ingress.Everything("10.0.0.0/8", "inside"),
        ];
        SecurityGroup group = await world.SecurityGroupAsync(network, "app", Cancellation, rules);

        IReadOnlyList<Ingress> read = await world.IngressAsync(group, Cancellation);

        Assert.Equal(rules.OrderBy(rule => rule.ToString(), StringComparer.Ordinal), read);
    }

    [Fact]
    public async Task Of_conditional_updates_of_one_item_at_once_one_is_made()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        string table = await world.JournalTableAsync(Cancellation);
        using var dynamo = new AmazonDynamoDBClient(
            new SessionAWSCredentials(world.Keys.AccessKeyId, world.Keys.SecretAccessKey, world.Keys.SessionToken),
            new AmazonDynamoDBConfig { ServiceURL = world.DynamoDb.ToString(), AuthenticationRegion = world.Keys.Region, MaxErrorRetry = 0 });

        int[] items = [.. await Task.WhenAll(Enumerable.Range(0, 100).SelectMany(item => Enumerable.Range(0, 4).Select(_ => TakeAsync(item))))];

        Assert.Equal(Enumerable.Range(0, 100), items.Where(item => item >= 0).Order());

        async Task<int> TakeAsync(int item)
        {
            try
            {
                await dynamo.UpdateItemAsync(
                    new UpdateItemRequest
                    {
                        TableName = table,
                        Key = new() { ["pk"] = new($"finding {item}") },
                        UpdateExpression = "SET holder = :me",
                        ConditionExpression = "attribute_not_exists(holder)",
                        ExpressionAttributeValues = new() { [":me"] = new(Guid.NewGuid().ToString()) },
                    },
                    Cancellation);
                return item;
            }
            catch (ConditionalCheckFailedException)
            {
                return -1;
            }
        }
    }

    [Fact]
    public async Task Two_worlds_do_not_see_each_other()
    {
        using AwsWorld one = await AwsWorld.CreateAsync(moto, Cancellation);
        using AwsWorld other = await AwsWorld.CreateAsync(moto, Cancellation);
        PublicNetwork network = await one.PublicNetworkAsync(Cancellation);

        Assert.NotEqual(one.AccountId, other.AccountId);
        Assert.Contains((await one.Ec2.DescribeVpcsAsync(Cancellation)).Vpcs, vpc => vpc.VpcId == network.VpcId);
        Assert.DoesNotContain((await other.Ec2.DescribeVpcsAsync(Cancellation)).Vpcs, vpc => vpc.VpcId == network.VpcId);
    }

    [Fact]
    public async Task What_is_published_is_seen_on_the_wire_and_by_the_subscriber()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        AlertTopic topic = await world.TopicAsync("alerts", Cancellation);
        await using var proxy = new AwsProxy(world.Endpoint);
        var cli = new AwsCli(world.Keys, proxy.Address);

        CommandResult published = await cli.RunAsync(
            $"aws sns publish --topic-arn {topic.Arn} --subject 'SSH is open' --message-structure json --message "
                + """'{"default":"d","email":"Ä mail","sqs":"{\"schema\":\"1\"}"}'""",
            Cancellation);

        Assert.True(published.ExitCode == 0, published.StandardError);
        PublishedMessage message = Assert.Single(proxy.Published);
        Assert.Equal(("SSH is open", topic.Arn), (message.Subject, message.TopicArn));
        Assert.Equal(("Ä mail", "d", "1"), (message.Email, message.Sms, (string?)message.Document["schema"]));
        Assert.Equal(["""{"schema":"1"}"""], await topic.ReceiveAsync(Cancellation));
        Assert.Empty(await topic.ReceiveAsync(Cancellation));
    }

    [Fact]
    public async Task The_AWS_CLI_changes_the_groups_of_the_tests_account()
    {
        using AwsWorld world = await AwsWorld.CreateAsync(moto, Cancellation);
        PublicNetwork network = await world.PublicNetworkAsync(Cancellation);
        SecurityGroup group = await world.SecurityGroupAsync(network, "app", Cancellation);
        var cli = new AwsCli(world.Keys, world.Endpoint);

        await cli.RunAllAsync(
            [
                $"aws ec2 authorize-security-group-ingress --region {world.Keys.Region} --group-id {group.Id} --ip-permissions "
                    + """'[{"IpProtocol":"tcp","FromPort":22,"ToPort":22,"IpRanges":[{"CidrIp":"0.0.0.0/0","Description":"it is open"}]}]'""",
            ],
            Cancellation);

        Assert.Equal([Ingress.Tcp(22, "0.0.0.0/0", "it is open")], await world.IngressAsync(group, Cancellation));
        Assert.NotEqual(0, (await cli.RunAsync("aws ec2 describe-security-groups --group-ids sg-0123", Cancellation)).ExitCode);
    }
}
