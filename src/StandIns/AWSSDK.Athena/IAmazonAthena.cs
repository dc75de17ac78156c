using Amazon.Athena.Model;
using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>
/// Asks Amazon Athena. Every member throws <see cref="AmazonAthenaException"/> for an error that the service answers with, and
/// <see cref="AmazonUnmarshallingException"/> where what answered is not Amazon Athena.
/// </summary>
public interface IAmazonAthena : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonAthenaConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonAthenaClient(awsCredentials, (AmazonAthenaConfig)clientConfig);

    /// <summary>Starts a query, which then runs by itself.</summary>
    Task<StartQueryExecutionResponse> StartQueryExecutionAsync(StartQueryExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks how far a query has got.</summary>
    Task<GetQueryExecutionResponse> GetQueryExecutionAsync(GetQueryExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the rows of a query that succeeded.</summary>
    Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks what a table is made of.</summary>
    Task<GetTableMetadataResponse> GetTableMetadataAsync(GetTableMetadataRequest request, CancellationToken cancellationToken = default);
}
