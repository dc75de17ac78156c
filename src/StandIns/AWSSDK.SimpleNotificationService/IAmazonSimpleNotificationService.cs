using Amazon.Runtime;
using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>
/// Publishes to Amazon SNS. See https://docs.aws.amazon.com/sns/latest/api/API_Publish.html.
/// </summary>
public interface IAmazonSimpleNotificationService : IAmazonService, IDisposable
{
    static ClientConfig IAmazonService.CreateDefaultClientConfig() => new AmazonSimpleNotificationServiceConfig();

    static IAmazonService IAmazonService.CreateDefaultServiceClient(AWSCredentials awsCredentials, ClientConfig clientConfig) =>
        new AmazonSimpleNotificationServiceClient(awsCredentials, (AmazonSimpleNotificationServiceConfig)clientConfig);

    /// <summary>Publishes one text to a topic, the same to every subscriber and without a subject.</summary>
    /// <inheritdoc cref="PublishAsync(PublishRequest, CancellationToken)"/>
    Task<PublishResponse> PublishAsync(string topicArn, string message, CancellationToken cancellationToken = default);

    /// <summary>Publishes one text to a topic, the same to every subscriber, with a subject for e-mail.</summary>
    /// <inheritdoc cref="PublishAsync(PublishRequest, CancellationToken)"/>
    Task<PublishResponse> PublishAsync(string topicArn, string message, string subject, CancellationToken cancellationToken = default);

    /// <summary>Publishes one message. It is accepted, and not yet delivered to any subscriber, when the task ends.</summary>
    /// <exception cref="AuthorizationErrorException">The credentials may not publish there.</exception>
    /// <exception cref="EndpointDisabledException">The endpoint of a mobile device is disabled.</exception>
    /// <exception cref="InternalErrorException">SNS failed; retried already.</exception>
    /// <exception cref="InvalidParameterException">A parameter breaks a limit of SNS, or a size.</exception>
    /// <exception cref="InvalidParameterValueException">A message attribute has a value that SNS does not take.</exception>
    /// <exception cref="InvalidSecurityException">The signature is wrong or the clock is.</exception>
    /// <exception cref="KMSAccessDeniedException">The credentials may not use the topic's key.</exception>
    /// <exception cref="KMSDisabledException">The topic's key is disabled.</exception>
    /// <exception cref="KMSInvalidStateException">The topic's key is in a state that allows no use.</exception>
    /// <exception cref="KMSNotFoundException">The topic's key does not exist.</exception>
    /// <exception cref="KMSOptInRequiredException">The account needs a subscription to KMS.</exception>
    /// <exception cref="KMSThrottlingException">KMS was asked too often.</exception>
    /// <exception cref="NotFoundException">The topic does not exist, or not in this Region.</exception>
    /// <exception cref="PlatformApplicationDisabledException">The mobile application is disabled.</exception>
    /// <exception cref="ValidationException">A parameter is malformed.</exception>
    /// <exception cref="AmazonSimpleNotificationServiceException">
    /// Any other error of SNS, named in <see cref="AmazonServiceException.ErrorCode"/>, such as <c>Throttled</c>.
    /// </exception>
    /// <exception cref="AmazonUnmarshallingException">What answered is not SNS.</exception>
    Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);
}
