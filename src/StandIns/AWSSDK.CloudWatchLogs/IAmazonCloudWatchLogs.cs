using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>
/// Asks Amazon CloudWatch Logs. Every member throws <see cref="AmazonCloudWatchLogsException"/> for an error that the service answers with, and
/// <see cref="AmazonUnmarshallingException"/> where what answered is not Amazon CloudWatch Logs.
/// </summary>
public interface IAmazonCloudWatchLogs : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonCloudWatchLogsConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonCloudWatchLogsClient(awsCredentials, (AmazonCloudWatchLogsConfig)clientConfig);

    /// <summary>Starts a query, which then runs by itself.</summary>
    Task<StartQueryResponse> StartQueryAsync(StartQueryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks how far a query has got, and for its rows so far.</summary>
    Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default);
}
