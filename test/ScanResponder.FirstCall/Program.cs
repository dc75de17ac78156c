using Amazon.EC2.Model;
using Amazon.Lambda.Core;
using Amazon.Lambda.RuntimeSupport;
using ScanResponder.Aws;

// A native function that asks AWS what its environment names, before its first event and in answer to it. So a benchmark sees what a first call takes, and how
// much of that is left where another call, or the same one, was made before.
var region = Environment.GetEnvironmentVariable("AWS_REGION")!;
var topic = Environment.GetEnvironmentVariable("RESPONDER_TOPIC_ARN")!;
var ec2 = AwsClients.Ec2(region);
var sns = AwsClients.Sns(region);
var dynamoDb = AwsClients.DynamoDb(region);
var cloudTrail = AwsClients.CloudTrail(region, null);
var iam = AwsClients.Iam(region, null);
using var bootstrap = LambdaBootstrapBuilder
    .Create(async (Stream received, ILambdaContext _) =>
    {
        await AskAsync("FIRST_CALL");
        return received;
    })
    .UseBootstrapHandler(async () =>
    {
        await AskAsync("FIRST_CALL_BEFORE");
        GC.Collect();
        return true;
    })
    .Build();
await bootstrap.RunAsync();

async Task AskAsync(string variable)
{
    foreach (var action in (Environment.GetEnvironmentVariable(variable) ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries))
        await OneAsync(action);
}

Task OneAsync(string action) => action switch
{
    "DescribeInstances" => ec2.DescribeInstancesAsync(new DescribeInstancesRequest()),
    "DescribeNetworkInterfaces" => ec2.DescribeNetworkInterfacesAsync(new DescribeNetworkInterfacesRequest()),
    "DescribeSecurityGroups" => ec2.DescribeSecurityGroupsAsync(new DescribeSecurityGroupsRequest()),
    "DescribeSecurityGroupRules" => ec2.DescribeSecurityGroupRulesAsync(new DescribeSecurityGroupRulesRequest()),
    "DescribeSecurityGroupVpcAssociations" => ec2.DescribeSecurityGroupVpcAssociationsAsync(new()),
    "DescribeVpcs" => ec2.DescribeVpcsAsync(new DescribeVpcsRequest()),
    "DescribeRouteTables" => ec2.DescribeRouteTablesAsync(new DescribeRouteTablesRequest()),
    "DescribeNetworkAcls" => ec2.DescribeNetworkAclsAsync(new DescribeNetworkAclsRequest()),
    "DescribeVpcBlockPublicAccessOptions" => ec2.DescribeVpcBlockPublicAccessOptionsAsync(new()),
    "DescribeVpcBlockPublicAccessExclusions" => ec2.DescribeVpcBlockPublicAccessExclusionsAsync(new()),
    "DescribeFlowLogs" => ec2.DescribeFlowLogsAsync(new()),
    "AuthorizeSecurityGroupIngress" => ec2.AuthorizeSecurityGroupIngressAsync(new() { GroupId = "sg-1", IpPermissions = [Permission()] }),
    "RevokeSecurityGroupIngress" => ec2.RevokeSecurityGroupIngressAsync(new() { GroupId = "sg-1", IpPermissions = [Permission()] }),
    "ListAccountAliases" => iam.ListAccountAliasesAsync(new()),
    "LookupEvents" => cloudTrail.LookupEventsAsync(new()),
    "GetItem" => dynamoDb.GetItemAsync(new() { TableName = "journal", Key = new() { ["pk"] = new("1") } }),
    "UpdateItem" => dynamoDb.UpdateItemAsync(new() { TableName = "journal", Key = new() { ["pk"] = new("1") }, UpdateExpression = "SET a = b" }),
    "Publish" => sns.PublishAsync(new() { TopicArn = topic, Subject = "example", Message = "example" }),
    _ => throw new ArgumentException($"{action} is no call that can be made here."),
};

static IpPermission Permission() => new() { IpProtocol = "tcp", FromPort = 22, ToPort = 22, Ipv4Ranges = [new() { CidrIp = "0.0.0.0/0" }] };
