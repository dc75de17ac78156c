using Amazon.Lambda.Model;
using Amazon.Lambda.Model.Internal;
using Amazon.Runtime;
using Amazon.Runtime.Internal;
using Amazon.StandIns;

namespace Amazon.Lambda;

/// <summary>A client of AWS Lambda. Safe for use by many threads, and meant to live as long as the process.</summary>
public class AmazonLambdaClient : RegionalClient, IAmazonLambda
{
    private static readonly InvokeOptions Invoke = new()
    {
        RequestMarshaller = new InvokeRequestMarshaller(),
        ResponseUnmarshaller = new InvokeResponseUnmarshaller(),
    };

    /// <summary>Credentials of the environment.</summary>
    public AmazonLambdaClient(AmazonLambdaConfig config)
        : base(config)
    {
    }

    /// <summary>Credentials and configuration as given.</summary>
    public AmazonLambdaClient(AWSCredentials credentials, AmazonLambdaConfig clientConfig)
        : base(credentials, clientConfig)
    {
    }

    /// <inheritdoc/>
    public virtual Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default) =>
        InvokeAsync<InvokeResponse>(request, Invoke, cancellationToken);
}
