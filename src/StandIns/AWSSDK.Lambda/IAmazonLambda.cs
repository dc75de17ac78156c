using Amazon.Lambda.Model;
using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>
/// Asks AWS Lambda. Every member throws <see cref="AmazonLambdaException"/> for an error that the service answers with, and
/// <see cref="AmazonUnmarshallingException"/> where what answered is not AWS Lambda.
/// </summary>
public interface IAmazonLambda : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonLambdaConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonLambdaClient(awsCredentials, (AmazonLambdaConfig)clientConfig);

    /// <summary>Invokes a function, and waits for what it returns unless the request asks for <see cref="InvocationType.Event"/>.</summary>
    Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default);
}
