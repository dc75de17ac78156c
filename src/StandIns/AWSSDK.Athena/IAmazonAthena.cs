using Amazon.Athena.Model;
using Amazon.Runtime;

namespace Amazon.Athena;

/// <summary>
/// Asks Amazon Athena. Every member also throws <see cref="AmazonAthenaException"/> for errors that it does not name, such as
/// <c>AccessDeniedException</c>, and <see cref="AmazonUnmarshallingException"/> where what answered is not Amazon Athena.
/// </summary>
public interface IAmazonAthena : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonAthenaConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonAthenaClient(awsCredentials, (AmazonAthenaConfig)clientConfig);

    /// <summary>Starts a query, which then runs by itself.</summary>
    /// <exception cref="InternalServerException">Athena failed; retried already.</exception>
    /// <exception cref="InvalidRequestException">The query, its parameters or its workgroup are not accepted, or the token was used for another query.</exception>
    /// <exception cref="TooManyRequestsException">Athena was asked too often; retried already.</exception>
    Task<StartQueryExecutionResponse> StartQueryExecutionAsync(StartQueryExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks how far a query has got.</summary>
    /// <exception cref="InternalServerException">Athena failed; retried already.</exception>
    /// <exception cref="InvalidRequestException">There is no such query.</exception>
    Task<GetQueryExecutionResponse> GetQueryExecutionAsync(GetQueryExecutionRequest request, CancellationToken cancellationToken = default);

    /// <summary>Reads a page of the rows of a query that succeeded.</summary>
    /// <exception cref="InternalServerException">Athena failed; retried already.</exception>
    /// <exception cref="InvalidRequestException">There is no such query, or it has not succeeded.</exception>
    /// <exception cref="TooManyRequestsException">Athena was asked too often; retried already.</exception>
    Task<GetQueryResultsResponse> GetQueryResultsAsync(GetQueryResultsRequest request, CancellationToken cancellationToken = default);

    /// <summary>Asks what a table is made of.</summary>
    /// <exception cref="InternalServerException">Athena failed; retried already.</exception>
    /// <exception cref="InvalidRequestException">The catalog, the database or the table is not named as it must be.</exception>
    /// <exception cref="MetadataException">There is no such table, or AWS Glue did not show it.</exception>
    Task<GetTableMetadataResponse> GetTableMetadataAsync(GetTableMetadataRequest request, CancellationToken cancellationToken = default);
}
