using System.Collections.Immutable;
using System.Net;
using Amazon.Lambda;
using Amazon.Runtime;
using Amazon.SQS;
using ScanResponder.Accounts;
using ScanResponder.Alerts;
using ScanResponder.Aws;
using ScanResponder.Aws.Alerts;
using ScanResponder.Aws.Api;
using ScanResponder.Aws.Ec2;
using ScanResponder.Aws.Journal;
using ScanResponder.Aws.Redrive;
using ScanResponder.Evidence;
using ScanResponder.Journal;
using ScanResponder.Tightening;

namespace ScanResponder.Cli;

/// <summary>AWS, by the default credential chain.</summary>
internal sealed class AwsServices : IAwsServices
{
    // What the function waits, unless it is told otherwise.
    private static readonly TimeSpan EvidenceTimeout = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    public IOwnAccount Own(string? profile)
    {
        try
        {
            return new CredentialsAccount(new OwnAccount(profile));
        }
        catch (AccountException exception)
        {
            throw new InputException(exception.Message.TrimEnd('.'), exception);
        }
    }

    /// <inheritdoc/>
    public void UseProfile(string? profile)
    {
        if (profile is null)
            return;
        Own(profile);

        // Where the SDK's own chain looks for it: https://docs.aws.amazon.com/sdkref/latest/guide/feature-static-credentials.html
        Environment.SetEnvironmentVariable("AWS_PROFILE", profile);
    }

    // AWS names it where it describes rules for one's own address: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/changing-security-group.html
    private static readonly Uri CheckIp = new("https://checkip.amazonaws.com");

    /// <inheritdoc/>
    public async Task<string> OwnAddressAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient { Timeout = AwsClients.Timeout, MaxResponseContentBufferSize = 1_000 };
        try
        {
            var answer = (await http.GetStringAsync(CheckIp, cancellationToken)).Trim();
            return IPAddress.TryParse(answer, out _) ? answer : throw new InputException($"{CheckIp.Host} answers with no address: give your address in place of {Allowance.MyAddress}");
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new InputException($"{CheckIp.Host} does not say what your address is ({exception.Message.TrimEnd('.')}): give your address in place of {Allowance.MyAddress}", exception);
        }
    }

    /// <inheritdoc/>
    public IAlertChannel Topic(TopicArn arn) =>
        WithCredentials($"{arn}", "publish", () => new SnsAlertTopic(AwsClients.Sns(arn.Region), arn.ToString()));

    /// <inheritdoc/>
    public IFindingQueue Queue(QueueUrl url)
    {
        var region = url.Region ?? OwnRegion($"{url}");
        return WithCredentials($"{url}", "receive", () => new SqsFindingQueue(new AmazonSQSClient(AwsClients.Checked(new AmazonSQSConfig(), region)), url));
    }

    /// <inheritdoc/>
    public IFunction Function(FunctionName name, string? region)
    {
        region ??= OwnRegion($"{name}");
        return WithCredentials(
            $"{name}", "invoke", () => new LambdaFunction(new AmazonLambdaClient(AwsClients.Configured(new AmazonLambdaConfig(), region)), name));
    }

    /// <inheritdoc/>
    public IJournalHistory History(string table, string? region)
    {
        region ??= OwnRegion(table);
        return WithCredentials(table, "read", () => new DynamoDbJournal(AwsClients.DynamoDb(region), table));
    }

    private sealed class CredentialsAccount(OwnAccount account) : IOwnAccount
    {
        public string? Region => account.Region;

        public Task<(string AccountId, string Partition)> IdentifyAsync(CancellationToken cancellationToken) => account.IdentifyAsync(cancellationToken);

        public Task<ImmutableArray<(string Region, bool IsEnabled)>> RegionsAsync(CancellationToken cancellationToken) => account.RegionsAsync(cancellationToken);

        public Task<ImmutableArray<(string Id, string Name, string? State)>> AccountsAsync(CancellationToken cancellationToken) => account.AccountsAsync(cancellationToken);

        public IOwnAccount Enter(string partition, string accountId, string role, string ownAccountId) =>
            new CredentialsAccount(account.Enter(partition, accountId, role, ownAccountId));

        public IAccount Open(string region) => account.Open(region);

        public IAwsApi Api(string region) => account.Api(region);

        public (IAccounts Accounts, EvidenceSearch Evidence) Answering(string accountId, FlowLogPlace flowLogs, string? authLogs)
        {
            var accounts = account.AccountsOf(accountId);
            return (accounts, account.EvidenceOf(accounts, accountId, flowLogs, authLogs, EvidenceTimeout, TimeProvider.System));
        }
    }

    private static string OwnRegion(string subject) =>
        FallbackRegionFactory.GetRegionEndpoint(includeInstanceMetadata: false)?.SystemName
        ?? throw new InputException($"{subject}: it names no Region: set AWS_REGION, or a Region in the AWS profile");

    private static T WithCredentials<T>(string subject, string doing, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (AmazonClientException exception)
        {
            // The SDK looks for credentials as soon as a client is made.
            throw new InputException($"{subject}: no AWS credentials to {doing} with: {exception.Message}", exception);
        }
    }
}
