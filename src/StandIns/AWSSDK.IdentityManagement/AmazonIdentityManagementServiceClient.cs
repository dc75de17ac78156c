using Amazon.IdentityManagement.Model;
using Amazon.IdentityManagement.Model.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.IdentityManagement;

/// <summary>A client of IAM. Safe for use by many threads, and meant to live as long as the process.</summary>
public class AmazonIdentityManagementServiceClient : RegionalClient, IAmazonIdentityManagementService
{
    private static readonly InvokeOptions ListAccountAliases = new()
    {
        RequestMarshaller = ListAccountAliasesRequestMarshaller.Instance,
        ResponseUnmarshaller = ListAccountAliasesResponseUnmarshaller.Instance,
    };

    /// <summary>Credentials of the environment.</summary>
    public AmazonIdentityManagementServiceClient(AmazonIdentityManagementServiceConfig config)
        : base(config)
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    public AmazonIdentityManagementServiceClient(AWSCredentials credentials, AmazonIdentityManagementServiceConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    public virtual Task<ListAccountAliasesResponse> ListAccountAliasesAsync(ListAccountAliasesRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<ListAccountAliasesResponse>(request, ListAccountAliases, cancellationToken);
}
