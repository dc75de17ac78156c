using Amazon;
using Amazon.Athena;
using Amazon.CloudTrail;
using Amazon.CloudWatchLogs;
using Amazon.DynamoDBv2;
using Amazon.EC2;
using Amazon.IdentityManagement;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.SecurityToken;
using Amazon.SimpleNotificationService;
using ScanResponder.Aws.Ec2;

namespace ScanResponder.Aws;

/// <summary>
/// The SDK's clients as this project wants them. Endpoints and credentials stay the SDK's own: <c>AWS_ENDPOINT_URL</c>,
/// <c>AWS_ENDPOINT_URL_&lt;SERVICE&gt;</c> and the default credential chain. Each takes a factory of what carries its requests; null for HTTP.
/// </summary>
/// <remarks>
/// Retries are the SDK's standard mode: three attempts after throttling, a 5xx, a timeout or a lost connection, with a pause that is random up to
/// one second before the second attempt and two before the third. Edits of security groups are never repeated behind the caller's back, neither by the
/// SDK nor by .NET's HTTP handler: an edit whose answer was lost may have been made, and only who knows that can tell it from somebody else's
/// (<see cref="Ec2Client"/>). What all that takes is bounded from
/// above by <see cref="Deadlines"/>: no retry outlives the share of the invocation's time that its step has.
/// </remarks>
public static class AwsClients
{
    /// <summary>
    /// How long one attempt may take. AWS answers these calls in well under a second; a function that waits longer spends the time it needs
    /// to tell people. With two retries and their pauses a call that is never answered ends within 18 seconds, less than the 20 that an
    /// invocation of 60 seconds has to read.
    /// </summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt to reach the journal may take; the walk can do without it.</summary>
    public static readonly TimeSpan JournalTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long an alert may wait for the account's name.</summary>
    public static readonly TimeSpan NameTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long a connection may take to be made.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How often a call is tried again after throttling, a server's error or a lost connection.</summary>
    public const int Retries = 2;

    static AwsClients() => RuntimePipelineCustomizerRegistry.Instance.Register(new BoundedCalls());

    /// <summary>A client for EC2 in this Region, with these credentials; null for the function's own.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonEC2 Ec2(string region, AWSCredentials? credentials = null, HttpClientFactory? http = null)
    {
        var config = Configured(new AmazonEC2Config(), region, http);
        return credentials is null ? new Ec2Client(config) : new Ec2Client(credentials, config);
    }

    /// <summary>A client for STS at its endpoint in this Region.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonSecurityTokenService Sts(string region, HttpClientFactory? http = null) =>
        new AmazonSecurityTokenServiceClient(Configured(new AmazonSecurityTokenServiceConfig(), region, http ?? new HttpClients()));

    /// <summary>A client for DynamoDB in this Region.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonDynamoDB DynamoDb(string region, HttpClientFactory? http = null)
    {
        var config = Checked(new AmazonDynamoDBConfig(), region, http);
        config.Timeout = JournalTimeout;
        return new AmazonDynamoDBClient(config);
    }

    /// <summary>A client for SNS in this Region. SNS knows a topic only in the topic's own.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonSimpleNotificationService Sns(string region, HttpClientFactory? http = null) =>
        new AmazonSimpleNotificationServiceClient(Configured(new AmazonSimpleNotificationServiceConfig(), region, http ?? new HttpClients()));

    /// <summary>A client for CloudTrail in this Region, with these credentials; null for the function's own.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonCloudTrail CloudTrail(string region, AWSCredentials? credentials, HttpClientFactory? http = null)
    {
        var config = Checked(new AmazonCloudTrailConfig(), region, http);
        return credentials is null ? new AmazonCloudTrailClient(config) : new AmazonCloudTrailClient(credentials, config);
    }

    /// <summary>
    /// A client for IAM in the partition of this Region, with these credentials; null for the function's own. No alert waits long for a name: one attempt.
    /// </summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonIdentityManagementService Iam(string region, AWSCredentials? credentials, HttpClientFactory? http = null)
    {
        var config = Configured(new AmazonIdentityManagementServiceConfig(), HomeRegionOf(region), http ?? new HttpClients());
        config.MaxErrorRetry = 0;
        config.Timeout = NameTimeout;
        return credentials is null ? new AmazonIdentityManagementServiceClient(config) : new AmazonIdentityManagementServiceClient(credentials, config);
    }

    /// <summary>A client for CloudWatch Logs in this Region, with these credentials; null for the function's own.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonCloudWatchLogs Logs(string region, AWSCredentials? credentials, HttpClientFactory? http = null)
    {
        var config = Checked(new AmazonCloudWatchLogsConfig(), region, http);
        return credentials is null ? new AmazonCloudWatchLogsClient(config) : new AmazonCloudWatchLogsClient(credentials, config);
    }

    /// <summary>A client for Athena in this Region, with these credentials; null for the function's own.</summary>
    /// <exception cref="AmazonClientException">There are no credentials.</exception>
    public static IAmazonAthena Athena(string region, AWSCredentials? credentials, HttpClientFactory? http = null)
    {
        var config = Checked(new AmazonAthenaConfig(), region, http);
        return credentials is null ? new AmazonAthenaClient(config) : new AmazonAthenaClient(credentials, config);
    }

    /// <summary>
    /// The Region by whose name requests to a partition's one IAM are signed.
    /// <see href="https://docs.aws.amazon.com/general/latest/gr/iam-service.html"/>.
    /// </summary>
    private static string HomeRegionOf(string region) => region[..region.LastIndexOf('-')] switch
    {
        var name when name.StartsWith("cn-", StringComparison.Ordinal) => "cn-north-1",
        var name when name.StartsWith("us-gov-", StringComparison.Ordinal) => "us-gov-west-1",
        var name when name.StartsWith("us-iso-", StringComparison.Ordinal) => "us-iso-east-1",
        var name when name.StartsWith("us-isob-", StringComparison.Ordinal) => "us-isob-east-1",
        var name when name.StartsWith("us-isof-", StringComparison.Ordinal) => "us-isof-south-1",
        var name when name.StartsWith("eu-isoe-", StringComparison.Ordinal) => "eu-isoe-west-1",
        var name when name.StartsWith("eusc-", StringComparison.Ordinal) => "eusc-de-east-1",
        _ => "us-east-1",
    };

    /// <summary>As <see cref="Configured"/>, for a service that answers in JSON.</summary>
    internal static TConfig Checked<TConfig>(TConfig config, string region, HttpClientFactory? http = null)
        where TConfig : ClientConfig =>
        Configured(config, region, http ?? new CheckedHttpClients());

    internal static TConfig Configured<TConfig>(TConfig config, string region, HttpClientFactory? http = null)
        where TConfig : ClientConfig
    {
        if (http is not null)
            config.HttpClientFactory = http;

        // Said here, each of these is not looked for in ~/.aws/config.
        config.DefaultConfigurationMode = DefaultConfigurationMode.Standard;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = Retries;
        config.Timeout = Timeout;
        config.ConnectTimeout = ConnectTimeout;
        config.RegionEndpoint = RegionEndpoint.GetBySystemName(region);

        // With an endpoint from the environment the SDK would sign for us-east-1, whatever the Region.
        config.AuthenticationRegion = region;
        return config;
    }
}
