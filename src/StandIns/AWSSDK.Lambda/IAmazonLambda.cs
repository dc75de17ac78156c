using Amazon.Lambda.Model;
using Amazon.Runtime;

namespace Amazon.Lambda;

/// <summary>
/// Asks AWS Lambda. Every member also throws <see cref="AmazonLambdaException"/> for errors that it does not name, such as
/// <c>AccessDeniedException</c>, and <see cref="AmazonUnmarshallingException"/> where what answered is not AWS Lambda.
/// </summary>
public interface IAmazonLambda : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonLambdaConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonLambdaClient(awsCredentials, (AmazonLambdaConfig)clientConfig);

    /// <summary>Invokes a function, and waits for what it returns unless the request asks for <see cref="InvocationType.Event"/>.</summary>
    /// <exception cref="InvalidParameterValueException">A parameter is malformed.</exception>
    /// <exception cref="InvalidRequestContentException">The payload is not JSON.</exception>
    /// <exception cref="RequestTooLargeException">The payload is larger than the invocation type allows.</exception>
    /// <exception cref="ResourceNotFoundException">There is no such function.</exception>
    /// <exception cref="ServiceException">Lambda failed; retried already.</exception>
    /// <exception cref="TooManyRequestsException">Too many invocations; retried already.</exception>
    Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default);
}
