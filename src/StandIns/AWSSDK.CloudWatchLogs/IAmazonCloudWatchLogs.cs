using Amazon.CloudWatchLogs.Model;
using Amazon.Runtime;

namespace Amazon.CloudWatchLogs;

/// <summary>
/// Asks Amazon CloudWatch Logs. Every member also throws <see cref="AmazonCloudWatchLogsException"/> for errors that it does not name, such as
/// <c>AccessDeniedException</c>, and <see cref="AmazonUnmarshallingException"/> where what answered is not Amazon CloudWatch Logs.
/// </summary>
public interface IAmazonCloudWatchLogs : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonCloudWatchLogsConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonCloudWatchLogsClient(awsCredentials, (AmazonCloudWatchLogsConfig)clientConfig);

    /// <summary>Starts a query, which then runs by itself.</summary>
    /// <exception cref="InvalidParameterException">A parameter is malformed.</exception>
    /// <exception cref="LimitExceededException">Too many queries run already.</exception>
    /// <exception cref="MalformedQueryException">The query is not one of Logs Insights.</exception>
    /// <exception cref="ResourceNotFoundException">There is no such log group.</exception>
    /// <exception cref="ServiceUnavailableException">CloudWatch Logs failed; retried already.</exception>
    Task<StartQueryResponse> StartQueryAsync(StartQueryRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks how far a query has got, and for its rows so far.</summary>
    /// <exception cref="InvalidParameterException">The id is malformed.</exception>
    /// <exception cref="ResourceNotFoundException">There is no such query.</exception>
    /// <exception cref="ServiceUnavailableException">CloudWatch Logs failed; retried already.</exception>
    Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default);
}
