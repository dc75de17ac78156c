using Amazon.IdentityManagement.Model;
using Amazon.Runtime;

namespace Amazon.IdentityManagement;

/// <summary>Asks IAM. See https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccountAliases.html.</summary>
public interface IAmazonIdentityManagementService : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonIdentityManagementServiceConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonIdentityManagementServiceClient(awsCredentials, (AmazonIdentityManagementServiceConfig)clientConfig);

    /// <summary>The alias of the account; an account has one or none.</summary>
    /// <exception cref="AmazonIdentityManagementServiceException">IAM refused it.</exception>
    Task<ListAccountAliasesResponse> ListAccountAliasesAsync(ListAccountAliasesRequest request, CancellationToken cancellationToken = default);
}
